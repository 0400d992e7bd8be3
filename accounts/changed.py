"""What leaves changes: each kind of object, what it is called, what names it and where it is shown. One list for every page.

A room registers its own in its AppConfig.ready(). What nobody registered leaves no change: `kind_of` refuses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Changed:
    """A kind of object: at the beginning of a line ("Objection of"), and in the middle of one ("objection").

    `name` is the lookup of what it is called, "" where it has no name; `page` the name of the address that shows it and its
    changes, "" where there is none; `labels` what its fields are called where that is not as everywhere (change_words.LABELS).
    """

    title: Any
    word: Any
    name: str = ""
    page: str = ""
    labels: Mapping[str, Any] = field(default_factory=dict)


CHANGED: dict[str, Changed] = {}


def leaves_changes(model: type[models.Model], changed: Changed) -> None:
    CHANGED[model._meta.label_lower] = changed


def kind_of(obj: models.Model) -> str:
    """Its kind, as changes keep it. LookupError where its room has not said what it is called."""
    kind = obj._meta.label_lower
    if kind not in CHANGED:
        raise LookupError(f"{kind} leaves a change, and no AppConfig says by leaves_changes() what it is called.")
    return kind
