"""Invitations: what is asked of a provider, its answer, its sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain import engagement as verbs
from matching.domain.decline import UNDO, goes_out_at, hold_decline
from matching.domain.faults import wrong_state
from matching.domain.planning import (
    PLANNABLE,
    schedule_series,
    schedule_session,
)
from matching.enums import DeclineReason, EngagementState, SessionState
from matching.forms import delivery as forms
from matching.forms.pack import CallOffForm
from matching.models import Engagement, Session
from matching.queries import asked_engagement, places_for, station_phone, units_left
from matching.queries.calendar import faces_of
from matching.queries.hours import open_questions, sheets_of
from matching.queries.invitation import answers_dispute
from matching.views.act import Act, conflict, need_conflict
from organisations.models import User
from organisations.rules import Verdict

PAGE = 25
KNOWN_TO_PROVIDER = (
    EngagementState.ACCEPTED,
    EngagementState.SCHEDULED,
    EngagementState.DELIVERED,
    EngagementState.CONFIRMED,
    EngagementState.NO_SHOW,
    EngagementState.DISPUTED,
)


RUNNING_BESIDES = (
    EngagementState.INVITED,
    EngagementState.NO_SHOW,
    EngagementState.DISPUTED,
)


def visible_engagement(user: User, public_id: str) -> Engagement:
    engagements = Engagement.objects.visible_to(user).select_related(
        "need__community",
        "need__worker",
        "need__person",
        "line__item__service_type",
        "line__capability",
        "provider",
        "dispute",
    )
    return get_object_or_404(engagements, public_id=public_id)


@login_required
@require_safe
def engagement_list(request: HttpRequest) -> HttpResponse:
    """The invitations of the providers this user administers, open ones first."""
    asked = asked_engagement(request.user).select_related(
        "need__community", "line__item__service_type", "provider"
    )
    past = request.GET.get("group") == "all"
    running = (*KNOWN_TO_PROVIDER[:3], *RUNNING_BESIDES)
    found = asked.order_by("-invited_at") if past else asked.filter(state__in=running)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "past": past, "reasons": DeclineReason.choices}
    context["several"] = sum(e.state == EngagementState.INVITED for e in page) > 1
    for each in page:
        each.undoable = _is_undoable(each)
    return render(request, "matching/engagement_list.html", context)


def _is_undoable(engagement: Engagement) -> bool:
    """A yes of the last ten minutes, a no that has not gone out."""
    if engagement.holds_no:
        return True
    at, accepted = engagement.answered_at, EngagementState.ACCEPTED
    fresh = at is not None and timezone.now() - at <= UNDO
    return fresh and engagement.state == accepted


@login_required
@require_safe
def engagement_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is asked; whom it is for only after it was accepted, and masked."""
    engagement = visible_engagement(request.user, public_id)
    known = engagement.state in KNOWN_TO_PROVIDER
    sessions = engagement.sessions.select_related("attendance", "place", "keeper")
    sessions = sessions.prefetch_related("attendance__entries__person")
    own = rules.can_answer(request.user, engagement).ok
    context = {
        "engagement": engagement,
        "item": engagement.line.item,
        "sessions": sessions,
        "left": units_left(engagement),
        "own": own,
        "due": [each for each in sessions if own and _is_due(each)],
        "near": [each for each in sessions if own and is_near(each)],
        "sheets": _with_sheets(sessions),
        "known": known,
        "questions": open_questions(engagement) if own else (),
        "may_answer_dispute": _may_answer(request.user, engagement),
        "may_settle": engagement.state == EngagementState.DISPUTED
        and rules.can_settle_dispute(request.user, engagement).ok,
        "phone": station_phone(engagement.need.community) if known else "",
        "no_goes_out": goes_out_at(engagement) if engagement.holds_no else None,
        "accept": forms.AcceptForm(initial={"version": engagement.state}),
    }
    return render(request, "matching/engagement.html", context)


def _may_answer(user: User, engagement: Engagement) -> bool:
    """Whether this reader is the side that has not said its part yet."""
    if engagement.state != EngagementState.DISPUTED:
        return False
    provider = rules.can_answer(user, engagement).ok
    if not answers_dispute(engagement, provider=provider):
        return False
    return rules.can_take_part_in_dispute(user, engagement).ok


def is_near(session: Session) -> bool:
    """Planned, asked for its yes, and nobody has said it."""
    asked = session.asked_at is not None and session.sure_at is None
    ahead = session.starts_at > timezone.now()
    return asked and ahead and session.state == SessionState.PLANNED


