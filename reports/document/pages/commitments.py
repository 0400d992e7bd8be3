"""Missed commitments: each with how often, and every miss with what the customer said to it."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..figures import Commitment, Miss
from .content import Content, Context

# So many misses of a commitment are printed one by one, the newest; the others stand in one line with the worst of them.
MISSES_PRINTED = 12
# A table of more lines than these may be broken over two pages.
SHORT = 8


def commitments_context(doc: Content, commitments: Sequence[Commitment]) -> Context:
    """`rows` are the commitments that were missed; the others stand in the note, or in `none` where no one was missed."""
    missed = [one for one in commitments if one["missed"]]
    read = sum(one["met"] + one["missed"] for one in commitments)
    count = sum(one["missed"] for one in commitments)
    no_data = sum(one["no_data"] for one in commitments)
    notes = []
    if read:
        text = ngettext(
            "Of {read} period that was read, {count} was missed.",
            "Of {read} periods that were read, {count} were missed.",
            read,
        )
        notes.append(text.format(read=read, count=count))
    if no_data:
        text = ngettext(
            "{count} period has no reading: it is neither met nor missed.",
            "{count} periods have no reading: they are neither met nor missed.",
            no_data,
        )
        notes.append(text.format(count=no_data))
    rows = [_row(doc, one) for one in missed]
    return {
        "note": " ".join(notes),
        "rows": rows,
        "short": len(rows) + sum(len(row["misses"]) for row in rows) <= SHORT,
        "none": _none(len(commitments), read),
    }


def _none(count: int, read: int) -> str:
    if not read:
        return _("not measured: nothing was read of what was promised")
    return ngettext("none, of {count} commitment", "none, of {count} commitments", count).format(count=count)


def _row(doc: Content, one: Commitment) -> Context:
    counts = _("{met} met, {missed} missed").format(met=one["met"], missed=one["missed"])
    if one["no_data"]:
        counts = _("{counts}, {count} without a reading").format(counts=counts, count=one["no_data"])
    printed, earlier = one["misses"][-MISSES_PRINTED:], one["misses"][:-MISSES_PRINTED]
    misses = [_miss(doc, one, miss) for miss in reversed(printed)]
    if earlier:
        misses.append(_earlier(doc, one, earlier))
    answered = [miss for miss in one["misses"] if miss["answer"]]
    agreed = sum(miss["answer"] == "acknowledged" for miss in answered)
    words = _("{count} of the misses acknowledged") if agreed else _("none of the misses acknowledged")
    said = [words.format(count=agreed)]
    if challenged := len(answered) - agreed:
        said.append(_("{count} challenged").format(count=challenged))
    if silent := len(one["misses"]) - len(answered):
        said.append(_("{count} not answered").format(count=silent))
    return {
        "words": _("{name}: {promise}").format(name=one["name"], promise=_promise(doc, one)),
        "counts": counts,
        "said": ", ".join(said),
        "missed": _("{missed} of {periods}").format(missed=one["missed"], periods=one["met"] + one["missed"]),
        "misses": misses,
    }


def _promise(doc: Content, one: Commitment) -> str:
    said = {"target": doc.say.quantity(one["target"], one["unit"])}
    return {
        ("at_least", "month"): _("at least {target} a month"),
        ("at_least", "quarter"): _("at least {target} a quarter"),
        ("at_least", "year"): _("at least {target} a year"),
        ("at_most", "month"): _("at most {target} a month"),
        ("at_most", "quarter"): _("at most {target} a quarter"),
        ("at_most", "year"): _("at most {target} a year"),
    }[one["direction"], one["rhythm"]].format(**said)


def _miss(doc: Content, one: Commitment, miss: Miss) -> Context:
    period = doc.say.period(miss["period"])
    if miss["target"] != one["target"]:
        # What was promised then, where it is no longer what is promised now.
        period = _("{period}, promised then: {target}").format(
            period=period, target=doc.say.quantity(miss["target"], one["unit"])
        )
    if miss["answer"] is None:
        said = _("nothing")
    elif miss["answer"] == "acknowledged":
        said = _("acknowledged by {who}").format(who=miss["by"])
    else:
        said = _("challenged by {who}: {reason}").format(who=miss["by"], reason=miss["reason"])
    return {"period": period, "said": said, "reached": doc.say.quantity(miss["reached"], one["unit"])}


def _earlier(doc: Content, one: Commitment, misses: Sequence[Miss]) -> Context:
    """One line for those that are not printed one by one."""
    pick = min if one["direction"] == "at_least" else max
    worst = pick(misses, key=lambda miss: Decimal(miss["reached"]))
    words = ngettext("{count} earlier miss", "{count} earlier misses", len(misses)).format(count=len(misses))
    return {
        "period": words,
        "said": _("the worst: {reached}, {period}").format(
            reached=doc.say.quantity(worst["reached"], one["unit"]), period=doc.say.period(worst["period"])
        ),
        "reached": "",
    }
