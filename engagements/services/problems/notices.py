"""The notices that keep a problem moving. Nothing that was said is edited.

A problem that is shared stays shared; whatever was written before that stays with us.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from accounts.history import record_change
from accounts.limits import check_texts
from accounts.models import Membership
from accounts.refusal import Refused
from engagements.models import Problem, ProblemNotice
from engagements.problems import latest_word
from engagements.services.problems.guards import check_owner, locked, newest_of
from engagements.services.problems.mails import tell_the_customer

State = ProblemNotice.State
WHATEVER_WAS_SAID = 0
"""For `read`, of whoever did not write from a page that shows the newest notice."""


@transaction.atomic
def give_notice(
    *,
    problem: Problem,
    actor: Actor,
    state: str,
    words: str,
    checked: str = "",
    next_on: date | None = None,
    owner: Membership | None = None,
    share: bool = False,
    read: int | None = WHATEVER_WAS_SAID,
    at: datetime | None = None,
) -> ProblemNotice:
    """Where it stands, in words, and when the next notice comes. Twice is once.

    `read` is the newest notice that its writer has read (None: there was none): refused where a colleague gave one meanwhile.
    `share`: from this notice on the customer sees a problem that was not shared. `at` as in `open_problem`.
    """
    assert actor.membership is not None
    problem = locked(problem)
    before = {"owner": str(problem.owner.user), "shared": str(problem.shared)}
    if owner is not None and owner.pk != problem.owner_id:
        check_owner(problem.customer, owner)
        problem.owner = owner
    problem.shared = problem.shared or share
    last = newest_of(problem)
    if state == State.REOPENED and (last is None or last.state != State.SOLVED):
        raise Refused(_("Nobody has said that it is solved: it is open anyway."), code="not_solved", field="state")
    notice = write_notice(
        problem,
        actor.membership,
        state=state,
        words=words,
        checked=checked,
        next_on=next_on,
        name=actor.name,
        at=at,
        last=last,
        read=read,
    )
    after = {"owner": str(problem.owner.user), "shared": str(problem.shared)}
    if after != before:
        problem.save(update_fields=["owner", "shared"])
        record_change(actor=actor, obj=problem, customer=problem.customer, before=before, after=after)
    if at is None and (last is None or notice.pk != last.pk):
        tell_the_customer(problem, notice)
    return notice


def write_notice(
    problem: Problem,
    by: Membership,
    *,
    state: str,
    words: str,
    checked: str,
    next_on: date | None,
    name: str,
    at: datetime | None,
    last: ProblemNotice | None = None,
    read: int | None = WHATEVER_WAS_SAID,
) -> ProblemNotice:
    words, checked = words.strip(), checked.strip()
    check_texts(ProblemNotice, words=words, checked=checked)
    today = problem.customer.supplier.today(at)
    if not words:
        raise Refused(_("Say where it stands."), code="no_words", field="words")
    if state not in State.values:
        raise Refused(_("Choose where it stands."), code="state", field="state")
    if state == State.SOLVED:
        next_on = None
        if not checked:
            raise Refused(
                _("Say what was checked, and by whom: nobody says that it works without having looked."),
                code="not_checked",
                field="checked",
            )
    elif next_on is None:
        raise Refused(_("Say when the next notice comes, whether or not it is solved by then."), code="no_next",
                      field="next_on")  # fmt: skip
    elif next_on < today:
        raise Refused(_("This day is over."), code="past", field="next_on")
    elif next_on > (latest := latest_word(problem.weight, today)):
        raise Refused(
            _("Too far ahead for a problem of this weight: the next notice comes by %(day)s at the latest.")
            % {"day": notation.date_long(latest)},
            code="too_far",
            field="next_on",
        )
    given = {"state": state, "words": words, "checked": checked if state == State.SOLVED else "", "next_on": next_on}
    same = {**given, "shared": problem.shared, "by_id": by.pk}
    if last is not None and all(getattr(last, field) == value for field, value in same.items()):
        return last
    if read != WHATEVER_WAS_SAID and last is not None and last.pk != read:
        raise Refused(
            _("%(name)s has given a notice meanwhile. Read it, and say then where it stands.") % {"name": last.name},
            code="newer",
        )
    return ProblemNotice.objects.create(
        customer_id=problem.customer_id,
        problem=problem,
        shared=problem.shared,
        by=by,
        name=name,
        said_on=today,
        recorded_at=at or timezone.now(),
        **given,
    )
