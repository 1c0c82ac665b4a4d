"""Files of rows: the list, sending one, what became of it, what may be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from organisations.domain.sheet import begin_import, begin_undo, discard_sheet
from organisations.domain.sheet import take_sheet as take
from organisations.domain.sheet_check import kind_of
from organisations.domain.sheet_kind import SheetKind, known_kinds, rule_of
from organisations.enums import SheetState
from organisations.forms.sheet import SheetForm
from organisations.models import SheetUpload
from organisations.queries.sheet import earlier_ones
from organisations.rules import can_decide_sheet
from records.attachments import download
from records.domain.job import may_stop, title_of_kind
from records.models import Job
from records.sheets import template_text

PER_PAGE = 30
LOOK_AGAIN = 5  # seconds, while the queue works on it
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS = {
    "new": _("New"),
    "changed": _("Added to an entry that is there"),
    "there": _("Already there: left out"),
    "wrong": _("With errors: left out"),
}
ACTS = {
    "import": (begin_import, _("The good rows are being imported.")),
    "discard": (discard_sheet, _("Nothing was imported, and the file was deleted.")),
    "undo": (begin_undo, _("The import is being taken back.")),
}


def _kinds_for(request: HttpRequest) -> dict[str, SheetKind]:
    kinds = known_kinds().items()
    return {name: kind for name, kind in kinds if rule_of(name)(request.user)}


def _kind(request: HttpRequest, name: str) -> SheetKind:
    """404 for an unknown kind, 403 with the reason where the rule says no."""
    kind = known_kinds().get(name)
    if kind is None:
        raise Http404
    verdict = rule_of(name)(request.user)
    if not verdict.ok:
        raise PermissionDenied(verdict.reason)
    return kind


def _upload(request: HttpRequest, public_id: str) -> SheetUpload:
    seen = SheetUpload.objects.visible_to(request.user)
    related = seen.select_related("place", "file", "marked", "by")
    return get_object_or_404(related, public_id=public_id)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What may be sent, and what was sent."""
    kinds = _kinds_for(request)
    sent = SheetUpload.objects.visible_to(request.user)
    if not kinds and not sent.exists():
        raise PermissionDenied(gettext("Your role imports no files."))
    page = Paginator(sent, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, known_kinds()[each.kind].title) for each in page]
    context = {"kinds": kinds, "page": page, "rows": rows}
    return render(request, "organisations/sheets.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, kind: str) -> HttpResponse:
    """The template to fill in, and the form that takes the file."""
    found = _kind(request, kind)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetForm(*posted, kind=found, user=request.user)
    if form.is_valid():
        upload = take(
            kind=kind,
            looked=form.cleaned_data["file"],
            place=form.cleaned_data["place"],
            by=request.user,
        )
        return redirect("organisations:sheet", upload.public_id)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "kind": found, "name": kind}
    return render(request, "organisations/sheet_send.html", context, status=status)


@login_required
@require_safe
def template(request: HttpRequest, kind: str, ending: str) -> HttpResponse:
    """The empty sheet, as a workbook or as csv."""
    found = _kind(request, kind)
    if ending == "xlsx":
        response = HttpResponse(found.template(), content_type=XLSX)
    else:
        data = template_text(found.columns)
        response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.{ending}"'
    return response


@login_required
@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it is, what the check found, what may be done."""
    upload = _upload(request, public_id)
    context = {
        "upload": upload,
        "kind": kind_of(upload),
        "groups": list(_groups(upload)),
        "earlier": earlier_ones(upload).first(),
        "decide": upload.state == SheetState.CHECKED,
        **_in_hand(request, upload),
    }
    response = render(request, "organisations/sheet.html", context)
    if upload.is_busy:
        response.headers["Refresh"] = str(LOOK_AGAIN)
    return response


def _in_hand(request: HttpRequest, upload: SheetUpload) -> dict[str, Any]:
    """The job that works on it, as its own page shows it."""
    mine = Job.objects.visible_to(request.user).filter(subject=upload.subject)
    job = mine.going_on().first() if upload.is_busy else None
    if job is None:
        return {}
    return {"job": job, "title": title_of_kind(job.kind), "may_stop": may_stop(job)}


def _groups(upload: SheetUpload) -> Iterator[dict[str, Any]]:
    for name, title in GROUPS.items():
        rows = [
            (number, said) for group, number, said in upload.samples if group == name
        ]
        yield {
            "title": title,
            "count": getattr(upload, name),
            "rows": rows,
            "name": name,
        }


@login_required
@require_safe
def errors(request: HttpRequest, public_id: str) -> FileResponse:
    """The copy of the file that says what is wrong in each row."""
    upload = _upload(request, public_id)
    if upload.marked is None:
        raise Http404
    return download(upload.marked)


@login_required
@require_POST
def act(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    """Import the good rows, nothing, or take the import back."""
    upload = _upload(request, public_id)
    verdict = can_decide_sheet(request.user, upload)
    if not verdict.ok:
        raise PermissionDenied(verdict.reason)
    does, said = ACTS[verb]
    try:
        does(upload=upload, by=request.user)
    except ValidationError as error:
        upload.refresh_from_db()
        context = {"upload": upload, "sentences": error.messages}
        return render(request, "organisations/sheet_past.html", context, status=409)
    messages.success(request, said)
    return redirect("organisations:sheet", upload.public_id)
