"""Tags for what the pages draw: amounts, marks, bars, tracks, fields. docs/look.md lists the components.

Everything here is presentation: figures come in as integer minor units or `Decimal`, are turned into text by
`accounts.notation`, and leave as escaped HTML without style attributes or scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    ModelChoiceField,
    RadioSelect,
    Select,
    SelectMultiple,
    Widget,
)
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from accounts import notation

register = template.Library()

THEMES = {"light", "dark"}
DJANGO_EMPTY = "---------"  # what a choice without an answer is called where its form says nothing
MARK_WORDS: dict[str, str | Promise] = {
    "confirmed": pgettext_lazy("state of a claim", "Confirmed"),
    "adjusted": pgettext_lazy("state of a claim", "Adjusted"),
    "undecided": pgettext_lazy("state of a claim", "Undecided"),
    "disputed": pgettext_lazy("state of a claim", "Disputed"),
    "withdrawn": pgettext_lazy("state of a claim", "Withdrawn"),
    "draft": pgettext_lazy("state of a claim", "Draft"),
    "shortfall": gettext_lazy("Shortfall"),
    "spend": gettext_lazy("Spent"),
    "missing": gettext_lazy("Missing"),
    "met": gettext_lazy("met"),
    "flag": gettext_lazy("Exposed"),
}
"""Each mark has a shape in static/icons.svg, a colour in app.css and a word: never one without the others."""

STATE_MARKS = {"stated": "undecided", "restated": "adjusted", "agreed": "confirmed", "proposed": "undecided"}
"""States of the ledger that share the mark of another word."""


@register.filter
def quoted(words: str) -> str:
    """What somebody wrote, in the quotation marks of the page's language."""
    return notation.quoted(words)


# --- Pieces -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An outline from static/icons.svg, hidden from screen readers: the word stands beside it. `size` is "" or "s"."""
    extra = " icon-s" if size == "s" else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        extra,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def mark(kind: str, word: str | bool | None = None) -> SafeString:
    """A mark with its word. `word` replaces the usual word; False hides it from sight only, None shows the usual one.

    `kind` is a key of MARK_WORDS or a state of the ledger; an unknown kind raises KeyError.
    """
    kind = STATE_MARKS.get(kind, kind)
    usual = MARK_WORDS[kind]
    shape = '<svg class="mark-shape mark-{0}" aria-hidden="true" focusable="false"><use href="{1}#mark-{0}"/></svg>'
    if word is False or word == "":
        return format_html(shape + '<span class="visually-hidden">{2}</span>', kind, static("icons.svg"), usual)
    html = '<span class="mark mark-{0}">' + shape + "<span>{2}</span></span>"
    return format_html(html, kind, static("icons.svg"), usual if word is None or word is True else word)


def amount_html(minor: int | None, currency: str, *, whole: bool = True, none: str | Promise = "–") -> SafeString:
    """An amount as HTML: the code after the number and never parted from it; zero is grey, nothing is `none`."""
    if minor is None:
        return format_html('<span class="amt-none">{}</span>', none)
    return format_html(
        '<span class="amt{}">{}<span class="cur">{}{}</span></span>',
        "" if minor else " amt-zero",
        notation.amount(minor, currency, whole=whole),
        notation.NO_BREAK,
        currency,
    )


@register.simple_tag
def amount(
    minor: int | None, currency: str, whole: bool = True, none: str = "–", negate: bool = False, code: bool = True
) -> SafeString:
    """`{% amount minor currency %}`: minor units left out where they are zero.

    whole=False prints them always (a column has one precision: see `all_whole`); none= is the word for None;
    negate=True turns the sign (a stored shortfall is positive, its column is negative); code=False leaves the currency.
    """
    if minor is not None and negate:
        minor = -minor
    if code or minor is None:
        return amount_html(minor, currency, whole=whole, none=none)
    text = notation.amount(minor, currency, whole=whole)
    return format_html('<span class="amt{}">{}</span>', "" if minor else " amt-zero", text)


@register.simple_tag
def whole_amount(minor: int | None, currency: str, code: bool = False, negate: bool = False) -> SafeString:
    """An amount rounded to whole units, for pages that say so: zero is grey, None a dash."""
    if minor is None:
        return SafeString('<span class="amt-none">–</span>')
    text = notation.whole_units(-minor if negate else minor, currency)
    if code:
        shape = '<span class="amt{}">{}<span class="cur">{}{}</span></span>'
        return format_html(shape, "" if minor else " amt-zero", text, notation.NO_BREAK, currency)
    # Hundreds of cells: their column says what they are.
    return format_html("{}", text) if minor else format_html('<span class="amt-zero">{}</span>', text)


