"""The needs a user may see, raising one, and the one page of a need."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain.engagement import CANCELLABLE
from matching.domain.need import ContactInput, raise_need
from matching.enums import ENDED_STATES, Consent, SeatKind, Track
from matching.forms.need import NeedFilter, RaiseForm
from matching.models import Need, Pack, Seat
from matching.queries import confirmations_missing, need_items, whole_packs
from matching.views.act import allow, visible_need
from matching.views.standing import (
    covered,
    is_proposed,
    running_lines,
    standing,
    steps,
)
from organisations.queries import current_roles, verification_state
from organisations.rules import can_reveal

PAGE = 25


@login_required
@require_safe
def need_list(request: HttpRequest) -> HttpResponse:
    """What this user may see, by group of states, found by number or title."""
    needs = Need.objects.visible_to(request.user).select_related("community", "worker")
    form = NeedFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = _found(needs, asked.get("group", ""), asked.get("q", ""))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "groups": NeedFilter.GROUPS,
        "group": asked.get("group", ""),
        "q": asked.get("q", ""),
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


@method_decorator(login_required, name="dispatch")
class Raise(View):
    """The shortest form: one textarea, everything else preset or optional."""

    def get(self, request: HttpRequest) -> HttpResponse:
        allow(rules.can_raise_need(request.user))
        return self.page(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        allow(rules.can_raise_need(request.user))
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            need = self.act(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(list(error.messages)))
            return self.page(form, status=422)
        return redirect("matching:received", need.public_id)

    def form(self, data: Any = None) -> RaiseForm:
        communities = rules.communities_to_raise_in(self.request.user)
        roles = current_roles(self.request.user)
        return RaiseForm(data, communities=communities, roles=roles)

    def page(self, form: RaiseForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "community": form["community"].initial}
        return render(self.request, "matching/raise.html", context, status=status)

    def act(self, values: dict[str, Any]) -> Need:
        """The contact and the need are kept together or not at all, and once."""
        by = self.request.user
        fixed = ("community", "text", "origin", "for_whom", "urgency", "ticket")
        name, phone = values["contact_name"], values["contact_phone"]
        return raise_need(
            by=by,
            contact=ContactInput(name, phone) if name else None,
            consent=values["consent"] or Consent.NONE,
            **{name: values[name] for name in fixed},
        )


@login_required
@require_safe
def received(request: HttpRequest, public_id: str) -> HttpResponse:
    """Number, code, and the latest day on which somebody gets in touch."""
    mine = Need.objects.visible_to(request.user).filter(raised_by=request.user)
    need = get_object_or_404(mine.select_related("community"), public_id=public_id)
    return render(request, "matching/received.html", {"need": need})


@login_required
@require_safe
def need_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything about one need that this reader may see, the next step on top."""
    need = visible_need(request.user, public_id)
    packs = whole_packs(need)
    may_run = rules.can_run(request.user, need).ok
    context = {
        "need": need,
        "items": need_items(need),
        "standing": standing(need, packs, request.user),
        "steps": steps(need),
        "seats": _seats(need),
        "link_key": need.person_id or need.track == Track.PROJECT,
        "may_run": may_run,
        "ratings": list(need.feedback.all()) if may_run else [],
        "may_reveal": need.person_id is not None
        and can_reveal(request.user, need.person, need.community).ok,
        **_pack_context(need, packs),
    }
    return render(request, "matching/need.html", context)


def _pack_context(need: Need, packs: list[Pack]) -> dict[str, Any]:
    newest = packs[0] if packs else None
    lines = [line for pack in packs for line in pack.lines.all()]
    levels = verification_state({line.capability for line in lines})
    for line in lines:
        line.level = levels[line.capability_id].level
    return {
        "pack": newest,
        "covered": covered(newest) if newest else (0, 0),
        "proposed": is_proposed(newest),
        "earlier": packs[1:],
        "running": running_lines(packs),
        "missing": confirmations_missing(newest, need) if is_proposed(newest) else [],
        "cancellable": CANCELLABLE,
    }


def _holder(seat: Seat) -> str:
    return seat.user.spoken_name if seat.user else str(seat.person)


def _seats(need: Need) -> list[dict[str, Any]]:
    """Every kind of seat with its holders; a vacant one is said too."""
    if need.team is None:
        return []
    held = list(need.team.seats.current().select_related("user", "person"))
    return [
        {
            "kind": kind.label,
            "holders": [_holder(seat) for seat in held if seat.kind == kind],
        }
        for kind in SeatKind
    ]
