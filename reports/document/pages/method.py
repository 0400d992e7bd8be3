"""Every version of the terms."""

from django.utils.translation import gettext as _

from .content import Content, Context
from .terms import agreement_words, anyway_words, baseline_words


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
                _("rate {rate}").format(
                    rate=doc.say.unit_rate(terms["rate"]["amount"], dimension["unit"], currency=doc.currency)
                )
                if terms["rate"]
                else _("no rate"),
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
