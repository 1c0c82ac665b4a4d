"""One meeting of a committee, and one item of its agenda with the vote."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evaluation.domain.ballot import (
    cast_ballot,
    close_vote,
    correct_points,
    open_vote,
    record_look,
)
from evaluation.domain.meeting import close_meeting, note_arrival, open_meeting
from evaluation.enums.decision import Choice, ItemState, MeetingState
from evaluation.forms.decision import (
    ArrivalForm,
    AttendanceForm,
    BallotForm,
    LookForm,
    MinutesForm,
    PointsForm,
)
from evaluation.forms.versioned import ActForm
from evaluation.models import Assessment, Meeting, MeetingItem
from evaluation.queries.committee import seat_of, tally_of, votes_waiting_for
from evaluation.queries.decision import contestable
from evaluation.rules import decision as rules
from evaluation.snapshot.fragility import expert_names, part_name, seats_on
from evaluation.snapshot.result import result_of
from evaluation.views.act import Deed
from organisations.models import User


@login_required
@require_safe
def meeting_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The agenda without the cases from which this reader stays away."""
    meeting = visible_meeting(request, public_id)
    judged = Assessment.objects.judged_by(request.user)
    context = {
        "meeting": meeting,
        "items": agenda_of(request.user, meeting, judged),
        "present": meeting.attendance.select_related("seat__user"),
        "votes": votes_waiting_for(request.user, judged).filter(meeting=meeting),
        "minutes": rules.can_minute(request.user, meeting).ok,
    }
    return render(request, "evaluation/meeting.html", context)


