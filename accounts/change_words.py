"""An edit in words: what a field is called and how its value is said. Stored texts have no language; pages do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import notation
from accounts.models import Disposition, StakeholderLink, Tender

LABELS: Mapping[str, Any] = {
    "name": gettext_lazy("Name"),
    "industry": gettext_lazy("Industry"),
    "locale": gettext_lazy("Language of its documents and mails"),
    "tier": gettext_lazy("Tier"),
    "stage": gettext_lazy("Stage"),
    "team": gettext_lazy("Team"),
    "domains": gettext_lazy("Mail domains"),
    "external_id": gettext_lazy("Number in your other systems"),
    "finance_signs_smaller_shortfalls": gettext_lazy("A shortfall is made smaller only with finance’s signature"),
    "internal_note": gettext_lazy("Internal note"),
    "position": gettext_lazy("Position"),
    "function": gettext_lazy("Function"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Telephone"),
    "seniority": gettext_lazy("Seniority"),
    "influence": gettext_lazy("Influence"),
    "may_agree": gettext_lazy("may agree terms"),
    "may_decide": gettext_lazy("may confirm, adjust and dispute"),
    "may_sign_finance": gettext_lazy("may sign for finance"),
    "chose_supplier": gettext_lazy("chose us"),
    "owns_budget": gettext_lazy("owns the budget"),
    "starts_on": gettext_lazy("Starts on"),
    "ends_on": gettext_lazy("Ends on"),
    "notice_on": gettext_lazy("Notice by"),
    "renews_on": gettext_lazy("Renews on"),
    "value_minor": gettext_lazy("Value of the term"),
    "title": gettext_lazy("Outcome"),
    "goal": gettext_lazy("Which goal of the customer’s it serves"),
    "unit": gettext_lazy("Unit"),
    "owner_ours": gettext_lazy("Owner on our side"),
    "owner_theirs": gettext_lazy("Owner at the customer"),
    "shares_effect_with": gettext_lazy("Shares its effect with"),
    "dimension": gettext_lazy("Value dimension"),
    "note": gettext_lazy("Note"),
    "period_start": gettext_lazy("Period from"),
    "period_end": gettext_lazy("Period to"),
    "archived": gettext_lazy("Archived"),
    "accountable": gettext_lazy("Accountable person"),
    "disposition": gettext_lazy("Disposition"),
    "disposition_since": gettext_lazy("Disposition, from"),
    "disposition_note": gettext_lazy("Disposition, note"),
    "until": gettext_lazy("Last day"),
    "words": gettext_lazy("Objection"),
    "since": gettext_lazy("Since"),
    "owner": gettext_lazy("Who answers it"),
    "tender": gettext_lazy("What they ask offers for"),
    "tender_kind": gettext_lazy("How far it is"),
    "tender_on": gettext_lazy("On"),
    "tender_words": gettext_lazy("What is known"),
    "tender_source": gettext_lazy("Who says so"),
    "answer": pgettext_lazy("noun", "Answer"),
    "answered_on": gettext_lazy("Answered on"),
    "answered_by": gettext_lazy("Answered by"),
    "contract": gettext_lazy("Contract"),
    "end_reason": gettext_lazy("Why it ends"),
    "withdrawn_at": gettext_lazy("Withdrawn"),
    "imported": gettext_lazy("Imported from the file"),
    "drafted_by": gettext_lazy("Drafted by"),
} | {kind.value: kind.label for kind in StakeholderLink.Kind}
"""Of every field that leaves a change; a page that has the form gives the form's own."""

CHOICES: Mapping[str, Any] = {
    "disposition": dict(Disposition.Kind.choices),
    "tender_kind": dict(Tender.Kind.choices),
}
BOOLEANS = {"archived"}
DAYS = {"disposition_since", "tender_on"}


def label_of(name: str, labels: Mapping[str, Any] | None = None) -> str:
    return str((labels or {}).get(name) or LABELS.get(name) or name)


def value_in_words(model: type[models.Model] | None, name: str, text: str, *, currency: str) -> str:
    """ "preferred partner", "yes", "3 March 2026", "12,000 EUR": the stored text as a reader says it."""
    if not text:
        return ""
    try:
        field: Any = model._meta.get_field(name) if model is not None else None
    except FieldDoesNotExist:
        field = None
    choices = CHOICES.get(name) or dict(getattr(field, "flatchoices", None) or [])
    if choices:
        return str(choices.get(text, text))
    if name in BOOLEANS or isinstance(field, models.BooleanField):
        return _("yes") if text == "True" else _("no")
    if name in DAYS or (isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)):
        return _day(text)
    if name.endswith("_minor") and text.lstrip("-").isdecimal():
        return notation.money(int(text), currency)
    return text


def _day(text: str) -> str:
    try:
        return notation.date_long(date.fromisoformat(text))
    except ValueError:
        return text
