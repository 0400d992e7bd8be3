"""Everything on the champion's one page. Nothing that is said about people inside the supplier is read here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Customer
from accounts.templatetags.amounts import all_whole
from outcomes.flows import Flows, flows_of
from outcomes.models import CustomerTotal, Terms
from outcomes.queries.claims import claim_rows
from outcomes.queries.first_year import STARTS, is_too_early
from outcomes.queries.marks import DECIDED
from reports.models import Report
from reports.queries.documents import report_lines
from reports.queries.portal_aloud import story_of
from reports.queries.portal_answer import (
    answer,
    apart_words,
    confirmed_words,
    lead_words,
    open_words,
    ratio_words,
    signed_off_words,
    spend_words,
)
from reports.queries.portal_facts import (
    DECIDED_SHOWN,
    CustomerNow,
    NamedClaim,
    customer_now,
    deciding_people,
    named_claims,
    terms_now,
)
from reports.queries.portal_outcome import track_now
from reports.queries.portal_waiting import rest_words, waiting_lines, waits_band
from reports.say_aloud import sentences


def portal_home(actor: Actor) -> dict[str, Any]:
    """The context of reports/portal_home.html."""
    customer = customer_now(actor)
    events = named_claims(actor)
    terms = terms_now(actor)
    paid = flows_of(Customer.objects.visible_to(actor)).get(customer.pk, Flows()).payback(customer.currency)
    people = deciding_people(actor)
    assert actor.stakeholder is not None
    tracks = [track_now(one) for one in terms if one.state == Terms.State.AGREED]
    victory = next((one for one in events if one.best), None)
    totals = getattr(customer, "total", None) or CustomerTotal()
    too_early = is_too_early(customer.supplier.today(), (getattr(customer, name) for name in STARTS))
    story = story_of(customer, totals, events, victory, tracks)
    waiting = waiting_lines(actor, customer, events, terms)
    hers, elsewhere = ([one for one in waiting if one["hers"] == for_her] for for_her in (True, False))
    claims_for_her = customer.for_her_count if actor.stakeholder.may_decide else 0
    reports = report_lines(customer, theirs=True)
    newest = next((one for one in reports if one["kind"] == Report.Edition.PVD), None)
    return {
        "currency": customer.currency,
        "answer": answer(story, totals, victory),
        "lead": lead_words(victory) if victory is not None and (too_early or not story.monetised) else "",
        "net_minor": totals.net if story.spend is not None and story.stated and story.monetised else None,
        "whole": all_whole([totals], "spend confirmed shortfall net undecided disputed", customer.currency),
        "ratio_words": ratio_words(story, totals, paid, too_early=too_early),
        "sure_words": [
            *open_words(totals, customer.currency),
            *confirmed_words(people, totals, actor),
            *apart_words(totals, customer.currency),
            *spend_words(customer),
        ],
        "say": sentences(story),
        "waits": waits_band(customer, hers),
        "waiting": hers,
        "waiting_more": claims_for_her - sum(1 for one in hers if one["noun"] == "claim"),
        "elsewhere": elsewhere,
        "elsewhere_more": customer.waiting_count
        - claims_for_her
        - sum(1 for one in elsewhere if one["noun"] == "claim"),
        "may_decide_elsewhere": bool(elsewhere) and all(one["noun"] == "claim" for one in elsewhere),
        "undecided_minor": totals.undecided,
        "rest_words": rest_words(actor, customer, totals, events),
        "disputed_minor": totals.disputed,
        "reports": reports,
        "overtaken": newest is not None and newest["state"] == "ready" and newest["overtaken"],
        "make_link_url": reverse("reports:report_link_create", args=[newest["code"]])
        if newest is not None and newest["state"] == "ready"
        else "",
        "make_report_url": reverse("reports:report_create", args=[customer.pk]),
        "tracks": tracks,
        "problems_open": customer.problems_open,
        "decided": claim_rows(_newest_decided(events)),
        "may_decide": actor.stakeholder.may_decide,
        "may_sign_finance": actor.stakeholder.may_sign_finance,
        "signed_off_words": signed_off_words(customer),
        "deciders": [one["name"] for one in people if one["decides"]],
        "contact": _contact(customer),
    }


def _newest_decided(events: Sequence[NamedClaim]) -> list[NamedClaim]:
    decided = [one for one in events if one.state in DECIDED]
    return sorted(decided, key=lambda one: (one.decided_at, one.pk), reverse=True)[:DECIDED_SHOWN]


def _contact(customer: CustomerNow) -> dict[str, str]:
    """Who answers for her at the supplier."""
    member = customer.accountable
    return {"name": str(member.user), "email": member.user.email, "phone": member.phone, "position": member.position}
