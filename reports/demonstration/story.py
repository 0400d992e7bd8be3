"""A customer's story: its people, what it agreed and measured, what was claimed and decided, and what was spent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from accounts.models import Accountability, Disposition, Objection, Stakeholder, StakeholderLink
from accounts.services import create_customer, create_stakeholder
from outcomes.services import ledger
from outcomes.services.loading import LoadedSpend
from reports.demonstration.claims import Claims
from reports.demonstration.days import Period, working
from reports.demonstration.firm import Firm


class Story(Claims):
    """All that can be told of a customer."""

    # --- People -------------------------------------------------------------------------------------------------------
    def person(
        self,
        name: str,
        position: str,
        *,
        disposition: str | Sequence[tuple[int, str, str]],
        email: str = "",
        access: bool = False,
        months: int = 30,
        note: str = "",
        **fields: Any,
    ) -> Stakeholder:
        """A stakeholder. Her disposition is one, or a history of (months ago, kind, note), the oldest first."""
        person = create_stakeholder(
            customer=self.customer,
            name=name,
            position=position,
            email=email or f"{_local(name)}@{self.domain}",
            since=self.days.month(months),
            internal_note=note,
            **fields,
        )
        history = [(months, disposition, "")] if isinstance(disposition, str) else disposition
        Disposition.objects.bulk_create(
            Disposition(
                customer=self.customer,
                stakeholder=person,
                kind=kind,
                since=self.days.month(since) + timedelta(days=self.random.randrange(3, 25)) if since else self.ago(6),
                note=words,
            )
            for since, kind, words in history
        )
        if access:
            self.invited.append(person)
        return person

    @property
    def domain(self) -> str:
        return self.customer.mail_domains.values_list("domain", flat=True)[0]

    def link(self, source: Stakeholder, kind: str, target: Stakeholder) -> None:
        StakeholderLink.objects.create(customer=self.customer, source=source, target=target, kind=kind)

    def objects(self, person: Stakeholder, words: str, *, ago: int, answer: str = "", answered_ago: int = 0) -> None:
        """What she holds against the supplier, since so many working days; answered where an answer is given."""
        Objection.objects.create(
            customer=self.customer,
            stakeholder=person,
            words=words,
            since=self.ago(ago),
            owner=self.firm.people[self.by],
            answer=answer,
            answered_on=self.ago(answered_ago) if answer else None,
        )

    def answered_before(self, name: str, *, months: int) -> None:
        """Somebody else answered for the customer until so many months ago."""
        handed = self.days.instant(working(self.days.month(months)), 9, self.random)
        now = Accountability.objects.get(customer=self.customer, until=None)
        Accountability.objects.create(
            customer=self.customer, membership=self.firm.people[name], since=now.since, until=handed
        )
        Accountability.objects.filter(pk=now.pk).update(since=handed)

    # --- Spend --------------------------------------------------------------------------------------------------------
    def spend(self, on: date, kind: str, minor: int, words: str, source: str, *, currency: str = "") -> None:
        """What was paid or borne; what would lie in the future has not been invoiced yet."""
        day = working(on)
        if day <= self.days.last:
            moment = self.days.instant(day, 12, self.random)
            self.invoices.append(LoadedSpend(day, kind, minor, words, source, moment, currency))

    def confirm_spend(self, person: Stakeholder, *, until: date, on: date) -> None:
        if any(one.on <= until for one in self.invoices):
            self.at(
                on,
                lambda moment: ledger.confirm_spend(
                    customer=self.customer, voice=self.theirs(person, moment), until=until
                ),
                hour=10,
            )

    def sign_off(self, person: Stakeholder, *, period: Period, on: date) -> None:
        """The customer's finance has reviewed a period."""
        self.at(
            on,
            lambda moment: ledger.sign_off_period(
                customer=self.customer, voice=self.theirs(person, moment), start=period[0], end=period[1]
            ),
            hour=16,
        )


def begin(firm: Firm, by: str, name: str, domain: str, *, team: str, months: int = 30, **fields: Any) -> Story:
    """A new customer, there since so many months."""
    random = Random(name)
    customer = create_customer(
        actor=firm.actor(by),
        domains=[domain],
        name=name,
        team=firm.teams[team],
        created_at=firm.days.instant(working(firm.days.month(months)), 9, random),
        **{"currency": "EUR"} | fields,
    )
    Accountability.objects.filter(customer=customer).update(since=customer.created_at)
    return Story(firm, customer, by, random)


def _local(name: str) -> str:
    """The part before the @: jana.riedel."""
    plain = name.lower().removeprefix("dr. ").removeprefix("prof. ")
    for letter, other in {"ø": "o", "é": "e", "è": "e", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "a"}.items():
        plain = plain.replace(letter, other)
    return plain.replace("’", "").replace("'", "").replace(" ", ".")