def _with_sheets(sessions: Iterable[Session]) -> set[str]:
    """Those of these sessions that have a photograph of their list."""
    return set(sheets_of(*sessions).values_list("subject", flat=True))


def _is_due(session: Session) -> bool:
    """Begun, and not yet said what became of it."""
    return session.state == SessionState.PLANNED and session.starts_at <= timezone.now()


class EngagementAct(Act):
    """An act of a provider; the state that was seen stands for the version."""

    rule = rules.can_answer
    thing: Engagement

    def load(self, public_id: str) -> Engagement:
        return visible_engagement(self.request.user, public_id)

    def version(self) -> str:
        return self.thing.state

    def way_back(self) -> str:
        return reverse("matching:engagement", args=[self.thing.public_id])

    def whence(self) -> Any:
        return self.thing.line.item.service_type

    def conflict(self, error: ValidationError) -> HttpResponse:
        state = Engagement.objects.get(pk=self.thing.pk).get_state_display()
        context = {"url": self.way_back(), "state": state, "typed": self.typed()}
        return conflict(self.request, error, **context)

    def context(self, form: Any) -> dict[str, Any]:
        return {"engagement": self.thing, "item": self.thing.line.item}


class Accept(EngagementAct):
    states = (EngagementState.INVITED,)
    form_class = forms.AcceptForm
    title, submit = _("Accept the invitation"), _("We accept")
    done = _("Accepted. Now fix the first time.")

    def act(self, form: Any) -> None:
        verbs.accept_engagement(
            engagement=self.thing,
            by=self.request.user,
            note=form.cleaned_data["note"],
        )


class Decline(EngagementAct):
    states = (EngagementState.INVITED,)
    form_class = forms.DeclineForm
    title, submit = _("Decline the invitation"), _("We decline")
    lead = _("A no is fine: it helps to find somebody else soon. It is no black mark.")
    done = _("Declined. Thank you for answering.")

    def check_state(self) -> None:
        super().check_state()
        if self.thing.holds_no:
            raise wrong_state(self.thing.spoken_state)

    def act(self, form: Any) -> None:
        hold_decline(
            engagement=self.thing,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=self.request.user,
        )


class Schedule(EngagementAct):
    states = PLANNABLE
    form_class = forms.SessionForm
    title, submit = _("Fix a time"), _("Save this time")
    done = _("The time is fixed.")

    def form_arguments(self) -> dict[str, Any]:
        return {
            "places": places_for(self.thing.need.community),
            "unit": self.thing.line.item.service_type.unit_name,
            "faces": faces_of(self.thing.provider),
            "initial": _next_time(self.thing),
        }

    def act(self, form: Any) -> None:
        values = form.cleaned_data
        verb = schedule_series if values["weekly"] else schedule_session
        verb(
            engagement=self.thing,
            starts_at=form.moment("start"),
            ends_at=form.moment("end"),
            units=values["units"],
            place=values["place"],
            keeper=form.who(),
            despite=values["despite"],
            by=self.request.user,
        )


def _next_time(engagement: Engagement) -> dict[str, Any]:
    """A week after the last one, else what the item asks for."""
    item = engagement.line.item
    last = engagement.sessions.exclude(state=SessionState.CANCELLED).last()
    if last is None:
        units = -(-engagement.quantity // item.weeks)
        return {"start": item.start, "end": item.end, "units": units}
    begins, ends = timezone.localtime(last.starts_at), timezone.localtime(last.ends_at)
    return {
        "day": begins.date() + timedelta(days=7),
        "start": begins.time(),
        "end": ends.time(),
        "units": last.units,
        "place": last.place,
        "keeper": last.keeper.public_id if last.keeper else "",
    }


def may_call_off(user: User, engagement: Engagement) -> Verdict:
    return rules.can_run(user, engagement.need)


class CallOff(EngagementAct):
    """By the need's worker, before it was delivered."""

    rule = may_call_off
    states = verbs.CANCELLABLE
    form_class = CallOffForm
    title, submit, look = _("Call it off"), _("Call it off"), "danger"
    lead = _("The line goes back: somebody else is looked for.")
    done = _("Called off. The provider was told; somebody else is looked for.")

    def version(self) -> int:
        return self.thing.need.version

    def way_back(self) -> str:
        return reverse("matching:need", args=[self.thing.need.public_id])

    def conflict(self, error: ValidationError) -> HttpResponse:
        return need_conflict(self.request, error, self.thing.need, self.typed())

    def act(self, form: Any) -> None:
        reason = form.cleaned_data["reason"]
        verbs.cancel_engagement(
            engagement=self.thing, reason=reason, by=self.request.user
        )
