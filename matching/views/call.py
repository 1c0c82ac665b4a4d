"""Calls: the list, the sheet, one call with its answer and score, the export."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain.call import answer_call, call_unit, score_call, withdraw_call
from matching.enums import ENDED_STATES, CallState, Track
from matching.forms.call import CallAnswerForm, CallFilter, CallForm, ScoreForm
from matching.forms.versioned import Versioned
from matching.models import Call, Need
from matching.queries import (
    callable_units,
    calling_places,
    listed_calls,
    matters_by_class,
    timeline,
)
from matching.views.act import Act, Offer, allow, conflict
from matching.views.export import csv_file
from organisations.models import Provider, User
from organisations.queries import admins_of
from records.queries import sent_about

PAGE = 25


@login_required
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """The calls this user may see: what waits first, the rest by day, never by score."""
    form = CallFilter(request.GET)
    group = form.cleaned_data["group"] if form.is_valid() else ""
    calls = Call.objects.visible_to(request.user)
    states = CallFilter.GROUPS[group][1]
    found = listed_calls(calls.filter(state__in=states))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "groups": CallFilter.GROUPS,
        "group": group,
        "may_call": rules.can_call(request.user).ok,
        "now": timezone.now(),
    }
    return render(request, "matching/call_list.html", context)


@login_required
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The open calls of the own street on one printable table."""
    allow(rules.can_call(request.user))
    places = calling_places(request.user)
    calls = Call.objects.open().filter(street__in=[place.pk for place in places])
    context = {"calls": listed_calls(calls), "places": places}
    return render(request, "matching/call_sheet.html", context)


@method_decorator(login_required, name="dispatch")
class New(View):
    """Call a unit; from the page of a need its matter is set already."""

    def get(self, request: HttpRequest) -> HttpResponse:
        allow(rules.can_call(request.user))
        need = self.need()
        matter = need.matter_id if need else request.GET.get("matter")
        return self.page(self.form(initial={"matter": matter}), need)

    def post(self, request: HttpRequest) -> HttpResponse:
        allow(rules.can_call(request.user))
        form, need = self.form(request.POST), self.need()
        if form.is_valid():
            try:
                values = form.cleaned_data
                call = call_unit(need=need, by=request.user, **values)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                return redirect("matching:call", call.public_id)
        return self.page(form, need, status=422)

    def need(self) -> Need | None:
        """The need it is about, if this user sees it and it may be told of."""
        asked = self.request.GET.get("need")
        if not asked:
            return None
        open_ones = Need.objects.visible_to(self.request.user).exclude(
            track=Track.CONFIDENTIAL
        )
        return get_object_or_404(open_ones, public_id=asked)

    def form(self, data: Any = None, **more: Any) -> CallForm:
        places = calling_places(self.request.user)
        more |= {"units": callable_units(places), "classes": matters_by_class()}
        return CallForm(data, places=places, **more)

    def page(
        self, form: CallForm, need: Need | None, *, status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "need": need, "place": form["street"].initial}
        return render(self.request, "matching/call_new.html", context, status=status)


class CallAbout:
    """On the page of a need: its street, or the district, calls a unit about it."""

    @classmethod
    def offer(cls, need: Need, pack: Any, user: User) -> Offer | None:
        if need.track == Track.CONFIDENTIAL or need.state in ENDED_STATES:
            return None
        code = need.community.code
        if not any(code.startswith(place.code) for place in calling_places(user)):
            return None
        url = f"{reverse('matching:call_new')}?need={need.public_id}"
        return Offer(_("Call a unit"), url, one_tap=False, rank=2)


def visible_call(user: User, public_id: str) -> Call:
    calls = Call.objects.visible_to(user).select_related(
        "matter", "street", "unit__street", "need", "called_by", "answered_by"
    )
    return get_object_or_404(calls, public_id=public_id)


