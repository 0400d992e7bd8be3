"""Pictures for uploads, made as they are needed."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def png(size: tuple[int, int] = (120, 40), **save: object) -> bytes:
    return drawn("PNG", size, **save)


def drawn(kind: str, size: tuple[int, int] = (120, 40), **save: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "#1d45c4").save(file, kind, **save)
    return file.getvalue()
