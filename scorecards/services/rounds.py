"""A round of the relationship benchmark, from its plan to the frozen results. Each function owns one change of state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.domains import domain_of, is_at
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import Customer, Disposition, Membership, Stakeholder, Supplier
from accounts.notation import date_long
from accounts.refusal import Refused
from scorecards.anonymity import FEWEST
from scorecards.default_questions import DIMENSIONS, NAME
from scorecards.models import (
    Action,
    Answer,
    BenchmarkTemplate,
    OwnScore,
    Question,
    Recommendation,
    Respondent,
    Round,
    RoundInsight,
    RoundTold,
)
from scorecards.perception import HIGHEST, LOW, LOWEST
from scorecards.results import Before, before_of, before_of_old, work_out
from scorecards.standing import UNDER_WAY, asked_again_on

MOST_REMINDERS = 2
BETWEEN_REMINDERS = timedelta(days=4)


def default_template(supplier: Supplier) -> BenchmarkTemplate:
    """The template that the supplier starts with; made where there is none of its name."""
    found = BenchmarkTemplate.objects.filter(supplier=supplier, name=NAME).order_by("-version").first()
    if found is not None:
        return found
    template = BenchmarkTemplate.objects.create(supplier=supplier, name=NAME)
    questions = [(key, name, words) for key, name, texts in DIMENSIONS for words in texts]
    Question.objects.bulk_create(
        Question(
            supplier=supplier, template=template, dimension=key, dimension_name=name, words=words, position=position
        )
        for position, (key, name, words) in enumerate(questions)
    )
    return template


@transaction.atomic
def new_version(
    *,
    template: BenchmarkTemplate,
    actor: Actor,
    questions: Sequence[tuple[str, dict[str, str], dict[str, str]]],
) -> BenchmarkTemplate:
    """The next version of a set of questions: (dimension, its name, words) in their order; words by language.

    The old version stays as it is and is offered no more.
    """
    if not questions:
        raise Refused(_("Leave at least one question."), code="no_questions")
    for _key, _name, words in questions:
        check_texts(Answer, comment="\n".join(words.values()))
    same = BenchmarkTemplate.objects.select_for_update().filter(supplier=template.supplier_id, name=template.name)
    newest = max(one.version for one in same)
    same.update(is_offered=False)
    made = BenchmarkTemplate.objects.create(supplier_id=template.supplier_id, name=template.name, version=newest + 1)
    Question.objects.bulk_create(
        Question(
            supplier_id=template.supplier_id,
            template=made,
            dimension=key,
            dimension_name=name,
            words=words,
            position=position,
        )
        for position, (key, name, words) in enumerate(questions)
    )
    return made


@transaction.atomic
def plan_round(
    *,
    customer: Customer,
    template: BenchmarkTemplate,
    actor: Actor,
    opens_on: date,
    closes_on: date,
    people: Iterable[Stakeholder],
    follows: Round | None = None,
) -> Round:
    """Plan a round with these people. Refused where another one is under way, or somebody cannot be asked."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    assert actor.membership is not None
    if opens_on < customer.supplier.today():
        raise Refused(_("This day is over."), code="past", field="opens_on")
    if closes_on <= opens_on:
        raise Refused(_("It closes before it opens."), code="order", field="closes_on")
    if Round.objects.filter(customer=customer, state__in=["planned", "open", "closed"]).exists():
        raise Refused(_("Another round is under way. Release or cancel it first."), code="under_way")
    if follows is not None and follows.template_id != template.pk:
        raise Refused(_("To be compared, the same questions are asked again."), code="other_questions")
    planned = Round.objects.create(
        supplier_id=customer.supplier_id,
        customer=customer,
        template=template,
        follows=follows,
        opens_on=opens_on,
        closes_on=closes_on,
        planned_by=actor.membership,
    )
    choose_people(round=planned, people=people)
    return planned


@transaction.atomic
def choose_people(*, round: Round, people: Iterable[Stakeholder]) -> None:
    """Whom the planned round will ask: exactly these."""
    _locked(round, Round.State.PLANNED, _("People are chosen before the round opens."))
    chosen = {person.pk: person for person in people}
    today = round.supplier.today()
    for person in chosen.values():
        left = person.until is not None and person.until < today
        if person.customer_id != round.customer_id or left or not person.email:
            raise Refused(
                _("%(name)s cannot be asked: she has left, or has no address.") % {"name": person.name},
                code="cannot_be_asked",
                field="people",
            )
    if not chosen:
        raise Refused(_("Choose at least one person."), code="nobody", field="people")
    _check_addresses(round.supplier, list(chosen.values()))
    Respondent.objects.filter(round=round).exclude(stakeholder__in=chosen).delete()
    there = set(Respondent.objects.filter(round=round).values_list("stakeholder", flat=True))
    Respondent.objects.bulk_create(
        Respondent(customer_id=round.customer_id, round=round, stakeholder=person, seniority=person.seniority)
        for person in chosen.values()
        if person.pk not in there
    )


