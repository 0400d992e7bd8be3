"""What the pages of imports show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.access import ActorRequest
from accounts.actors import Actor
from accounts.models import Customer
from accounts.notation import exact
from accounts.requests import one_of, search_words
from accounts.tables import name_key
from reports.import_columns import Column, columns_of, labels_of
from reports.imports import KINDS, READINGS, SHOWN_ROWS, findings_of, job_of, may_import
from reports.models import FileImport, ImportJob

IMPORTS_A_PAGE = 25
ROWS_A_PAGE = 50
LINKED_CUSTOMERS = 20
OFFERED_CUSTOMERS = 200
REMEMBERED = 20
"""So many imports back the headings of a firm's files are remembered."""


def import_list_page(request: ActorRequest) -> dict[str, Any]:
    """The context of reports/import_list.html: what may be imported, and what was."""
    search, kind = search_words(request), one_of(request, "kind", FileImport.Kind.values)
    sort = one_of(request, "sort", ["sent", "-sent", "name", "-name"], "-sent")
    found = FileImport.objects.visible_to(request.actor).defer("findings", "how").select_related("by__user")
    if kind:
        found = found.filter(kind=kind)
    for word in search.split()[:6]:
        found = found.filter(Q(filename__icontains=word) | Q(by__user__name__icontains=word) | Q(digest=word))
    field = {"sent": "pk", "name": "filename"}[sort.removeprefix("-")]
    found = found.order_by(f"-{field}" if sort.startswith("-") else field, "-pk")
    return {
        "kinds": [
            _kind_line(value, label) for value, label in FileImport.Kind.choices if may_import(request.actor, value)
        ],
        "page": Paginator(found, IMPORTS_A_PAGE).get_page(request.GET.get("page")),
        "q": search,
        "kind": kind,
        "sort": sort,
        "kind_choices": FileImport.Kind.choices,
        "narrowed": bool(search or kind),
    }


def _kind_line(kind: str, label: Any) -> dict[str, Any]:
    words = {
        "customers": _("Firms that buy from you, with who answers for each."),
        "stakeholders": _("People at your customers. An import gives nobody any right, and invites nobody."),
        "contracts": _("Term, notice, renewal and value of what was bought."),
        "spend": _("Invoices, credits and costs borne, each known by its number."),
        "measurements": _("Readings of value dimensions that are there. No claim changes by it."),
        "performance": _("Readings of commitments that are there. Whether they were kept follows from them."),
        "volumes": _("How much was done of each function, planned, in scope and out of scope."),
    }
    return {
        "kind": kind,
        "label": label,
        "words": words[kind],
        "url": reverse("reports:import_create", args=[kind]),
        "csv_url": reverse("reports:import_template", args=[kind, "csv"]),
        "xlsx_url": reverse("reports:import_template", args=[kind, "xlsx"]),
    }


def upload_page(kind: str) -> dict[str, Any]:
    return _kind_line(kind, FileImport.Kind(kind).label) | {"columns": columns_of(kind)}


def remembered_columns(actor: Actor, kind: str) -> dict[str, str]:
    """Our column -> the key of the heading that somebody of the firm chose for it, the newest choice first; one query."""
    found: dict[str, str] = {}
    newest = FileImport.objects.filter(supplier=actor.supplier, kind=kind, stage=FileImport.Stage.WRITTEN)
    for how in newest.order_by("-pk").values_list("how", flat=True)[:REMEMBERED]:
        for ours, heading in how.get("columns", {}).items():
            if heading:
                found.setdefault(ours, name_key(heading))
    return {ours: key for ours, key in found.items() if ours in KINDS[kind].columns.all}


def customer_names(actor: Actor, kind: str) -> list[str]:
    """Whom one may name for every row, to choose from; one query."""
    if "customer" not in KINDS[kind].same:
        return []
    customers = Customer.objects.filter(archived_at=None)
    mine = customers.measurable_by(actor) if kind in READINGS else customers.editable_by(actor)
    return list(mine.order_by("name", "pk").values_list("name", flat=True)[:OFFERED_CUSTOMERS])


