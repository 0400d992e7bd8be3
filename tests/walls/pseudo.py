"""A pseudo-locale: German as if every text had been translated into itself, with other letters.

What a page says through gettext has no plain English letter left in it; a word of plain letters is data, or was never
marked for translation. The catalogue is made anew from the sources, in a copy, like scripts/check_translations.py does.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterable
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import allauth
import django
from babel import Locale
from babel.messages import Catalog, mofile, pofile

ROOT = Path(__file__).parent.parent.parent
# Only letters that the document's fonts have; a word without any of them is no English word.
LETTERS = str.maketrans("acdehijklnorstuwyzACDEHIJKLNORSTUWYZ", "àçđèħìĵķŀñòřšŧùŵÿžÀÇĐÈĦÌĴĶĿÑÒŘŠŦÙŴŸŽ")
# What has to stay as it is inside a text: placeholders, tags, entities, addresses.
KEPT = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{[^}]*\}|<[^>]+>|&#?\w+;|https?://\S+")
SHOWN_ATTRIBUTES = {"title", "alt", "aria-label", "aria-description", "placeholder", "label", "aria-roledescription"}
NOT_SHOWN = {"script", "style", "head"}
# Plain words that are no English of ours, and why.
ALLOWED = {
    "Proven": "the product's name", "Value": "the product's name", "English": "a language, in itself",
    "Relationship": "the name of the first set of questions, kept as data",
    "Deutsch": "a language, in itself", "EUR": "a currency", "USD": "a currency", "UTC": "a time zone",
    "Euro": "a currency, as Babel writes it", "PDF": "a format", "CSV": "a format", "XLSX": "a format",
    "Ctrl": "a key", "Enter": "a key", "Esc": "a key",
    "MEZ": "a time zone, in German", "MESZ": "a time zone, in German", "Europe": "a time zone", "Berlin": "a time zone",
    "sha": "the name of a method", "SHA": "the name of a method", "PVD": "the name of the document",
    "Firefox": "a browser", "Windows": "a system",
}  # fmt: skip


def accented(text: str) -> str:
    parts = re.split(f"({KEPT.pattern})", text)
    return "".join(part if number % 2 else part.translate(LETTERS) for number, part in enumerate(parts))


def make_catalogue(folder: Path) -> Path:
    """A folder for LOCALE_PATHS in which every text that is marked for translation is accented."""
    tools = runpy.run_path(str(ROOT / "scripts" / "check_translations.py"))
    sources = folder / "sources"
    sources.mkdir(parents=True)
    tools["copy_sources"](ROOT, sources)
    tools["collect_texts"](sources)
    with (sources / "locale" / "de" / "LC_MESSAGES" / "django.po").open("rb") as file:
        ours = pofile.read_po(file, locale="de")
    made = Catalog(locale="de")
    for one in [*ours, *_of_libraries()]:
        if one.id:
            ids = one.id if isinstance(one.id, tuple) else (one.id,)
            text = tuple(accented(each) for each in ids)
            made.add(one.id, text if len(text) > 1 else text[0], context=one.context)
    target = folder / "locale" / "de" / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (target / "django.mo").open("wb") as file:
        mofile.write_mo(file, made)
    return folder / "locale"


def _of_libraries() -> Iterable[Any]:
    """What Django and the sign-in library say, as far as they say it in German too."""
    homes = [
        Path(django.__file__).parent,
        Path(django.__file__).parent / "contrib" / "auth",
        Path(allauth.__file__).parent,
    ]
    for home in homes:
        name = "conf/locale" if home.name == "django" else "locale"
        with (home / name / "de" / "LC_MESSAGES" / "django.po").open("rb") as file:
            yield from (one for one in pofile.read_po(file, locale="de") if one.string and not one.fuzzy)


@cache
def german_notation() -> set[str]:
    """Words of dates and figures, which Babel writes."""
    locale = Locale("de")
    words: set[str] = set()
    for kind in (locale.months, locale.days, locale.quarters, locale.day_periods):
        for widths in kind.values():
            for names in widths.values():
                words.update(word for name in names.values() for word in _words(str(name)))
    for width in ("short", "medium", "long"):
        words.update(_words(str(locale.date_formats[width])))
    return words | {"Mio", "Mrd", "Tsd"}


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = 0
        # The element that is marked translate="no": names of columns in files, and what stands in a file as an example.
        self.as_it_stands = ""
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag in NOT_SHOWN and tag != "head":
            self.hidden += 1
        if given.get("translate") == "no":
            self.as_it_stands = tag
        self.texts += [value for name, value in attributes if name in SHOWN_ATTRIBUTES and value]
        if given.get("id") == "words":  # what the scripts say
            self.texts += [value for name, value in attributes if name.startswith("data-") and value]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.texts.append(given.get("value") or "")
        if tag == "meta" and given.get("name") == "description":
            self.texts.append(given.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in NOT_SHOWN and tag != "head":
            self.hidden -= 1
        if tag == self.as_it_stands:
            self.as_it_stands = ""

    def handle_data(self, data: str) -> None:
        if not self.hidden and not self.as_it_stands:
            self.texts.append(data)


def shown_texts(html: str) -> list[str]:
    parser = _Shown()
    parser.feed(html)
    return [" ".join(text.split()) for text in parser.texts if text.strip()]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", text)


def bare_english(texts: Iterable[str], data: Iterable[str] = ()) -> list[str]:
    """The texts that hold plain words which are neither data nor allowed, with those words."""
    allowed = set(ALLOWED) | german_notation()
    known = sorted({one for one in data if one}, key=len, reverse=True)
    found = []
    for text in texts:
        rest = re.sub(r"\{\w+\}", " ", unescape(text))  # what scripts fill in
        for one in known:
            rest = rest.replace(one, " ")
        # Addresses, codes, digests, figures: whatever has an @, a digit or a domain in it.
        rest = re.sub(
            r"\S*[@\d]\S*|\S+\.(?:example|invalid|pdf|csv)\b|\b[0-9a-f]{6,}\b|\b[A-Z]{4}(?:-[A-Z]{4})+\b", " ", rest
        )
        plain = [word for word in _words(rest) if word.isascii() and word not in allowed]
        if plain:
            found.append(f"{' '.join(plain)}: “{text[:120]}”")
    return list(dict.fromkeys(found))
