"""The bureau forms a committee, seats its members, and notes who leaves."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluation.domain.committee import (
    form_committee,
    leave_committee_seat,
    take_committee_seat,
)
from evaluation.forms.committee import CommitteeForm, SeatForm
from evaluation.models import Committee, CommitteeSeat
from evaluation.queries.committee import districts_appointed_by, seatable
from evaluation.rules import decision as rules
from evaluation.views.act import Deed
from evaluation.views.committee import visible_committee
from organisations.models import Territory


class FormCommittee(Deed):
    form_class = CommitteeForm
    title = _("Form a committee")
    submit = _("Form it")

    def load(self) -> list[Territory]:
        self.districts = districts_appointed_by(self.request.user)
        return list(self.districts)

    def allow(self) -> Any:
        if not self.thing:
            raise PermissionDenied(gettext("Only the bureau appoints a committee."))
        return rules.can_form_committee(self.request.user, self.thing[0])

    def form_arguments(self) -> dict[str, Any]:
        return {"districts": self.districts}

    def act(self, form: Any) -> HttpResponse:
        committee = form_committee(by=self.request.user, **form.cleaned_data)
        return redirect("evaluation:committee", committee.public_id)

    def way_back(self) -> str:
        return reverse("evaluation:committees")


class CommitteeDeed(Deed):
    """What the bureau does with the seats of one committee."""

    thing: Committee

    def load(self, public_id: str, **_more: Any) -> Committee:
        return visible_committee(self.request, public_id)

    def allow(self) -> Any:
        return rules.can_form_committee(self.request.user, self.thing.district)

    def way_back(self) -> str:
        return reverse("evaluation:committee", args=[self.thing.public_id])

    def context(self, form: Any) -> dict[str, Any]:
        return {"about": self.thing}


class TakeSeat(CommitteeDeed):
    form_class = SeatForm
    title = _("Seat a member")
    lead = _("Only people who are appointed as committee members can be chosen.")
    submit = _("Seat this person")

    def form_arguments(self) -> dict[str, Any]:
        return {"people": seatable(self.thing)}

    def act(self, form: Any) -> None:
        given = form.cleaned_data
        take_committee_seat(committee=self.thing, by=self.request.user, **given)


class LeaveSeat(CommitteeDeed):
    title = _("A member leaves the committee")
    lead = _("Her votes stand. The seat counts as vacant until somebody takes it.")
    submit = _("Note that she leaves")
    look = "danger"
    seat: CommitteeSeat

    def load(self, public_id: str, **named: Any) -> Committee:
        committee = super().load(public_id)
        seats = committee.seats.filter(left_on__isnull=True).select_related("user")
        self.seat = get_object_or_404(seats, pk=named["pk"])
        return committee

    def act(self, form: Any) -> None:
        leave_committee_seat(seat=self.seat, by=self.request.user)

    def context(self, form: Any) -> dict[str, Any]:
        return {"about": self.thing, "quoted": self.seat.user.spoken_name}
