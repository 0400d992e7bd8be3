"""A deck on the slides of a new presentation."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ..parts import (
    BODY_BOTTOM,
    BODY_TOP,
    CAPTION_HEIGHT,
    FIGURES_HEIGHT,
    GAP,
    HEIGHT,
    LEAD_SIZE,
    MARGIN,
    SECOND,
    STATEMENT_FROM,
    TEXT_WIDTH,
    TITLE_TOP,
    TOPIC_TOP,
    WIDTH,
    Deck,
    Figure,
    Role,
    Slide,
    lines,
)
from .charts import add_chart
from .pieces import COLOURS, INK, QUIET, SANS, SERIF, SMALLEST, Pieces
from .tables import add_table

TITLE_ONLY = 5


class Writer:
    """Puts `deck` on slides: titles in the placeholder of titles, notes below them."""

    def __init__(self, deck: Deck, colour: str, locale: str) -> None:
        from pptx import Presentation
        from pptx.util import Pt

        self.deck = deck
        self.pieces = Pieces(colour, locale)
        self.show = Presentation()
        self.show.slide_width, self.show.slide_height = Pt(WIDTH), Pt(HEIGHT)
        self._theme()

    def written(self, title: str, author: str, at: datetime) -> bytes:
        core = self.show.core_properties
        core.title, core.author, core.last_modified_by = title[:255], author[:255], author[:255]
        core.language, core.revision = self.pieces.language, 1
        core.created = core.modified = at.replace(tzinfo=None)
        self._cover()
        for number, slide in enumerate(self.deck.slides, start=2):
            self._slide(slide, number)
        out = io.BytesIO()
        self.show.save(out)
        return out.getvalue()

    def _theme(self) -> None:
        """Letters and colours of the theme, so that what is added by hand looks like the rest; places of the layout's title."""
        for part in self.show.slide_master.part.rels.values():
            if part.reltype.endswith("/theme"):
                theme = part.target_part
                text = theme.blob.decode()
                text = re.sub(r'(<a:majorFont>\s*<a:latin typeface=")[^"]*', rf"\g<1>{SERIF}", text)
                text = re.sub(r'(<a:minorFont>\s*<a:latin typeface=")[^"]*', rf"\g<1>{SANS}", text)
                accents = (COLOURS[Role.VALUE], COLOURS[Role.SHORTFALL], COLOURS[Role.LEVEL], self.pieces.colour)
                for number, colour in enumerate(accents, start=1):
                    text = re.sub(
                        rf"<a:accent{number}>.*?</a:accent{number}>",
                        f'<a:accent{number}><a:srgbClr val="{colour}"/></a:accent{number}>',
                        text,
                        flags=re.DOTALL,
                    )
                theme._blob = text.encode()
        layout = self.show.slide_layouts[TITLE_ONLY]
        for holder in list(layout.placeholders):
            if holder.placeholder_format.type != 1:  # PP_PLACEHOLDER.TITLE
                holder._element.getparent().remove(holder._element)
            else:
                self.pieces.place(holder, MARGIN, 40, TEXT_WIDTH, 40)
        for holder in list(self.show.slide_master.placeholders):
            self.pieces.place(holder, MARGIN, 40, TEXT_WIDTH, 40)

    def _new(self) -> Any:
        return self.show.slides.add_slide(self.show.slide_layouts[TITLE_ONLY])

    def _title(self, page: Any, text: str, top: float, height: float, size: float) -> None:
        holder = page.shapes.title
        self.pieces.place(holder, MARGIN, top, TEXT_WIDTH, height)
        self.pieces.frame(holder.text_frame)
        self.pieces.write(holder.text_frame, [(text, self.pieces.fitting(text, size, height), False, INK, SERIF)])

    def _cover(self) -> None:
        page, deck = self._new(), self.deck
        self.pieces.square(page, MARGIN, 46, 14)
        self.pieces.text(page, MARGIN + 22, 40, TEXT_WIDTH - 22, 26, [(deck.us, 16, True, INK, SANS)])
        self._title(page, deck.title, 104, 76, 60)
        to = f"{deck.them}, {deck.period}"
        self.pieces.text(
            page, MARGIN, 186, TEXT_WIDTH, 70, [(to, self.pieces.fitting(to, 26, 70), False, QUIET, SERIF)]
        )
        if deck.notice:
            self.pieces.text(page, MARGIN, 258, TEXT_WIDTH, 20, [(deck.notice, SECOND, False, QUIET, SANS)])
        facts = [(f"{label}: {words}", 12.0, False, INK, SANS) for label, words in deck.facts]
        self.pieces.text(page, MARGIN, 300, 410, 180, facts, after=5)
        contents = [(f"{number}  {name}", 12.0, False, INK, SANS) for number, name in deck.sections]
        self.pieces.text(page, MARGIN + 452, 300, 420, 180, contents, after=5)
        self.pieces.notes(page, [deck.foot, deck.notice])

    def _slide(self, slide: Slide, number: int) -> None:
        page = self._new()
        self.pieces.square(page, MARGIN, 22, 8)
        head = _("{us} for {them}").format(us=self.deck.us, them=self.deck.them)
        if self.deck.notice:
            head = f"{head} · {_('Demonstration data')}"
        self.pieces.text(page, MARGIN + 14, 17, TEXT_WIDTH - 14, 18, [(head, 10, False, QUIET, SANS)])
        foot = _("{foot}, slide {number} of {count}").format(
            foot=self.deck.foot, number=number, count=len(self.deck.slides) + 1
        )
        self.pieces.text(page, MARGIN, 506, TEXT_WIDTH, 18, [(foot, 10, False, QUIET, SANS)])
        title = _("{title} (continued)").format(title=slide.title) if slide.continued else slide.title
        self.pieces.text(page, MARGIN, TOPIC_TOP, TEXT_WIDTH, 18, [(slide.topic, 13, False, QUIET, SANS)])
        lower = STATEMENT_FROM if slide.is_statement else 0
        self._title(page, title, TITLE_TOP + lower, slide.title_height + 6, slide.title_size)
        top = BODY_TOP + slide.title_height + lower
        if slide.lead:
            size = self.pieces.fitting(slide.lead, LEAD_SIZE, slide.lead_height)
            self.pieces.text(page, MARGIN, top, TEXT_WIDTH, slide.lead_height, [(slide.lead, size, False, INK, SERIF)])
            top += slide.lead_height
        if slide.figures:
            self._figures(page, slide.figures, top)
            top += FIGURES_HEIGHT + GAP
        if slide.chart is not None:
            name = [(slide.chart.name, 12, True, INK, SANS)]
            self.pieces.text(page, MARGIN, top, TEXT_WIDTH, CAPTION_HEIGHT, name)
            add_chart(self.pieces, page, slide.chart, top + CAPTION_HEIGHT - 4, slide.chart_height)
            top += CAPTION_HEIGHT + slide.chart_height
        left = BODY_BOTTOM - slide.words_height - top
        wanted = sum(one.height + GAP for one in slide.tables)
        shrink = max(min(1.0, left / wanted), SMALLEST) if wanted else 1.0
        for table in slide.tables:
            top = add_table(self.pieces, page, table, top, shrink) + GAP * shrink
        if slide.words:
            words = [(one, 14.0 if slide.is_statement else SECOND, False, QUIET, SANS) for one in slide.words]
            # Below the last table, wherever a program made it end: at the foot of what is left.
            above = top + GAP if slide.is_statement else BODY_BOTTOM - slide.words_height
            self.pieces.text(page, MARGIN, above, TEXT_WIDTH, slide.words_height, words, after=3)
        self.pieces.notes(
            page, [*slide.words, slide.chart.alternative if slide.chart is not None else "", self.deck.foot]
        )

    def _figures(self, page: Any, figures: Sequence[Figure], top: float) -> None:
        wide = (TEXT_WIDTH - 2 * 22) / 3
        # All of a row in one size, good or bad.
        size = min(
            next((size for size in (32, 26, 20, 15) if lines(one.text, size * 1.06, wide - 4) == 1), 12)
            for one in figures
        )
        for index, one in enumerate(figures):
            left = MARGIN + index * (wide + 22)
            self.pieces.rule(page, left, top + 4, wide)
            rows = [
                (one.label, SECOND, False, QUIET, SANS),
                (one.text, float(size), False, INK, SANS),
                *([(one.note, SECOND, False, QUIET, SANS)] if one.note else []),
            ]
            self.pieces.text(page, left, top + 6, wide, FIGURES_HEIGHT - 6, rows)
