"""The canonical form and its digests: fixed vectors, which docs/ledger.md prints for strangers."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from outcomes.canonical import canonical, content_digest, entry_digest, person_digest

GENESIS = "0" * 64
FIRST = (
    '{"amount":{"currency":"EUR","minor":2784000},"by":{"person":"6f2f","stakeholder":7},"kind":"confirmed","reason":"",'
    '"recorded_at":"2025-02-03T09:15:00.000000Z","said_on":"2025-02-03","seq":1,"v":1}'
)
FIRST_DIGEST = "5dc0c5a33a40078cf5dc5bda5bf518bef235e998c67d10deeba939dd041903b8"
SECOND = '{"kind":"disputed","reason":"Zürich – 30 % zu hoch","seq":2,"v":1}'
SECOND_DIGEST = "5f62c501cf6e915d9515fbed818daee6140a77606a3e086c095d4c655b823001"


def test_content_becomes_the_one_text() -> None:
    content = {
        "v": 1,
        "seq": 1,
        "kind": "confirmed",
        "said_on": date(2025, 2, 3),
        "recorded_at": datetime(2025, 2, 3, 10, 15, tzinfo=timezone(timedelta(hours=1))),
        "by": {"stakeholder": 7, "person": "6f2f"},
        "amount": {"minor": 2_784_000, "currency": "EUR"},
        "reason": "",
    }
    assert canonical(content) == FIRST
    assert canonical(dict(reversed(content.items()))) == FIRST


def test_digests_are_those_of_the_documentation() -> None:
    assert entry_digest(GENESIS, FIRST) == FIRST_DIGEST
    assert entry_digest(FIRST_DIGEST, SECOND) == SECOND_DIGEST
    page = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text()
    for text in (FIRST, FIRST_DIGEST, SECOND, SECOND_DIGEST):
        assert text in page


def test_a_stranger_computes_them_with_sha256sum() -> None:
    done = subprocess.run(["sha256sum"], input=f"{GENESIS}\n{FIRST}".encode(), capture_output=True, check=True)
    assert done.stdout.split()[0].decode() == FIRST_DIGEST


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1200.50"), '"1200.5"'),
        (Decimal("1E+3"), '"1000"'),
        (Decimal("-0.00"), '"0"'),
        (Decimal("100"), '"100"'),
        ("Zu\u0308rich", '"Z\u00fcrich"'),
        ("\u2028</script>", '"\u2028</script>"'),
        (True, "true"),
        (None, "null"),
        ([date(2025, 1, 31), (1, "a")], '["2025-01-31",[1,"a"]]'),
        (datetime(1, 1, 1, tzinfo=UTC), '"0001-01-01T00:00:00.000000Z"'),
    ],
)
def test_each_kind_of_value_has_one_text(value: Any, text: str) -> None:
    assert canonical({"x": value}) == f'{{"x":{text}}}'


@pytest.mark.parametrize(
    "value", [0.1, float("nan"), Decimal("NaN"), Decimal("Infinity"), datetime(2025, 1, 1), b"x", {1}, object()]
)
def test_what_has_no_one_text_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical({"x": value})


def test_a_person_is_a_salted_digest() -> None:
    text = '{"name":"Clara Meier","position":"CFO","salt":"00ff"}'
    assert person_digest(salt="00ff", name="Clara Meier", position="CFO") == hashlib.sha256(text.encode()).hexdigest()
    assert content_digest({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()
