"""A volunteer about her own minutes, and the answer of whoever keeps the list."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching.domain import hour_question as verbs
from matching.domain.faults import stale
from matching.domain.hours import minutes_of
from matching.forms import hours as forms
from matching.models import Attendance, HourQuestion
from matching.queries.hours import may_ask_about
from matching.rules.hours import can_answer_hours, can_ask_about_hours
from matching.views.act import Act, conflict
from matching.views.volunteer import own_volunteer

RELATED = (
    "session__engagement__line__item__service_type",
    "session__engagement__need__community",
    "session__engagement__provider",
    "session__place",
    "first_employer",
)


class Ask(Act):
    """About one session, named by its public id."""

    rule = can_ask_about_hours
    form_class = forms.AskHoursForm
    template_name = "matching/session_act.html"
    title, submit = _("The minutes are not right"), _("Send it")
    lead = _("What was recorded stays; a correction is added to it, with the answer.")
    done = _("Sent. The answer appears here.")
    thing: Attendance

    def load(self, public_id: str) -> Attendance:
        self.volunteer = own_volunteer(self.request)
        found = may_ask_about(self.volunteer).select_related(*RELATED)
        return get_object_or_404(found, session__public_id=public_id)

    def check_state(self) -> None:
        """Hours that were taken back are not found; the verb looks again."""

    def version(self) -> str:
        return self.thing.session.state

    def way_back(self) -> str:
        return reverse("matching:volunteer")

    def whence(self) -> Any:
        return _("My service")

    def conflict(self, error: ValidationError) -> HttpResponse:
        context = {"url": self.way_back(), "typed": self.typed()}
        return conflict(self.request, error, **context)

    def form_arguments(self) -> dict[str, Any]:
        now = minutes_of(self.thing).get(self.volunteer.person_id, 0)
        return {"initial": {"minutes": now}}

    def context(self, form: Any) -> dict[str, Any]:
        session = self.thing.session
        return {"session": session, "item": session.engagement.line.item}

    def act(self, form: Any) -> None:
        verbs.ask_about_hours(
            attendance=self.thing,
            volunteer=self.volunteer,
            minutes=form.cleaned_data["minutes"],
            words=form.cleaned_data["words"],
            by=self.request.user,
        )


class Answer(Act):
    """By whoever keeps the list of the provider."""

    rule = can_answer_hours
    form_class = forms.AnswerHoursForm
    template_name = "matching/hour_question.html"
    title, submit = _("Answer about hours"), _("Send the answer")
    done = _("Answered. The volunteer was told.")
    thing: HourQuestion

    def load(self, public_id: str) -> HourQuestion:
        seen = HourQuestion.objects.visible_to(self.request.user).select_related(
            "person", *(f"attendance__{name}" for name in RELATED)
        )
        return get_object_or_404(seen, public_id=public_id)

    def check_state(self) -> None:
        if self.thing.answered_at is not None:
            raise stale()

    def version(self) -> str:
        return "asked"

    def way_back(self) -> str:
        engagement = self.thing.attendance.session.engagement
        return reverse("matching:engagement", args=[engagement.public_id])

    def whence(self) -> Any:
        return self.thing.attendance.session.engagement.line.item.service_type

    def conflict(self, error: ValidationError) -> HttpResponse:
        context = {"url": self.way_back(), "typed": self.typed()}
        return conflict(self.request, error, **context)

    def context(self, form: Any) -> dict[str, Any]:
        attendance = self.thing.attendance
        now = minutes_of(attendance).get(self.thing.person_id, 0)
        session = attendance.session
        item = session.engagement.line.item
        return {"question": self.thing, "now": now, "session": session, "item": item}

    def act(self, form: Any) -> None:
        verbs.answer_about_hours(
            question=self.thing,
            granted=form.cleaned_data["granted"],
            answer=form.cleaned_data["answer"],
            by=self.request.user,
        )
