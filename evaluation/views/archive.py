"""A round on its way out: the whole file, a table, and paper for the archive."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluation.domain.export import ask_for_file
from evaluation.models import Assessment, Round
from evaluation.queries.archive import hides_from, kept_file
from evaluation.rules.archive import can_export
from evaluation.snapshot.archive import CaseRow, case_rows
from evaluation.views.act import allow, conflict
from records.attachments import download
from records.models import Chain
from records.sheets import text_book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _exported(request: HttpRequest, public_id: str) -> Round:
    rounds = Round.objects.visible_to(request.user)
    row = get_object_or_404(
        rounds.select_related("district", "rule_set"), public_id=public_id
    )
    allow(can_export(request.user, row))
    return row


def _whole(request: HttpRequest, public_id: str) -> Round:
    """A round whose file shows this reader nothing that she stays away from."""
    row = _exported(request, public_id)
    if hides_from(row, request.user):
        raise Http404
    return row


def _cases(request: HttpRequest, row: Round) -> QuerySet[Assessment]:
    """Those of the round that this reader may see: no trace of the others."""
    seen = Assessment.objects.visible_to(request.user).filter(round=row)
    return seen.select_related("provider", "sheet", "rule_set").order_by("pk")


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_POST
def ask_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything, once the round is closed: a job puts it together. Not there for who
    stays away from a case that is not settled: another colleague asks for it."""
    row = _whole(request, public_id)
    try:
        job = ask_for_file(round=row, by=request.user)
    except ValidationError as error:
        return conflict(request, error, reverse("evaluation:rounds"))
    return redirect("job", job.public_id)


@login_required
@require_safe
def round_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file that was put together last: what `load_round` takes in."""
    kept = kept_file(_whole(request, public_id))
    if kept is None:
        raise Http404
    return download(kept)


@login_required
@require_safe
def round_table(request: HttpRequest, public_id: str) -> HttpResponse:
    """One line an organisation, for a spreadsheet."""
    row = _exported(request, public_id)
    headings = (
        *(_("Organisation"), _("Credit code"), _("Sheet"), _("Where it stands")),
        *(
            _("Points"),
            _("Proposed grade"),
            _("Decided grade"),
            _("Present"),
            _("In favour"),
        ),
    )
    lines = [_line(each) for each in case_rows(_cases(request, row))]
    book = text_book(_("Round"), headings, lines)
    return _file(book, XLSX, f"round-{row.public_id}.xlsx")


def _line(row: CaseRow) -> list[object]:
    case, votes = row.case, row.votes
    return [
        case.provider.name,
        case.provider.credit_code,
        f"{case.sheet.key} {case.sheet.version}",
        case.get_state_display(),
        "" if row.points is None else row.points,
        case.proposed_grade,
        case.grade,
        votes.present if votes else "",
        votes.yes if votes else "",
    ]


@login_required
@require_safe
def round_paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same with the points of each head and the ledger's head, to be printed."""
    row = _exported(request, public_id)
    context = {
        "round": row,
        "rows": case_rows(_cases(request, row)),
        "chain": Chain.objects.filter(key=row.chain).first(),
    }
    return render(request, "evaluation/round_paper.html", context)
