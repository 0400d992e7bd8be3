"""Names from right to left are isolated from the sentences in which they stand: on pages, in fragments, in mails."""

import time

import pytest

from accounts.direction import holds_any, isolate, isolate_lines, isolate_page

NOOR, BANK = "النور", "بنك القاهرة"


def shown(text: str) -> str:
    """The isolating characters as brackets that one can read."""
    return text.replace("\u2068", "[").replace("\u2069", "]")


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        (f"{BANK}: 412,300 EUR", f"[{BANK}]: 412,300 EUR"),
        (f"{BANK} spent 412,300 EUR", f"[{BANK}] spent 412,300 EUR"),
        (f"{NOOR}, {BANK}, 3 days", f"[{NOOR}], [{BANK}], 3 days"),
        (f"Al Noor {NOOR} 2 {BANK} – {NOOR}", f"Al Noor [{NOOR} 2 {BANK}] – [{NOOR}]"),
        (f"Decided by {NOOR} ({BANK}) on 3 May", f"Decided by [{NOOR}] ([{BANK}]) on 3 May"),
        ("שלום צה&quot;ל and ג&#x27;ון", "[שלום צה&quot;ל] and [ג&#x27;ון]"),
        ("Wait for דנה לוי: 3", "Wait for [דנה לוי]: 3"),
        (f"“{NOOR} Bank 2” is late", f"“[{NOOR} Bank 2]” is late"),
        (f"„{NOOR} GmbH“ fehlt", f"„[{NOOR} GmbH]“ fehlt"),
        (f"{NOOR} &quot;{BANK}&quot; x", f"[{NOOR}] &quot;[{BANK}]&quot; x"),
        (f" {NOOR} (مصر). ", f" [{NOOR} (مصر).] "),
        (f"{NOOR} &amp; x", f"[{NOOR}] &amp; x"),
        ("Halden\u202e: 412,300 EUR", "Halden: 412,300 EUR"),
        (f"\u2068Halden: 412,300 EUR {NOOR}", f"Halden: 412,300 EUR [{NOOR}]"),
        (f"\u2067{NOOR}\u2069\u2069 3", f"\u2067{NOOR}] 3"),
        (f"“Halden” and “{NOOR} 2”", f"“Halden” and “[{NOOR} 2]”"),
        ("Halden Bank spent 412,300 EUR", "Halden Bank spent 412,300 EUR"),
    ],
)
def test_runs_of_letters_from_right_to_left_stand_by_themselves(text: str, isolated: str) -> None:
    assert shown(isolate(text)) == isolated
    assert isolate(isolate(text)) == isolate(text)


def test_page_keeps_what_is_not_shown_or_is_typed() -> None:
    typed = (
        f'<script>x="{NOOR}"</script><style>/*{NOOR}*/</style><textarea name="a">{NOOR} 3</textarea>'
        f'<input value="{NOOR}"><!-- {NOOR} --><a href="/?q={NOOR}" data-key="{NOOR}">x</a>'
    )
    assert isolate_page(typed) == typed
    page = (
        f'<title>{NOOR} – 3</title><td data-label="{NOOR} EUR" class="{NOOR}">{NOOR} 3 <b>EUR</b></td>'
        f"<option>{NOOR} 1 d</option>"
    )
    assert shown(isolate_page(page)) == (
        f'<title>[{NOOR}] – 3</title><td data-label="[{NOOR}] EUR" class="{NOOR}">[{NOOR}] 3 <b>EUR</b></td>'
        f"<option>[{NOOR}] 1 d</option>"
    )
    assert isolate_page(f'<a title="1 > 0">{NOOR} x</a>') == f'<a title="1 > 0">{isolate(f"{NOOR} x")}</a>'


def test_first_look_at_bytes_misses_nothing() -> None:
    for letter in ("א", "ש", "ا", "ي", "ܐ", "ࠀ", "ࢠ", "שׁ", "ﷺ", "ﻼ", "\U00010840", "\U0001e900"):
        assert holds_any(letter.encode()) and isolate(f"{letter} a 1") == f"\u2068{letter}\u2069 a 1"
    assert holds_any("\u202e".encode()) and holds_any("\u2066".encode())
    assert not holds_any("Größe – “é” … Ω ж 日本 €".encode())


@pytest.mark.parametrize("text", [f"“x {NOOR * 20_000}", "\u2068" * 60_000 + NOOR, f"{NOOR}{'٣1' * 40_000}"])
def test_what_is_never_closed_holds_nobody_up(text: str) -> None:
    began = time.process_time()
    isolate_page(f"<p>{text}</p>")
    assert time.process_time() - began < 1


def test_mail_is_isolated_line_by_line() -> None:
    assert shown(isolate_lines(f"{BANK} decided\n\n{NOOR}\nhttps://example.com/1")) == (
        f"[{BANK}] decided\n\n[{NOOR}]\nhttps://example.com/1"
    )
