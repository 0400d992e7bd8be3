"""One factory per model, with nothing surprising inside: a row as the database takes it, and the rows it needs.

What only a service may write has no factory: entries of the ledger with their signatures, heads, and running totals
come from outcomes.services. `SpendEntryFactory` therefore records through its service, which keeps the totals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts import models as accounts
from engagements import models as engagements
from outcomes import models as outcomes
from outcomes.services.records import record_spend
from reports import models as reports
from reports.links import digest_of
from scorecards import models as scorecards
from scorecards.services.scope import number_amendment

PASSWORD = "A long enough passphrase"


# --- Firms and people -------------------------------------------------------------------------------------------------
class SupplierFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Supplier

    name = factory.Sequence(lambda n: f"Supplier {n}")


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Team

    supplier = factory.SubFactory(SupplierFactory)
    name = factory.Sequence(lambda n: f"Team {n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = accounts.User

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person.{n}@firm.example")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> accounts.User:
        """With `password="..."` a person who signs in with it; without, one who gets codes by mail."""
        user: accounts.User = model_class.objects.create_user(**kwargs)
        return user


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Membership
        skip_postgeneration_save = True

    supplier = factory.SubFactory(SupplierFactory)
    user = factory.SubFactory(UserFactory, password=PASSWORD)
    role = accounts.Membership.Role.ACCOUNT_MANAGER

    @factory.post_generation
    def teams(self, create: bool, teams: list[accounts.Team] | None, **_kwargs: Any) -> None:
        if create and teams:
            self.teams.set(teams)  # type: ignore[attr-defined]


class CustomerFactory(DjangoModelFactory):
    """A customer with its accountable person, who is a new account manager unless named."""

    class Meta:
        model = accounts.Customer
        skip_postgeneration_save = True

    supplier = factory.SubFactory(SupplierFactory)
    accountable = factory.SubFactory(MembershipFactory, supplier=factory.SelfAttribute("..supplier"))
    name = factory.Sequence(lambda n: f"Customer {n}")
    currency = "EUR"

    @factory.post_generation
    def accountability(self, create: bool, _given: Any, **_kwargs: Any) -> None:
        if create:
            accounts.Accountability.objects.create(customer=self, membership=self.accountable)


class AccountabilityFactory(DjangoModelFactory):
    """A past one: the present one comes with the customer."""

    class Meta:
        model = accounts.Accountability

    customer = factory.SubFactory(CustomerFactory)
    membership = factory.SelfAttribute("customer.accountable")
    since = datetime(2020, 1, 1, tzinfo=UTC)
    until = datetime(2020, 12, 31, tzinfo=UTC)


class MailDomainFactory(DjangoModelFactory):
    class Meta:
        model = accounts.MailDomain

    customer = factory.SubFactory(CustomerFactory)
    domain = factory.Sequence(lambda n: f"customer-{n}.example")


class AccessEventFactory(DjangoModelFactory):
    class Meta:
        model = accounts.AccessEvent

    supplier = factory.SubFactory(SupplierFactory)
    kind = accounts.AccessEvent.Kind.SIGNED_IN


class UserSessionFactory(DjangoModelFactory):
    class Meta:
        model = accounts.UserSession

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"session-{n:024d}")
    family = "Firefox, Windows"


class MemberInvitationFactory(DjangoModelFactory):
    """An open one."""

    class Meta:
        model = accounts.MemberInvitation

    supplier = factory.SubFactory(SupplierFactory)
    email = factory.Sequence(lambda n: f"invited.{n}@firm.example")
    name = factory.Sequence(lambda n: f"Invited {n}")
    role = accounts.Membership.Role.ACCOUNT_MANAGER
    position = "Account Manager"
    phone = "+49 30 1"
    invited_by = factory.SubFactory(MembershipFactory, supplier=factory.SelfAttribute("..supplier"))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class ContractFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Contract

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    name = factory.Sequence(lambda n: f"Contract {n}")
    starts_on = date(2025, 1, 1)


class TenderFactory(DjangoModelFactory):
    """One that was heard of."""

    class Meta:
        model = accounts.Tender

    customer = factory.SubFactory(CustomerFactory)
    name = factory.Sequence(lambda n: f"Tender {n}")
    kind = accounts.Tender.Kind.HEARD_OF
    on = date(2025, 5, 1)
    source = "Their procurement office"


class ExchangeRateFactory(DjangoModelFactory):
    class Meta:
        model = accounts.ExchangeRate

    supplier = factory.SubFactory(SupplierFactory)
    currency = "USD"
    base = "EUR"
    on = date(2025, 1, 1)
    rate = Decimal("0.9")
    source = "European Central Bank"


class StakeholderFactory(DjangoModelFactory):
    """A person of the customer without any right and without portal access."""

    class Meta:
        model = accounts.Stakeholder

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    name = factory.Sequence(lambda n: f"Stakeholder {n}")
    position = "Head of Operations"


class DispositionFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Disposition

    stakeholder = factory.SubFactory(StakeholderFactory)
    customer = factory.SelfAttribute("stakeholder.customer")
    kind = accounts.Disposition.Kind.NEUTRAL
    since = date(2025, 1, 1)


class StakeholderLinkFactory(DjangoModelFactory):
    class Meta:
        model = accounts.StakeholderLink

    source = factory.SubFactory(StakeholderFactory)
    customer = factory.SelfAttribute("source.customer")
    target = factory.SubFactory(StakeholderFactory, customer=factory.SelfAttribute("..customer"))
    kind = accounts.StakeholderLink.Kind.REPORTS_TO


class ObjectionFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Objection

    stakeholder = factory.SubFactory(StakeholderFactory)
    customer = factory.SelfAttribute("stakeholder.customer")
    words = "Nobody has shown me what it brings."
    since = date(2025, 1, 1)
    owner = factory.SelfAttribute("customer.accountable")


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Invitation

    stakeholder = factory.SubFactory(StakeholderFactory, email="invited@customer.example")
    customer = factory.SelfAttribute("stakeholder.customer")
    email = factory.SelfAttribute("stakeholder.email")
    invited_by = factory.SelfAttribute("customer.accountable")
    expires_at = datetime(2100, 1, 1, tzinfo=UTC)


class ChangeFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Change

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    object_kind = "accounts.customer"
    object_id = factory.SelfAttribute("customer.pk")
    by = "Somebody"
    fields: ClassVar[dict[str, list[str]]] = {"name": ["Old name", "New name"]}


class MailMessageFactory(DjangoModelFactory):
    class Meta:
        model = accounts.MailMessage

    to = "reader@customer.example"
    subject = "A subject"
    body = "A text.\n"
    message_id = factory.Sequence(lambda n: f"{n}@proven-value.invalid")


class HeartbeatFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Heartbeat

    name = "dispatcher"


# --- Promise and proof ------------------------------------------------------------------------------------------------
class OutcomeFactory(DjangoModelFactory):
    class Meta:
        model = outcomes.Outcome

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    title = factory.Sequence(lambda n: f"Outcome {n}")


class ValueDimensionFactory(DjangoModelFactory):
    class Meta:
        model = outcomes.ValueDimension

    outcome = factory.SubFactory(OutcomeFactory)
    customer = factory.SelfAttribute("outcome.customer")
    supplier = factory.SelfAttribute("outcome.supplier")
    name = factory.Sequence(lambda n: f"Dimension {n}")
    unit = "days"


class TermsFactory(DjangoModelFactory):
    """Proposed terms: lower is better, 30 days to 1 day, 1,200 a day, 80 % ours, one claim a reading, without end."""

    class Meta:
        model = outcomes.Terms

    dimension = factory.SubFactory(ValueDimensionFactory)
    customer = factory.SelfAttribute("dimension.customer")
    supplier = factory.SelfAttribute("dimension.supplier")
    version = 1
    state = outcomes.Terms.State.PROPOSED
    direction = outcomes.Terms.Direction.DECREASE
    baseline = Decimal(30)
    baseline_start = date(2024, 1, 1)
    baseline_end = date(2024, 12, 31)
    baseline_source = "Ledger of the customer's back office"
    target = Decimal(1)
    target_on = date(2026, 12, 31)
    rate = Decimal(1200)
    rate_source = "Cost accounting"
    share = Decimal("0.8")
    claimable_until = date(2099, 12, 31)


class ReminderFactory(DjangoModelFactory):
    """A reminder of long ago, whose mail was never due."""

    class Meta:
        model = outcomes.Reminder

    stakeholder = factory.SubFactory(StakeholderFactory)
    customer = factory.SelfAttribute("stakeholder.customer")
    supplier = factory.SelfAttribute("stakeholder.supplier")
    by = factory.SelfAttribute("customer.accountable")
    at = datetime(2025, 1, 1, tzinfo=UTC)
    mail = factory.SubFactory(MailMessageFactory, next_try_at=datetime(2100, 1, 1, tzinfo=UTC))


class MeasurementFactory(DjangoModelFactory):
    """The reading of January 2025."""

    class Meta:
        model = outcomes.Measurement

    dimension = factory.SubFactory(ValueDimensionFactory)
    customer = factory.SelfAttribute("dimension.customer")
    supplier = factory.SelfAttribute("dimension.supplier")
    period_start = date(2025, 1, 1)
    period_end = date(2025, 1, 31)
    value = Decimal(1)
    source = "The customer's system"


class EvidenceFactory(DjangoModelFactory):
    """A row alone: no file is stored. `store_evidence` stores one."""

    class Meta:
        model = outcomes.Evidence

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    name = factory.Sequence(lambda n: f"evidence-{n}.pdf")
    digest = factory.LazyAttribute(lambda row: hashlib.sha256(row.name.encode()).hexdigest())
    size = 1000
    content_type = "application/pdf"


def _disputed() -> outcomes.ValueEvent:
    """A claim that its customer's champion has disputed."""
    from outcomes.services.ledger import dispute
    from tests.cast import agreed, dimension_of, reading, stated, voice

    customer = CustomerFactory()
    champion = StakeholderFactory(customer=customer, may_agree=True, may_decide=True, user=UserFactory())
    dimension = dimension_of(customer)
    agreed(dimension, by=champion)
    event = stated(reading(dimension, date(2025, 1, 1), "1"), by=customer.accountable, asked=champion)
    dispute(event=event, voice=voice(champion), reason="Half of it.")
    return event


