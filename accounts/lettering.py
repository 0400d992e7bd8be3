"""How wide a page's text is, about, for drawings whose labels have to keep off each other. The browser sets the text itself."""

from __future__ import annotations

import re
import unicodedata

WIDEST_LABEL = 128.0
NARROW = " .,:;'|\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{RIGHT SINGLE QUOTATION MARK}"


def text_width(text: str, size: float) -> float:
    """About how wide Inter sets this text; wide characters (Chinese, Japanese) take a whole em."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WF" else 0.57 for one in text) * size


def figure_width(text: str, size: float) -> float:
    """As `text_width`, of short texts that are mostly figures: digits of one width, narrow points and spaces between them."""
    return sum(0.64 if one.isdigit() else 0.3 if one in NARROW else text_width(one, 1) for one in text) * size


def in_lines(text: str, size: float, *, most: int = 2, widest: float = WIDEST_LABEL) -> list[str]:
    """The text in at most `most` lines, broken between words and after hyphens; none where it does not fit."""
    lines: list[str] = []
    for part in re.findall(r"[^\s-]+-?|-", text):
        glue = "" if not lines or lines[-1].endswith("-") else " "
        longer = f"{lines[-1]}{glue}{part}" if lines else part
        if lines and text_width(longer, size) <= widest:
            lines[-1] = longer
        else:
            lines.append(part)
    fits = len(lines) <= most and all(text_width(one, size) <= widest for one in lines)
    return lines if fits else []
