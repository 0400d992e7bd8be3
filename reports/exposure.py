"""What a customer is exposed to. Pure: what is known of it in, flags out, the same for pages and exports.

A customer that is lost has no flags. One that is still being sold to is not yet asked for a champion, a baseline or proof.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RENEWAL_DAYS = 120
PROOF_DAYS = 90
UNDECIDED_DAYS = 60
NOTICE_DAYS = 30


@dataclass(frozen=True)
class Known:
    """What the flags rest on. Dates are business dates; None where there is none.

    `net` is in minor units, None where nothing stands against the spend: nothing claimed, or nothing in money. `objection`
    is whether something that a detractor or sceptic holds against the supplier is open. `red`: a dimension of the newest round
    is; `kept`: what was promised is met (scorecards/standing.py); `tender`: one is open. `problem`: one is open that stops the
    work or that the customer calls not solved; `word_overdue`: a notice of an open problem has not come by its day.
    """

    today: date
    in_sale: bool = False
    lost: bool = False
    net: int | None = None
    first_spend: date | None = None
    last_proof: date | None = None
    renewal: date | None = None
    notice: date | None = None
    oldest_undecided: date | None = None
    objection: bool = False
    has_champion: bool = True
    champion_left: bool = False
    has_baseline: bool = True
    red: bool = False
    kept: bool = False
    round_due: bool = False
    tender: bool = False
    problem: bool = False
    word_overdue: bool = False


def no_proof(known: Known) -> bool:
    """The last proof is older than 90 days; or there never was one, and the customer has paid for 90 days."""
    since = known.last_proof or known.first_spend
    return since is not None and (known.today - since).days > PROOF_DAYS


def renews_soon(known: Known) -> bool:
    return known.renewal is not None and (known.renewal - known.today).days < RENEWAL_DAYS


def _notice_near(known: Known) -> bool:
    return known.notice is not None and timedelta() <= known.notice - known.today <= timedelta(NOTICE_DAYS)


def _undecided_for_long(known: Known) -> bool:
    return known.oldest_undecided is not None and (known.today - known.oldest_undecided).days > UNDECIDED_DAYS


@dataclass(frozen=True)
class Kind:
    """One kind of flag: its mark and word, what it means, and the anchor of the customer's page where it is mended."""

    mark: str
    word: str | Promise
    means: str | Promise
    anchor: str
    holds: Callable[[Known], bool]
    in_sale: bool = True
    # The name of the page where it is mended, if that is not the customer's own.
    page: str = ""


KINDS: Mapping[str, Kind] = {
    "kept_but_red": Kind(
        "flag",
        _("kept, perception red"),
        _(
            "Everything promised was met in the last periods, and in the newest round a dimension is below 7. A contract kept "
            "to the letter can still be lost. Today names it until there is an action for each."
        ),
        "performance",
        lambda known: known.red and known.kept,
        in_sale=False,
        page="scorecards:benchmark",
    ),
    "tender": Kind(
        "flag",
        _("tender"),
        _("A tender was heard of, announced or issued, and nobody has said how it ended."),
        "renewal",
        lambda known: known.tender,
        in_sale=False,
    ),
    "problem": Kind(
        "flag",
        _("heavy problem"),
        _("A problem is open that stops the work, or that the customer says is not solved."),
        "problems",
        lambda known: known.problem,
        page="engagements:problem_list",
    ),
    "word_overdue": Kind(
        "missing",
        _("problem: word overdue"),
        _(
            "A notice about an open problem was promised by a day that is over and has not come; or the customer stated a "
            "problem on an earlier day, and nothing was said yet."
        ),
        "problems",
        lambda known: known.word_overdue,
        page="engagements:problem_list",
    ),
    "net": Kind(
        "shortfall",
        _("net below zero"),
        _("Value is less than what was spent. Not where nothing is claimed, or nothing in money."),
        "outcomes",
        lambda known: known.net is not None and known.net < 0,
    ),
    "proof": Kind(
        "missing",
        _("no proof 90 d"),
        _("The customer confirmed nothing for more than 90 days, or has paid for more than 90 days and never did."),
        "outcomes",
        no_proof,
        in_sale=False,
    ),
    "objection": Kind(
        "flag",
        _("detractor unanswered"),
        _("An objection of a detractor or sceptic who is still there has no answer."),
        "people",
        lambda known: known.objection,
        page="people_map",
    ),
    "renewal": Kind(
        "flag",
        _("renews < 120 d"),
        _("A contract renews or ends within 120 days."),
        "renewal",
        renews_soon,
    ),
    "notice": Kind(
        "flag",
        _("notice date near"),
        _("A contract can be given notice until a day within the next 30 days."),
        "renewal",
        _notice_near,
    ),
    "round": Kind(
        "missing",
        _("no round before the end"),
        _(
            "A contract ends within 18 months, or its notice date is within 12, and no round is planned or was released since. "
            "A round has to be finished 12 months before the end."
        ),
        "performance",
        lambda known: known.round_due,
        in_sale=False,
        page="scorecards:benchmark",
    ),
    "red": Kind(
        "flag",
        _("perception red"),
        _(
            "In the newest round the customer's mean of a dimension is below 7, and what was promised is missed or not read."
        ),
        "performance",
        lambda known: known.red and not known.kept,
        in_sale=False,
        page="scorecards:benchmark",
    ),
    "undecided": Kind(
        "undecided",
        _("undecided > 60 d"),
        _("Something that was stated waits for the customer for more than 60 days."),
        "waiting",
        _undecided_for_long,
    ),
    "baseline": Kind(
        "missing",
        _("no baseline"),
        _("No value dimension has agreed terms: nothing can be claimed in money."),
        "outcomes",
        lambda known: not known.has_baseline,
        in_sale=False,
    ),
    "left": Kind(
        "flag",
        _("champion left"),
        _("A champion has left, and nobody took that place."),
        "people",
        lambda known: known.champion_left and not known.has_champion,
    ),
    "champion": Kind(
        "missing",
        _("no champion"),
        _("Nobody at the customer stands as champion, and nobody ever did."),
        "people",
        lambda known: not known.has_champion and not known.champion_left,
        in_sale=False,
    ),
}
"""In the order in which they stand beside a customer."""


def flags_of(known: Known) -> list[str]:
    """The kinds of flags that hold, in the order of KINDS."""
    if known.lost:
        return []
    return [name for name, kind in KINDS.items() if (kind.in_sale or not known.in_sale) and kind.holds(known)]
