"""How a stranger checks the document."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts import notation

from .. import charts
from ..wording import named
from .content import Content, Context

ADDRESS = 40
"""Millimetres of a line for an address."""


def page(doc: Content) -> Context:
    import segno

    document = doc.figures["document"]
    code = segno.make(document["check_url"], error="m", micro=False)
    sides = {
        "customer": _("At {firm}"),
        "customer_finance": _("At {firm}, for finance"),
        "supplier": _("At {firm}"),
    }
    contacts = [
        {
            "side": format_html(
                sides[contact["side"]], firm=named(doc.us if contact["side"] == "supplier" else doc.them)
            ),
            "name": named(contact["name"]),
            "position": contact["position"],
            "email": pieces(contact["email"]),
            "phone": contact["phone"],
        }
        for contact in doc.figures["contacts"]
    ]
    fingerprints = [(_("Figures of this edition"), notation.grouped_digest(doc.digest))]
    if document["ledger"]:
        label = _("Ledger, entry {seq}").format(seq=document["ledger"]["seq"])
        fingerprints.append((label, notation.grouped_digest(document["ledger"]["digest"])))
    for edition in document["previous_editions"][:4]:
        label = _("Edition {edition}, still checkable").format(edition=edition["edition"])
        fingerprints.append((label, notation.grouped_digest(edition["digest"])))
    return {
        "qr": mark_safe(charts.code(code.matrix, title=_("Code that opens {url}").format(url=document["check_url"]))),
        "url": document["check_url"],
        "address": document["base_url"].split("://", 1)[-1],
        "issued": doc.say.local_date(document["issued_at"]),
        "contacts": [contacts[start : start + 3] for start in range(0, len(contacts), 3)],
        "fingerprints": fingerprints,
        "since": since(doc),
        "since_none": since_none(doc),
    }


def pieces(address: str) -> list[str]:
    """An address in lines: one, or where it is wider than its column two, of which the second begins with its @."""
    if charts.text_width(address, 8.8) <= ADDRESS * charts.MM:
        return [address] if address else []
    name, at, domain = address.partition("@")
    return [part for part in (name, at + domain) if part]


def since(doc: Content) -> Context | None:
    """How the sums moved since the edition before; None where there was none."""
    before, answer, money = doc.figures["document"]["since"], doc.figures["answer"], doc.say.money
    if before is None:
        return None
    rows = [
        (_("Spent"), before["spent"], answer["spent"]),
        (_("Gains, confirmed"), before["confirmed"], answer["confirmed"]),
        (_("Shortfalls"), -before["shortfall"], -answer["shortfall"]),
        (_("Value after shortfalls"), before["value"], answer["value"]),
    ]
    return {
        "edition": before["edition"],
        "as_at": doc.say.date(before["as_at"]),
        "rows": [
            {"name": name, "then": money(then), "now": money(now), "change": money(now - then)}
            for name, then, now in rows
        ],
    }


def since_none(doc: Content) -> str:
    """Why nothing is compared with an edition before."""
    earlier = doc.figures["document"]["previous_editions"]
    if not earlier:
        return _("This is the first edition.")
    if doc.figures["document"]["since_frozen"]:
        text = _("Edition {edition} was in another currency; its sums are not compared.")
    else:
        text = _("The sums of edition {edition} were not kept when this one was made: not stated.")
    return text.format(edition=earlier[0]["edition"])
