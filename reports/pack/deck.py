"""A pack, slide by slide, from its frozen figures. PDF, PPTX and the wall show these very slides.

The order is fixed: the customer's own concern comes first, the supplier's last, and only where it was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.document.wording import loaded_words

from . import figures as shapes
from .parts import Deck, Slide, fitted
from .sections import actions, commitments, explanations, problems, scope, value, work
from .told import Say, isolated

Section = Callable[[shapes.Figures, Say, str], Iterator[Slide]]

ORDER: tuple[tuple[int, Any, Section], ...] = (
    (1, gettext_lazy("What we did for you"), work.work),
    (2, gettext_lazy("Performance against commitment"), commitments.commitments),
    (3, gettext_lazy("What explains it"), explanations.explanations),
    (4, gettext_lazy("Value decided in the period"), value.value),
    (5, gettext_lazy("Problems and what was done"), problems.problems),
    (6, gettext_lazy("Actions agreed"), actions.actions),
    (7, gettext_lazy("Scope and commercial matters"), scope.scope),
)


def deck(frozen: dict[str, Any], locale: str) -> Deck:
    """Every text of the pack in `locale`. ValueError for figures of a shape that this program does not know."""
    if frozen.get("version") not in range(1, shapes.VERSION + 1):
        raise ValueError(f"These figures are of version {frozen.get('version')}; this program knows {shapes.VERSION}.")
    figures = cast(shapes.Figures, frozen)
    with translation.override(locale):
        say = Say(figures, locale)
        document = figures["document"]
        shown = [one for one in ORDER if one[0] < 7 or figures["scope"] is not None]
        period = say.period(figures["period"])
        made = Deck(
            title=_("Review"),
            us=say.us,
            them=say.them,
            period=period,
            facts=_facts(figures, say),
            sections=[(number, str(name)) for number, name, _section in shown],
            notice=loaded_words(document.get("loaded")) if document["demonstration"] else "",
            foot=_("Review of {period}, edition {edition}, as at {day}, document {code}").format(
                period=period, edition=document["edition"], day=say.date(document["as_at"]), code=document["code"]
            ),
        )
        for _number, name, section in shown:
            for slide in section(figures, say, str(name)):
                made.slides += fitted(slide)
    return made


def _facts(figures: shapes.Figures, say: Say) -> list[tuple[str, str]]:
    document = figures["document"]
    rows = [
        (_("Period"), say.span(figures["period"]["start"], figures["period"]["end"])),
        (_("As at"), say.date_long(document["as_at"])),
        (_("Edition"), str(document["edition"])),
    ]
    if document["prepared_for"]:
        rows.append((_("Prepared for"), isolated(document["prepared_for"])))
    return [
        *rows,
        (_("Document"), document["code"]),
        *((_("Also as {format}").format(format=one["format"]), one["code"]) for one in document.get("also", [])),
        (_("To check it"), document["base_url"].split("://", 1)[-1]),
    ]
