"""Who confirmed and who agreed the terms, with which ties, and what the gains rest on."""

from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .. import figures as shapes
from ..figures import Event
from ..sensitivity import confirmation
from ..wording import named
from .content import Content, Context
from .terms import agreement_words


def page(doc: Content) -> Context:
    people = doc.figures["people"]
    total = sum(person["count"] for person in people)
    took = times_taken(doc)
    agreements = [
        {"name": dimension["name"], "words": agreement_words(doc, terms)}
        for dimension in doc.dimensions.values()
        for terms in dimension["terms"]
    ]
    return {
        "rows": [
            {**person_row(doc, person, total), "took": doc.say.took(median(took[person["name"]]))} for person in people
        ],
        "head": doc.label(_("Gains")) if doc.figures["answer"]["state"] == "monetised" else _("Victories"),
        "facts": rest_rows(doc, [seconds for each in took.values() for seconds in each]) if people else [],
        "sign_offs": [
            {
                "period": doc.say.period(one["period"]),
                "who": format_html("{}, {}", named(one["name"]), one["position"]),
                "on": _("{date}, entry {seq}").format(date=doc.say.date(one["said_on"]), seq=one["seq"]),
                "reason": one["reason"],
                "spent": doc.say.money(one["spent"]),
                "value": doc.say.money(one["value"]),
            }
            for one in doc.figures["facts"]["finance"]["sign_offs"]
        ],
        "agreements": agreements,
        "loaded": loaded_gains(doc),
    }


def loaded_gains(doc: Content) -> str:
    """That the confirmations of gains, or some of them, were loaded with a demonstration; empty where none was."""
    decisions = [decision for _event, decision in gains(doc) if decision is not None]
    loaded = sum(decision["origin"] == "demonstration" for decision in decisions)
    if not loaded:
        return ""
    if loaded == len(decisions):
        return _("Demonstration: these decisions were loaded, not made in the product.")
    return ngettext(
        "Demonstration: {count} of these {all} decisions was loaded, not made in the product.",
        "Demonstration: {count} of these {all} decisions were loaded, not made in the product.",
        loaded,
    ).format(count=loaded, all=len(decisions))


def gains(doc: Content) -> list[tuple[Event, Any]]:
    """Every gain that counts, with the decision that it rests on."""
    return [(event, confirmation(event)) for event in doc.events if (event["counts"] or 0) > 0]


def times_taken(doc: Content) -> dict[str, list[int]]:
    """Seconds from the statement to the confirmation of each gain, by name; those that were not recorded are left out."""
    taken: dict[str, list[int]] = defaultdict(list)
    for event in doc.events:
        decision = confirmation(event)
        decided = event["kind"] == "gain" and event["state"] in ("confirmed", "adjusted")
        if decided and decision["took_seconds"] is not None:
            taken[decision["name"]].append(decision["took_seconds"])
    return taken


