"""Every version of the terms."""

from django.utils.translation import gettext as _

from ..figures import Terms
from .content import Content, Context
from .terms import agreement_words, anyway_words, baseline_words, needs_no_rate


def page(doc: Content) -> Context:
    versions = []
    for dimension in doc.dimensions.values():
        for terms in dimension["terms"]:
            target = terms["target"]
            parts = [
                _("baseline {baseline}").format(baseline=baseline_words(doc, terms, dimension["unit"])),
                _("target {target} by {date}").format(
                    target=doc.say.exact(target["value"]), date=doc.say.date(target["on"])
                )
                if target
                else _("no target"),
                _price_words(doc, terms, dimension["unit"]),
            ]
            if terms["share"] is not None:
                parts.append(_("share {share}").format(share=doc.say.share(terms["share"])))
            parts.append(_("would have happened anyway: {words}").format(words=anyway_words(doc, terms)))
            versions.append(
                {
                    "name": dimension["name"],
                    "words": "; ".join(parts),
                    "method": terms["method"],
                    "agreed": agreement_words(doc, terms),
                }
            )
    return {"versions": versions, "zone": doc.figures["document"]["time_zone"]}


def _price_words(doc: Content, terms: Terms, unit: str) -> str:
    if not terms["rate"]:
        return _("no rate")
    if needs_no_rate(doc, terms, unit):
        return _("measured in {currency}, needs no rate").format(currency=doc.currency)
    return _("rate {rate}").format(rate=doc.say.unit_rate(terms["rate"]["amount"], unit, currency=doc.currency))
