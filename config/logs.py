"""Structured logs: one JSON object a line, with the request's id."""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog

PERSONAL_LINK = re.compile(r"(/(?:benchmark|document|invitation|join)/)[^/\s?]+[^\s]*")


def without_personal_links(_logger: Any, _name: str, event: Any) -> Any:
    """Who reads the log must not open the link of somebody who is asked, invited or given a document, nor see who did when."""
    return {key: PERSONAL_LINK.sub(r"\1…", value) if isinstance(value, str) else value for key, value in event.items()}


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            without_personal_links,
            structlog.processors.JSONRenderer(),
        ],
        foreign_pre_chain=[*SHARED, structlog.processors.format_exc_info],
    )
