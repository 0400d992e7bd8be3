"""The pack as PPTX: the same slides, with charts and tables that PowerPoint can edit, and the same bytes each time.

python-pptx takes a while to import and is imported on first use: only workers pay for it. Letters are Arial and Georgia, which
every machine with an office program has or replaces by ones of the same widths.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from django.utils import translation

from reports.document.wording import moment

from ..deck import deck
from ..html import title_of
from .writer import Writer


def render(figures: dict[str, Any], *, locale: str) -> bytes:
    """The PPTX of the frozen figures: the same figures, locale and `pdf.fingerprint()` give the same bytes."""
    made = deck(figures, locale)
    with translation.override(locale):
        title = title_of(made)
        content = Writer(made, figures["supplier"]["colour"], locale).written(
            title, figures["supplier"]["name"], moment(figures["document"]["issued_at"])
        )
    return timeless(content, moment(figures["document"]["issued_at"]))


def timeless(content: bytes, at: datetime) -> bytes:
    """The package, and the workbooks in it, without any moment but `at`."""
    day = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second // 2 * 2)
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = given.read(name)
            if name.endswith(".xlsx"):
                data = timeless(data, at)
            elif name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), data)
            info = zipfile.ZipInfo(name, day)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            written.writestr(info, data)
    return out.getvalue()
