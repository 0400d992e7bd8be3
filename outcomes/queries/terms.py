"""What terms say, for whoever agrees them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from accounts.codes import random_code
from outcomes.models import Decision, Evidence, Terms
from outcomes.queries.claims import evidence_line, people_who_may, signed
from outcomes.queries.marks import Kind
from outcomes.queries.workings import percent


def terms_page(actor: Actor, terms: Terms) -> dict[str, Any]:
    """The context of outcomes/terms_agree.html, but for the form."""
    before = (
        Terms.objects.visible_to(actor)
        .agreed()
        .filter(dimension=terms.dimension_id, version__lt=terms.version)
        .order_by("-version")
        .first()
    )
    agreement = (
        Decision.objects.visible_to(actor)
        .filter(kind=Kind.TERMS_AGREED, terms=terms)
        .select_related("signature")
        .first()
    )
    dimension = terms.dimension
    rows = terms_rows(terms)
    changed = []
    if before is not None:
        before.dimension = dimension
        changed = [
            {"label": new["label"], "before": old["words"], "after": new["words"]}
            for old, new in zip(terms_rows(before), rows, strict=True)
            if old["words"] != new["words"]
        ]
    proposed = terms.state == Terms.State.PROPOSED
    assert actor.stakeholder is not None
    may_agree = actor.stakeholder.may_agree
    can = proposed and may_agree
    return {
        "terms": terms,
        "dimension_name": dimension.name,
        "outcome_name": dimension.outcome.title,
        "version": terms.version,
        "proposed": _proposed_words(terms),
        "rows": rows,
        "changed": changed,
        "warnings": _terms_warnings(terms) if proposed else [],
        "agreed": _terms_state_words(terms, agreement),
        "documents": documents_of(actor, [terms]).get(terms.pk, []),
        "token": random_code(),
        "agree_url": reverse("outcomes:portal_terms_agree", args=[terms.pk]) if can else "",
        "object_url": reverse("outcomes:portal_terms_decline", args=[terms.pk]) if can else "",
        "ask": people_who_may(dimension.customer, "may_agree") if proposed and not may_agree else [],
        "back_url": reverse("reports:portal_home"),
    }


def documents_of(actor: Actor, versions: Sequence[Terms]) -> dict[int, list[dict[str, Any]]]:
    """The documents of those that were agreed on paper, by version's key; one query, none where none was."""
    on_paper = [one.pk for one in versions if one.on_paper]
    if not on_paper:
        return {}
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Evidence.objects.visible_to(actor).filter(terms__in=on_paper).annotate(of=F("terms"))
    for one in rows.order_by("pk"):
        found.setdefault(one.of, []).append(evidence_line(one))
    return found


def _proposed_words(terms: Terms) -> str:
    if terms.proposed_at is None:
        return ""
    supplier = terms.dimension.customer.supplier
    said = {"supplier": supplier.name, "day": notation.date_long(terms.proposed_at.astimezone(supplier.zone).date())}
    if terms.asked is not None:
        said["name"] = terms.asked.name
        return _("%(supplier)s proposes to %(name)s, %(day)s:") % said
    return _("%(supplier)s proposes, %(day)s:") % said


def _terms_warnings(terms: Terms) -> list[str]:
    warnings = []
    if terms.rate is None:
        warnings.append(_("No rate is agreed: this counts in its own unit, never in money."))
    elif terms.deduction is None:
        warnings.append(_("Nothing is declared about what would have happened anyway. The report will say so."))
    return warnings


def _terms_state_words(terms: Terms, agreement: Decision | None) -> str:
    if agreement is not None:
        return _("Agreed by %(name)s on %(day)s. Recorded as number %(seq)s.") % {
            "name": signed(agreement) or _("somebody"),
            "day": notation.date_long(agreement.said_on),
            "seq": agreement.seq,
        }
    if terms.state == Terms.State.DECLINED:
        return _("Declined: “%(reason)s”") % {"reason": terms.declined_reason}
    if terms.state == Terms.State.WITHDRAWN:
        return _("Taken back; another proposal has replaced it.")
    return ""


