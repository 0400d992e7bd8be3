"""A form that the server answers, field by field, is not stopped by the browser's own bubble first."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
# It opens over the portfolio, and its answer is a notice there.
APART = {"reports/portfolio_head.html"}
FORM = re.compile(r"<form\b[^\n]*?>\s*\{% csrf_token %\}.*?(?:</form>|\Z)", re.DOTALL)
FIELD = re.compile(r"\{% (?:field|block fields|block decision) |_fields\.html|\{\{ form\.as")


def test_every_form_with_fields_leaves_the_checking_to_the_server() -> None:
    found = {
        (path.relative_to(TEMPLATES).as_posix(), "novalidate" in form.group(0).partition("{% csrf_token %}")[0])
        for path in TEMPLATES.rglob("*.html")
        for form in FORM.finditer(path.read_text())
        if FIELD.search(form.group(0))
    }
    assert len(found) > 30
    assert {name for name, left in found if not left} <= APART
