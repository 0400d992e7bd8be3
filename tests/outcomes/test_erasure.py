"""An erased person is nowhere: not beside what she said, answered or was asked, on no page; and nothing else of it moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Change, MailMessage, Stakeholder
from outcomes.services.erasure import erase_person
from outcomes.triggers import NAMED, PEOPLE
from reports.models import ReportAccess, ReportLink
from tests import factories as make
from tests.cast import Cast, actor
from tests.settings import ENGINE

NAME = "Clarimunda Meier"
TABLES = {model._meta.db_table: model for model in apps.get_models()}


def texts() -> str:
    """Everything that any table of the application holds, but for its frozen documents."""
    kept = {"reports_snapshot"}
    rows = [list(model._base_manager.values_list()) for table, model in TABLES.items() if table not in kept]
    return str(rows)


@pytest.fixture
def said(cast: Cast) -> dict[str, Any]:
    """By table: a row in which her name stands, as she is about to be erased."""
    her = cast.champion
    Stakeholder.objects.filter(pk=her.pk).update(name=NAME, until=cast.nordwerk.today() - timedelta(days=2))
    her.refresh_from_db()
    halden, signed = cast.halden, {"name": NAME, "position": "Head"}
    answered = {
        "asked": her, "state": "agreed", "decided_at": timezone.now(), "decided_by": NAME, "decided_position": "Head",
    }  # fmt: skip
    hers = make.DirectionFactory(customer=halden, stakeholder=her, said_by=f"{NAME}, Head")
    typed = make.DirectionFactory(customer=halden, supersedes=hers, said_by=f"Ms {NAME.upper()}")
    criteria = make.CriteriaFactory(direction=typed, lines=["Speed"], **answered)
    problem = make.ProblemFactory(customer=halden, stated_by=her, recorded_by=None, **signed)
    notice = make.ProblemNoticeFactory(problem=problem, state="solved", checked="Two runs.", next_on=None)
    make.ChangeFactory(
        customer=halden, object_kind="outcomes.valuedimension", object_id=1, fields={"owner": ["", NAME]}
    )
    asked = make.RoundFactory(customer=halden)
    make.RecommendationFactory(round=asked, name=NAME)
    make.RespondentFactory(round=asked, stakeholder=her, address=her.email)
    make.ReportLinkFactory(report__snapshot__customer=halden, for_name=f"Ms {NAME.upper()}, Head", code="one")
    to_her = make.ReportLinkFactory(
        report__snapshot__customer=halden, for_name="The head", email=her.email.upper(), code="two"
    )
    make.ReportLinkFactory(report=to_her.report, for_name=f"For {NAME}", email="private@mail.example", code="three")
    make.ReportAccessFactory(report=to_her.report, link=to_her)
    for to in (her.email.upper(), "private@mail.example", cast.account_manager.user.email):
        mail = make.MailMessageFactory(to=to, subject=f"{NAME} confirmed", body=f"{NAME}, by you: \n", state="done")
    EmailAddress.objects.create(user=her.user, email=her.user.email)
    Authenticator.objects.create(user=her.user, type="webauthn", data={"name": f"The phone of {NAME}"})
    make.MailMessageFactory(to=mail.to, subject="Waits", body=f"{NAME} adjusted.")
    score = {"criterion": criteria.lines.get(), "stakeholder": her}
    reading = make.PerformanceReadingFactory(commitment__customer=halden)
    return {
        "scorecards_direction": typed,
        "scorecards_suitabilityscore": make.SuitabilityScoreFactory(**score, **signed),
        "scorecards_outcomeholds": make.OutcomeHoldsFactory(direction=typed, stakeholder=her, **signed),
        "scorecards_readinganswer": make.ReadingAnswerFactory(reading=reading, stakeholder=her, **signed),
        "scorecards_actionupdate": make.ActionUpdateFactory(action__customer=halden, stakeholder=her, by=NAME),
        "engagements_problemanswer": make.ProblemAnswerFactory(notice=notice, stakeholder=her, **signed),
        "engagements_problem": problem,
        "scorecards_criteria": criteria,
        "scorecards_scopechange": make.ScopeChangeFactory(contract__customer=halden, **answered),
    }


def erase(cast: Cast) -> Stakeholder:
    erase_person(stakeholder=cast.champion, actor=actor(cast.administrator), reason="on request")
    return Stakeholder.objects.get(pk=cast.champion.pk)


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.both
def test_her_name_goes_from_everything_that_she_said_and_the_words_stay(
    database: None, cast: Cast, said: dict[str, Any]
) -> None:
    assert said.keys() == NAMED.keys()
    before = {table: TABLES[table]._base_manager.values().get(pk=row.pk) for table, row in said.items()}
    address = cast.champion.email
    assert NAME in texts() and address in texts()
    erased = erase(cast)
    assert not [one for one in (NAME, address, "private@mail.example") if one.casefold() in texts().casefold()]
    assert Change.objects.filter(fields__owner=["", erased.name]).exists()
    for table, row in said.items():
        now, named = TABLES[table]._base_manager.values().get(pk=row.pk), NAMED[table]
        gone = dict.fromkeys(named.erased, "") | {named.name: erased.name}
        assert now == before[table] | gone


@pytest.mark.django_db
def test_links_for_her_end_and_mails_about_her_lose_her_name(cast: Cast, said: dict[str, Any]) -> None:
    """Other people's links and mails stay as they are; what is left of hers says when, not for whom."""
    other = make.ReportLinkFactory(report__snapshot__customer=cast.halden, for_name=f"{NAME}enburg", code="four")
    erased = erase(cast)
    links = ReportLink.objects.filter(for_name=erased.name)
    assert set(links.values_list("email", "ending", "revoked_by_membership")) == {("", "erased", None)}
    assert links.count() == 3 and ReportAccess.objects.filter(link__in=links).count() == 1
    other.refresh_from_db()
    assert other.holds and other.for_name == f"{NAME}enburg"
    assert set(MailMessage.objects.values_list("to", "subject", "body")) == {
        (cast.account_manager.user.email, f"{erased.name} confirmed", f"{erased.name}, by you: \n"),
        (cast.account_manager.user.email, "Waits", f"{erased.name} adjusted."),
    }


