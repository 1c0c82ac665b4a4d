"""Micro-wishes: the list, one wish, and the four acts on it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain.wish import (
    USUAL_YUAN,
    already_claimed,
    claim_wish,
    drop_wish,
    fulfil_wish,
    release_wish,
)
from matching.enums import NeedState, Track
from matching.forms.versioned import Seen
from matching.forms.wish import ClaimForm, FulfilForm, ReleaseForm
from matching.models import Need, Pack
from matching.queries import station_phone
from matching.queries.wish import (
    claims_alone,
    claims_of,
    units_of,
    wishes_for,
    with_streets,
)
from matching.views.act import Act, NeedAct, allow, conflict
from organisations.models import User

PAGE = 25


@login_required
@require_safe
def wish_list(request: HttpRequest) -> HttpResponse:
    """What can be claimed: a title, a street, one button; and what one claimed."""
    allow(rules.can_claim_wish(request.user, None))
    wishes = wishes_for(request.user)
    page = Paginator(wishes.filter(state=NeedState.OPEN), PAGE).get_page(
        request.GET.get("page")
    )
    page.object_list = with_streets(page.object_list)
    mine = wishes.filter(claim__in=claims_of(request.user))
    names = len(units_of(request.user)) + claims_alone(request.user)
    context = {
        "page_obj": page,
        "mine": with_streets(mine),
        "one_tap": names == 1,
        "yuan": USUAL_YUAN,
    }
    return render(request, "matching/wish_list.html", context)


@login_required
@require_safe
def wish_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One wish for those who may claim it; for its claimer also what to do next."""
    allow(rules.can_claim_wish(request.user, None))
    found = get_object_or_404(wishes_for(request.user), public_id=public_id)
    [wish] = with_streets([found])
    claim = claims_of(request.user).filter(need=wish).first()
    phone = station_phone(wish.community) if claim else ""
    context = {"wish": wish, "claim": claim, "phone": phone, "yuan": USUAL_YUAN}
    return render(request, "matching/wish.html", context)


class WishAct(Act):
    """An act of somebody who claims: the object holds no word of the need."""

    form_class = Seen

    def load(self, public_id: str) -> Need:
        return get_object_or_404(wishes_for(self.request.user), public_id=public_id)

    def version(self) -> str:
        return self.thing.state

    def way_back(self) -> str:
        return reverse("matching:wish", args=[self.thing.public_id])

    def whence(self) -> str:
        return self.thing.heading

    def conflict(self, error: ValidationError) -> HttpResponse:
        return conflict(self.request, error, url=reverse("matching:wish_list"))


class Claim(WishAct):
    rule = rules.can_claim_wish
    states = (NeedState.OPEN,)
    form_class = ClaimForm
    title, submit = _("Claim this wish"), _("I will do it")
    lead = _("You then have it alone, and the station expects to hear from you.")
    done = _("It is yours. Ring the station: it tells you how to hand it over.")

    def check_state(self) -> None:
        if self.thing.state == NeedState.IN_DELIVERY:
            raise already_claimed()
        super().check_state()

    def form_arguments(self) -> dict[str, Any]:
        user = self.request.user
        return {"units": units_of(user), "alone": claims_alone(user)}

    def act(self, form: Any) -> None:
        claim_wish(need=self.thing, by=self.request.user, provider=form.unit())


class Drop(WishAct):
    rule = rules.can_keep_claim
    states = (NeedState.IN_DELIVERY,)
    title, submit, look = _("Give it back"), _("Give it back"), "danger"
    lead = _("Somebody else can claim it then. Nobody thinks ill of it.")
    done = _("Given back. Thank you for saying so.")

    def way_back(self) -> str:
        return reverse("matching:wish_list")

    def act(self, form: Any) -> None:
        drop_wish(need=self.thing, by=self.request.user)


class Fulfil(WishAct):
    rule = rules.can_keep_claim
    states = (NeedState.IN_DELIVERY,)
    form_class = FulfilForm
    title, submit = _("It is done"), _("It is done")
    done = _("Thank you! The station closes it.")

    def act(self, form: Any) -> None:
        note = form.cleaned_data["note"]
        fulfil_wish(need=self.thing, by=self.request.user, note=note)


class Release(NeedAct):
    """For the worker, on the page of the need: instead of an assessment."""

    name, label, rank = "release_wish", _("Make it a micro-wish"), 2
    edits = True
    rule = rules.can_release_wish
    states = (NeedState.RAISED, NeedState.UNMET)
    form_class = ReleaseForm
    title, submit = _("Make it a micro-wish"), _("Put it on the list")
    lead = _(
        "One small thing that one member or one unit can fulfil: no assessment, no pack. "
        "Everybody may read it on the public site, with its street only; after ten "
        "working days without a claim it comes back to you."
    )
    done = _("It is on the list of micro-wishes.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        if need.track == Track.CONFIDENTIAL or need.danger:
            return False
        return need.state == NeedState.RAISED or need.track == Track.MICRO_WISH

    @classmethod
    def offer(cls, need: Need, pack: Pack | None, user: User) -> Any:
        """The next step itself where it is one already, or where it was suggested."""
        offered = super().offer(need, pack, user)
        likely = need.track == Track.MICRO_WISH or (
            need.suggested.get("track") == Track.MICRO_WISH
        )
        if offered and likely:
            rank = 0 if need.state == NeedState.UNMET else 1
            return type(offered)(offered.label, offered.url, offered.one_tap, rank)
        return offered

    def context(self, form: Any) -> dict[str, Any]:
        return {"need": self.thing, "quoted": self.thing.text}

    def form_arguments(self) -> dict[str, Any]:
        names = ("title", "title_en", "consent")
        return {"initial": {name: getattr(self.thing, name) for name in names}}

    def act(self, form: Any) -> None:
        release_wish(need=self.thing, by=self.request.user, **form.cleaned_data)
