"""From the bytes of a CSV file to its rows.

UTF-8 with or without a byte order mark is read as it stands. UTF-16 with its mark, Windows-1252, and semicolons or tabs
between the cells are read too, and the answer says so.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

import filetype
from django.utils.translation import gettext as _

from accounts.records import Cell, Problem, Records

SEPARATORS = (",", ";", "\t")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def csv_records(data: bytes, *, known: set[str]) -> Records:
    """The file's rows, as text. `known` are the headings by which the separator is found."""
    records = Records()
    text = _decoded(data, records)
    if text is not None:
        records.lines = _lines(text, _separator(text, known, records), records)
    return records


# --- From bytes to text -----------------------------------------------------------------------------------------------
def _decoded(data: bytes, records: Records) -> str | None:
    def refuse(line: int, message: str, code: str) -> None:
        records.problems.append(Problem(line, "", message, code))

    if not data.strip():
        refuse(0, _("The file is empty."), "empty")
        return None
    if data.startswith(UTF_16):
        return _utf_16(data, records)
    if kind := filetype.guess(data):
        refuse(0, _("This is not a text file but %(kind)s. Save it as CSV.") % {"kind": kind.mime}, "not_text")
        return None
    if (nul := data.find(b"\0")) >= 0:
        refuse(_line_at(data, nul), _("There is a NUL byte here: this is not a text file."), "nul")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        refuse(_line_at(data, error.start), _("This is not in UTF-8. Save the file as “CSV UTF-8”."), "not_utf8")
        return None
    records.notes.append(
        _("Read as Windows-1252, because it is not UTF-8. See whether line %(line)s reads well: %(text)s")
        % {"line": line, "text": text.splitlines()[line - 1][:200]}
    )
    return text


def _utf_16(data: bytes, records: Records) -> str | None:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        records.problems.append(Problem(0, "", _("This is UTF-16, but broken. Save it as “CSV UTF-8”."), "not_utf8"))
        return None
    if "\0" in text:
        records.problems.append(Problem(0, "", _("There is a NUL character in it: this is not a text file."), "nul"))
        return None
    records.notes.append(_("Read as UTF-16."))
    return text


def _line_at(data: bytes, position: int) -> int:
    before = data[:position]
    return before.count(b"\n") + before.replace(b"\r\n", b"").count(b"\r") + 1


# --- From text to rows ------------------------------------------------------------------------------------------------
def _separator(text: str, known: set[str], records: Records) -> str:
    """What parts the cells: that by which most of the headings are known, else that which parts the heading most."""
    head = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""

    def known_by(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([head], delimiter=separator), [])
        headings = {" ".join(cell.casefold().split()) for cell in cells}
        return len(known & headings), len(cells)

    best = max(SEPARATORS, key=known_by)
    if best != ",":
        words = {";": _("The cells are parted by semicolons."), "\t": _("The cells are parted by tabs.")}
        records.notes.append(words[best])
    return best


def _lines(text: str, separator: str, records: Records) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            message = _("A quotation mark is not closed, or stands inside a cell. Double it there.")
            records.problems.append(Problem(line, "", message, "quotation"))
            return
        if any(cell.strip() for cell in cells):
            yield line, list(cells)