def median(seconds: list[int]) -> int | None:
    return sorted(seconds)[(len(seconds) - 1) // 2] if seconds else None


def rest_rows(doc: Content, took: list[int]) -> list[tuple[str, SafeString | str]]:
    """What the confirmed gains rest on, as shares of them; where nothing is in money, as so many of the victories."""
    facts, unknown = doc.figures["facts"], _("not stated")
    by = facts["finance"]["by"]
    rests = rests_on(doc)
    reviewed = rests["finance"]
    confirmed = doc.figures["answer"]["confirmed"]

    def share(kept: Callable[[Event, Any], bool]) -> str:
        if not confirmed:
            return of_victories(doc, kept)
        amount = sum(event["counts"] or 0 for event, decision in gains(doc) if kept(event, decision))
        return fraction(doc, str(Decimal(amount) / Decimal(confirmed)), pgettext("share", "none"))

    def tied(tie: str) -> Callable[[Event, Any], bool]:
        return lambda _event, decision: any(one["tie"] == tie for one in decision["ties"])

    # Within a minute nobody reads a working: a reader should know how often that happened.
    quick = sum(1 for seconds in took if seconds < 60)
    return [
        (
            _("Reviewed by the customer’s finance"),
            format_html("{}, {}", reviewed, named(by)) if by else reviewed,
        ),
        (_("Shows in the customer’s books"), fraction(doc, facts["books"]["share"], unknown)),
        (_("Measured by the customer"), rests["customer"]),
        (_("Measured by the supplier"), rests["supplier"]),
        (_("Measured by third parties"), rests["third_party"]),
        (_("Has a file of evidence"), share(lambda event, _decision: bool(event["evidence"]))),
        (_("Rests on the one person who confirmed most"), rests["largest_person"]),
        (_("Rests on people without a tie"), rests["without_tie"]),
        (_("Rests on people who chose the supplier"), share(tied("chose_supplier"))),
        (_("Rests on people who agreed the terms"), share(tied("agreed_terms"))),
        (_("Rests on people who own the budget"), share(tied("owns_budget"))),
        (_("Rests on people who have left"), rests["left"]),
        (
            _("Decided in under one minute"),
            _("{count} of {total} decisions").format(count=quick, total=len(took)) if took else unknown,
        ),
    ]


def victories(doc: Content) -> list[tuple[Event, Any]]:
    """Every gain that the customer decided, with the decision that it rests on: what counts where nothing is in money."""
    return [
        (event, confirmation(event))
        for event in doc.events
        if event["kind"] == "gain" and event["state"] in ("confirmed", "adjusted")
    ]


def of_victories(doc: Content, kept: Callable[[Event, Any], bool]) -> str:
    """ "2 of 3" victories, or "none"."""
    found = victories(doc)
    count = sum(1 for event, decision in found if kept(event, decision))
    if not count:
        return pgettext("share", "none")
    return _("{count} of {total}").format(count=count, total=len(found))


def rests_on(doc: Content) -> dict[str, str]:
    """What the gains rest on, in words: shares of them, or, where none is in money, so many of the victories."""
    facts, unknown, none = doc.figures["facts"], _("not stated"), pgettext("share", "none")
    if doc.figures["answer"]["confirmed"] or not victories(doc):
        measured = facts["measured"]
        return {
            "finance": fraction(doc, facts["finance"]["share"], none),
            **{name: fraction(doc, measured[name], unknown) for name in ("customer", "supplier", "third_party")},
            **{name: fraction(doc, facts[name], unknown) for name in ("largest_person", "without_tie", "left")},
        }
    by_person = Counter(decision["name"] for _event, decision in victories(doc))
    most = max(by_person, key=lambda name: by_person[name])
    known = any(event["measured_by"] for event, _decision in victories(doc))

    def measured_by(whose: str) -> str:
        return of_victories(doc, lambda event, _decision: event["measured_by"] == whose) if known else unknown

    return {
        "finance": of_victories(doc, lambda event, _decision: bool(event["reviewed"])),
        **{name: measured_by(name) for name in ("customer", "supplier", "third_party")},
        "largest_person": of_victories(doc, lambda _event, decision: decision["name"] == most),
        "without_tie": of_victories(doc, lambda _event, decision: not decision["ties"]),
        "left": of_victories(doc, lambda _event, decision: any(one["tie"] == "left" for one in decision["ties"])),
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
    finance, books = facts["finance"], facts["books"]
    rests, unknown = rests_on(doc), _("not stated")
    if rests["finance"] == pgettext("share", "none"):
        reviewed = format_html(_("reviewed by {customer}’s finance"), customer=them)
    elif finance["on"]:
        reviewed = format_html(
            _("reviewed by {customer}’s finance, last on {date}"), customer=them, date=doc.say.date(finance["on"])
        )
    else:
        reviewed = format_html(_("reviewed by {customer}’s finance"), customer=them)
    none = pgettext("share", "none")
    by_others = {name: none if rests[name] == unknown else rests[name] for name in ("supplier", "third_party")}
    source = format_html(
        _("measured by {customer}; {by_supplier} by {supplier}, {by_others} by others"),
        customer=them,
        supplier=us,
        by_supplier=by_others["supplier"],
        by_others=by_others["third_party"],
    )
    book = format_html(_("shows in {customer}’s books"), customer=them)
    if books["words"]:
        book = format_html("{}: {}", book, books["words"])
    people = format_html(
        _("rests on the one person who confirmed most; people without a tie: {without}; people who have left: {left}"),
        without=rests["without_tie"],
        left=rests["left"],
    )
    shares = (
        (rests["finance"], reviewed),
        (fraction(doc, books["share"], unknown), book),
        (rests["customer"], source),
        (rests["largest_person"], people),
    )
    return [
        {"figure": figure, "words": words, "is_words": not any(one.isdigit() for one in figure)}
        for figure, words in shares
    ]
