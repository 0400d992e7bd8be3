"""Fields of forms, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    ModelChoiceField,
    PasswordInput,
    RadioSelect,
    Select,
    SelectMultiple,
    Widget,
)
from django.forms.utils import ErrorList
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy

register = template.Library()

DJANGO_EMPTY = "---------"  # what a choice without an answer is called where its form says nothing


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
    asked: str = "",
    **attrs: Any,
) -> dict[str, Any]:
    """A form field with label, help and error: `{% field form.period kind="segmented" %}`.

    kind: "" (from the widget), "segmented" (radio buttons in one row), "choices" (radio buttons or boxes in a column),
    "evidence" (drop, paste or choose a file), "code" (one-time code). way_out {url, label} is a link behind the error.
    `asked` stands in place of "optional" while the style sheet says that it is asked for.
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
        "asked": asked,
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
def error_summary(form: Any, act: str = "", **labels: str) -> dict[str, Any]:
    """What keeps the form from being taken, with links to its fields; empty where nothing does.

    `act` is the opening word, "Not sent." unless given. Lists each field once, with its first error; `labels` are those of
    fields that the page calls otherwise than the form does.
    """
    lines: list[dict[str, Any]] = []
    if getattr(form, "is_bound", False):
        for name, errors in sorted(form.errors.items(), key=lambda one: place_of(form, one[0])):
            if name == "__all__":
                lines += [{"label": "", "url": "", "text": text} for text in errors]
                continue
            bound = form[name]
            first = isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple)
            anchor = f"{bound.auto_id}_0" if first else bound.auto_id
            label = str(labels.get(name, bound.label))
            lines.append(
                {"label": label if label.endswith("?") else f"{label}:", "url": f"#{anchor}", "text": _first(errors)}
            )
    opening = act or gettext("Not sent.")
    # What concerns no field (a wrong password) needs no count of fields.
    heading = f"{opening} {_count_of(form, len(lines))}" if any(line["url"] for line in lines) else opening
    return {"lines": lines, "heading": heading}


def _count_of(form: Any, count: int) -> str:
    """How much is wrong, and what became of the rest: no page sends a password back."""
    if any(isinstance(one.widget, PasswordInput) for one in form.fields.values()):
        words = ngettext(
            "One thing needs a change; passwords have to be typed again.",
            "%(count)s things need a change; passwords have to be typed again.",
            count,
        )
    else:
        words = ngettext(
            "One thing needs a change; everything you typed is still here.",
            "%(count)s things need a change; everything you typed is still here.",
            count,
        )
    return words % {"count": SMALL_NUMBERS.get(count, count)}


def _first(errors: ErrorList) -> str:
    return str(next(iter(errors), ""))


def place_of(form: Any, name: str) -> int:
    """Where the field stands on the page: a form that is read in another order names its first fields as `as_shown`.

    What concerns no field stands last.
    """
    order = list(dict.fromkeys([*getattr(form, "as_shown", ()), *form.fields]))
    return order.index(name) if name in order else len(order)