def terms_rows(terms: Terms) -> list[dict[str, str]]:
    """Everything that the terms say, in words; what they are silent about is said too."""
    unit = terms.dimension.unit
    currency = terms.dimension.customer.currency
    supplier = terms.dimension.customer.supplier.name

    def row(label: str, words: str, note: str = "") -> dict[str, str]:
        return {"label": label, "words": words, "note": note}

    spread = ""
    if terms.baseline_low is not None and terms.baseline_high is not None:
        spread = _("between %(low)s and %(high)s") % {
            "low": notation.quantity(terms.baseline_low, unit),
            "high": notation.quantity(terms.baseline_high, unit),
        }
    others = ", ".join(f"{one['who']} {percent(Decimal(str(one['share'])))}" for one in terms.other_shares or [])
    return [
        row(
            _("Baseline"),
            _("%(figure)s, %(period)s")
            % {
                "figure": notation.quantity(terms.baseline, unit),
                "period": notation.period(terms.baseline_start, terms.baseline_end),
            },
            spread,
        ),
        row(
            _("Source of the baseline"),
            terms.baseline_source,
            _("supplied by %(who)s") % {"who": terms.get_baseline_supplied_by_display()},
        ),
        row(
            _("Target"),
            _("%(figure)s by %(day)s")
            % {"figure": notation.quantity(terms.target, unit), "day": notation.date_long(terms.target_on)},
            terms.get_direction_display(),
        ),
        row(
            _("Rate"),
            _("none: not in money") if terms.rate is None else _rate_words(terms, currency),
            "" if terms.rate is None else ", ".join(filter(None, [terms.rate_source, terms.rate_owner])),
        ),
        row(_("Volume"), _volume_words(terms)),
        row(_("Share agreed as %(supplier)s’s") % {"supplier": supplier}, percent(terms.share)),
        row(_("Shares of others"), others or _("none declared")),
        row(
            _("What would have happened anyway"),
            _("not declared")
            if terms.deduction is None
            else (percent(terms.deduction) if terms.deduction else _("nothing is deducted")),
        ),
        row(_("If things are less good"), _low_words(terms, currency)),
        row(_("Counted"), terms.get_recurrence_display(), ""),
        row(_("One claim covers"), terms.get_grain_display()),
        row(_("May be claimed until"), notation.date_long(terms.claimable_until)),
        row(_("How it is measured"), terms.method or _("not stated")),
    ]


def _rate_words(terms: Terms, currency: str) -> str:
    assert terms.rate is not None
    rate = notation.rate(terms.rate, currency)
    said = {"rate": rate, "unit": terms.dimension.unit, "volume": terms.volume_unit}
    if notation.is_percentage(terms.dimension.unit):
        return _points_words(terms) % said
    if notation.says_nothing(terms.rate, terms.dimension.unit, currency):
        return _money_words(terms) % said
    if terms.volume_basis == Terms.VolumeBasis.NONE:
        return _("%(rate)s for each of “%(unit)s”") % said
    if terms.volume_unit:
        return _("%(rate)s for each of “%(unit)s” and each of “%(volume)s”") % said
    return _("%(rate)s for each of “%(unit)s” and of the volume") % said


def _points_words(terms: Terms) -> str:
    """The rate of a percentage is one for a percentage point: "120,000 EUR per %" would be read as something else."""
    if terms.volume_basis == Terms.VolumeBasis.NONE:
        return _("%(rate)s for each percentage point")
    if terms.volume_unit:
        return _("%(rate)s for each percentage point and each of “%(volume)s”")
    return _("%(rate)s for each percentage point and of the volume")


def _money_words(terms: Terms) -> str:
    """Readings that are amounts already need no rate: "1 EUR for each EUR" would say nothing."""
    if terms.volume_basis == Terms.VolumeBasis.NONE:
        return _("none needed: it is measured in %(unit)s")
    if terms.volume_unit:
        return _("none needed: it is measured in %(unit)s for each of “%(volume)s”")
    return _("none needed: it is measured in %(unit)s for each unit of the volume")


def _volume_words(terms: Terms) -> str:
    words = terms.get_volume_basis_display()
    if terms.volume_basis == Terms.VolumeBasis.FIXED and terms.fixed_volume is not None:
        words = f"{words}: {notation.quantity(terms.fixed_volume, terms.volume_unit)}"
    if terms.volume_cap is not None:
        cap = notation.quantity(terms.volume_cap, terms.volume_unit)
        words = _("%(words)s, at most %(cap)s") % {"words": words, "cap": cap}
    return words


def _low_words(terms: Terms, currency: str) -> str:
    parts = []
    if terms.low_rate is not None:
        rate = notation.unit_rate(terms.low_rate, terms.dimension.unit, currency) or notation.exact(terms.low_rate)
        parts.append(_("rate %(rate)s") % {"rate": rate})
    if terms.low_share is not None:
        parts.append(_("share %(share)s") % {"share": percent(terms.low_share)})
    return ", ".join(parts) or _("not stated")
