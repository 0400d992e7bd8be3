"""The value under other assumptions: low values, without the largest of everything, at other discount rates."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ..figures import Case
from .content import Content, Context
from .terms import anyway_words, current_terms, low_words


def page(doc: Content) -> Context:
    sensitivity = doc.figures["sensitivity"]
    return {
        "sentence": sentence(doc),
        "stated": {
            "value": doc.say.money(doc.figures["answer"]["value"]),
            "net": doc.say.money(doc.figures["answer"]["net"]),
        },
        "cases": [case_row(doc, case) for case in sensitivity["cases"]] if sensitivity else [],
        "dimensions": dimension_rows(doc),
        "npvs": [
            {
                "rate": doc.say.share(npv["rate"]),
                "own": doc.figures["answer"]["npv"] is not None
                and Decimal(npv["rate"]) == Decimal(doc.figures["answer"]["npv"]["rate"]),
                "amount": doc.say.money(npv["amount"]),
            }
            for npv in sensitivity["npvs"]
        ]
        if sensitivity
        else [],
        "start": doc.say.date_long(sensitivity["npvs"][0]["start"]) if sensitivity and sensitivity["npvs"] else "",
    }


def sentence(doc: Content) -> str:
    """What would have to be wrong for the purchase not to have paid."""
    answer, sensitivity = doc.figures["answer"], doc.figures["sensitivity"]
    if sensitivity is None:
        return _("Nothing is stated in money, so no rate, share or discount rate can be wrong.")
    if sensitivity["slack"] is not None:
        return _(
            "The gains could be {share} lower before value falls below spend. Every shortfall stays deducted."
        ).format(share=doc.say.percent(sensitivity["slack"]))
    if not answer["confirmed"]:
        return _("No gain counts, so no assumption can lower the value. Every shortfall stays deducted.")
    return _("Value is below spend under the agreed assumptions already. Every shortfall stays deducted below.")


def case_row(doc: Content, case: Case) -> Context:
    if case["value"] is None:
        return {"name": assumed(case), "kept": "", "value": _("not stated"), "net": _("not stated")}
    return {
        "name": assumed(case),
        "kept": kept(doc, case),
        "value": doc.say.money(case["value"]) if case["count"] or case["value"] else pgettext("value", "none"),
        "net": doc.say.money(case["value"] - doc.figures["answer"]["spent"]),
    }


def assumed(case: Case) -> str:
    return {
        "low_values": _("Low rate and low share, where terms state them"),
        "low_rate": _("Low rate alone, where terms state one"),
        "low_share": _("Low share alone, where terms state one"),
        "without_largest_event": _("Without the largest gain"),
        "without_largest_person": _("Without the person who confirmed most"),
        "without_ties": _("Only gains confirmed by people without a tie"),
        "without_left": _("Without people who have left"),
        "only_reviewed": _("Only gains reviewed by the customer’s finance"),
        "only_evidence": _("Only gains with a file of evidence"),
        "not_by_supplier": _("Without gains that rest on the supplier’s own readings"),
    }[case["case"]]


def kept(doc: Content, case: Case) -> str:
    """What stays in."""
    if case["case"] in ("low_values", "low_rate", "low_share"):
        words = ngettext("{count} version of terms states it", "{count} versions of terms state it", case["count"])
        return words.format(count=case["count"])
    total = doc.figures["answer"]["confirmed_count"]
    if not total:
        return pgettext("gains that stay", "there is no gain")
    if not case["count"]:
        return pgettext("gains that stay", "no gain stays")
    if case["count"] == total:
        return ngettext("the one gain stays", "all {count} gains stay", total).format(count=total)
    words = ngettext("{count} of {total} gains stays", "{count} of {total} gains stay", case["count"])
    return words.format(count=case["count"], total=total)


def dimension_rows(doc: Content) -> list[Context]:
    rows = []
    for dimension in doc.dimensions.values():
        terms = current_terms(dimension)
        if terms is None or terms["rate"] is None:
            continue
        low = terms["low"]
        values = _("not stated")
        if low:
            values = low_words(doc, {**terms, "low": {**low, "gains": None}}, dimension) or values
        rows.append(
            {
                "name": dimension["name"],
                "values": values,
                "anyway": anyway_words(doc, terms),
                "gains": doc.say.money(dimension["gains"]) if dimension["gains"] else pgettext("gains", "none"),
                "low": doc.say.money(low["gains"]) if low and low["gains"] is not None else _("not stated"),
            }
        )
    return rows