@register.simple_tag
def money(minor: int, currency: str) -> str:
    """An amount as plain text for sentences and buttons, not parted: "27,840 EUR"."""
    return notation.money(minor, currency, whole=True)


@register.simple_tag
def all_whole(rows: Iterable[Any], names: str, currency: str) -> bool:
    """Whether every amount of a column is whole, so that it may be printed without minor units.

    `names` are the attributes or keys that hold minor units, parted by spaces.
    """
    return notation.are_whole(
        (row.get(name) if isinstance(row, Mapping) else getattr(row, name, None), currency)
        for row in rows
        for name in names.split()
    )


@register.filter
def reading(value: Decimal | None, unit: str = "") -> str:
    """A reading with its unit: "1,200.5 hours"; None is "no reading"."""
    return gettext("no reading") if value is None else notation.quantity(value, unit)


@register.filter
def share(fraction: Decimal | None) -> str:
    """A fraction as a percentage without needless decimals: "80 %"."""
    if fraction is None:
        return gettext("not stated")
    return notation.exact(fraction * 100) + notation.NARROW + "%"


register.filter("date_long", lambda day: notation.date_long(day) if day else "")
register.filter("date_medium", lambda day: notation.date_medium(day) if day else "")
register.filter("date_short", lambda day: notation.date_short(day) if day else "")
register.filter("month", lambda day: notation.month(day) if day else "")


@register.simple_tag
def period(start: Any, end: Any) -> str:
    """The shortest exact name of a period: "October 2026"."""
    return notation.period(start, end)


@register.simple_tag
def count(number: int) -> str:
    """How many, grouped: "50,000"."""
    return notation.exact(Decimal(number))


@register.simple_tag(takes_context=True)
def moment(context: template.Context, instant: datetime) -> str:
    """An instant on the clocks of the firm for which one acts, with the zone."""
    return notation.instant(instant, context["actor"].supplier.zone)


@register.filter
def grouped_digest(digest: str) -> str:
    """A digest in groups of eight, as documents print it."""
    return notation.grouped_digest(digest)


@register.filter
def initials(name: str) -> str:
    """Two letters for a person: the first and the last word's; titles ("Dr.") are none of them."""
    words = [word for word in str(name).split() if not word.endswith(".")] or str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def file_size(size: int) -> str:
    """Bytes as a person reads them: "212 kB", "1.4 MB"."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}{notation.NO_BREAK}kB"
    return notation.quantity((Decimal(size) / (1024 * 1024)).quantize(Decimal("0.1")), "MB")


@register.filter
def short_digest(digest: str) -> str:
    """The two ends of a digest: "8f3a…c21e"."""
    return f"{digest[:4]}…{digest[-4:]}"


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> SafeString:
    """The attribute of <html> for the theme that the person chose (cookie `theme`); nothing follows the system's."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request is not None else ""
    return format_html(' data-bs-theme="{}"', chosen) if chosen in THEMES else SafeString("")


@register.simple_tag(takes_context=True)
def current_nav(context: template.Context, nav: Sequence[Sequence[Any]]) -> str:
    """The key of the navigation entry (label, url, key, count) that the page belongs to: `nav_key`, else by address."""
    if context.get("nav_key"):
        return str(context["nav_key"])
    request: HttpRequest | None = context.get("request")
    path = request.path if request is not None else ""
    fits = [entry for entry in nav if path.startswith(str(entry[1]))]
    return str(max(fits, key=lambda entry: len(str(entry[1])))[2]) if fits else ""


@register.filter
def tagged(message: Any, name: str) -> str:
    """What a message carries under this name in its extra tags, which are parted by spaces: "draft:KEY undo:/there/"."""
    parts = (part.partition(":") for part in str(getattr(message, "extra_tags", "") or "").split())
    return next((value for found, _colon, value in parts if found == name), "")


@register.filter
def marked(text: str, words: Iterable[str]) -> SafeString:
    """The text with every occurrence of these words in <mark>, whatever their case."""
    wanted = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    if not wanted:
        return format_html("{}", text)
    parts = re.split(f"({wanted})", str(text), flags=re.IGNORECASE)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part) if odd % 2 else part,) for odd, part in enumerate(parts))
    )