class DisputeAnswerFactory(DjangoModelFactory):
    """An answer to the last dispute of `event`, which somebody has disputed in the ledger."""

    class Meta:
        model = outcomes.DisputeAnswer

    event = factory.LazyFunction(lambda: _disputed())
    customer = factory.SelfAttribute("event.customer")
    dispute = factory.LazyAttribute(lambda one: one.event.decisions.filter(kind="disputed").latest("seq"))
    words = "It was measured after that."
    by = factory.SelfAttribute("customer.accountable")
    name = "Oleg"
    said_on = date(2025, 3, 6)


class ValueEventFactory(DjangoModelFactory):
    """A draft claim on January 2025. It is stated and decided by services."""

    class Meta:
        model = outcomes.ValueEvent

    dimension = factory.SubFactory(ValueDimensionFactory)
    customer = factory.SelfAttribute("dimension.customer")
    supplier = factory.SelfAttribute("dimension.supplier")
    title = factory.Sequence(lambda n: f"Event {n}")
    period_start = date(2025, 1, 1)
    period_end = date(2025, 1, 31)


class ClaimLineFactory(DjangoModelFactory):
    class Meta:
        model = outcomes.ClaimLine

    event = factory.SubFactory(ValueEventFactory)
    customer = factory.SelfAttribute("event.customer")
    position = 1
    period_start = factory.SelfAttribute("event.period_start")
    period_end = factory.SelfAttribute("event.period_end")


