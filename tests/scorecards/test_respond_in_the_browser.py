"""The pages of somebody who is asked, in a browser: kept while she types, and asked why at a low score."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scorecards.models import Answer, Question, Respondent
from tests import factories as make


@pytest.fixture
def asked(committed_db: object) -> Respondent:
    """Asked in an open round, of one question."""
    template = make.BenchmarkTemplateFactory()
    question = make.QuestionFactory(template=template, dimension="trust", dimension_name={"en": "Trust"})
    round = make.RoundFactory(
        template=template, customer__supplier=template.supplier, state="open", closes_on=date(2126, 1, 1)
    )
    assert question.template_id == round.template_id
    return make.RespondentFactory(round=round, stakeholder__customer=round.customer)


def test_a_comment_is_kept_while_it_is_typed(asked: Respondent, site: Any, new_context: Any) -> None:
    """Without leaving the field: the page is closed at once, and what was typed is there."""
    question = Question.objects.get()
    page = new_context(base_url=site.url, locale="en-GB").new_page()
    page.goto(f"/benchmark/{asked.code}/1/")
    for name in ("comment", "recommendation"):
        page.locator(f"#id_q{question.pk}-{name}").press_sequentially("On a train")
        page.locator(f"#kept-{question.pk}", has_text="Kept.").wait_for()
        assert getattr(Answer.objects.get(), name) == "On a train"
        page.reload()
        assert page.locator(f"#id_q{question.pk}-{name}").input_value() == "On a train"


def test_a_low_score_changes_what_is_optional_at_once(asked: Respondent, site: Any, new_context: Any) -> None:
    """Without a script too: the label says that a recommendation is asked for, and no longer that it is optional."""
    question = Question.objects.get()
    page = new_context(base_url=site.url, locale="en-GB", java_script_enabled=False).new_page()
    page.goto(f"/benchmark/{asked.code}/1/")
    label = page.locator(f"label[for=id_q{question.pk}-recommendation]")
    assert label.inner_text() == "What should they do? optional"
    page.locator(f"#id_q{question.pk}-score_3").check()
    assert label.inner_text() == "What should they do? asked of you: you scored below 5"
    assert page.locator(f"label[for=id_q{question.pk}-comment]").inner_text() == "Comment optional"
    page.get_by_role("button", name="Keep, and").click()
    page.get_by_text("You scored below 5: say what they should do.").first.wait_for()
    page.locator(f"#id_q{question.pk}-score_7").check()
    assert label.inner_text() == "What should they do? optional"
