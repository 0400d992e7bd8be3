"""Names of the files that we hand out."""

from __future__ import annotations

import pytest

from accounts.file_names import attachment, file_name


@pytest.mark.parametrize(
    ("customer", "name"),
    [
        ("Halden Bank AG", "PVD, Halden Bank AG, 25 May 2026.pdf"),
        ("../../etc/passwd", "PVD, etc passwd, 25 May 2026.pdf"),
        ('A\\B:C*D?"E"<F>|G\r\nX: y\0', "PVD, A B C D E F G X y, 25 May 2026.pdf"),
        ("\u202efdp.exe\u2069", "PVD, fdp.exe, 25 May 2026.pdf"),
        ("شركة القمر", "PVD, شركة القمر, 25 May 2026.pdf"),
        ("...", "PVD, 25 May 2026.pdf"),
    ],
)
def test_a_name_has_nothing_of_a_path(customer: str, name: str) -> None:
    assert file_name(["PVD", customer, "25\N{NO-BREAK SPACE}May 2026"], "pdf") == name


def test_a_long_name_fits_every_file_system() -> None:
    name = file_name(["Past Value Delivered", "東京証券" * 80, "25. November 2026"], "pdf")
    assert len(name.encode()) < 255
    assert name.startswith("Past Value Delivered, 東京証券") and name.endswith(", 25. November 2026.pdf")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("PVD, Halden, 2026.pdf", 'attachment; filename="PVD, Halden, 2026.pdf"'),
        (
            "PVD, Größe & Søn, 2026.pdf",
            'attachment; filename="PVD, Grosse & Son, 2026.pdf"; '
            "filename*=UTF-8''PVD%2C%20Gr%C3%B6%C3%9Fe%20%26%20S%C3%B8n%2C%202026.pdf",
        ),
        (
            "PVD, قمر, 2026.pdf",
            "attachment; filename=\"PVD, 2026.pdf\"; filename*=UTF-8''PVD%2C%20%D9%82%D9%85%D8%B1%2C%202026.pdf",
        ),
    ],
)
def test_the_header_says_it_in_ascii_and_as_it_is(name: str, header: str) -> None:
    assert attachment(name) == header