# --- Bars and tracks --------------------------------------------------------------------------------------------------


def _percent(value: Decimal | float) -> str:
    return f"{float(value):.3f}%"


class _Scale:
    """Minor units on 0 to 100 %, zero included. Positions are for drawing only, never for a figure."""

    def __init__(self, values: Iterable[int]) -> None:
        known = [0, *values]
        self.low, self.high = min(known), max(known)
        self.span = (self.high - self.low) or 1

    def at(self, value: int) -> float:
        return 100 * (value - self.low) / self.span


FILLS = {"undecided": ' fill="url(#hatch-undecided)"', "disputed": ' fill="url(#dots-disputed)"'}


def _bar(
    kind: str, start: float, end: float, *, spend_at: float | None = None, zero_at: float | None = None
) -> SafeString:
    """One row's bar: a rectangle from start to end (in percent), the spend line and the zero line across the row."""
    left, width = min(start, end), abs(end - start)
    parts = []
    if zero_at is not None:
        parts.append(format_html('<line class="bar-zero" x1="{0}" x2="{0}" y1="0" y2="100%"/>', _percent(zero_at)))
    if width or kind == "missing":
        # A sliver stays visible: at least half a percent of the scale.
        parts.append(
            format_html(
                '<rect class="bar-{}" x="{}" width="{}" y="50%" height="12" rx="1.5" transform="translate(0 -6)"{}/>',
                kind,
                _percent(left),
                _percent(max(width, 0.5)),
                mark_safe(FILLS.get(kind, "")),
            )
        )
    if spend_at is not None:
        parts.append(format_html('<line class="bar-line" x1="{0}" x2="{0}" y1="0" y2="100%"/>', _percent(spend_at)))
    return format_html('<svg aria-hidden="true" focusable="false">{}</svg>', SafeString("".join(parts)))


@register.inclusion_tag("components/answer_table.html")
def answer_table(answer: Mapping[str, Any], side: str = "they", rows: str = "all") -> dict[str, Any]:
    """The chart and table in one. `answer`: see components/answer_table.html.

    rows="first" leaves out what is not counted.
    """
    spend, currency = answer.get("spend_minor"), answer["currency"]
    stated, monetised = answer.get("stated", True), answer.get("monetised", True)
    gains, shortfalls = answer.get("gains_minor") or 0, answer.get("shortfalls_minor") or 0
    value = gains - shortfalls
    undecided, disputed = answer.get("undecided_minor") or 0, answer.get("disputed_minor") or 0
    notes: Mapping[str, Any] = answer.get("notes") or {}
    money = stated and monetised
    drawn = [spend or 0, *([gains, value, gains - shortfalls, undecided, disputed] if money else [])]
    scale = _Scale(drawn)
    zero = scale.at(0)
    zero_at = zero if scale.low < 0 else None
    spend_at = scale.at(spend) if spend and money else None
    unit = 10 ** notation.minor_digits(currency)
    whole = not any(figure % unit for figure in [spend or 0, gains, shortfalls, undecided, disputed])

    def row(kind: str, label: str | Promise, minor: int | None, bar: SafeString, **extra: Any) -> dict[str, Any]:
        none = extra.pop("none", "–")
        return {
            "kind": kind,
            "label": label,
            "amount": extra.pop("amount", None) or amount_html(minor, currency, whole=whole, none=none),
            "bar": bar,
            "note": notes.get(kind),
            **extra,
        }

    counted = [
        row(
            "spend",
            gettext_lazy("Spent"),
            spend,
            _bar("spend", zero, scale.at(spend or 0), zero_at=zero_at),
            mark="spend",
            none=gettext_lazy("no spend recorded"),
        )
    ]
    below: list[dict[str, Any]] = []
    if not stated:
        got = row(
            "got", gettext_lazy("Got"), None, _bar("missing", 0, 100), mark="missing", none=gettext_lazy("not stated")
        )
        counted.append(got | {"css": "at-missing", "note": got["note"] or {"text": gettext("not the same as zero")}})
    elif not monetised:
        for victory in answer.get("victories", []):
            counted.append(
                row(
                    "victory",
                    victory["label"],
                    None,
                    SafeString(""),
                    amount=victory["words"],
                    mark=victory.get("mark", "confirmed"),
                )
                | {"note": victory.get("note")}
            )
    else:
        counted += [
            row(
                "gains",
                gettext_lazy("Gains, confirmed"),
                gains,
                _bar("confirmed", zero, scale.at(gains), spend_at=spend_at, zero_at=zero_at),
                mark="confirmed",
            ),
            row(
                "shortfalls",
                gettext_lazy("Shortfalls"),
                -shortfalls,
                _bar("shortfall", scale.at(gains), scale.at(value), spend_at=spend_at, zero_at=zero_at),
                mark="shortfall",
            ),
            row(
                "value",
                gettext_lazy("Value"),
                value,
                _bar("value", zero, scale.at(value), spend_at=spend_at, zero_at=zero_at),
                css="at-result",
            ),
        ]
        if not counted[-1]["note"] and spend is not None:
            counted[-1]["note"] = {"text": _against_spend(value - spend, currency)}
    if stated and rows == "all":
        # Without money there is no zero: what waits is counted beside it, and what does not wait has no row.
        below = [
            row(
                kind,
                label,
                minor if money else None,
                _bar(kind, zero, scale.at(minor)) if money else SafeString(""),
                mark=kind,
                css="at-open",
                none=gettext("not in money"),
            )
            for kind, label, minor in (
                ("undecided", MARK_WORDS["undecided"], undecided),
                ("disputed", MARK_WORDS["disputed"], disputed),
            )
            if money or kind in notes
        ]
    return {"rows": counted, "below": below, "caption": answer.get("caption"), "side": side}