@login_required
@require_safe
def call_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One call, its answer and score, and what this reader does next."""
    return _call_page(request, visible_call(request.user, public_id))


def _call_page(
    request: HttpRequest, call: Call, *, status: int = 200, **forms: Any
) -> HttpResponse:
    user, version = request.user, {"version": call.version}
    settles = rules.can_settle_call(user, call).ok
    answers = call.state == CallState.CALLED and rules.can_answer_call(user, call).ok
    context = {
        "call": call,
        "need": _told_of(user, call),
        "answers": answers,
        "answer_form": CallAnswerForm(initial=version),
        "scores": settles and call.state == CallState.ANSWERED,
        "score_form": ScoreForm(initial=version),
        "withdraws": settles and call.state == CallState.CALLED,
        "settles": settles,
        "sent": sent_about(user, [call.subject]),
        "nobody": settles and not admins_of(call.unit),
        "steps": [
            {"title": step.label, "state": "done", "when": step.at, "who": step.actor}
            for step in timeline(call)
        ],
        **forms,
    }
    return render(request, "matching/call.html", context, status=status)


def _told_of(user: User, call: Call) -> Need | None:
    """The need behind it, for who sees that need; never a confidential one."""
    seen = Need.objects.visible_to(user).exclude(track=Track.CONFIDENTIAL)
    return seen.filter(pk=call.need_id).first() if call.need_id else None


class CallAct(Act):
    """An act on a call: its form stands on the page of the call."""

    form_name = ""
    thing: Call

    def load(self, public_id: str) -> Call:
        return visible_call(self.request.user, public_id)

    def way_back(self) -> str:
        return reverse("matching:call", args=[self.thing.public_id])

    def whence(self) -> Any:
        return self.thing.matter

    def context(self, form: Any) -> dict[str, Any]:
        return {"call": self.thing, "quoted": self.thing.text}

    def conflict(self, error: ValidationError) -> HttpResponse:
        now = Call.objects.get(pk=self.thing.pk)
        more = {"url": self.way_back(), "state": now.get_state_display()}
        return conflict(self.request, error, typed=self.typed(), **more)

    def page(self, form: Any, *, status: int = 200) -> HttpResponse:
        if not self.form_name:
            return super().page(form, status=status)
        form_of = {self.form_name: form}
        return _call_page(self.request, self.thing, status=status, **form_of)


class Answer(CallAct):
    rule = rules.can_answer_call
    states = (CallState.CALLED,)
    form_class, form_name = CallAnswerForm, "answer_form"
    done = gettext_lazy("Answered. The street that called was told.")

    def act(self, form: Any) -> None:
        answer_call(call=self.thing, by=self.request.user, **form.cleaned_data)


class Score(CallAct):
    rule = rules.can_settle_call
    states = (CallState.ANSWERED,)
    form_class, form_name = ScoreForm, "score_form"
    done = gettext_lazy("Scored. The unit was told.")

    def act(self, form: Any) -> None:
        score_call(call=self.thing, by=self.request.user, **form.cleaned_data)


class Withdraw(CallAct):
    rule = rules.can_settle_call
    states = (CallState.CALLED,)
    form_class = Versioned
    title = gettext_lazy("Withdraw this call")
    submit, look = gettext_lazy("Withdraw it"), "danger"
    done = gettext_lazy("Withdrawn. The unit was told.")

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        withdraw_call(call=self.thing, version=version, by=self.request.user)


# --- on paper and as a file ------------------------------------------------------------


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The calls to one unit as a file, for the unit and for those who called it."""
    seen = Call.objects.visible_to(request.user)
    units = Provider.objects.filter(pk__in=seen.values("unit_id"))
    unit = get_object_or_404(units, public_id=request.GET.get("unit", ""))
    calls = seen.filter(unit=unit).select_related("matter", "street", "unit")
    rows = map(_cells, calls.order_by("called_at", "pk"))
    return csv_file(f"calls-{unit.public_id}", HEADINGS, rows)


HEADINGS = (
    gettext_lazy("Number"),
    gettext_lazy("Calling street"),
    gettext_lazy("Called unit"),
    gettext_lazy("Matter"),
    gettext_lazy("Class"),
    pgettext_lazy("call", "What is asked"),
    gettext_lazy("Called at"),
    gettext_lazy("Answer due at"),
    gettext_lazy("State"),
    gettext_lazy("Answered at"),
    gettext_lazy("In time"),
    gettext_lazy("Answer"),
    gettext_lazy("Score"),
    gettext_lazy("Reason of the score"),
)


def _cells(call: Call) -> list[Any]:
    answered = call.answered_at
    in_time = (_("yes") if answered <= call.due_at else _("no")) if answered else ""
    return [
        call.number,
        call.street,
        call.unit,
        f"{call.matter_id} {call.matter}",
        call.matter.get_klass_display(),
        call.text,
        _day(call.called_at),
        _day(call.due_at),
        call.get_state_display(),
        _day(answered),
        in_time,
        call.answer,
        call.score or "",
        call.score_reason,
    ]


def _day(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