def _check_addresses(supplier: Supplier, people: Sequence[Stakeholder]) -> None:
    """Refused where one person would answer for several, or one of ours: she could take her own off what is shown."""
    seen: set[str] = set()
    members = Membership.objects.filter(supplier=supplier).values_list("user__email", flat=True)
    ours = {address.lower() for address in members}
    for person in people:
        address = person.email.strip().lower()
        if address in ours or is_at(domain_of(address), set(supplier.mail_domains)):
            raise Refused(
                _("%(name)s has an address of your own firm. Only the customer's people are asked.")
                % {"name": person.name},
                code="own_address",
                field="people",
            )
        if address in seen:
            raise Refused(
                _("%(name)s has the same address as somebody else who is asked: one person would answer twice.")
                % {"name": person.name},
                code="same_address",
                field="people",
            )
        seen.add(address)


@transaction.atomic
def open_round(*, round: Round) -> int:
    """Open a planned round and invite its people by mail. How many were invited."""
    _locked(round, Round.State.PLANNED, _("This round is open already, or over."))
    if round.closes_on < round.supplier.today():
        raise Refused(_("Its last day is over. Plan a new round."), code="past")
    _move(round, Round.State.OPEN)
    asked = list(Respondent.objects.filter(round=round).select_related("stakeholder"))
    standing = _dispositions(round.customer)
    how_long = length_of(Question.objects.filter(template=round.template_id).count())
    _check_addresses(round.supplier, [one.stakeholder for one in asked])
    for one in asked:
        one.seniority = one.stakeholder.seniority
        one.address = one.stakeholder.email
        one.disposition = standing.get(one.stakeholder_id, "")
        one.last_mail_on = round.supplier.today()
        _mail(one, round, "benchmark_invitation", **how_long)
    Respondent.objects.bulk_update(asked, ["seniority", "disposition", "address", "last_mail_on"])
    return len(asked)


@transaction.atomic
def remind(*, round: Round) -> int:
    """Remind who has not answered: twice at most, and not within four days. How many; Refused where nobody is due."""
    _locked(round, Round.State.OPEN, _("This round is not open."))
    today = round.supplier.today()
    waiting = list(
        Respondent.objects.filter(round=round, is_done=False, reminders__lt=MOST_REMINDERS).select_related(
            "stakeholder"
        )
    )
    due = [one for one in waiting if one.last_mail_on is None or one.last_mail_on + BETWEEN_REMINDERS <= today]
    if not due:
        raise Refused(_("Nobody can be reminded today: twice at most, and not within four days."), code="nobody_due")
    for one in due:
        one.reminders += 1
        one.last_mail_on = today
        _mail(one, round, "benchmark_reminder")
    Respondent.objects.bulk_update(due, ["reminders", "last_mail_on"])
    return len(due)


def respondent_of(code: str) -> Respondent | None:
    """Whom this link belongs to, while her round is open: from its first day to its last."""
    found = _by_code(code, Round.State.OPEN)
    if found is None or found.round.closes_on < found.round.supplier.today():
        return None
    return found


def unheard_respondent(code: str) -> Respondent | None:
    """Whom this link belongs to where her round ended because too few answered."""
    return _by_code(code, Round.State.TOO_FEW)


def told_respondent(code: str) -> Respondent | None:
    """Whom this link belongs to once her round is released: somebody who answered, and has not left."""
    found = _by_code(code, Round.State.RELEASED)
    return found if found is not None and found.is_done else None


def _by_code(code: str, state: str) -> Respondent | None:
    """A stranger has no actor: the code itself, 130 random bits, is what entitles her, while she is at the customer."""
    found = (
        Respondent.objects.filter(code=code, round__state=state)
        .select_related(
            "round__customer__supplier", "round__supplier", "round__template", "round__follows", "stakeholder"
        )
        .first()
    )
    if found is None:
        return None
    until = found.stakeholder.until
    return None if until is not None and until < found.round.supplier.today() else found


