"""What each page shows, as the context of its template: every figure is already text, every name already isolated.

Nothing is computed here that could differ from the frozen figures: rows are chosen, ordered and summed, and what a section
leaves out is summed in its last row. One module per page; what several pages say is in events, terms and readings.
"""

from django.utils.translation import gettext as _

from ..figures import Figures
from ..wording import named
from . import answer, assumptions, badly, below, check, cover, method, outcomes, people, register, spend
from .answer import DENSITIES
from .content import Content, Context
from .events import event_table

__all__ = ["DENSITIES", "context"]


def context(figures: Figures, locale: str, density: int, digest: str) -> Context:
    """Everything that the document's templates read.

    `density` is the least at which the answer page is set, 0 to DENSITIES - 1; its context says at which it was. `digest` is
    that of the figures as they were frozen.
    """
    doc = Content(figures, locale, digest)
    state = figures["answer"]["state"]
    claimed_width, counts_width = doc.register_columns()
    return {
        "figures": figures,
        "lang": locale,
        "title": _("Past Value Delivered"),
        "us": named(doc.us),
        "them": named(doc.them),
        "currency": doc.currency,
        "monetised": state == "monetised",
        "no_baseline": state == "no_baseline",
        "as_at": doc.say.date_long(figures["document"]["as_at"]),
        "amounts": doc.amounts(),
        "period_width": f"{doc.register_period:.1f}mm",
        "claimed_width": claimed_width,
        "counts_width": counts_width,
        "cover": cover.page(doc),
        "answer": answer.fitted(doc, density),
        "outcomes": outcomes.page(doc),
        "other_events": event_table(doc, [e for e in doc.events if e["outcome"] is None], None),
        "badly": badly.page(doc),
        "below": below.page(doc),
        "people": people.page(doc),
        "assumptions": assumptions.page(doc),
        "spend": spend.page(doc),
        "method": method.page(doc),
        "register": register.page(doc),
        "check": check.page(doc),
    }
