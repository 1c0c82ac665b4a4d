"""The station manager's view: load and age of cases, handing over, own agency."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain.handover import HandedOver, hand_over_cases
from matching.forms.station import HandOverForm
from matching.models import Need
from matching.queries.absence import streets_of
from matching.queries.station import (
    coming_absences,
    figures_for,
    open_cases,
    station_load,
    workers_to_take,
)
from matching.views.act import allow
from organisations.enums import Role
from organisations.models import User

PAGE = 25


@login_required
@require_safe
def station_page(request: HttpRequest) -> HttpResponse:
    """Each worker's open cases by state, the oldest, the late ones, who is away."""
    allow(rules.can_see_station(request.user))
    streets = streets_of(request.user, Role.STATION_MANAGER)
    loads = station_load(streets)
    context = {
        "loads": loads,
        "total": sum(load.open for load in loads),
        "late": sum(load.late for load in loads),
        "confidential": sum(load.confidential for load in loads),
        "figures": figures_for(request.user),
    }
    return render(request, "matching/station.html", context)


@login_required
@require_safe
def own_agency(request: HttpRequest) -> HttpResponse:
    """How often the own agency was proposed and chosen, street by street."""
    allow(rules.can_see_own_agency(request.user))
    context = {"figures": figures_for(request.user)}
    return render(request, "matching/own_agency_figures.html", context)


@method_decorator(login_required, name="dispatch")
class Cases(View):
    """One worker's open cases: by a tap on some or all they go to somebody else."""

    worker: User
    streets: list[str]
    cases: QuerySet[Need]

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        self.open(public_id)
        return self.page(self.form())

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        self.open(public_id)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        ticked = self.ticked(form.cleaned_data["everything"])
        if not ticked:
            form.tick_some()
            return self.page(form, status=422)
        try:
            done = self.act(form.cleaned_data, ticked)
        except ValidationError as error:
            form.add_refusal(error)
            return self.page(form, status=422)
        self.report(done)
        return redirect("matching:cases", self.worker.public_id)

    def open(self, public_id: str) -> None:
        users = User.objects.order_by("pk")  # whose account is closed, too
        self.worker = get_object_or_404(users, public_id=public_id)
        allow(rules.can_hand_over(self.request.user, self.worker))
        own = self.worker == self.request.user
        role = Role.SOCIAL_WORKER if own else Role.STATION_MANAGER
        self.streets = streets_of(self.request.user, role)
        seen = open_cases(self.streets).filter(worker=self.worker)
        seen = seen & Need.objects.visible_to(self.request.user)
        self.cases = seen.select_related("community").order_by("raised_at", "pk")

    def ticked(self, everything: bool) -> list[Need]:
        if everything:
            return list(self.cases)
        asked = self.request.POST.getlist("needs")
        return list(self.cases.filter(public_id__in=asked))

    def act(self, values: dict[str, Any], needs: list[Need]) -> HandedOver:
        return hand_over_cases(
            from_user=self.worker,
            to_user=values["to"],
            needs=needs,
            reason=values["reason"],
            by=self.request.user,
        )

    def report(self, done: HandedOver) -> None:
        n = len(done.moved)
        words = ngettext("%(n)d case handed over.", "%(n)d cases handed over.", n)
        messages.success(self.request, words % {"n": n})
        if done.missed:
            numbers = _(", ").join(need.number for need in done.missed)
            words = _("Not handed over, because they changed meanwhile: %(numbers)s.")
            messages.warning(self.request, words % {"numbers": numbers})

    def form(self, data: Any = None) -> HandOverForm:
        workers = workers_to_take(self.worker, self.streets)
        return HandOverForm(data, workers=workers)

    def page(self, form: HandOverForm, *, status: int = 200) -> HttpResponse:
        page = Paginator(self.cases, PAGE).get_page(self.request.GET.get("page"))
        context = {
            "form": form,
            "worker": self.worker,
            "own": self.worker == self.request.user,
            "page_obj": page,
            "ticked": self.request.POST.getlist("needs"),
            "leaves": coming_absences([self.worker.pk]),
        }
        return render(self.request, "matching/cases.html", context, status=status)