@transaction.atomic
def save_answer(
    *,
    respondent: Respondent,
    question: Question,
    score: int | None,
    cannot_say: bool = False,
    importance: int | None = None,
    comment: str = "",
    recommendation: str = "",
    is_named: bool = False,
) -> Answer:
    """Keep what she says to one question; she may change it while the round is open."""
    _locked(respondent.round, Round.State.OPEN, _("This round is closed: nothing can be changed any more."))
    if question.template_id != respondent.round.template_id:
        raise Refused(_("This is no question of the round."), code="other_question")
    check_score(score, "score")
    if importance is not None and not 1 <= importance <= 5:
        raise Refused(_("Importance is 1 to 5."), code="out_of_range", field="importance")
    check_texts(Answer, comment=comment, recommendation=recommendation)
    values: dict[str, Any] = {
        "score": None if cannot_say else score,
        "cannot_say": cannot_say,
        "importance": importance,
        "comment": comment.strip(),
        "recommendation": recommendation.strip(),
        "is_named": is_named,
        "customer_id": respondent.customer_id,
    }
    answer, _made = Answer.objects.update_or_create(respondent=respondent, question=question, defaults=values)
    return answer


@transaction.atomic
def finish_answers(*, respondent: Respondent) -> None:
    """She is done. Refused where a question is open, or a low score has no recommendation."""
    _locked(respondent.round, Round.State.OPEN, _("This round is closed: nothing can be changed any more."))
    answers = {one.question_id: one for one in Answer.objects.filter(respondent=respondent)}
    questions = Question.objects.filter(template=respondent.round.template)
    missing = [one for one in questions if not _is_answered(answers.get(one.pk))]
    if missing:
        raise Refused(
            ngettext("One question is still open.", "%(n)s questions are still open.", len(missing))
            % {"n": len(missing)},
            code="open_questions",
        )
    if any(one.score is not None and one.score < LOW and not one.recommendation for one in answers.values()):
        raise Refused(_("Beside a low score, say what they should do: it gets an answer."), code="no_recommendation")
    Respondent.objects.filter(pk=respondent.pk).update(is_done=True)


def _is_answered(answer: Answer | None) -> bool:
    return answer is not None and (answer.score is not None or answer.cannot_say)


@transaction.atomic
def score_ourselves(*, round: Round, actor: Actor, scores: dict[int, tuple[int | None, int | None]]) -> None:
    """How this person sees it, and how she thinks that the customer will: {question: (ours, predicted)}, until the release."""
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.state not in UNDER_WAY:
        raise Refused(_("The results are known: what we thought before is fixed."), code="released")
    assert actor.membership is not None
    questions = set(Question.objects.filter(template=round.template).values_list("pk", flat=True))
    for question, (ours, predicted) in scores.items():
        if question not in questions:
            raise Refused(_("This is no question of the round."), code="other_question")
        check_score(ours, f"ours_{question}")
        check_score(predicted, f"predicted_{question}")
        OwnScore.objects.update_or_create(
            round=round,
            membership=actor.membership,
            question_id=question,
            defaults={"ours": ours, "predicted": predicted, "customer_id": round.customer_id},
        )


def check_score(score: int | None, field: str) -> None:
    if score is not None and not LOWEST <= score <= HIGHEST:
        raise Refused(_("A score is 0 to 10."), code="out_of_range", field=field)


@transaction.atomic
def close_round(*, round: Round) -> None:
    """Nobody answers any more; what is unfinished counts as far as it goes. With too few answers it ends at once."""
    _locked(round, Round.State.OPEN, _("This round is not open."))
    if has_too_few(round):
        _end_without_results(round)
    else:
        _move(round, Round.State.CLOSED)


def has_too_few(round: Round) -> bool:
    """Whether fewer than three people gave a score, so that nothing of it can ever be shown. Said only once it is closed."""
    scored = Answer.objects.filter(respondent__round=round).exclude(score=None)
    return scored.values("respondent").distinct().count() < FEWEST


def _end_without_results(round: Round) -> None:
    """Remove what was written, unread, and tell those who sent theirs: they would wait for results."""
    Answer.objects.filter(respondent__round=round).delete()
    # The round before may be followed by another one.
    round.follows = None
    round.state = Round.State.TOO_FEW
    round.save(update_fields=["follows", "state"])
    for one in Respondent.objects.filter(round=round, is_done=True).select_related("stakeholder"):
        _mail(one, round, "benchmark_too_few")


@transaction.atomic
def cancel_round(*, round: Round) -> None:
    """Give a planned or open round up; what was answered is removed unseen."""
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.state not in {Round.State.PLANNED, Round.State.OPEN}:
        raise Refused(_("A closed round is released, not cancelled."), code="state")
    Answer.objects.filter(respondent__round=round).delete()
    # The round before may be followed by another one.
    round.follows = None
    round.state = Round.State.CANCELLED
    round.save(update_fields=["follows", "state"])