@login_required
@require_safe
def item_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One case before the vote: points, what the grade hangs on, the vote."""
    judged = Assessment.objects.judged_by(request.user)
    item = visible_item(request, public_id, judged)
    result = result_of(item.assessment)
    seat = seat_of(item.meeting.committee, request.user)
    mine = item.ballots.filter(seat=seat).first() if seat else None
    waiting = votes_waiting_for(request.user, judged)
    agenda = agenda_of(request.user, item.meeting, judged)
    closed = item.closed_at is not None
    fragility = result.fragility
    experts = expert_names(seats_on([item.assessment]))
    context = {
        "item": item,
        "case": item.assessment,
        "result": result,
        "fragility": fragility,
        "left_out": [
            (part_name(each.who, result, experts), each) for each in fragility.left_out
        ],
        "tally": tally_of(item),
        "mine": mine,
        # Nobody votes after others: the count shows once the vote is closed.
        "ballots": item.ballots.select_related("seat__user") if closed else [],
        "ballot": BallotForm() if waiting.contains(item) else None,
        "following": agenda.filter(place__gt=item.place).first(),
        "minutes": rules.can_minute(request.user, item.meeting).ok,
    }
    return render(request, "evaluation/item.html", context)


def agenda_of(
    user: User, meeting: Meeting, judged: QuerySet[Assessment]
) -> QuerySet[MeetingItem]:
    items = MeetingItem.objects.visible_to(user, judged).filter(meeting=meeting)
    return items.select_related("assessment__provider")


def visible_meeting(request: HttpRequest, public_id: str) -> Meeting:
    rows = Meeting.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("committee__district"), public_id=public_id
    )


def visible_item(
    request: HttpRequest,
    public_id: str,
    judged: QuerySet[Assessment] | None = None,
) -> MeetingItem:
    rows = MeetingItem.objects.visible_to(request.user, judged).select_related(
        *("meeting__committee__district", "assessment__provider"),
        *("assessment__round__district", "assessment__sheet"),
        *("assessment__rule_set", "looked_by"),
    )
    return get_object_or_404(rows, public_id=public_id)


class MeetingDeed(Deed):
    """What secretary and chair do with a meeting."""

    def load(self, public_id: str) -> Meeting:
        return visible_meeting(self.request, public_id)

    def allow(self) -> Any:
        return rules.can_minute(self.request.user, self.thing)

    def way_back(self) -> str:
        return reverse("evaluation:meeting", args=[self.thing.public_id])


class OpenMeeting(MeetingDeed):
    form_class = AttendanceForm
    states = (MeetingState.CALLED,)
    title = _("Open the meeting")
    submit = _("Open it")

    def form_arguments(self) -> dict[str, Any]:
        return {"seats": self.thing.committee.seats.current().select_related("user")}

    def act(self, form: Any) -> None:
        present = form.cleaned_data["present"]
        open_meeting(meeting=self.thing, present=present, by=self.request.user)


class Arrival(MeetingDeed):
    form_class = ArrivalForm
    states = (MeetingState.OPEN,)
    title = _("Somebody came later")
    submit = _("Note it")

    def form_arguments(self) -> dict[str, Any]:
        seats = self.thing.committee.seats.current().select_related("user")
        return {"seats": seats.exclude(attendance__meeting=self.thing)}

    def act(self, form: Any) -> None:
        seat = form.cleaned_data["seat"]
        note_arrival(meeting=self.thing, seat=seat, by=self.request.user)


class CloseMeeting(MeetingDeed):
    form_class = MinutesForm
    states = (MeetingState.OPEN,)
    title = _("Close the meeting with its minutes")
    submit = _("Close the meeting")
    done = _("Closed.")

    def act(self, form: Any) -> None:
        minutes = form.cleaned_data["minutes"]
        close_meeting(meeting=self.thing, minutes=minutes, by=self.request.user)


class ItemDeed(Deed):
    """What is done with one item in session."""

    states = (ItemState.WAITING,)

    def load(self, public_id: str) -> MeetingItem:
        return visible_item(self.request, public_id)

    def allow(self) -> Any:
        return rules.can_minute(self.request.user, self.thing.meeting)

    def way_back(self) -> str:
        return reverse("evaluation:item", args=[self.thing.public_id])


class CorrectPoints(ItemDeed):
    form_class = PointsForm
    title = _("Points of the committee")
    lead = _("The experts' points stay beside them; the reason is published.")
    submit = _("Save the points")

    def form_arguments(self) -> dict[str, Any]:
        return {"leaves": contestable(self.thing.assessment)}

    def act(self, form: Any) -> None:
        correct_points(item=self.thing, by=self.request.user, **form.cleaned_data)


class Look(ItemDeed):
    form_class = LookForm
    title = _("Record the further look")
    submit = _("Record it")

    def act(self, form: Any) -> None:
        look = form.cleaned_data["look"]
        record_look(item=self.thing, look=look, by=self.request.user)


class OpenVote(ItemDeed):
    form_class = ActForm
    title = _("Open the vote")
    submit = _("Open the vote")

    def act(self, form: Any) -> None:
        open_vote(item=self.thing, by=self.request.user)


class CastBallot(ItemDeed):
    form_class = BallotForm
    states = (ItemState.VOTING,)
    title = _("Vote")
    lead = _("Your ballot carries your name and is never changed.")
    submit = _("Cast the ballot")

    @property
    def done(self) -> str:
        name = {"name": self.thing.assessment.provider}
        return gettext("Your ballot on %(name)s is cast.") % name

    def allow(self) -> Any:
        return rules.can_vote(self.request.user, self.thing)

    def act(self, form: Any) -> None:
        choice = Choice(form.cleaned_data["choice"])
        cast_ballot(item=self.thing, choice=choice, by=self.request.user)

    def onward(self) -> str:
        """The next vote of this meeting that waits for this member, or the meeting."""
        meeting = self.thing.meeting
        left = votes_waiting_for(self.request.user).filter(meeting=meeting).first()
        if left is None:
            return reverse("evaluation:meeting", args=[meeting.public_id])
        return reverse("evaluation:item", args=[left.public_id])

    def shared(self) -> dict[str, Any]:
        return {"about": self.thing.assessment.provider}


class CloseVote(ItemDeed):
    form_class = ActForm
    states = (ItemState.VOTING,)
    title = _("Count the votes")
    submit = _("Count")

    def act(self, form: Any) -> None:
        close_vote(item=self.thing, by=self.request.user)
