"""Leave: one's own, or a worker's as her station manager plans it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from matching import rules
from matching.domain.absence import end_absence, plan_absence
from matching.forms.station import LeaveForm
from matching.models import Absence
from matching.queries.absence import colleagues
from matching.queries.station import coming_absences
from matching.views.act import allow, conflict
from organisations.models import User


@method_decorator(login_required, name="dispatch")
class Leave(View):
    """What is planned, and a form for more."""

    worker: User

    def get(self, request: HttpRequest, public_id: str = "") -> HttpResponse:
        self.open(public_id)
        return self.page(self.form())

    def post(self, request: HttpRequest, public_id: str = "") -> HttpResponse:
        self.open(public_id)
        form = self.form(request.POST)
        if form.is_valid():
            try:
                plan_absence(user=self.worker, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(request, _("Planned. The cover was told."))
                return redirect(request.path)
        return self.page(form, status=422)

    def open(self, public_id: str) -> None:
        users = User.objects.filter(is_active=True)
        mine = self.request.user.public_id
        self.worker = get_object_or_404(users, public_id=public_id or mine)
        allow(rules.can_plan_absence(self.request.user, self.worker))

    def form(self, data: Any = None) -> LeaveForm:
        return LeaveForm(data, workers=colleagues(self.worker))

    def page(self, form: LeaveForm, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "worker": self.worker,
            "own": self.worker == self.request.user,
            "leaves": coming_absences([self.worker.pk]),
        }
        return render(self.request, "matching/leave.html", context, status=status)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Back before the last day, or the plan is dropped."""
    absences = Absence.objects.select_related("user", "cover")
    absence = get_object_or_404(absences, pk=pk)
    allow(rules.can_plan_absence(request.user, absence.user))
    own = absence.user == request.user
    target = (
        reverse("matching:leave")
        if own
        else reverse("matching:leave_of", args=[absence.user.public_id])
    )
    try:
        end_absence(absence=absence, by=request.user)
    except ValidationError as error:
        return conflict(request, error, url=target)
    messages.success(request, _("Ended. The cover was told."))
    return redirect(target)