@transaction.atomic
def release_round(*, round: Round) -> Round:
    """Freeze the results, tell those who answered, and remove the single answers. Once; with too few it ends without."""
    _locked(round, Round.State.CLOSED, _("A round is closed before it is released."))
    answers = list(
        Answer.objects.filter(respondent__round=round)
        .select_related("respondent__stakeholder", "question")
        .order_by("pk")
    )
    questions = list(Question.objects.filter(template=round.template))
    own = list(OwnScore.objects.filter(round=round))
    found = work_out(
        questions=questions,
        answers=answers,
        own=own,
        asked=Respondent.objects.filter(round=round).count(),
        earlier=told_before(round),
    )
    if found is None:
        _end_without_results(round)
        return round
    round.results = found.results
    round.state = Round.State.RELEASED
    round.released_on = round.supplier.today()
    round.save(update_fields=["results", "state", "released_on"])
    RoundInsight.objects.create(customer_id=round.customer_id, round=round, by_disposition=found.by_disposition)
    RoundTold.objects.create(customer_id=round.customer_id, round=round, figures=found.told)
    Recommendation.objects.bulk_create(
        Recommendation(customer_id=round.customer_id, round=round, dimension=dimension, words=words, name=name)
        for dimension, words, name in found.recommendations
    )
    for one in Respondent.objects.filter(round=round, is_done=True).select_related("stakeholder"):
        _mail(one, round, "benchmark_results")
    Answer.objects.filter(respondent__round=round).delete()
    return round


@transaction.atomic
def reply(*, recommendation: Recommendation, by: Membership, words: str) -> None:
    """Answer a recommendation; the customer reads it."""
    if not words.strip():
        raise Refused(_("Say what you will do, or why not."), code="no_words", field="reply")
    check_texts(Recommendation, reply=words)
    recommendation.reply = words.strip()
    recommendation.replied_by = by
    recommendation.replied_on = recommendation.round.supplier.today()
    recommendation.save(update_fields=["reply", "replied_by", "replied_on"])


def told_before(round: Round) -> list[Before]:
    """What the customer's released rounds told: all of them can be laid beside this one."""
    found: list[Before] = []
    rounds = Round.objects.filter(customer=round.customer, state=Round.State.RELEASED).exclude(pk=round.pk)
    for one in (
        rounds.select_related("told_of", "insight").prefetch_related("respondents").order_by("released_on", "pk")
    ):
        results = one.results or {}
        if hasattr(one, "told_of"):
            found += before_of(one.told_of.figures, results)
        else:
            insight = one.insight.by_disposition if hasattr(one, "insight") else []
            found += before_of_old(results, insight, list(one.respondents.all()))
    return found


def ask_again_on(round: Round) -> date | None:
    """When the same questions are due again, about six months after the plan was shared; None where they were asked again."""
    if round.released_on is None or Round.objects.filter(follows=round).exists():
        return None
    shared = Action.objects.filter(round=round).order_by("created_at").values_list("created_at", flat=True).first()
    return asked_again_on(round.released_on, round.supplier.today(shared) if shared is not None else None)


def _locked(round: Round, state: str, words: str) -> None:
    """Lock the round's row and read its state again; Refused with these words where it is another one."""
    now = Round.objects.select_for_update().only("state").get(pk=round.pk).state
    if now != state:
        raise Refused(words, code="state")


def _move(round: Round, state: str) -> None:
    round.state = state
    round.save(update_fields=["state"])


def _dispositions(customer: Customer) -> dict[int, str]:
    """Where each of the customer's people stands today."""
    rows = Disposition.objects.filter(customer=customer, since__lte=customer.supplier.today()).order_by("since", "pk")
    return dict(rows.values_list("stakeholder", "kind"))


def length_of(questions: int) -> dict[str, int]:
    """How much is asked, for who is asked: {questions, minutes}. Three questions take about a minute."""
    return {"questions": questions, "minutes": max(-(-questions // 3), 1)}


def _mail(one: Respondent, round: Round, template: str, **more: Any) -> None:
    customer = round.customer
    queue_template(
        template,
        to=one.address,
        locale=customer.locale,
        context={
            "name": one.stakeholder.name,
            "customer": customer,
            "supplier": customer.supplier.name,
            "url": f"{settings.BASE_URL}/benchmark/{one.code}/",
            "last_day": date_long(round.closes_on, locale=customer.locale),
            **more,
        },
    )
