"""The committees of a district: formed, their members, their meetings called."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evaluation.domain.committee import (
    form_committee,
    leave_committee_seat,
    take_committee_seat,
)
from evaluation.domain.meeting import call_meeting
from evaluation.forms.committee import CommitteeForm, LeaveForm, SeatForm
from evaluation.forms.decision import MeetingForm
from evaluation.models import Assessment, Committee
from evaluation.queries.committee import candidates_for, to_be_decided
from evaluation.rules import decision as rules
from evaluation.views.act import Deed
from organisations.enums import Role
from organisations.models import Territory
from organisations.queries import current_roles


@login_required
@require_safe
def committee_list(request: HttpRequest) -> HttpResponse:
    """The committees this reader sees, the newest first."""
    rows = Committee.objects.visible_to(request.user).select_related("district")
    context = {
        "committees": rows,
        "forms": Role.BUREAU_REVIEWER in current_roles(request.user),
    }
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
        "may_form": rules.can_form_committee(request.user, committee.district).ok,
        "may_call": rules.can_call_meeting(request.user, committee).ok,
    }
    return render(request, "evaluation/committee.html", context)


def visible_committee(request: HttpRequest, public_id: str) -> Committee:
    rows = Committee.objects.visible_to(request.user).select_related("district")
    return get_object_or_404(rows, public_id=public_id)


class FormCommittee(Deed):
    """The bureau forms a committee for its district."""

    form_class = CommitteeForm
    title = _("Form a committee")
    lead = _("Quorum and majority are counted from its seats, taken or not.")
    submit = _("Form it")
    done = _("Formed. Now name its members.")

    def load(self) -> Territory:
        held = self.request.user.appointments.current()
        here = held.filter(role=Role.BUREAU_REVIEWER).values("territory_id")
        return get_object_or_404(Territory.objects.filter(pk__in=here)[:1])

    def allow(self) -> Any:
        return rules.can_form_committee(self.request.user, self.thing)

    def act(self, form: Any) -> HttpResponse:
        by = self.request.user
        made = form_committee(district=self.thing, by=by, **form.cleaned_data)
        return redirect("evaluation:committee", made.public_id)

    def way_back(self) -> str:
        return reverse("evaluation:committees")


class CommitteeDeed(Deed):
    """What the bureau does with a committee."""

    def load(self, public_id: str) -> Committee:
        return visible_committee(self.request, public_id)

    def allow(self) -> Any:
        return rules.can_form_committee(self.request.user, self.thing.district)

    def way_back(self) -> str:
        return reverse("evaluation:committee", args=[self.thing.public_id])


class TakeSeat(CommitteeDeed):
    form_class = SeatForm
    title = _("Name a member")
    submit = _("Name")
    done = _("Named.")

    def form_arguments(self) -> dict[str, Any]:
        return {"people": candidates_for(self.thing)}

    def act(self, form: Any) -> None:
        named = form.cleaned_data
        take_committee_seat(committee=self.thing, by=self.request.user, **named)


class LeaveSeat(CommitteeDeed):
    form_class = LeaveForm
    title = _("A member leaves")
    lead = _("Ballots that were cast stay. The seat counts until it is taken again.")
    submit = _("Note it")
    done = _("Noted.")

    def form_arguments(self) -> dict[str, Any]:
        return {"seats": self.thing.seats.current().select_related("user")}

    def act(self, form: Any) -> None:
        seat = form.cleaned_data["seat"]
        leave_committee_seat(seat=seat, by=self.request.user)


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
