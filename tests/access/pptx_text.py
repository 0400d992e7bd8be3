"""Everything that a PPTX says: slides, notes, tables, charts with their workbooks, descriptions and properties."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

# What the file's own machinery names, such as kinds of placeholders.
SPOKEN = re.compile(r'<(?:a:t|c:v|t|dc:title|dc:creator)(?: [^>]*)?>([^<]*)<|(?:descr)="([^"]*)"')


def texts_of_pptx(content: bytes) -> list[str]:
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith(".xlsx"):
                found += texts_of_pptx(package.read(name))
            elif name.endswith(".xml") and not re.search(r"/(slideLayouts|slideMasters|notesMasters|theme)/", name):
                # A paragraph of a text is one; runs of it are not torn apart.
                found += [one or other for one, other in SPOKEN.findall(package.read(name).decode())]
    return [unescape(text) for text in found if text.strip()]