class SpendEntryFactory(DjangoModelFactory):
    """A licence invoice of 1,000.00, recorded by the service."""

    class Meta:
        model = outcomes.SpendEntry

    customer = factory.SubFactory(CustomerFactory)
    on = date(2025, 1, 31)
    kind = outcomes.SpendEntry.Kind.LICENCE
    amount_minor = 100_000
    source = "Invoice"
    by = None

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> outcomes.SpendEntry:
        return record_spend(**kwargs)


# --- Documents --------------------------------------------------------------------------------------------------------
class SnapshotFactory(DjangoModelFactory):
    class Meta:
        model = reports.Snapshot

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    as_at = date(2025, 6, 30)
    ledger_seq = 0
    ledger_digest = "0" * 64
    figures = b""
    digest = hashlib.sha256(b"").hexdigest()


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = reports.Report

    snapshot = factory.SubFactory(SnapshotFactory)
    customer = factory.SelfAttribute("snapshot.customer")
    supplier = factory.SelfAttribute("snapshot.supplier")
    number = factory.Sequence(lambda n: n + 1)
    locale = "en"


class ReportLinkFactory(DjangoModelFactory):
    """One that holds, made by a person of the supplier; its code is `code`."""

    class Meta:
        model = reports.ReportLink

    class Params:
        code = "7" * 26

    report = factory.SubFactory(ReportFactory)
    customer = factory.SelfAttribute("report.customer")
    supplier = factory.SelfAttribute("report.supplier")
    digest = factory.LazyAttribute(lambda made: digest_of(made.code))
    membership = factory.SelfAttribute("customer.accountable")
    for_name = "Karl Thoma"
    email = factory.Sequence(lambda n: f"reader.{n}@customer.example")
    locale = "en"
    expires_at = datetime(2100, 1, 1, tzinfo=UTC)