@register.simple_tag
def net_bar(fraction: Decimal | None, words: str = "") -> SafeString:
    """Net as a share of spend around zero, on a scale of -100 % to +100 %; a longer bar ends in an arrow.

    Without a share a dotted line where zero is. The percentage stands in it for screen readers.
    """
    if fraction is None:
        line = '<line class="net-none" x1="40" x2="40" y1="1" y2="15"/>'
        return format_html(NET_BAR + '<span class="visually-hidden">{}</span>', SafeString(line), words)
    length = min(abs(fraction), Decimal(1)) * 38
    beyond = abs(fraction) > 1
    kind, way = ("confirmed", 1) if fraction >= 0 else ("shortfall", -1)
    # An arrow takes the last six units: its tip is where the scale ends.
    body = length - 6 if beyond else max(length, Decimal("0.6"))
    start = 40 if way > 0 else 40 - body
    rectangle = '<rect class="bar-{}" x="{}" y="4" width="{}" height="8"/>'
    shapes = format_html(rectangle, kind, f"{start:.1f}", f"{body:.1f}")
    if beyond:
        shapes += format_html('<path class="bar-{}" d="M{} 2v12l{} -6z"/>', kind, 40 + way * 32, way * 6)
    line = '<line class="bar-zero" x1="40" x2="40" y1="0" y2="16"/>'
    words = notation.percent(fraction, digits=0)
    return format_html(NET_BAR + '<span class="visually-hidden">{}</span>', shapes + SafeString(line), words)


NET_BAR = '<svg class="net-bar" viewBox="0 0 80 16" aria-hidden="true" focusable="false">{}</svg>'


def _against_spend(net: int, currency: str) -> str:
    figure = notation.amount(abs(net), currency, whole=True)
    if net > 0:
        return gettext("%(amount)s beyond spend") % {"amount": figure}
    if net < 0:
        return gettext("%(amount)s less than was spent") % {"amount": figure}
    return gettext("exactly what was spent")


