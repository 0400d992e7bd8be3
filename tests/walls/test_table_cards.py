"""Tables that become cards on a phone: label left, and what is in the cell beside it as one text, whatever it is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

CELLS = {
    "source": 'Their tender portal<div class="note">Jana Riedel</div>',
    "amount": '<span class="mark"><svg></svg></span> <span class="amount">67,257.75 <span class="code">GBP</span></span>',
    "long": 'Invoice 202607-L <span class="small">Licence, one quarter of a year, and more than fits beside it</span>',
}


def test_cell_of_a_card_is_one_text_beside_its_label(new_context: Any) -> None:
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    cells = "".join(f'<td id="{name}" data-label="Who says so">{words}</td>' for name, words in CELLS.items())
    styles = Path(settings.BASE_DIR, "static/css/app.css").read_text()
    page.set_content(f'<style>{styles}</style><table class="grid grid-cards"><tbody><tr>{cells}</tr></tbody></table>')

    note = page.locator(".note").bounding_box()
    portal = page.evaluate("document.querySelector('#source').getBoundingClientRect().toJSON()")
    assert note["x"] + note["width"] == portal["right"] and note["y"] > portal["y"] + 10
    assert page.locator("#amount").bounding_box()["height"] < 30
    assert page.evaluate("document.documentElement.scrollWidth") == 390