class ReportAccessFactory(DjangoModelFactory):
    class Meta:
        model = reports.ReportAccess

    report = factory.SubFactory(ReportFactory)


class SavedViewFactory(DjangoModelFactory):
    class Meta:
        model = reports.SavedView

    membership = factory.SubFactory(MembershipFactory)
    name = factory.Sequence(lambda n: f"View {n}")
    query = "view=exposed"


# --- Scorecards -------------------------------------------------------------------------------------------------------
class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.Commitment

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    name = factory.Sequence(lambda n: f"Commitment {n}")
    unit = "%"


class CommitmentLevelFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.CommitmentLevel

    commitment = factory.SubFactory(CommitmentFactory)
    customer = factory.SelfAttribute("commitment.customer")
    since = date(2025, 1, 1)
    target = Decimal(80)
    source = "Appendix 2"


class PerformanceReadingFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.PerformanceReading

    commitment = factory.SubFactory(CommitmentFactory)
    customer = factory.SelfAttribute("commitment.customer")
    supplier = factory.SelfAttribute("commitment.supplier")
    period_start = date(2025, 1, 1)
    period_end = date(2025, 1, 31)
    value = Decimal(81)
    source = "Monitoring"


class ReadingAnswerFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.ReadingAnswer

    reading = factory.SubFactory(PerformanceReadingFactory)
    customer = factory.SelfAttribute("reading.customer")
    kind = "acknowledged"
    stakeholder = factory.SubFactory(StakeholderFactory, customer=factory.SelfAttribute("..customer"))
    name = factory.SelfAttribute("stakeholder.name")


class ReadingReplyFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.ReadingReply

    reading = factory.SubFactory(PerformanceReadingFactory)
    customer = factory.SelfAttribute("reading.customer")
    words = "It was planned."
    membership = factory.SelfAttribute("customer.accountable")
    name = factory.LazyAttribute(lambda made: str(made.membership.user))


class ScopeLineFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.ScopeLine

    contract = factory.SubFactory(ContractFactory)
    customer = factory.SelfAttribute("contract.customer")
    function = factory.Sequence(lambda n: f"Function {n}")
    unit = "cases"


class WorkVolumeFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.WorkVolume

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    function = "Cases handled"
    unit = "cases"
    period_start = date(2025, 1, 1)
    period_end = date(2025, 1, 31)
    planned = Decimal(100)
    in_scope = Decimal(100)
    out_of_scope = Decimal(0)
    source = "Ticket system"


class ScopeChangeFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.ScopeChange

    contract = factory.SubFactory(ContractFactory)
    customer = factory.SelfAttribute("contract.customer")
    supplier = factory.SelfAttribute("contract.supplier")
    function = "Cases handled"
    unit = "cases"
    words = "What came in on top, every month."
    since = date(2025, 7, 1)
    planned = Decimal(120)
    price_minor = 200_000
    proposed_by = factory.SubFactory(MembershipFactory, supplier=factory.SelfAttribute("..supplier"))
    asked = factory.SubFactory(StakeholderFactory, customer=factory.SelfAttribute("..customer"))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        """An agreed one has its amendment, as where somebody agrees."""
        made = super()._create(model_class, *args, **fields)
        if made.state == model_class.State.AGREED:
            number_amendment(made)
        return made


class DirectionFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.Direction

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    words = "Instant payments everywhere."
    said_by = "Carla Thoma, CFO"
    said_on = date(2025, 1, 15)
    source = "Annual report"


class CriteriaFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.Criteria

    direction = factory.SubFactory(DirectionFactory)
    customer = factory.SelfAttribute("direction.customer")
    supplier = factory.SelfAttribute("direction.supplier")
    proposed_by = factory.SubFactory(MembershipFactory, supplier=factory.SelfAttribute("..supplier"))
    asked = factory.SubFactory(StakeholderFactory, customer=factory.SelfAttribute("..customer"))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, lines: Sequence[str] = (), **fields: Any) -> Any:
        """With criteria of these names, which are written before anybody answers: afterwards none can be added."""
        state = fields.pop("state", model_class.State.DRAFT)
        made = super()._create(model_class, *args, **fields)
        for name in lines:
            CriterionFactory(criteria=made, name=name)
        if state != made.state:
            made.state = state
            made.save(update_fields=["state"])
        return made


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.Criterion

    criteria = factory.SubFactory(CriteriaFactory)
    customer = factory.SelfAttribute("criteria.customer")
    name = factory.Sequence(lambda n: f"Criterion {n}")


class SuitabilityScoreFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.SuitabilityScore

    criterion = factory.SubFactory(CriterionFactory)
    customer = factory.SelfAttribute("criterion.customer")
    stakeholder = factory.SubFactory(StakeholderFactory, customer=factory.SelfAttribute("..customer"))
    name = "Somebody"
    score = 7
    reason = "It works."


class OutcomeHoldsFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.OutcomeHolds

    direction = factory.SubFactory(DirectionFactory)
    customer = factory.SelfAttribute("direction.customer")
    outcome = factory.SubFactory(OutcomeFactory, customer=factory.SelfAttribute("..customer"))
    stakeholder = factory.SubFactory(StakeholderFactory, customer=factory.SelfAttribute("..customer"))
    name = factory.SelfAttribute("stakeholder.name")


class DeliveryRiskFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.DeliveryRisk

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    words = "Too few engineers."
    plan = "Recruitment."
    owner = factory.SubFactory(MembershipFactory, supplier=factory.SelfAttribute("..supplier"))
    due_on = date(2030, 1, 31)


class RiskUpdateFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.RiskUpdate

    risk = factory.SubFactory(DeliveryRiskFactory)
    customer = factory.SelfAttribute("risk.customer")
    words = "One is hired."
    state = "open"
    due_on = date(2030, 1, 31)
    shared = factory.SelfAttribute("risk.shared")
    by = "Oleg"


# --- Relationship benchmark -------------------------------------------------------------------------------------------
class BenchmarkTemplateFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.BenchmarkTemplate

    supplier = factory.SubFactory(SupplierFactory)
    name = factory.Sequence(lambda n: f"Questions {n}")


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.Question

    template = factory.SubFactory(BenchmarkTemplateFactory)
    supplier = factory.SelfAttribute("template.supplier")
    dimension = "trust"
    dimension_name = factory.LazyFunction(lambda: {"en": "Trust", "de": "Vertrauen"})
    words = factory.LazyFunction(lambda: {"en": "They keep their word.", "de": "Sie halten ihr Wort."})
    position = factory.Sequence(lambda n: n)


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.Round

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    template = factory.SubFactory(BenchmarkTemplateFactory, supplier=factory.SelfAttribute("..supplier"))
    opens_on = date(2025, 3, 3)
    closes_on = date(2025, 3, 21)
    planned_by = factory.SubFactory(MembershipFactory, supplier=factory.SelfAttribute("..supplier"))


class RespondentFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.Respondent

    round = factory.SubFactory(RoundFactory)
    customer = factory.SelfAttribute("round.customer")
    stakeholder = factory.SubFactory(StakeholderFactory, customer=factory.SelfAttribute("..customer"))
    seniority = "manager"
    address = factory.SelfAttribute("stakeholder.email")


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.Answer

    respondent = factory.SubFactory(RespondentFactory)
    customer = factory.SelfAttribute("respondent.customer")
    question = factory.SubFactory(QuestionFactory)
    score = 4


class OwnScoreFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.OwnScore

    round = factory.SubFactory(RoundFactory)
    customer = factory.SelfAttribute("round.customer")
    membership = factory.SelfAttribute("round.planned_by")
    question = factory.SubFactory(QuestionFactory)
    ours = 8
    predicted = 7


class RoundInsightFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.RoundInsight

    round = factory.SubFactory(RoundFactory)
    customer = factory.SelfAttribute("round.customer")
    by_disposition = factory.LazyFunction(list)


class RoundToldFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.RoundTold

    round = factory.SubFactory(RoundFactory)
    customer = factory.SelfAttribute("round.customer")
    figures = factory.LazyFunction(dict)


class RecommendationFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.Recommendation

    round = factory.SubFactory(RoundFactory)
    customer = factory.SelfAttribute("round.customer")
    dimension = "trust"
    words = "Tell us earlier."


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.Action

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    words = "A call each month"
    owner_ours = factory.SubFactory(MembershipFactory, supplier=factory.SelfAttribute("..supplier"))
    due_on = date(2025, 9, 30)


class ActionUpdateFactory(DjangoModelFactory):
    class Meta:
        model = scorecards.ActionUpdate

    action = factory.SubFactory(ActionFactory)
    customer = factory.SelfAttribute("action.customer")
    words = "The first call was held."
    state = "open"
    by = "Account manager"


# --- Problems ---------------------------------------------------------------------------------------------------------
class ProblemFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Problem

    customer = factory.SubFactory(CustomerFactory)
    supplier = factory.SelfAttribute("customer.supplier")
    title = "Payments are late"
    effect = "They pay by hand."
    since = date(2025, 3, 3)
    noticed_by = "supplier"
    weight = "hinders"
    owner = factory.SelfAttribute("customer.accountable")
    said_on = date(2025, 3, 4)
    recorded_by = factory.SelfAttribute("owner")
    name = "Oleg"


class ProblemNoticeFactory(DjangoModelFactory):
    class Meta:
        model = engagements.ProblemNotice

    problem = factory.SubFactory(ProblemFactory)
    customer = factory.SelfAttribute("problem.customer")
    state = "working"
    words = "We look at it."
    next_on = factory.LazyAttribute(lambda one: None if one.state == "solved" else date(2030, 1, 31))
    shared = factory.SelfAttribute("problem.shared")
    by = factory.SelfAttribute("problem.owner")
    name = "Oleg"
    said_on = date(2025, 3, 4)


class ProblemCommitmentFactory(DjangoModelFactory):
    class Meta:
        model = engagements.ProblemCommitment

    problem = factory.SubFactory(ProblemFactory)
    customer = factory.SelfAttribute("problem.customer")
    words = "Somebody is on the telephone."
    due_on = date(2030, 1, 31)
    shared = factory.SelfAttribute("problem.shared")
    by = factory.SelfAttribute("problem.owner")
    name = "Oleg"


class CommitmentResultFactory(DjangoModelFactory):
    class Meta:
        model = engagements.CommitmentResult

    commitment = factory.SubFactory(ProblemCommitmentFactory)
    customer = factory.SelfAttribute("commitment.customer")
    kept = True
    on = date(2025, 3, 5)
    words = "Somebody was."
    by = factory.SelfAttribute("commitment.by")
    name = "Oleg"


class ResolutionFactory(DjangoModelFactory):
    class Meta:
        model = engagements.Resolution

    problem = factory.SubFactory(ProblemFactory)
    customer = factory.SelfAttribute("problem.customer")
    happened = "A release."
    sorry = "We are sorry."
    prevention = "A test."
    shared = factory.SelfAttribute("problem.shared")
    by = factory.SelfAttribute("problem.owner")
    name = "Oleg"


class ProblemAnswerFactory(DjangoModelFactory):
    class Meta:
        model = engagements.ProblemAnswer

    notice = factory.SubFactory(ProblemNoticeFactory, state="solved", checked="Two runs.")
    problem = factory.SelfAttribute("notice.problem")
    customer = factory.SelfAttribute("problem.customer")
    solved = True
    reason = factory.LazyAttribute(lambda one: "" if one.solved else "It is late again.")
    stakeholder = factory.SubFactory(StakeholderFactory, customer=factory.SelfAttribute("..customer"))
    name = "Clara"
    said_on = date(2025, 3, 6)