@pytest.mark.both
@pytest.mark.parametrize("table", NAMED)
def test_nothing_else_may_be_done_to_a_name(database: None, cast: Cast, said: dict[str, Any], table: str) -> None:
    """Not before she is erased, not with another name, not together with anything else, and never away with the row."""
    named, row = NAMED[table], said[table]

    def refused(change: str) -> None:
        with pytest.raises(DatabaseError, match="append-only|permission denied"), transaction.atomic():
            execute(f"UPDATE {table} SET {change} WHERE id = {row.pk}")

    refused(f"{named.name} = 'Somebody else'")
    refused(f"{named.name} = ''")
    erased = erase(cast)
    refused(f"{named.name} = 'Somebody else'")
    other = make.StakeholderFactory(customer=cast.orlik, name="Erased person 0", erased_at=timezone.now())
    refused(f"{named.name} = '{other.name}'")
    refused(f"{named.name} = '{erased.name}', {named.person} = NULL" + (", customer_id = customer_id + 1"))
    if named.position:
        refused(f"{named.position} = 'Chief'")
    with pytest.raises(DatabaseError, match="append-only|permission denied"), transaction.atomic():
        execute(f"DELETE FROM {table} WHERE id = {row.pk}")


def test_every_column_beside_a_name_stays() -> None:
    for table, named in NAMED.items():
        columns = {field.column for field in TABLES[table]._meta.concrete_fields}
        assert set(named.stays) == columns - set(named.erased)
    assert Stakeholder._meta.db_table == PEOPLE


@pytest.mark.django_db
def test_what_was_said_after_she_was_erased_keeps_the_name_that_it_has(cast: Cast, said: dict[str, Any]) -> None:
    erased = erase(cast)
    later = make.DirectionFactory(customer=cast.halden, supersedes=said["scorecards_direction"], said_by="The board")
    with pytest.raises(DatabaseError, match="append-only|permission denied"), transaction.atomic():
        execute(f"UPDATE scorecards_direction SET said_by = '{erased.name}' WHERE id = {later.pk}")


@pytest.mark.django_db
def test_no_page_names_her_any_more(cast: Cast, said: dict[str, Any], client: Client) -> None:
    halden, problem = cast.halden.pk, said["engagements_problem"].pk
    paths = [
        f"/customers/{halden}/", f"/customers/{halden}/suitability/", f"/customers/{halden}/scorecard/",
        f"/customers/{halden}/sheet/", f"/customers/{halden}/decisions/", f"/problems/{problem}/",
        f"/criteria/{said['scorecards_criteria'].pk}/", f"/scope/{said['scorecards_scopechange'].pk}/",
    ]  # fmt: skip
    client.force_login(cast.account_manager.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def naming() -> list[str]:
        pages = {path: client.get(path) for path in paths}
        assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(paths, 200)
        return [path for path, page in pages.items() if NAME.casefold() in page.content.decode().casefold()]

    assert len(naming()) == 5
    erase(cast)
    assert naming() == []


@pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite has no functions of its own")
@pytest.mark.both
def test_a_changed_rule_of_erasing_is_named(committed_db: Any, owner_connection: Any) -> None:
    from outcomes.triggers import missing_triggers

    assert missing_triggers(connection) == []
    cursor = owner_connection.cursor()
    cursor.execute(
        "CREATE OR REPLACE FUNCTION pv_erases(was jsonb, becomes jsonb, named text, placed text, person text) "
        "RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN true; END $$"
    )
    assert "pv_engagements_problem_rows" in missing_triggers(connection)
