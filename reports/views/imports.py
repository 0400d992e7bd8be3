"""Importing a file: choose the kind, send the file, say how to read it, look at what would happen, confirm."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_supplier, visible
from accounts.csv_writing import csv_response
from accounts.formfields import done_by, status_of
from accounts.refusal import Refused
from reports import imports
from reports.import_forms import ColumnsForm, UploadForm
from reports.import_templates import csv_template, xlsx_template
from reports.models import FileImport
from reports.queries.imports import (
    customer_names,
    import_list_page,
    import_page,
    refused_table,
    remembered_columns,
    upload_page,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _known_kind(request: ActorRequest, kind: str) -> None:
    if kind not in imports.KINDS:
        raise Http404
    if not imports.may_import(request.actor, kind):
        raise PermissionDenied


def _is_small(file_import: FileImport) -> bool:
    """Whether the request does it at once: nobody waits for a worker for a hundred rows."""
    return file_import.size <= settings.IMPORT_AT_ONCE_BYTES


@for_supplier
@require_safe
def import_list(request: ActorRequest) -> HttpResponse:
    """What can be imported, and what was: who, when, which file, what became of it."""
    return render(request, "reports/import_list.html", import_list_page(request))


@for_supplier
@require_http_methods(["GET", "POST"])
def import_create(request: ActorRequest, kind: str) -> HttpResponse:
    """The file, or pasted cells."""
    _known_kind(request, kind)
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        refused_uploads=getattr(request, "refused_uploads", None),
    )
    sent = done_by(
        form,
        lambda: imports.send(actor=request.actor, kind=kind, data=form.content, filename=form.filename),
    )
    if sent is not None:
        return redirect("reports:import_columns", pk=sent.pk)
    return render(request, "reports/import_form.html", upload_page(kind) | {"form": form}, status=status_of(form))


@for_supplier
@require_safe
def import_template(request: ActorRequest, kind: str, ending: str) -> HttpResponse:
    """A file to begin with."""
    _known_kind(request, kind)
    if ending not in {"csv", "xlsx"}:
        raise Http404
    content = csv_template(kind) if ending == "csv" else xlsx_template(kind)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if ending == "csv" else XLSX)
    response["Content-Disposition"] = f'attachment; filename="{kind}.{ending}"'
    return response


@for_supplier
@require_http_methods(["GET", "POST"])
def import_columns(request: ActorRequest, pk: int) -> HttpResponse:
    """Which heading is which column, and how figures and days are written; sending it orders the check."""
    file_import = editable(FileImport, request.actor, pk=pk, related=["by"])
    if file_import.stage in {FileImport.Stage.WRITING, FileImport.Stage.WRITTEN}:
        return redirect("reports:import_detail", pk=pk)
    sheet = request.GET.get("sheet", file_import.how.get("sheet", ""))[:100]
    try:
        form = _columns_form(request, file_import, sheet)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("reports:import_create", kind=file_import.kind)
    if done_by(form, lambda: _check(file_import, form, sheet)) is not None:
        return redirect("reports:import_detail", pk=pk)
    context = {
        "file_import": file_import,
        "form": form,
        "survey": form.survey,
        "sheet": sheet or next(iter(form.survey.sheets), ""),
        "customer_names": customer_names(request.actor, file_import.kind),
    }
    return render(request, "reports/import_columns.html", context, status=status_of(form))


def _columns_form(request: ActorRequest, file_import: FileImport, sheet: str) -> ColumnsForm:
    """Refused where the file is no longer kept, or has no such sheet."""
    survey = imports.look(file_import.kind, imports.content_of(file_import), sheet=sheet)
    return ColumnsForm(
        request.POST if request.method == "POST" else None,
        kind=file_import.kind,
        survey=survey,
        remembered=remembered_columns(request.actor, file_import.kind),
        given=file_import.how if sheet == file_import.how.get("sheet", "") else {},
    )


def _check(file_import: FileImport, form: ColumnsForm, sheet: str) -> FileImport:
    small = _is_small(file_import)
    job = imports.check(file_import=file_import, how=form.how(sheet=sheet), language=get_language() or "en", now=small)
    if small:
        imports.run(job.pk)
    return file_import


@for_supplier
@require_safe
def import_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """How far it is, what would happen, or what happened; while it is worked on the page asks again by itself."""
    file_import = visible(FileImport, request.actor, pk=pk)
    context = import_page(request, file_import)
    fragment = request.htmx and request.htmx.target == "import-progress"
    if fragment and context["busy"]:
        return render(request, "reports/import_progress.html", context)
    response = render(request, "reports/import_detail.html", context)
    if fragment:
        response["HX-Refresh"] = "true"  # it is done: another page, with other headings
    return response


@for_supplier
@require_POST
def import_confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Write exactly what was looked at."""
    file_import = editable(FileImport, request.actor, pk=pk)
    small = _is_small(file_import)
    try:
        job = imports.confirm(file_import=file_import, plan=request.POST.get("plan", "")[:64], now=small)
    except Refused as refused:
        context = import_page(request, visible(FileImport, request.actor, pk=pk)) | {"refusal": refused.messages}
        return render(request, "reports/import_detail.html", context, status=422)
    if small:
        imports.run(job.pk)
    return redirect("reports:import_detail", pk=pk)


@for_supplier
@require_POST
def import_cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """End it; nothing is written."""
    file_import = editable(FileImport, request.actor, pk=pk)
    try:
        imports.cancel(file_import=file_import)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Cancelled. Nothing was written."))
    return redirect("reports:import_detail", pk=pk)


@for_supplier
@require_safe
def import_refused(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The refused rows with their reasons, to be mended and sent again."""
    file_import = visible(FileImport, request.actor, pk=pk)
    heads, rows = refused_table(file_import)
    return csv_response(f"refused-{file_import.pk}.csv", heads, rows)
