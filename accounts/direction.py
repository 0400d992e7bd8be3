"""Names written from right to left, in sentences that run from left to right.

Without isolation "ARABIC: 412,300 EUR" shows the figure on the wrong side of the name: its direction takes along what stands
beside it. Pages and mails are gone through once, when ready; each run of such letters is put between the characters
FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE. No template and no sentence has to think of it. Characters, and not <bdi>: an
element would fall out of the sentence in flexible boxes, and titles, options and drawings know none.

What somebody typed or pasted that would turn everything behind it (an override, an isolate without its end) is left out of
what is shown: "RUE 003,214" is nobody's figure.
"""

from __future__ import annotations

import re

FIRST_STRONG, POP = "\u2068", "\u2069"

# Hebrew, Arabic and its neighbours, presentation forms, and the older scripts beyond the first plane.
_STRONG = r"[\u0590-\u08FF\u200F\uFB1D-\uFDFF\uFE70-\uFEFC\U00010800-\U00010FFF\U0001E800-\U0001EFFF]"
# What may stand within one name: no bracket, no dash, and no comma, colon or full stop with a space behind it, for there
# another name may begin. A quotation mark within a word is a letter's mark (Hebrew abbreviations).
_WITHIN = rf"(?:&(?:amp|\#x27|\#39);|[ \u00A0\-‐/'’\d_]|[.,:](?=\S)|(?<={_STRONG})(?:&quot;|[\"”])(?={_STRONG}))"
_RUN = rf"{_STRONG}(?:{_WITHIN}*{_STRONG})*"
_ISOLATES, _TURNING = r"\u2066-\u2069", r"\u202A-\u202E\u2066-\u2069"
# In order: what is isolated already; what would turn the rest; what somebody wrote, in quotation marks; runs of letters.
# Nothing is given back once taken: a long text without its closing mark is read once, and not once for each of its letters.
_FOUND = re.compile(
    rf"[\u2066-\u2068][^{_ISOLATES}]*+{POP}"
    rf"|(?P<turning>[{_TURNING}])"
    rf"|(?P<open>[“„«])(?P<quoted>[^“”„«»{_TURNING}\n]*+)(?=[“”»])"
    rf"|{_RUN}"
)
_ANY = re.compile(_STRONG)
_HELD = re.compile(rf"{_STRONG}|[{_TURNING}]")
_TURNS = re.compile(rf"[{_TURNING}]")
# A first look at the bytes: the lead bytes of these letters in UTF-8. One class of bytes is what the search is fastest with.
_BYTES = re.compile(rb"[\xD6-\xDF\xE0\xEF\xF0]")
_TURNING_BYTES = re.compile(rb"\xE2(?:\x80[\xAA-\xAE]|\x81[\xA6-\xA9])")
# Letters of other scripts and figures; names of entities are none.
_ELSE = re.compile(r"&(?:\#\w+|\w+);|([^\W_])")
_TOKEN = re.compile(
    r"(?P<kept><!--.*?-->|<(?P<raw>script|style|textarea)\b.*?</(?P=raw)\s*>)"
    r"|(?P<tag><(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)"
    r"|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
# Attributes that are shown: labels of cells in cards, hints in empty fields, titles.
_SHOWN = re.compile(r"(?P<name>\s(?:data-label|placeholder|title|label)=\")(?P<value>[^\"]*)(?=\")", re.IGNORECASE)


def isolate(text: str) -> str:
    """The text, each name that is written from right to left between its isolating characters. Once is enough."""
    if not _HELD.search(text):
        return text
    bare = text.strip()
    if not _TURNS.search(bare) and not any(one.group(1) for one in _ELSE.finditer(_ANY.sub("", bare))):
        # Nothing else is in it: its own punctuation belongs to it.
        return text.replace(bare, f"{FIRST_STRONG}{bare}{POP}", 1)
    return _FOUND.sub(_isolated, text)


def _isolated(found: re.Match[str]) -> str:
    run = found.group()
    if found["turning"] is not None:
        return ""
    if run.endswith(POP):
        return run
    if found["open"] is not None:
        if not _ANY.search(run):
            return run
        return f"{found['open']}{FIRST_STRONG}{found['quoted']}{POP}"
    return f"{FIRST_STRONG}{run}{POP}"


def isolate_lines(text: str) -> str:
    """Of a mail: each line by itself."""
    return "\n".join(map(isolate, text.split("\n"))) if _HELD.search(text) else text


def straight(text: str) -> str:
    """The text without what would turn the rest of a line; what is isolated properly stays."""
    return _FOUND.sub(lambda found: "" if found["turning"] else found.group(), text) if _TURNS.search(text) else text


def holds_any(body: bytes) -> bool:
    """Whether there may be something to isolate in this UTF-8."""
    return _BYTES.search(body) is not None or _TURNING_BYTES.search(body) is not None


def isolate_page(page: str) -> str:
    """A page or a part of one: its texts and the attributes that are shown. Scripts and what is typed stay as they are."""
    return _TOKEN.sub(_token, page) if _HELD.search(page) else page


def _token(found: re.Match[str]) -> str:
    token = found.group()
    if found["kept"] is not None or not _HELD.search(token):
        return token
    if found["tag"] is not None:
        return _SHOWN.sub(lambda one: one["name"] + isolate(one["value"]), token)
    return isolate(token)
