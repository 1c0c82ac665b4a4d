"""The standing 3+N teams: set up by one tap, seats taken and left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matching import rules
from matching.domain.team import adopt_team, leave_seat, seat_resident, take_seat
from matching.enums import SeatKind
from matching.forms.team import ResidentForm, SeatForm
from matching.models import Seat
from matching.queries import seat_candidates, with_teams
from organisations.models import Territory

PAGE = 25


def _kept(request: HttpRequest, code: str) -> Territory:
    """A community whose team this user keeps, or 404."""
    communities = with_teams(rules.communities_to_keep(request.user))
    return get_object_or_404(communities, code=code)


@login_required
@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    """The communities this user keeps, with their teams."""
    found = with_teams(rules.communities_to_keep(request.user)).order_by("code")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    kinds = list(SeatKind)
    for community in page:
        held = community.team.held if hasattr(community, "team") else []
        taken = {seat.kind for seat in held}
        community.vacant = [kind.label for kind in kinds if kind not in taken]
        community.seats_taken = len(held)
    return render(request, "matching/team_list.html", {"page_obj": page})


@login_required
@require_safe
def team_page(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits in the team, who could, and what is vacant."""
    return _page(request, _kept(request, code))


def _page(
    request: HttpRequest, community: Territory, *, status: int = 200, **bound: Any
) -> HttpResponse:
    held = community.team.held if hasattr(community, "team") else []
    kinds = [(kind, [s for s in held if s.kind == kind]) for kind in SeatKind]
    context = {
        "community": community,
        "team": getattr(community, "team", None),
        "kinds": kinds,
        "seat_form": SeatForm(candidates=seat_candidates(community)),
        "resident_form": ResidentForm(),
        **bound,
    }
    return render(request, "matching/team.html", context, status=status)


@login_required
@require_POST
def adopt(request: HttpRequest, code: str) -> HttpResponse:
    """One tap sets the team up."""
    adopt_team(community=_kept(request, code), by=request.user)
    messages.success(request, _("The team is set up. Fill its three seats now."))
    return redirect("matching:team", code)


@login_required
@require_POST
def seat(request: HttpRequest, code: str) -> HttpResponse:
    """A seat for somebody with an account."""
    community = _kept(request, code)
    form = SeatForm(request.POST, candidates=seat_candidates(community))

    def act(values: dict[str, Any]) -> None:
        kind, user = values["holder"]
        take_seat(team=community.team, kind=kind, user=user, by=request.user)

    return _filled(request, community, "seat_form", form, act)


@login_required
@require_POST
def resident(request: HttpRequest, code: str) -> HttpResponse:
    """The resident's seat for a person without an account."""
    community = _kept(request, code)

    def act(values: dict[str, Any]) -> None:
        seat_resident(team=community.team, by=request.user, **values)

    form = ResidentForm(request.POST)
    return _filled(request, community, "resident_form", form, act)


def _filled(
    request: HttpRequest,
    community: Territory,
    name: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    if not hasattr(community, "team"):
        raise Http404
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(list(error.messages)))
    if form.errors:
        return _page(request, community, status=422, **{name: form})
    messages.success(request, _("The seat is taken."))
    return redirect("matching:team", community.code)


@login_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """End a seat today; who left may be seated again."""
    mine = Seat.objects.current().filter(
        team__community__in=rules.communities_to_keep(request.user)
    )
    found = get_object_or_404(mine.select_related("team__community"), pk=pk)
    leave_seat(seat=found, by=request.user)
    messages.success(request, _("The seat is vacant now."))
    return redirect("matching:team", found.team.community.code)
