"""Indicator sheets: the list, one sheet to read and print, its editor, a copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.domain.sheet import copy_sheet, rows_kept, save_sheet, tree_digest
from evaluation.enums import LeafKind
from evaluation.forms import sheet as forms
from evaluation.models import Sheet
from evaluation.rules.sheet import can_keep_sheets
from matching.domain.faults import is_conflict
from organisations.enums import Role
from organisations.models import User
from records.typed import both_shown


def _visible(user: User, public_id: str) -> Sheet:
    return get_object_or_404(Sheet.objects.visible_to(user), public_id=public_id)


def _kept(user: User, public_id: str) -> Sheet:
    """The sheet for who may change it: 404, or 403 with the reason."""
    sheet = _visible(user, public_id)
    verdict = can_keep_sheets(user)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return sheet


def _chain(user: User) -> str:
    """The ledger chain of the district whose evaluation office this user is."""
    held = user.appointments.current().filter(role=Role.EVALUATION_OFFICE)
    return str(held.select_related("territory")[0].territory.district_code)


@login_required
@require_safe
def sheet_list(request: HttpRequest) -> HttpResponse:
    context = {"sheets": Sheet.objects.visible_to(request.user)}
    return render(request, "evaluation/sheet_list.html", context)


@login_required
@require_safe
def sheet_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole tree, fit to be printed."""
    sheet = _visible(request.user, public_id)
    rows = rows_kept(sheet)
    lines, _whole = forms.with_sums(sheet, rows, forms.lines_of(rows))
    context = {
        "sheet": sheet,
        "lines": lines,
        "may_keep": can_keep_sheets(request.user).ok,
    }
    return render(request, "evaluation/sheet_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def sheet_copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """A version of its own, free to be edited."""
    sheet = _kept(request.user, public_id)
    form = forms.CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            copy = copy_sheet(
                sheet=sheet,
                version=form.cleaned_data["version"],
                chain=_chain(request.user),
                by=request.user,
            )
            return redirect("evaluation:sheet_edit", copy.public_id)
        except ValidationError as error:
            form.add_refusal(error)
    status = 422 if form.errors else 200
    context = {"sheet": sheet, "form": form}
    return render(request, "evaluation/sheet_copy.html", context, status=status)


@method_decorator(login_required, name="dispatch")
class SheetEditor(View):
    """Every button sends the whole tree; only "save" writes it."""

    sheet: Sheet

    def dispatch(self, request: HttpRequest, public_id: str) -> Any:
        self.sheet = _kept(request.user, public_id)
        return super().dispatch(request, public_id)

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        rows = rows_kept(self.sheet)
        if self.sheet.frozen_at:
            return redirect("evaluation:sheet_page", self.sheet.public_id)
        return self.page(forms.lines_of(rows), tree_digest(rows))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        act, seen = request.POST.get("act", ""), request.POST.get("seen", "")
        try:
            lines = forms.typed_lines(request.POST)
        except ValidationError as error:
            lines = forms.lines_of(rows_kept(self.sheet))
            return self.page(lines, seen, error, status=422)
        if act == "save":
            return self.kept(lines, seen)
        return self.page(forms.moved(lines, act), seen)

    def kept(self, lines: list[forms.Line], seen: str) -> HttpResponse:
        rows, shown = forms.read_rows(lines)
        if len(rows) < len(lines):
            return self.page(shown, seen, status=422)
        try:
            save_sheet(
                sheet=self.sheet,
                rows=rows,
                seen=seen,
                chain=_chain(self.request.user),
                by=self.request.user,
            )
        except ValidationError as error:
            if error.code == "stale":
                return self.overtaken(lines, error)
            status = 409 if is_conflict(error) or error.code == "frozen" else 422
            return self.page(lines, seen, error, status=status)
        messages.success(self.request, _("Saved."))
        return redirect("evaluation:sheet_page", self.sheet.public_id)

    def overtaken(
        self, lines: list[forms.Line], error: ValidationError
    ) -> HttpResponse:
        rows = rows_kept(self.sheet)
        changes = forms.differences(lines, forms.lines_of(rows))
        lock = {"seen": tree_digest(rows)}
        return both_shown(self.request, error, changes, lock=lock)

    def page(
        self,
        lines: list[forms.Line],
        seen: str,
        error: ValidationError | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The editor with its sums as far as the rows can be read."""
        rows, shown = forms.read_rows(lines)
        whole, said = None, list(error.messages) if error else []
        if len(rows) == len(lines):
            try:
                shown, whole = forms.with_sums(self.sheet, rows, lines)
            except ValidationError as fault:
                said = said or list(fault.messages)
        context = {
            "sheet": self.sheet,
            "lines": shown,
            "whole": whole,
            "off": whole is not None and whole.decimal != self.sheet.total,
            "seen": seen,
            "said": said,
            "kinds": LeafKind.choices,
        }
        name = "evaluation/sheet_edit.html"
        return render(self.request, name, context, status=status)
