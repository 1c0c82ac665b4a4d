"""The street board and the district's duty desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain.course import refer_need
from matching.enums import Lane, MatterClass, NeedState, NoticeKind
from matching.forms.board import CommandForm
from matching.models import Call, Need
from matching.queries import calling_places
from matching.queries.board import (
    NO_CLASS,
    Figures,
    late_calls,
    latest_first,
    narrowed,
    risen,
    street_figures,
    urgent_new,
)
from matching.views.act import NeedAct, allow

MOST = 50
SHOWN_LATE = 5
COMMAND_CENTRE = "区指挥中心"
# What the command centre can still take over.
OPEN_STATES = (NeedState.RAISED, NeedState.OPEN, NeedState.PROPOSED)
HEADS = (
    ("running", _("Running"), {}),
    ("late", _("Late"), {"late": 1}),
    ("escalated", _("Passed on to the next level"), {"notice": NoticeKind.LEVEL}),
    ("reminded", _("Reminded"), {"notice": NoticeKind.REMINDER}),
)


@login_required
@require_safe
def street_board(request: HttpRequest) -> HttpResponse:
    """What runs in the street: by state and lane, by class; every figure is a link."""
    allow(rules.can_see_board(request.user))
    streets = [p for p in calling_places(request.user) if p.street_code]
    code = request.GET.get("street") or streets[0].code
    street = next((each for each in streets if each.code == code), None)
    if street is None:
        raise Http404
    seen = Need.objects.visible_to(request.user)
    late = narrowed(seen, {"street": street.code, "late": True})
    figures = street_figures(street.code, seen)
    context = {
        "street": street,
        "others": [each for each in streets if each != street],
        "figures": figures,
        "heads": _heads(figures, street.code),
        "lanes": list(Lane),
        "states": _states(figures, street.code),
        "classes": _classes(figures, street.code),
        "late": latest_first(late)[:SHOWN_LATE],
    }
    return render(request, "matching/street_board.html", context)


def _list(street: str, **asked: Any) -> str:
    """The address of the list behind a figure."""
    query = urlencode({"street": street, **asked})
    return f"{reverse('matching:need_list')}?{query}"


def _heads(figures: Figures, street: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "number": getattr(figures, name),
            "url": _list(street, **asked),
        }
        for name, label, asked in HEADS
    ]


def _states(figures: Figures, street: str) -> Iterable[dict[str, Any]]:
    """One row per state that has needs, in the order of their life."""
    for state in NeedState:
        lanes = figures.by_state.get(state)
        if lanes:
            cells = [
                (lane, lanes.get(lane, 0), _list(street, state=state, lane=lane))
                for lane in Lane
            ]
            url = _list(street, state=state)
            total = sum(lanes.values())
            yield {"state": state, "cells": cells, "total": total, "url": url}


def _classes(figures: Figures, street: str) -> list[dict[str, Any]]:
    names = [(klass, klass.label) for klass in MatterClass]
    names.append((NO_CLASS, _("No matter fixed yet")))
    return [
        {
            "label": label,
            "number": figures.by_class.get(klass, 0),
            "url": _list(street, klass=klass),
        }
        for klass, label in names
    ]


# --- the duty desk ---------------------------------------------------------------------


@login_required
@require_safe
def duty_desk(request: HttpRequest) -> HttpResponse:
    """What rose to the district, what is urgent and new, which answers are overdue."""
    allow(rules.can_see_duty(request.user))
    (district, *_rest) = [p for p in calling_places(request.user) if not p.street_code]
    seen = Need.objects.visible_to(request.user)
    rose, urgent = risen(seen, district.code), urgent_new(seen, district.code)
    calls = late_calls(Call.objects.visible_to(request.user))
    context = {
        "district": district,
        "rose": rose[:MOST],
        "rose_total": rose.count(),
        "urgent": urgent[:MOST],
        "urgent_total": urgent.count(),
        "calls": calls[:MOST],
        "calls_total": calls.count(),
        "open_states": OPEN_STATES,
        "rose_url": _list(district.code, level="district"),
    }
    return render(request, "matching/duty_desk.html", context)


class Command(NeedAct):
    """Hand over to the district's command centre, keeping its number."""

    name, label, rank = "command", _("Hand over to the command centre"), 1
    rule = rules.can_hand_to_command
    states = OPEN_STATES
    form_class = CommandForm
    title = _("Hand over to the district command centre")
    submit = _("Hand it over")
    lead = _(
        "Ring the command centre first and write down its number. Whoever raised it is "
        "told the body and the number."
    )
    done = _("Handed over. Whoever raised it was told.")

    def act(self, form: Any) -> None:
        values = {"body": COMMAND_CENTRE, **form.cleaned_data}
        refer_need(need=self.thing, by=self.request.user, **values)
