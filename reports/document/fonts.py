"""The fonts of the documents, held in memory, and the check that they can write a text.

Fonts reach the renderer through the `asset:` scheme only; a font of the machine is never used, because the same figures
have to give the same bytes on every machine.
"""

import html
import re
from functools import cache
from pathlib import Path

from accounts.direction import straight

FOLDER = Path(__file__).parent / "fonts"

# (family in print.css, weight, file). Names of our own, because "... Sans" falls back silently to a font of the system.
FACES = (
    ("PVDisplay", 400, "SourceSerif4Display-Regular.ttf"),
    ("PVTitle", 500, "ProvenSerif-Medium.ttf"),
    ("PVSerif", 400, "SourceSerif4-Regular.ttf"),
    ("PVSans", 400, "IBMPlexSans-Regular.ttf"),
    ("PVSans", 500, "IBMPlexSans-Medium.ttf"),
    ("PVSans", 600, "IBMPlexSans-SemiBold.ttf"),
    ("PVMono", 400, "IBMPlexMono-Regular.ttf"),
    ("PVArabic", 400, "IBMPlexSansArabic-Regular.ttf"),
    ("PVArabic", 600, "IBMPlexSansArabic-SemiBold.ttf"),
    ("PVHebrew", 400, "IBMPlexSansHebrew-Regular.ttf"),
    ("PVHebrew", 600, "IBMPlexSansHebrew-SemiBold.ttf"),
)
# Loaded only for a document that needs one of their characters: kana and JIS level 1, then JIS level 2.
RARE_FACES = (
    ("PVJapanese", 400, "ProvenSansJP-Regular.ttf"),
    ("PVJapanese", 600, "ProvenSansJP-SemiBold.ttf"),
    ("PVJapaneseNames", 400, "ProvenSansJPNames-Regular.ttf"),
    ("PVJapaneseNames", 600, "ProvenSansJPNames-SemiBold.ttf"),
)
# Every font stack of print.css ends in these, so that a character in any of them is printed wherever it stands. A family of
# RARE_FACES that is not loaded is named there all the same; nothing then matches it.
FALLBACK = ("PVSans", "PVArabic", "PVHebrew")
RARE = ("PVJapanese", "PVJapaneseNames")
STACK = ", ".join((*FALLBACK, *RARE))

# Without a picture of their own: line ends, soft hyphen, joiners, marks and isolates of direction.
INVISIBLE = frozenset("\t\n\r\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\u2066\u2067\u2068\u2069\ufeff")


PICTURES = re.compile(r"[\u2300-\u27BF\u2B00-\u2BFF\U0001F000-\U0001FAFF]")
SELECTORS = "\ufe0e\ufe0f"


class MissingGlyph(Exception):
    """A text holds characters that no font of the documents can draw. `characters` is a sorted string of them."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        named = ", ".join(f"{character} (U+{ord(character):04X})" for character in characters[:20])
        super().__init__(f"No font of the document has: {named}")


def asset(name: str) -> bytes:
    """The bytes of the font file `name`. Raises KeyError for anything that is not one of the faces."""
    if name not in {file for _, _, file in (*FACES, *RARE_FACES)}:
        raise KeyError(name)
    return (FOLDER / name).read_bytes()


def face_rules(rare: frozenset[str] = frozenset()) -> str:
    """The `@font-face` rules, with `asset:` addresses: of all faces that every document has, and of the families in `rare`."""
    faces = [*FACES, *(face for face in RARE_FACES if face[0] in rare)]
    return "\n".join(
        f'@font-face {{ font-family: {family}; font-weight: {weight}; src: url("asset:font/{file}"); }}'
        for family, weight, file in faces
    )


@cache
def covered(*families: str) -> frozenset[str]:
    """Every character that stands in one of the families; in those to which all stacks fall back where none is named."""
    from fontTools.ttLib import TTFont

    points: set[int] = set()
    for family, weight, file in (*FACES, *RARE_FACES):
        if family in (families or FALLBACK) and weight == 400:
            with TTFont(FOLDER / file, lazy=True) as font:
                points |= set(font.getBestCmap())
    return frozenset(chr(point) for point in points)


def printable(markup: str) -> str:
    """The markup without what would turn a line round, and with � for pictures (emoji) that no font has.

    What one person wrote must not keep every document of the customer from being made. Letters are not replaced: a name is
    printed as it is written, or not at all (`needed`).
    """
    markup = straight(markup)
    missing = set(PICTURES.findall(markup)) - covered()
    if missing:
        missing -= covered(*RARE)
    return markup.translate(dict.fromkeys(map(ord, SELECTORS), "") | dict.fromkeys(map(ord, missing), "\ufffd"))


def needed(markup: str) -> frozenset[str]:
    """The rare families without which `markup` (HTML) cannot be printed.

    Raises MissingGlyph where it holds characters that would come out as boxes.
    """
    missing = set(html.unescape(re.sub(r"<[^>]*>", "", markup))) - covered() - INVISIBLE
    families = set()
    for family in RARE if missing else ():
        if missing & covered(family):
            families.add(family)
            missing -= covered(family)
    if missing:
        raise MissingGlyph("".join(sorted(missing)))
    return frozenset(families)