@register.simple_tag
def answer_sentence(answer: Mapping[str, Any], side: str = "they") -> SafeString:
    """The sentence that opens a page. `answer` as for the answer table; side "we" speaks as the customer.

    Gains and shortfalls stand in it, in its size, wherever there is money.
    """
    currency = answer["currency"]

    def figure(minor: int | None) -> SafeString:
        return amount_html(minor, currency)

    spend = answer.get("spend_minor")
    we = side == "we"
    parts: dict[str, Any] = {"customer": answer.get("customer", ""), "spend": figure(spend)}
    if not spend:
        spent = gettext("No spend of ours is recorded.") if we else gettext("No spend of {customer} is recorded.")
    else:
        spent = gettext("We spent {spend}.") if we else gettext("{customer} spent {spend}.")
    if not answer.get("stated", True):
        got = gettext("What we got is not stated.") if we else gettext("What they got is not stated.")
        return format_html(spent + " " + got, **parts)
    if not answer.get("monetised", True):
        victory = answer["victories"][0]
        parts |= {"label": victory["label"], "words": victory["words"]}
        got = gettext("What we got: {label}, {words}.") if we else gettext("What they got: {label}, {words}.")
        return format_html(spent + " " + got, **parts)
    gains, shortfalls = answer.get("gains_minor") or 0, answer.get("shortfalls_minor") or 0
    value = gains - shortfalls
    parts |= {"value": figure(value), "gains": figure(gains), "shortfalls": figure(shortfalls)}
    made_of = gettext("gains of {gains} less shortfalls of {shortfalls}.")
    if not spend:
        opening = spent + " " + (gettext("We got {value}:") if we else gettext("They got {value}:"))
        return _in_two_parts(opening, made_of, parts)
    if value < 0:
        parts["worse"] = figure(-value)
        opening = (
            gettext("We spent {spend} and are {worse} worse off:")
            if we
            else gettext("{customer} spent {spend} and is {worse} worse off:")
        )
        return _in_two_parts(opening, made_of, parts)
    if value < spend:
        parts["less"] = figure(spend - value)
        opening = (
            gettext("We spent {spend} and got {value}, {less} less than we paid:")
            if we
            else gettext("{customer} spent {spend} and got {value}, {less} less than it paid:")
        )
        return _in_two_parts(opening, made_of, parts)
    opening = (
        gettext("We spent {spend} and got {value}:") if we else gettext("{customer} spent {spend} and got {value}:")
    )
    return _in_two_parts(opening, made_of, parts)


def _in_two_parts(opening: str, made_of: str, parts: Mapping[str, Any]) -> SafeString:
    return format_html('<span class="part">' + opening + '</span> <span class="part">' + made_of + "</span>", **parts)


