"""A page of PDF with a few lines of text: what somebody signed, for a demonstration."""

from __future__ import annotations

from collections.abc import Sequence


def page(title: str, lines: Sequence[str]) -> bytes:
    """An A4 page in Helvetica; what Latin-1 does not have becomes a question mark."""
    shown = [f"/F1 16 Tf 72 760 Td ({_escaped(title)}) Tj /F1 11 Tf 0 -20 Td"]
    shown += [f"0 -18 Td ({_escaped(line)}) Tj" for line in lines]
    stream = f"BT {' '.join(shown)} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(places) + 1, table, len(places) + 1, len(content))
    )


def _escaped(text: str) -> str:
    plain = text.encode("latin-1", "replace").decode("latin-1")
    return plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
