"""The needs a user may see, raising one, and the one page of a need."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain.engagement import CANCELLABLE
from matching.enums import ENDED_STATES, NeedState, SeatKind, Track
from matching.forms.need import NeedFilter
from matching.models import GivenConsent, Need, Pack, Seat, WishClaim
from matching.queries import confirmations_missing, need_items, whole_packs
from matching.queries.board import narrowed
from matching.queries.need import seats_of
from matching.queries.told import told_counts
from matching.views.act import visible_need
from matching.views.standing import (
    covered,
    is_proposed,
    may_settle,
    paused_words,
    running_lines,
    standing,
    steps,
)
from matching.views.versions import side_by_side
from organisations.models import User
from organisations.rules import can_reveal

PAGE = 25


@login_required
@require_safe
def need_list(request: HttpRequest) -> HttpResponse:
    """What this user may see, by group of states, found by number or title."""
    needs = Need.objects.visible_to(request.user).select_related("community", "worker")
    form = NeedFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    board = form.asked_by_board() if asked else {}
    found = _found(narrowed(needs, board), asked.get("group", ""), asked.get("q", ""))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "groups": NeedFilter.GROUPS,
        "group": asked.get("group", ""),
        "q": asked.get("q", ""),
        "board": form.in_words() if board else [],
        "may_raise": rules.can_raise_need(request.user).ok,
    }
    return render(request, "matching/need_list.html", context)


def _found(needs: QuerySet[Need], group: str, words: str) -> QuerySet[Need]:
    states = NeedFilter.GROUPS[group][1]
    found = needs.filter(state__in=states) if states else needs
    if not states and not words:
        found = found.exclude(state__in=ENDED_STATES)
    if words:
        found = found.filter(
            Q(number__icontains=words)
            | Q(title__icontains=words)
            | Q(title_en__icontains=words)
        )
    return found


@login_required
@require_safe
def need_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything about one need that this reader may see, the next step on top."""
    need = visible_need(request.user, public_id, **told_counts(request.user))
    items, packs = need_items(need), whole_packs(need)
    may_run = rules.can_run(request.user, need).ok
    may_call = may_run or rules.can_call_back(request.user, need).ok
    context = {
        "need": need,
        "items": items,
        "told": need.reminders + (need.sent + need.handed if may_run else 0),
        "lost": need.lost if may_run else 0,
        "paused": paused_words(need),
        "standing": standing(need, packs, request.user),
        "steps": steps(need, request.user),
        "seats": _seats(need, request.user),
        "link_key": need.person_id or need.track == Track.PROJECT,
        "may_run": may_run,
        "may_settle": may_settle(packs, request.user),
        "ratings": list(need.feedback.all()) if may_call and need.is_rated else [],
        "call_back": getattr(need, "call_back", None) if may_call else None,
        "may_reveal": need.person_id is not None
        and can_reveal(request.user, need.person, need.community).ok,
        "claim": _claim(need),
        "consents": _consents(need),
        **_pack_context(need, packs),
    }
    return render(request, "matching/need.html", context)


def _claim(need: Need) -> WishClaim | None:
    return getattr(need, "claim", None) if need.track == Track.MICRO_WISH else None


def _consents(need: Need) -> list[GivenConsent]:
    """What was said, the newest first; the need itself holds the way of the last one."""
    return list(need.consents.select_related("taken_by")) if need.consent else []


def _pack_context(need: Need, packs: list[Pack]) -> dict[str, Any]:
    newest = packs[0] if packs else None
    return {
        "pack": newest,
        "covered": covered(newest) if newest else (0, 0),
        "proposed": is_proposed(newest) and need.state == NeedState.PROPOSED,
        "earlier": packs[1:],
        "versions": side_by_side(packs) if len(packs) > 1 else [],
        "running": running_lines(packs),
        "missing": confirmations_missing(newest, need) if is_proposed(newest) else [],
        "cancellable": CANCELLABLE,
    }


def _holder(seat: Seat) -> str:
    return seat.user.spoken_name if seat.user else str(seat.person)


def _seats(need: Need, user: User) -> list[dict[str, Any]]:
    """Every kind of seat with its holders; a vacant one is said too."""
    if need.team is None:
        return []
    held = seats_of(need, user)
    return [
        {
            "kind": kind.label,
            "holders": [_holder(seat) for seat in held if seat.kind == kind],
        }
        for kind in SeatKind
    ]