def import_page(request: ActorRequest, file_import: FileImport) -> dict[str, Any]:
    """The context of reports/import_detail.html, whatever the stage: how far it is, what would happen, what happened."""
    job = job_of(file_import)
    failed = job is not None and job.state == ImportJob.State.FAILED
    stage = FileImport.Stage(file_import.stage)
    busy = stage in {FileImport.Stage.CHECKING, FileImport.Stage.WRITING} and not failed
    context: dict[str, Any] = {
        "file_import": file_import,
        "job": job,
        "busy": busy,
        "stage": "failed" if failed and stage != FileImport.Stage.CANCELLED else str(stage),
        "mine": file_import.by_id == getattr(request.actor.membership, "pk", None),
        "who": file_import.by,
        "percent": _percent(job),
        "all_rows": file_import.created + file_import.changed + file_import.unchanged + file_import.refused,
    }
    if busy:
        return context
    findings = findings_of(file_import)
    labels = labels_of(file_import.kind)
    show = one_of(request, "show", ["refused", "rows"], "refused" if findings["refused"] else "rows")
    page = Paginator(findings["refused" if show == "refused" else "rows"], ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = [
        _refused_row(row, findings["columns"], labels) if show == "refused" else _row(row, findings["columns"], labels)
        for row in page.object_list
    ]
    repetition = bool(file_import.plan) and not (file_import.created or file_import.changed)
    return context | {
        "findings": findings,
        "heads": [labels[name] for name in findings["columns"]],
        "show": show,
        "page": page,
        "rows": shown,
        "views": _views(file_import, findings, show, context["all_rows"]),
        "kept_refused": len(findings["refused"]),
        "repetition": repetition,
        "headline": _headline(file_import),
        "can_confirm": bool(file_import.plan) and not repetition and stage == FileImport.Stage.CHECKED,
        "customers": _customers(request.actor, findings) if stage == FileImport.Stage.WRITTEN else [],
    }


def _headline(file_import: FileImport) -> dict[str, str]:
    """What would be written, and what was: new rows, changed rows, or both; each in one sentence."""
    said = {"new": exact(Decimal(file_import.created)), "changed": exact(Decimal(file_import.changed))}
    if not file_import.changed:
        return {
            "would": ngettext(
                "This would write %(new)s new row", "This would write %(new)s new rows", file_import.created
            )
            % said,
            "written": ngettext("Written: %(new)s new row", "Written: %(new)s new rows", file_import.created) % said,
        }
    if not file_import.created:
        return {
            "would": ngettext(
                "This would change %(changed)s row", "This would change %(changed)s rows", file_import.changed
            )
            % said,
            "written": ngettext(
                "Written: %(changed)s changed row", "Written: %(changed)s changed rows", file_import.changed
            )
            % said,
        }
    return {
        "would": ngettext(
            "This would write %(new)s new row and change %(changed)s",
            "This would write %(new)s new rows and change %(changed)s",
            file_import.created,
        )
        % said,
        "written": ngettext(
            "Written: %(new)s new row, %(changed)s changed",
            "Written: %(new)s new rows, %(changed)s changed",
            file_import.created,
        )
        % said,
    }


def _views(file_import: FileImport, findings: Mapping[str, Any], show: str, all_rows: int) -> list[dict[str, Any]]:
    """Which rows are listed: the refused ones, or the first of all. Nothing to choose where none is refused."""
    if not findings["refused"] or not findings["rows"]:
        return []
    address = reverse("reports:import_detail", args=[file_import.pk])
    first = _("All rows") if all_rows <= SHOWN_ROWS else _("The first %(count)s rows") % {"count": SHOWN_ROWS}
    return [
        {"label": _("Refused rows"), "url": address, "count": file_import.refused, "chosen": show == "refused"},
        {"label": first, "url": f"{address}?show=rows", "count": None, "chosen": show == "rows"},
    ]


def _percent(job: ImportJob | None) -> int:
    return min(100, 100 * job.checked_rows // job.all_rows) if job is not None and job.all_rows else 0


def _customers(actor: Actor, findings: Mapping[str, Any]) -> list[Customer]:
    found = Customer.objects.visible_to(actor).filter(pk__in=findings["customers"]).order_by("name", "pk")
    return list(found[:LINKED_CUSTOMERS])


def _row(kept: list[Any], columns: list[str], labels: Mapping[str, Any]) -> dict[str, Any]:
    line, texts, outcome, detail = kept
    cells = [{"label": labels[name], "text": text} for name, text in zip(columns, texts, strict=False)]
    words = {
        "created": pgettext("a row of an import", "new"),
        "changed": pgettext("a row of an import", "changed"),
        "superseded": pgettext("a row of an import", "replaces"),
        "unchanged": pgettext("a row of an import", "unchanged"),
        "refused": pgettext("a row of an import", "refused"),
        "": pgettext("a row of an import", "refused"),
    }
    return {"line": line, "cells": cells, "outcome": outcome, "words": words[outcome], "detail": _said(detail, labels)}


def _said(detail: str, labels: Mapping[str, Any]) -> str:
    """What changes, kept as "external_id: – → C-1; tier: ...", under the names that people read."""
    known = "|".join(re.escape(name) for name in labels)
    return re.sub(rf"(^|; )({known}): ", lambda found: f"{found[1]}{labels[found[2]]}: ", detail)


def _refused_row(kept: list[Any], columns: list[str], labels: Mapping[str, Any]) -> dict[str, Any]:
    line, cells, reasons = kept
    wrong = {column for column, _message in reasons}
    return {
        "line": line,
        "cells": [
            {"label": labels[name], "text": text, "wrong": name in wrong}
            for name, text in zip(columns, cells, strict=True)
            if text or name in wrong
        ],
        "reasons": [{"label": labels.get(column, ""), "message": message} for column, message in reasons],
    }


def refused_table(file_import: FileImport) -> tuple[list[str], Iterator[list[str]]]:
    """Heads and rows of the list of refused rows: line, reasons, then the cells under our names, to be mended and sent."""
    findings = findings_of(file_import)
    labels = labels_of(file_import.kind)
    heads = [_("line"), _("reasons"), *findings["columns"]]

    def reason(column: str, message: str) -> str:
        return f"{labels[column]}: {message}" if column in labels else message

    rows = (
        [str(line), " ".join(reason(*one) for one in reasons), *cells] for line, cells, reasons in findings["refused"]
    )
    return heads, rows


def template_columns(kind: str) -> list[Column]:
    """The columns of the template: those that stand in place of others are left out."""
    return [column for column in columns_of(kind) if column.example]
