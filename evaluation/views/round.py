"""The rounds of a district: the list, one round's board, its acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from evaluation.domain.panel_plan import drawn_for, form_drawn_panels
from evaluation.domain.round import announce_round, close_round, open_round
from evaluation.enums import AssessmentState, RoundState
from evaluation.forms.round import RoundForm
from evaluation.models import Assessment, Round
from evaluation.queries.archive import hides_from
from evaluation.queries.assessment import board_of, with_whom
from evaluation.queries.panel import cases_in_order
from evaluation.queries.round import progress_of, rounds_open_to
from evaluation.rules.archive import can_export
from evaluation.rules.round import (
    can_draw_panels,
    can_open_round,
    can_run_round,
    roles_over,
)
from evaluation.rules.statistics import can_read_statistics
from evaluation.views.act import allow, conflict, conflicts
from evaluation.views.pictures import grades_picture, progress_picture
from organisations.models import Provider, User

PAGE = 25


@login_required
@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Rounds that this reader may see, the newest first; which take applications."""
    rounds = Round.objects.visible_to(request.user).select_related("district")
    own = Provider.objects.run_by(request.user).select_related("street")
    context = {
        "page_obj": Paginator(rounds, PAGE).get_page(request.GET.get("page")),
        "open_to": [(body, list(rounds_open_to(body))) for body in own],
        "cases": Assessment.objects.of(request.user).select_related(
            "round", "provider"
        ),
        "may_open": bool(can_open_round(request.user)),
    }
    return render(request, "evaluation/round_list.html", context)


@login_required
@require_safe
def round_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One round: where its cases stand, who waits for whom; an expert's own cases in
    the order drawn for her."""
    row = _round(request, public_id)
    board = list(board_of(row, request.user))
    state = request.GET.get("state", "")
    chosen = state in AssessmentState
    shown = [case for case in board if case.state == state] if chosen else board
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    for case in page:
        case.with_whom = with_whom(case)
    roles = roles_over(request.user, row)
    admitted = sum(case.state == AssessmentState.ELIGIBLE for case in board)
    progress = progress_of(board)
    context = {
        "round": row,
        "sheets": row.sheets.all(),
        "progress": progress,
        "progress_picture": progress_picture(progress),
        "grades_picture": grades_picture(row, board),
        "chosen": state,
        "page_obj": page,
        "mine": cases_in_order(row, board, request.user),
        "runs": bool(can_run_round(request.user, row, roles)),
        "to_form": admitted if admitted and can_draw_panels(request.user, row) else 0,
        **_ways_out(request.user, row, roles),
        "reads": bool(can_read_statistics(request.user, row, roles)),
    }
    return render(request, "evaluation/round.html", context)


def _ways_out(user: User, row: Round, roles: frozenset[str]) -> dict[str, bool]:
    """Whether she takes out table and paper, and of a closed round the whole file."""
    out = bool(can_export(user, row, roles))
    closed = row.state == RoundState.CLOSED
    return {"takes_out": out, "takes_all": out and closed and not hides_from(row, user)}


@method_decorator(login_required, name="dispatch")
class Open(View):
    """Prepare a round: rules, sheets, days, what is fixed beforehand."""

    def get(self, request: HttpRequest) -> HttpResponse:
        allow(can_open_round(request.user))
        return self.page(RoundForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        allow(can_open_round(request.user))
        form = RoundForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            row = open_round(by=request.user, **form.values)
        except ValidationError as error:
            form.add_refusal(error)
            return self.page(form, status=422)
        return redirect("evaluation:round", row.public_id)

    def page(self, form: RoundForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "back": reverse("evaluation:rounds")}
        return render(self.request, "evaluation/round_new.html", context, status=status)


@method_decorator(login_required, name="dispatch")
class Panels(View):
    """Every panel that is still to be formed, drawn at once; accepted as a whole, or
    one of them is formed otherwise first and the rest is drawn again."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self.open(public_id)
        context = {"round": row, "plan": drawn_for(row, request.user)}
        return render(request, "evaluation/panels.html", context)

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = self.open(public_id)
        seen = request.POST.get("seen", "")
        try:
            formed = form_drawn_panels(round=row, seen=seen, by=request.user)
        except ValidationError as error:
            return conflict(request, error, request.path)
        said = ngettext(
            "%(count)d panel is formed; its experts are invited.",
            "%(count)d panels are formed; their experts are invited.",
            len(formed),
        )
        messages.success(request, said % {"count": len(formed)})
        return redirect("evaluation:round", public_id)

    def open(self, public_id: str) -> Round:
        row = _round(self.request, public_id)
        allow(can_draw_panels(self.request.user, row))
        return row


@login_required
@require_POST
def announce(request: HttpRequest, public_id: str) -> HttpResponse:
    return _moved(request, public_id, announce_round, _("The round is announced."))


@login_required
@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    return _moved(request, public_id, close_round, _("The round is closed."))


def _round(request: HttpRequest, public_id: str) -> Round:
    rounds = Round.objects.visible_to(request.user)
    related = rounds.select_related("district", "rule_set", "agency")
    return get_object_or_404(related, public_id=public_id)


def _moved(request: HttpRequest, public_id: str, verb: Any, done: str) -> HttpResponse:
    """One verb on the round as its reader saw it."""
    row = _round(request, public_id)
    allow(can_run_round(request.user, row))
    seen = request.POST.get("version", "")
    url = reverse("evaluation:round", args=[public_id])
    try:
        verb(round=row, version=int(seen) if seen.isdigit() else 0, by=request.user)
    except ValidationError as error:
        if conflicts(error):
            return conflict(request, error, url)
        context = {"reason": " ".join(error.messages), "url": url}
        return render(request, "422.html", context, status=422)
    messages.success(request, done)
    return redirect(url)