@register.simple_tag
def track(
    baseline: Decimal | None,
    now: Decimal | None,
    target: Decimal | None,
    better: bool = True,
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> SafeString:
    """The way from baseline (tick) to now (dot) with the target (triangle), 120 wide. The words stand beside it.

    `better` says whether now is at least as good as the baseline: the caller knows the direction. Without a baseline
    and a reading only the rail is drawn. `low` and `high` fix the scale (readings of one dimension share it).
    """
    known = [value for value in (baseline, now, target, low, high) if value is not None]
    least = low if low is not None else min(known, default=Decimal(0))
    most = high if high is not None else max(known, default=Decimal(1))
    span = (most - least) or Decimal(1)

    def x(value: Decimal) -> str:
        return f"{10 + 94 * float((value - least) / span):.1f}"

    parts = [SafeString('<line class="track-rail" x1="4" x2="116" y1="12" y2="12"/>')]
    if baseline is not None and now is not None:
        parts.append(format_html('<line class="track-way" x1="{}" x2="{}" y1="12" y2="12"/>', x(baseline), x(now)))
    if baseline is not None:
        parts.append(format_html('<line class="track-tick" x1="{0}" x2="{0}" y1="7" y2="17"/>', x(baseline)))
    if now is not None:
        parts.append(format_html('<circle class="track-now" cx="{}" cy="12" r="4"/>', x(now)))
    if target is not None:
        parts.append(
            format_html('<path class="track-target" transform="translate({} 1)" d="M-4 0h8l-4 6z"/>', x(target))
        )
    return format_html(
        '<svg class="track{}" viewBox="0 0 120 20" aria-hidden="true" focusable="false">{}</svg>',
        "" if better else " track-worse",
        SafeString("".join(parts)),
    )


DISPOSITIONS = ("detractor", "sceptic", "neutral", "supporter", "champion")


@register.simple_tag
def disposition(kind: str) -> SafeString:
    """A place among five, in ink; the word stands beside it. Supplier's side only (domain.md rule 16)."""
    place = DISPOSITIONS.index(kind)
    dots = "".join(f"M{4 + 8 * i} 6h0" for i in range(5) if i != place)
    shape = '<svg class="disposition" viewBox="0 0 40 12" aria-hidden="true"><path d="{}"/><circle cx="{}" cy="6" r="4"/></svg>'
    return format_html(shape, dots, 4 + 8 * place)


@register.simple_tag
def influence(level: int) -> SafeString:
    """Five steps, `level` (1 to 5) of them filled, with the figure for screen readers. Supplier's side only."""
    filled, empty = (
        "".join(f"M{7 * i} 14V{10 - 2 * i}h5V14z" for i in range(5) if (i < level) is on) for on in (True, False)
    )
    words = gettext("%(level)s of 5") % {"level": level}
    shape = (
        '<svg class="influence" viewBox="0 0 34 14" aria-hidden="true"><path d="{}"/><path class="on" d="{}"/></svg>'
    )
    return format_html(shape + '<span class="visually-hidden">{}</span>', empty, filled, words)


# --- Forms ------------------------------------------------------------------------------------------------------------


def _kind_of(widget: Widget) -> str:
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "evidence" if isinstance(widget, FileInput) else ""


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    kind: str = "",
    label: str = "",
    help: str = "",
    prefix: str = "",
    suffix: str = "",
    way_out: Mapping[str, str] | None = None,
    **attrs: Any,
) -> dict[str, Any]:
    """A form field with label, help and error: `{% field form.period kind="segmented" %}`.

    kind: "" (from the widget), "segmented" (radio buttons in one row), "choices" (radio buttons or boxes in a column),
    "evidence" (drop, paste or choose a file), "code" (one-time code). way_out {url, label} is a link behind the error.
    Further arguments become attributes of the input, "_" for "-": `autofocus=True`, `inputmode="decimal"`.
    """
    widget = bound.field.widget
    if isinstance(bound.field, ModelChoiceField) and bound.field.empty_label == DJANGO_EMPTY:
        bound.field.empty_label = gettext("choose") if bound.field.required else "–"
    kind = kind or _kind_of(widget)
    css = ""
    if kind in ("", "code"):
        css = "form-select" if isinstance(widget, Select | SelectMultiple) else "form-control"
        if kind == "code":
            css += " code-input"
    given = {name.replace("_", "-"): value for name, value in attrs.items()}
    classes = " ".join(filter(None, [widget.attrs.get("class", ""), css]))
    if classes:
        given["class"] = classes
    described = []
    if bound.help_text or help:
        described.append(f"{bound.auto_id}_help")
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        given["aria-invalid"] = "true"
    grouped = kind in ("segmented", "choices")
    if described and not grouped:
        given["aria-describedby"] = " ".join(described)
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "help": help or bound.help_text,
        "prefix": prefix,
        "suffix": suffix,
        "way_out": way_out,
        "described_by": " ".join(described),
        "input": "" if grouped else bound.as_widget(attrs=given),
        "options": list(bound) if grouped else [],
        "limit": widget.attrs.get("data-limit", ""),
        "takes_photos": "image" in widget.attrs.get("accept", "image"),
    }


SMALL_NUMBERS: dict[int, Promise] = {
    2: pgettext_lazy("begins a sentence", "Two"),
    3: pgettext_lazy("begins a sentence", "Three"),
    4: pgettext_lazy("begins a sentence", "Four"),
    5: pgettext_lazy("begins a sentence", "Five"),
}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any, act: str = "") -> dict[str, Any]:
    """What keeps the form from being taken, with links to its fields; empty where nothing does.

    `act` is the opening word, "Not sent." unless given. Lists each field once, with its first error.
    """
    lines: list[dict[str, Any]] = []
    if getattr(form, "is_bound", False):
        for name, errors in form.errors.items():
            if name == "__all__":
                lines += [{"label": "", "url": "", "text": text} for text in errors]
                continue
            bound = form[name]
            first = isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple)
            anchor = f"{bound.auto_id}_0" if first else bound.auto_id
            lines.append({"label": bound.label, "url": f"#{anchor}", "text": _first(errors)})
    words = ngettext(
        "One thing needs a change; everything you typed is still here.",
        "%(count)s things need a change; everything you typed is still here.",
        len(lines),
    ) % {"count": SMALL_NUMBERS.get(len(lines), len(lines))}
    opening = act or gettext("Not sent.")
    # What concerns no field (a wrong password) needs no count of fields.
    return {"lines": lines, "heading": f"{opening} {words}" if any(line["url"] for line in lines) else opening}


def _first(errors: ErrorList) -> str:
    return str(next(iter(errors), ""))


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The page's address with some parameters changed; None or "" drops one. Keeps search, sort and page in the URL."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path
