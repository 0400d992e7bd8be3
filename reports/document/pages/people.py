"""Who confirmed and who agreed the terms, and the same gains under cautious values."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .. import figures as shapes
from ..wording import named
from .content import Content, Context
from .terms import agreement_words, anyway_words, current_terms, low_words


def page(doc: Content) -> Context:
    people = doc.figures["people"]
    total = sum(person["count"] for person in people)
    agreements = []
    for outcome in doc.figures["outcomes"]:
        for dimension in outcome["dimensions"]:
            for terms in dimension["terms"]:
                agreements.append({"name": dimension["name"], "words": agreement_words(doc, terms)})
    facts = doc.figures["facts"]
    unknown = _("not stated")
    lines: list[tuple[str, str]] = []
    if people:
        by = facts["finance"]["by"]
        reviewed = fraction(doc, facts["finance"]["share"], pgettext("share", "none"))
        lines = [
            (
                _("Reviewed by the customer’s finance"),
                format_html("{}, {}", reviewed, named(by)) if by else reviewed,
            ),
            (_("Measured by the customer"), fraction(doc, facts["measured"]["customer"], unknown)),
            (_("Measured by the supplier"), fraction(doc, facts["measured"]["supplier"], unknown)),
            (_("Measured by third parties"), fraction(doc, facts["measured"]["third_party"], unknown)),
            (_("Rests on the one person who confirmed most"), fraction(doc, facts["largest_person"], unknown)),
            (_("Rests on people without a tie"), fraction(doc, facts["without_tie"], unknown)),
            (_("Rests on people who have left"), fraction(doc, facts["left"], unknown)),
        ]
    return {
        "rows": [person_row(doc, person, total) for person in people],
        "head": doc.label(_("Gains")) if doc.figures["answer"]["state"] == "monetised" else _("Victories"),
        "facts": lines,
        "agreements": agreements,
        "loaded": any(decision["origin"] == "demonstration" for event in doc.events for decision in event["decisions"]),
    }


def says(doc: Content, most: int) -> Context:
    people = doc.figures["people"]
    shown = list(range(len(people)))
    if len(people) > most:
        # Whoever has left, or has confirmed most, is never among the others.
        must = [0, *(i for i, person in enumerate(people) if i and any(t["tie"] == "left" for t in person["ties"]))]
        rest = [i for i in range(len(people)) if i not in must]
        shown = sorted((must + rest)[: max(most - 1, len(must))])
    money = doc.figures["answer"]["state"] == "monetised"
    total = sum(person["count"] for person in people)
    rows = [person_row(doc, people[index], total) for index in shown]
    others = [people[index] for index in range(len(people)) if index not in shown]
    if others:
        share = sum((Decimal(person["share"] or 0) for person in others), Decimal())
        count = sum(person["count"] for person in others)
        tied = [person for person in others if person["ties"]]
        rows.append(
            {
                "name": ngettext("{count} other", "{count} others", len(others)).format(count=len(others)),
                "position": "",
                "ties": pgettext("ties of a person", "none") if not tied else _("see Who confirmed, and their ties"),
                "gains": doc.say.money(sum(person["gains"] for person in others))
                if money
                else _("{count} of {total}").format(count=count, total=total),
                "share": doc.say.percent(str(share)),
            }
        )
    number = ngettext("{count} person at {customer}.", "{count} people at {customer}.", len(people))
    return {
        "rows": rows,
        "head": doc.label(_("Gains")) if money else _("Victories"),
        "note": format_html(
            number + " " + _("No figure here was confirmed by {supplier}."),
            count=len(people),
            customer=named(doc.them),
            supplier=named(doc.us),
        )
        if people
        else format_html(_("Nobody at {customer} has confirmed a gain."), customer=named(doc.them)),
        "facts": fact_rows(doc) if people else [],
    }


def person_row(doc: Content, person: shapes.Person, total: int) -> Context:
    money = doc.figures["answer"]["state"] == "monetised"
    return {
        "name": named(person["name"]),
        "position": person["position"],
        "beneath": len(person["name"]) + len(person["position"]) > 30,
        "ties": doc.say.ties(person["ties"], supplier=doc.us),
        "gains": doc.say.money(person["gains"])
        if money
        else _("{count} of {total}").format(count=person["count"], total=total),
        "count": person["count"],
        "share": doc.say.percent(person["share"]) if person["share"] is not None else _("not stated"),
    }


def fraction(doc: Content, share: str | None, nothing: str) -> str:
    if share is None:
        return nothing
    return doc.say.percent(share) if Decimal(share) else pgettext("share", "none")


def fact_rows(doc: Content) -> list[Context]:
    facts, them, us = doc.figures["facts"], named(doc.them), named(doc.us)
    finance, measured, books = facts["finance"], facts["measured"], facts["books"]
    unknown = _("not stated")
    if finance["share"] is None or not Decimal(finance["share"]):
        reviewed = format_html(_("reviewed by {customer}’s finance"), customer=them)
    elif finance["on"]:
        reviewed = format_html(
            _("reviewed by {customer}’s finance, last on {date}"), customer=them, date=doc.say.date(finance["on"])
        )
    else:
        reviewed = format_html(_("reviewed by {customer}’s finance"), customer=them)
    none = pgettext("share", "none")
    source = format_html(
        _("measured by {customer}; {by_supplier} by {supplier}, {by_others} by others"),
        customer=them,
        supplier=us,
        by_supplier=fraction(doc, measured["supplier"], none),
        by_others=fraction(doc, measured["third_party"], none),
    )
    book = format_html(_("shows in {customer}’s books"), customer=them)
    if books["words"]:
        book = format_html("{}: {}", book, books["words"])
    rests = format_html(
        _("rests on the one person who confirmed most; people without a tie: {without}; people who have left: {left}"),
        without=fraction(doc, facts["without_tie"], unknown),
        left=fraction(doc, facts["left"], unknown),
    )
    return [
        {"figure": fraction(doc, finance["share"], none), "words": reviewed},
        {"figure": fraction(doc, books["share"], unknown), "words": book},
        {"figure": fraction(doc, measured["customer"], unknown), "words": source},
        {"figure": fraction(doc, facts["largest_person"], unknown), "words": rests},
    ]


def sensitivity(doc: Content) -> Context:
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
    npv = doc.figures["answer"]["npv"]
    return {
        "rows": rows,
        "npv": {
            "amount": doc.say.money(npv["amount"]),
            "words": _("at {rate} a year, discounted to {date}").format(
                rate=doc.say.share(npv["rate"]), date=doc.say.date_long(npv["start"])
            ),
        }
        if npv
        else None,
    }
