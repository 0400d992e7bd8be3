"""Uploads: their size while they arrive, and their type by what is in them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _

# What evidence may be: content type -> the ending under which it is handed out.
ALLOWED = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "text/csv": "csv",
    "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}


class RefuseLargeUploads(FileUploadHandler):
    """Drops a file that grows beyond the limit, without keeping a byte of it; its field then says so (`refused_uploads`)."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        if self.size > settings.EVIDENCE_LIMIT:
            refused: dict[str, str] = getattr(self.request, "refused_uploads", {})
            refused[str(self.field_name)] = str(self.file_name)
            self.request.refused_uploads = refused  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def shown_name(name: str, *, nameless: str = "") -> str:
    """The last part of the name without what cannot be seen: for people to read, never a path. Of a long one the ending stays.

    ValidationError where it has none, and `nameless` does not say what to call it.
    """
    shown = "".join(character for character in name.replace("\\", "/").rpartition("/")[2] if character.isprintable())
    if not shown.strip(". "):
        if nameless:
            return nameless
        raise ValidationError(_("The file has no name."))
    return shown if len(shown) <= 200 else shown[:190] + "…" + shown[-9:]


def content_type_of(content: bytes, name: str) -> str:
    """The content type by what is in the file. ValidationError in words that say what to do where it is not allowed."""
    if not content:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": shown_name(name)})
    ending = name.rpartition(".")[2].lower()
    guess = filetype.guess_mime(content)
    if guess in ALLOWED:
        return str(guess)
    if guess == "application/zip" and zipfile.is_zipfile(BytesIO(content)):
        raise ValidationError(_("This is an archive. Take the file out of it and add that one."))
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<script" in head and b"<svg" not in head:
        if ending == "html":
            raise ValidationError(_("Web pages are not taken. Save it as a PDF and add that."))
        raise ValidationError(
            _("The name ends in .%(ending)s, but it is a web page. Save it as a PDF and drop it again.")
            % {"ending": ending}
        )
    if b"<svg" in head:
        raise ValidationError(_("SVG drawings are not taken, because they can run programs. Save it as PNG or PDF."))
    if guess is None and ending in {"csv", "txt"} and _is_text(content):
        return "text/csv" if ending == "csv" else "text/plain"
    if ending in ALLOWED.values():
        raise ValidationError(
            _("The name ends in .%(ending)s, but what is in it is something else.") % {"ending": ending}
        )
    raise ValidationError(
        _("“%(name)s” is of a kind that is not taken. PDF, pictures, Office files, CSV and plain text are.")
        % {"name": shown_name(name)}
    )


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            content.decode("cp1252")
        except UnicodeDecodeError:
            return False
    return True
