"""The committees of a district: formed, their members, their meetings called."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evaluation.domain.meeting import call_meeting
from evaluation.forms.decision import MeetingForm
from evaluation.models import Assessment, Committee
from evaluation.queries.committee import districts_appointed_by, to_be_decided
from evaluation.rules import decision as rules
from evaluation.views.act import Deed


@login_required
@require_safe
def committee_list(request: HttpRequest) -> HttpResponse:
    """The committees this reader sees, the newest first."""
    rows = Committee.objects.visible_to(request.user).select_related("district")
    appoints = districts_appointed_by(request.user).exists()
    context = {"committees": rows, "appoints": appoints}
    return render(request, "evaluation/committee_list.html", context)


@login_required
@require_safe
def committee_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who sits there, and the meetings."""
    committee = visible_committee(request, public_id)
    seats = committee.seats.filter(left_on__isnull=True).select_related("user")
    context = {
        "committee": committee,
        "seats": seats,
        "meetings": committee.meetings.all(),
        "may_call": rules.can_call_meeting(request.user, committee).ok,
        "appoints": rules.can_form_committee(request.user, committee.district).ok,
    }
    return render(request, "evaluation/committee.html", context)


def visible_committee(request: HttpRequest, public_id: str) -> Committee:
    rows = Committee.objects.visible_to(request.user).select_related("district")
    return get_object_or_404(rows, public_id=public_id)


class CallMeeting(Deed):
    form_class = MeetingForm
    title = _("Call a meeting")
    submit = _("Call it")
    done = _("Called; every member was told.")

    def load(self, public_id: str) -> Committee:
        return visible_committee(self.request, public_id)

    def allow(self) -> Any:
        return rules.can_call_meeting(self.request.user, self.thing)

    def form_arguments(self) -> dict[str, Any]:
        ready = [case.pk for case, _kind in to_be_decided(self.thing)]
        seen = Assessment.objects.judged_by(self.request.user)
        cases = seen.filter(pk__in=ready).select_related("provider", "round")
        return {"cases": cases}

    def act(self, form: Any) -> None:
        call_meeting(committee=self.thing, by=self.request.user, **form.cleaned_data)

    def way_back(self) -> str:
        return reverse("evaluation:committee", args=[self.thing.public_id])
