"""Canaries: while a world is made, every text field of every row gets a word that stands nowhere else.

`Aviary.filled()` does it, for whatever factory or service saves the rows; afterwards `Aviary.canaries` says of each word
where it was put, so that a page with a word in it says whose text it shows.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.query import QuerySet

from accounts.fields import ExactDecimalField

APPS = ("accounts", "outcomes", "scorecards", "engagements", "reports")
WORD = re.compile(r"qz\d{5}x", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")

# Text fields that hold no text of a person, and why. Choices, figures, files and addresses are left out by their kind.
NOT_WORDS = {
    "currency": "three capital letters",
    "base": "three capital letters",
    "base_currency": "three capital letters",
    "original_currency": "three capital letters",
    "locale": "a language's code",
    "time_zone": "a name of the time zone database",
    "colour": "a colour's code",
    "domain": "a mail domain: part of addresses, which are canaries themselves",
    "mail_domains": "mail domains",
    "code": "a random code",
    "digest": "a digest",
    "ledger_digest": "a digest",
    "file_digest": "a digest",
    "previous": "a digest",
    "fingerprint": "a digest",
    "payload": "what is hashed: a copy of other fields",
    "request_key": "a random code",
    "reports.SavedView.query": "parameters of an address, read back against a list",
    "message_id": "a random code",
    "salt": "a random code",
    "password": "a digest",
    "object_kind": "a model's name",
    "accounts.UserSession.key": "a random code",
    "accounts.UserSession.family": "the name of a browser and a system",
    "content_type": "a file's kind",
    "file": "a path made of digests",
    "reports.FileImport.plan": "a digest",
    "last_error": "a reason of the machinery",
    "accounts.Heartbeat.name": "a process's name",
    "accounts.MailMessage.to": "somebody's address, which is a canary where it belongs to",
    "accounts.MailMessage.subject": "made from a template; crawled as mail",
    "accounts.MailMessage.body": "made from a template; crawled as mail",
    "outcomes.Signature.name": "a copy of the person's name, which is hashed",
    "outcomes.Signature.position": "a copy of the person's position, which is hashed",
    "outcomes.ClaimLine.words": "a copy of the event's title",
    "scorecards.Question.dimension": "a dimension's key",
    "scorecards.Recommendation.dimension": "a dimension's key",
    "scorecards.Action.dimension": "a dimension's key",
    "scorecards.Respondent.address": "a copy of somebody's address, which is a canary where it belongs to",
    "scorecards.Respondent.seniority": "a choice of Stakeholder",
    "scorecards.Respondent.disposition": "a choice of Disposition",
}
# What services copy from their arguments into what is hashed, and JSON: the world passes words of its own for these.
PASSED = {
    "outcomes.Decision.reason",
    "outcomes.Terms.declined_reason",
    "outcomes.Terms.other_shares",
    "accounts.Change.by",
    "accounts.Change.fields",
    "reports.FileImport.how",
    "reports.Report.asked",
    "scorecards.Question.dimension_name",
    "scorecards.Question.words",
    "scorecards.Round.results",
    "scorecards.RoundInsight.by_disposition",
    "scorecards.RoundTold.figures",
}


@dataclass(frozen=True)
class Canary:
    """A word, the field it stands in ("accounts.Customer.name"), and the row, as it is at the time of asking."""

    word: str
    field: str
    row: models.Model | None

    @property
    def model(self) -> str:
        return self.field.rpartition(".")[0]

    def __str__(self) -> str:
        return f"{self.word} ({self.field} of {getattr(self.row, 'pk', None)})"


@dataclass
class Aviary:
    canaries: dict[str, Canary] = field(default_factory=dict)

    def word(self, field_name: str, row: models.Model | None) -> str:
        """A new word that is now known to stand in that field; `row` may be any row of the same owner."""
        word = f"qz{len(self.canaries):05d}x"
        self.canaries[word] = Canary(word, field_name, row)
        return word

    @contextlib.contextmanager
    def filled(self) -> Iterator[None]:
        """Every row that is saved for the first time in here has its words."""
        plain = QuerySet.bulk_create

        def bulk_create(queryset: Any, objs: Any, *args: Any, **kwargs: Any) -> Any:
            rows = list(objs)
            for row in rows:
                self._fill(row)
            return plain(queryset, rows, *args, **kwargs)

        def saved(sender: Any, instance: models.Model, **_kwargs: Any) -> None:
            if instance._state.adding:
                self._fill(instance)

        models.signals.pre_save.connect(saved, weak=False, dispatch_uid="aviary")
        QuerySet.bulk_create = bulk_create  # type: ignore[method-assign]
        try:
            yield
        finally:
            QuerySet.bulk_create = plain  # type: ignore[method-assign]
            models.signals.pre_save.disconnect(dispatch_uid="aviary")

    def _fill(self, row: models.Model) -> None:
        for name, one in text_fields(type(row)).items():
            if name in PASSED or (getattr(row, one.attname) is None and one.null):
                continue
            if isinstance(one, models.EmailField):
                address = getattr(row, one.attname)
                if address:
                    self.canaries[address] = Canary(address, name, row)
            else:
                setattr(row, one.attname, self.word(name, row))

    def settle(self) -> None:
        """Know each row as it stands now: drafts were stated, people ended."""
        rows: dict[type[models.Model], set[Any]] = {}
        for one in self.canaries.values():
            if one.row is not None:
                rows.setdefault(type(one.row), set()).add(one.row.pk)
        fresh = {model: model._base_manager.in_bulk(keys) for model, keys in rows.items()}
        for word, one in self.canaries.items():
            if one.row is not None:
                self.canaries[word] = Canary(word, one.field, fresh[type(one.row)].get(one.row.pk, one.row))

    def found_in(self, text: str) -> set[Canary]:
        """The canaries that this text shows."""
        found: set[str] = set()

        def apart(address: re.Match[str]) -> str:
            found.add(address[0].lower())
            return " "

        # An address is a canary as a whole; the firm's name in its domain is not one of its own.
        rest = ADDRESS.sub(apart, text)
        found |= {word.lower() for word in WORD.findall(rest)}
        return {self.canaries[word] for word in found if word in self.canaries}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


def text_fields(model: type[models.Model]) -> dict[str, Any]:
    """The fields of a model that hold words of people, by "app.Model.field"."""
    if model._meta.app_label not in APPS:
        return {}
    kinds = (models.CharField, models.TextField, models.JSONField)
    return {
        f"{model._meta.label}.{one.name}": one
        for one in model._meta.concrete_fields
        if isinstance(one, kinds)
        and not isinstance(one, ExactDecimalField)
        and not one.choices
        and one.name not in NOT_WORDS
        and f"{model._meta.label}.{one.name}" not in NOT_WORDS
    }
