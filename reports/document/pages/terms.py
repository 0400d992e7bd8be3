"""A dimension's terms in words."""

from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts import notation

from ..figures import Dimension, Target, Terms
from ..wording import day, named
from .content import Content
from .events import origin_words


def current_terms(dimension: Dimension) -> Terms | None:
    """The latest agreed version."""
    agreed = [terms for terms in dimension["terms"] if terms["agreed"] is not None]
    return agreed[-1] if agreed else None


def is_due(doc: Content, target: Target) -> bool:
    """Whether the target's day is over on the as-at date: until then one that is not met is not missed."""
    return day(target["on"]) < day(doc.figures["document"]["as_at"])


def columns(doc: Content, dimension: Dimension, terms: Terms) -> list[list[tuple[str, str]]]:
    """Two columns of (label, words)."""
    say, unit = doc.say, dimension["unit"]
    left: list[tuple[str, str]] = [(_("Counts as"), dimension["unit_words"] or dimension["name"])]
    left.append((_("Baseline"), baseline_words(doc, terms, unit)))
    left.append((_("Rate"), rate_words(doc, terms, unit)))
    if terms["volume"]:
        volume = terms["volume"]
        words = volume["basis"]
        if volume["cap"]:
            words += "; " + _("at most {cap}").format(cap=say.exact(volume["cap"]))
        left.append((_("Volume"), words))
    left.append((_("Agreed"), agreement_words(doc, terms)))
    share = _("Share") if terms["share"] is None else _("Share agreed as {supplier}’s").format(supplier=doc.us)
    right: list[tuple[str, str]] = [(share, share_words(doc, terms))]
    right.append((_("Would have happened anyway"), anyway_words(doc, terms)))
    right.append((_("Low values"), low_words(doc, terms, dimension)))
    right.append(
        (
            _("May be claimed until"),
            say.date_long(terms["claimable_until"]) if terms["claimable_until"] else _("not stated"),
        )
    )
    recurring = _("recurring") if terms["recurring"] else _("one-off")
    right.append((_("Claimed"), f"{grain_words(terms)}; {recurring}"))
    if dimension["shares_effect_with"]:
        right.append((_("Shares its effect with"), ", ".join(dimension["shares_effect_with"])))
    if terms["method"]:
        right.append((_("Method of measurement"), terms["method"]))
    return [left, right]


def needs_no_rate(doc: Content, terms: Terms, unit: str) -> bool:
    """Whether what is measured is money already and counts as it is: "1 EUR for each EUR" would say nothing."""
    rate = terms["rate"]
    return rate is not None and notation.says_nothing(Decimal(rate["amount"]), unit, doc.currency)


def rate_words(doc: Content, terms: Terms, unit: str) -> str:
    """What was agreed to price a unit, and by whom."""
    rate = terms["rate"]
    if not rate:
        return _("none agreed: counts in its own unit, not as money")
    if needs_no_rate(doc, terms, unit):
        words = _("none needed: measured in {currency}").format(currency=doc.currency)
    else:
        words = doc.say.unit_rate(rate["amount"], unit, currency=doc.currency)
    return _("{rate}: {source}, {owner}").format(rate=words, source=rate["source"], owner=rate["owner"])


def grain_words(terms: Terms) -> str:
    return {
        "reading": _("reading by reading"),
        "day": _("by day"),
        "week": _("by week"),
        "month": _("by month"),
        "quarter": _("by quarter"),
        "half_year": _("by half-year"),
        "year": _("by year"),
        "once": _("once"),
    }[terms["claim_grain"]]


def baseline_words(doc: Content, terms: Terms, unit: str) -> str:
    baseline, say = terms["baseline"], doc.say
    parts = [say.quantity(baseline["value"], unit)]
    if baseline["period"]:
        parts.append(say.period(baseline["period"]))
    if baseline["low"] is not None and baseline["high"] is not None:
        parts.append(_("from {low} to {high}").format(low=say.exact(baseline["low"]), high=say.exact(baseline["high"])))
    text = ", ".join(parts)
    source = baseline["source"]
    if baseline["supplied_by"]:
        given = _("supplied by {who}").format(who=baseline["supplied_by"])
        source = f"{source}, {given}" if source else given
    return f"{text}; {source}" if source else text


def agreement_words(doc: Content, terms: Terms) -> SafeString:
    agreed = terms["agreed"]
    if agreed is None:
        return format_html(_("version {version}: proposed, not agreed"), version=terms["version"])
    timing = _("before the first period") if agreed["timing"] == "before" else _("agreed after the fact")
    words = format_html(
        _("version {version}, {name}, {position}, {date}, {timing}"),
        version=terms["version"],
        name=named(agreed["name"]),
        position=agreed["position"],
        date=doc.say.date(agreed["on"]),
        timing=timing,
    )
    origin = origin_words(agreed)
    return format_html("{}; {}", words, origin) if origin else words


def share_words(doc: Content, terms: Terms) -> SafeString:
    if terms["share"] is None:
        return format_html("{}", _("not declared"))
    own = format_html("{} {}", named(doc.us), doc.say.share(terms["share"]))
    others = [
        format_html("{} {}", named(other["who"]), doc.say.share(other["share"])) for other in terms["other_shares"]
    ]
    text = format_html_join(", ", "{}", ((part,) for part in (own, *others)))
    if not others and Decimal(terms["share"]) != 1:
        return format_html("{}; {}", text, _("who has the rest: not declared"))
    total = sum((Decimal(other["share"]) for other in terms["other_shares"]), Decimal(terms["share"]))
    return format_html(_("{shares}: in all {total}"), shares=text, total=doc.say.share(str(total)))


def anyway_words(doc: Content, terms: Terms) -> str:
    anyway = terms["anyway"]
    if not anyway["declared"]:
        return _("not declared")
    if anyway["share"] is None or not Decimal(anyway["share"]):
        text = _("no deduction")
    else:
        text = _("{share} deducted").format(share=doc.say.share(anyway["share"]))
    return f"{text}; {anyway['words']}" if anyway["words"] else text


def low_words(doc: Content, terms: Terms, dimension: Dimension) -> str:
    low = terms["low"]
    if low is None:
        return _("not stated")
    parts = []
    if low["rate"] is not None:
        parts.append(doc.say.unit_rate(low["rate"], dimension["unit"], currency=doc.currency))
    if low["share"] is not None:
        parts.append(doc.say.share(low["share"]))
    text = ", ".join(parts)
    if low["gains"] is not None and dimension["gains"] is not None:
        text = _("{values}: gains {low} instead of {gains}").format(
            values=text, low=doc.say.money(low["gains"]), gains=doc.say.money(dimension["gains"])
        )
    return text
