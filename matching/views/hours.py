"""Hours looked at again: the centre's list, what was found, taking back, correcting."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain import hours as verbs
from matching.enums import SessionState
from matching.forms import hours as forms
from matching.models import HourFlag
from matching.queries.hours import beside, listed_flags, sheets_of
from matching.views.act import Act, allow, conflict
from matching.views.session import SessionAct, may_record
from organisations.models import Person

PAGE = 25
LIST = "matching:hours"


@login_required
@require_safe
def hours_to_check(request: HttpRequest) -> HttpResponse:
    """Reasons to look again, each with its sentence; to look, not to punish."""
    allow(rules.can_check_hours(request.user))
    found = listed_flags(request.user)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "matching/hours.html", {"page_obj": page})


class FlagAct(Act):
    """An act on one finding; whether it is settled stands for the version."""

    rule = rules.can_check_hours
    template_name = "matching/hours_act.html"
    thing: HourFlag

    def load(self, public_id: str) -> HourFlag:
        engagement = "attendance__session__engagement"
        flags = HourFlag.objects.visible_to(self.request.user).select_related(
            f"{engagement}__provider",
            f"{engagement}__need__community",
            f"{engagement}__line__item__service_type",
            "attendance__session__place",
            "attendance__first_by",
            "attendance__second_by",
        )
        return get_object_or_404(flags, public_id=public_id)

    def check_state(self) -> None:
        if self.thing.settled_at is not None:
            raise verbs.stale()

    def version(self) -> str:
        return self.thing.rule

    def way_back(self) -> str:
        return reverse(LIST)

    def whence(self) -> Any:
        return _("Hours to check")

    def conflict(self, error: ValidationError) -> HttpResponse:
        state = HourFlag.objects.get(pk=self.thing.pk).get_outcome_display()
        context = {"url": self.way_back(), "state": state, "typed": self.typed()}
        return conflict(self.request, error, **context)

    def context(self, form: Any) -> dict[str, Any]:
        attendance = self.thing.attendance
        return {
            "flag": self.thing,
            "attendance": attendance,
            "session": attendance.session,
            "item": attendance.session.engagement.line.item,
            "others": beside(self.thing),
            "has_sheet": sheets_of(attendance.session).exists(),
        }


class Fine(FlagAct):
    form_class = forms.FineForm
    title, submit = _("Looked at: as recorded"), _("Keep it as recorded")
    lead = _("Ring one of the two sides, or the person served, before you decide.")
    done = _("Kept as recorded, with your note.")

    def act(self, form: Any) -> None:
        note = form.cleaned_data["note"]
        verbs.settle_flag(flag=self.thing, note=note, by=self.request.user)


class TakeBackFlagged(FlagAct):
    form_class = forms.TakeBackForm
    title, submit, look = _("Take the hours back"), _("Take them back"), "danger"
    lead = _("Nothing is deleted: a counter entry with your reason is added.")
    done = _("Taken back. Both sides were told.")

    def act(self, form: Any) -> None:
        verbs.reverse_attendance(
            attendance=self.thing.attendance,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )


class TakeBack(SessionAct):
    """By the provider itself, who finds that it recorded something wrong."""

    rule = may_record
    states = (SessionState.CONFIRMED,)
    form_class = forms.TakeBackForm
    template_name = "matching/session_act.html"
    title, submit, look = _("Take the hours back"), _("Take them back"), "danger"
    lead = _("Nothing is deleted: a counter entry with your reason is added.")
    done = _("Taken back. Both sides were told.")

    def act(self, form: Any) -> None:
        verbs.reverse_attendance(
            attendance=self.thing.attendance,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )


class Correct(SessionAct):
    """The minutes of one person, before or after the second key."""

    rule = may_record
    states = (SessionState.DELIVERED, SessionState.CONFIRMED)
    form_class = forms.CorrectForm
    template_name = "matching/session_act.html"
    title, submit = _("Correct the minutes of a person"), _("Correct them")
    lead = _("What was recorded stays; the difference is added with your reason.")
    done = _("Corrected.")

    def form_arguments(self) -> dict[str, Any]:
        now = verbs.minutes_of(self.thing.attendance)
        people = Person.objects.in_bulk(now)
        words = gettext("%(name)s, %(minutes)d minutes")
        return {
            "people": [
                (pk, words % {"name": people[pk].masked_name, "minutes": minutes})
                for pk, minutes in now.items()
            ]
        }

    def act(self, form: Any) -> None:
        verbs.correct_hours(
            attendance=self.thing.attendance,
            person=get_object_or_404(
                Person.objects.all(), pk=form.cleaned_data["person"]
            ),
            minutes=form.cleaned_data["minutes"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
