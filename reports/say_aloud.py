"""The three sentences that a champion can say aloud: what was spent and got, the best victory, what went badly.

Pure: figures in, sentences out, in the active language. The rules:

1. Spent and got. Value is after shortfalls; "after what went wrong" is said where there were any. Below spend it says
   by how much; below zero it says "worse off". Without money the words say so; nothing stated is not zero.
2. The best confirmed victory in its own units: of the dimension whose confirmed gains come to most, from its baseline to the
   last reading that was confirmed as it was stated, with that reading's period, because a later one may be read already.
   Without one, what waits for a decision.
3. What went badly: how many things, then at most three by name and period, the dearest first, what is not in money last, and
   how many more there are. The name is what was printed, never shortened; nobody is blamed, nothing is excused, and a thing
   that is not agreed yet is said like one that is. Where nothing was stated as bad it says exactly that, never that all went
   well; what is disputed is said then.

Nobody says cents aloud: amounts with minor units are said as "about", what was got rounded down, what was spent rounded up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation

BAD_NAMED = 3


@dataclass(frozen=True)
class Victory:
    """The best thing that was confirmed: a dimension with what it was and is, or, without readings, words alone.

    `period` is that of the reading, as it is printed.
    """

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    now: Decimal | None = None
    period: str = ""


@dataclass(frozen=True)
class Story:
    """What the sentences rest on. Amounts are minor units; `shortfalls` is positive.

    `spend` is None where none is recorded; `monetised` is False where nothing that was stated is in money. `bad` are
    the worst things by name, `bad_count` how many there are in all.
    """

    currency: str
    spend: int | None
    stated: bool = True
    monetised: bool = True
    gains: int = 0
    shortfalls: int = 0
    victory: Victory | None = None
    bad: Sequence[str] = ()
    bad_count: int = 0
    disputed_count: int = 0
    waiting_count: int = 0


def sentences(story: Story) -> list[str]:
    """The three sentences, in the order in which they are said."""
    return [spent_and_got(story), best_victory(story), went_badly(story)]


def spent_and_got(story: Story) -> str:
    spend, value = _whole(story.spend or 0, story.currency, up=True), story.gains - story.shortfalls
    spent = _about(_spoken(spend, story.currency), spend != (story.spend or 0))
    if not story.stated:
        if not story.spend:
            return _("No spend of ours is recorded, and what we got is not stated.")
        return _("We spent %(spent)s; what we got is not stated.") % {"spent": spent}
    if not story.monetised:
        if not story.spend:
            return _("No spend of ours is recorded; what we got is not put in money.")
        return _("We spent %(spent)s; what we got is not put in money.") % {"spent": spent}
    whole = _whole(value, story.currency)
    got = _about(notation.amount(abs(whole), story.currency, whole=True), whole != value)
    if not story.spend:
        said = {"got": _about(_spoken(abs(whole), story.currency), whole != value)}
        if value < 0:
            return _("No spend of ours is recorded, and we are %(got)s worse off.") % said
        return _("No spend of ours is recorded; we got %(got)s.") % said
    if value < 0:
        return _("We spent %(spent)s and are %(got)s worse off on top.") % {"spent": spent, "got": got}
    less = _about(
        notation.amount(abs(spend - whole), story.currency, whole=True), (spend, whole) != (story.spend, value)
    )
    said = {"spent": spent, "got": got, "less": less}
    if value < story.spend:
        if story.shortfalls:
            return _("We spent %(spent)s and got %(got)s, after what went wrong: %(less)s less than we paid.") % said
        return _("We spent %(spent)s and got %(got)s: %(less)s less than we paid.") % said
    if story.shortfalls:
        return _("We spent %(spent)s and got %(got)s, after what went wrong.") % said
    return _("We spent %(spent)s and got %(got)s.") % said


def _whole(minor: int, currency: str, *, up: bool = False) -> int:
    """The amount without minor units: down, or `up`, so that nobody says more than there is."""
    unit = 10 ** notation.minor_digits(currency)
    return (-(-minor // unit) if up else minor // unit) * unit


def _about(amount: str, rounded: bool) -> str:
    return _("about %(amount)s") % {"amount": amount} if rounded else amount


def best_victory(story: Story) -> str:
    victory = story.victory
    if victory is None:
        if not story.waiting_count:
            return _("No victory is confirmed yet.")
        return ngettext(
            "No victory is confirmed yet; one claim waits for our decision.",
            "No victory is confirmed yet; %(count)s claims wait for our decision.",
            story.waiting_count,
        ) % {"count": _count_words(story.waiting_count)}
    if victory.baseline is None or victory.now is None:
        return _("Our best victory: %(name)s.") % {"name": victory.name.rstrip(".")}
    # The unit stands with the first figure only: "from 30 days to 1" needs no plural.
    words = (
        _("%(name)s went from %(baseline)s to %(now)s in %(period)s.")
        if victory.period
        else _("%(name)s went from %(baseline)s to %(now)s.")
    )
    return words % {
        "name": victory.name,
        "period": victory.period,
        "baseline": notation.quantity(victory.baseline, victory.unit),
        "now": _unit_kept(victory.now, victory.unit),
    }


def went_badly(story: Story) -> str:
    if story.bad_count:
        names = [name.rstrip(".") for name in story.bad[:BAD_NAMED]]
        if (rest := story.bad_count - len(names)) > 0:
            names.append(_("and %(count)s more") % {"count": _count_words(rest)})
        return ngettext(
            "One thing went badly: %(names)s.", "%(Count)s things went badly: %(names)s.", story.bad_count
        ) % {"Count": _count_words(story.bad_count, begins=True), "names": "; ".join(names)}
    if not story.stated:
        return _("What went badly is not stated either.")
    if story.disputed_count:
        return ngettext(
            "Nothing was stated as bad, but we dispute one claim.",
            "Nothing was stated as bad, but we dispute %(count)s claims.",
            story.disputed_count,
        ) % {"count": _count_words(story.disputed_count)}
    return _("Nothing was stated as bad so far.")


def _spoken(minor: int, currency: str) -> str:
    """ "412,300 euros": the currency by its name, as one says it."""
    return notation.spoken_money(minor, currency)


def _unit_kept(value: Decimal, unit: str) -> str:
    """The bare number; a percentage keeps its sign."""
    return notation.quantity(value, unit) if unit.startswith("%") else notation.exact(value)


def _count_words(count: int, *, begins: bool = False) -> str:
    """Small numbers as words, as one says them; larger ones as figures."""
    words = [
        "",
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
    ]
    text = words[count] if 0 < count < len(words) else notation.exact(Decimal(count))
    return text[:1].upper() + text[1:] if begins else text
