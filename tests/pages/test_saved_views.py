"""Views of the portfolio that a person saves: named, counted, deleted, brought back; nobody else's business."""

from __future__ import annotations

import pytest
from django.test import Client

from reports.models import SavedView
from tests.cast import Cast
from tests.factories import SavedViewFactory
from tests.pages.conftest import ClientOf, errors_of

pytestmark = pytest.mark.django_db
NEW = "/portfolio/views/new/"


def test_saving_keeps_what_the_address_says_and_nothing_else(cast: Cast, manager: Client) -> None:
    answer = manager.post(
        NEW, {"name": "My exposed", "query": "view=exposed&tier=strategic&page=3&evil=1&sort=nothing"}
    )
    assert answer.headers["Location"] == "/portfolio/?view=exposed&tier=strategic"
    view = SavedView.objects.get()
    assert (view.membership, view.name, view.query) == (
        cast.account_manager,
        "My exposed",
        "view=exposed&tier=strategic",
    )


def test_page_offers_it_with_its_count_and_marks_it_where_it_is_chosen(cast: Cast, manager: Client) -> None:
    SavedViewFactory(membership=cast.account_manager, name="North bank", query="q=bank&stage=delivery")
    context = manager.get("/portfolio/?q=bank&stage=delivery").context
    assert [(one["name"], one["count"], one["chosen"]) for one in context["saved"]] == [("North bank", 1, True)]
    assert not any(one["chosen"] for one in context["views"])
    assert not context["can_save"]
    assert manager.get("/portfolio/?view=below").context["can_save"]


def test_nobody_else_sees_or_deletes_it(cast: Cast, client_of: ClientOf) -> None:
    view = SavedViewFactory(membership=cast.account_manager)
    other = client_of(cast.administrator)
    assert other.get("/portfolio/").context["saved"] == []
    assert other.post(f"/portfolio/views/{view.pk}/delete/").status_code == 404
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_a_name_is_needed_and_is_there_once(cast: Cast, manager: Client) -> None:
    SavedViewFactory(membership=cast.account_manager, name="Mine")
    for name, said in (("", "Still missing."), ("mine", "You have a view of this name. Choose another name.")):
        answer = manager.post(NEW, {"name": name, "query": "view=below"})
        assert answer.status_code == 422
        assert errors_of(answer) == {"name": [said]}
        assert 'value="view=below"' in answer.content.decode()


def test_twenty_are_enough(cast: Cast, manager: Client) -> None:
    SavedViewFactory.create_batch(20, membership=cast.account_manager)
    assert errors_of(manager.post(NEW, {"name": "One more"}))["name"] == ["You have 20 views. Delete one first."]


def test_deleting_can_be_undone_once(cast: Cast, manager: Client) -> None:
    view = SavedViewFactory(membership=cast.account_manager, name="Mine", query="view=below")
    page = manager.post(f"/portfolio/views/{view.pk}/delete/", follow=True).content.decode()
    assert not SavedView.objects.exists()
    assert "The view “Mine” is deleted." in page
    assert 'action="/portfolio/views/restore/"' in page
    assert manager.post("/portfolio/views/restore/").headers["Location"] == "/portfolio/?view=below"
    assert SavedView.objects.get().name == "Mine"
    again = manager.post("/portfolio/views/restore/", follow=True).content.decode()
    assert "There is no deleted view to bring back." in again
    assert SavedView.objects.count() == 1


def test_a_page_of_its_own_saves_without_the_menu(cast: Cast, manager: Client) -> None:
    assert 'value="view=renews"' in manager.get(f"{NEW}?view=renews").content.decode()
