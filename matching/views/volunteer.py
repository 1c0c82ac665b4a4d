"""A volunteer's own page, and one-tap answers to offers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from matching import rules
from matching.domain import offer as verbs
from matching.domain.faults import is_conflict
from matching.enums import ANSWERABLE, LIVE_OFFERS, YES_STATES, OfferState
from matching.forms.slot import AnswerForm
from matching.forms.versioned import Seen
from matching.models import SlotOffer
from matching.queries import station_phone
from matching.queries.hours import own_hours
from matching.queries.slot import offers_of, served
from matching.queries.star import star_of
from matching.views.act import Act, conflict
from organisations.domain.volunteer import pause_volunteer, resume_volunteer
from organisations.models import Volunteer

RECENT = 25


def own_volunteer(request: HttpRequest) -> Volunteer:
    """The reader as a volunteer, or 404."""
    own = Volunteer.objects.staying().filter(user=request.user)
    related = ("person", "home", "unit")
    return get_object_or_404(own.select_related(*related))


@login_required
@require_safe
def volunteer_page(request: HttpRequest) -> HttpResponse:
    """Offers that wait, what was promised, posts, hours that count, the five ones."""
    try:
        volunteer = own_volunteer(request)
    except Http404:
        return redirect("volunteering:volunteer")
    offers = offers_of(volunteer).order_by("-slot__session__starts_at", "-pk")
    recent = list(offers.exclude(state__in=LIVE_OFFERS)[:RECENT])
    live = list(offers.live().reverse())
    done = served(volunteer)
    context = {
        "volunteer": volunteer,
        "posts": volunteer.post_claims.live().select_related("post__place"),
        "waiting": [each for each in live if each.state == OfferState.OFFERED],
        "promised": [each for each in live if each.state in YES_STATES],
        "past": recent,
        "served": done,
        "star": star_of(done.minutes, volunteer.home.code, timezone.localdate()),
        "hours": own_hours(volunteer),
        "phone": station_phone(volunteer.home),
    }
    return render(request, "matching/volunteer.html", context)


class OfferAct(Act):
    """An act on an offer of one's own; the state that was seen is the version."""

    rule = rules.can_answer_offer
    template_name = "matching/offer.html"
    thing: SlotOffer

    def load(self, public_id: str) -> SlotOffer:
        offers = offers_of(own_volunteer(self.request))
        return get_object_or_404(offers, public_id=public_id)

    def version(self) -> str:
        return self.thing.state

    def way_back(self) -> str:
        return reverse("matching:volunteer")

    def conflict(self, error: ValidationError) -> HttpResponse:
        state = SlotOffer.objects.get(pk=self.thing.pk).get_state_display()
        return conflict(self.request, error, url=self.way_back(), state=state)

    def context(self, form: Any) -> dict[str, Any]:
        return {"offer": self.thing}


class Answer(OfferAct):
    """The offer with its two buttons; also shown when there is nothing left to say."""

    states = tuple(OfferState.values)
    form_class = AnswerForm
    title = _("Can you help?")
    done = _("Thank you for answering.")

    def context(self, form: Any) -> dict[str, Any]:
        state = self.thing.state
        return {
            "offer": self.thing,
            "open": state in ANSWERABLE,
            "yes": state in YES_STATES,
            "sure": state != OfferState.ACCEPTED or self.thing.confirmed_at,
        }

    def act(self, form: Any) -> None:
        verbs.answer_offer(offer=self.thing, yes=form.yes, by=self.request.user)


class Drop(OfferAct):
    states = YES_STATES
    form_class = Seen
    template_name = "matching/act.html"
    title, submit, look = _("I cannot come"), _("I cannot come"), "danger"
    lead = _("Somebody else is asked at once. Nobody thinks ill of it.")
    done = _("Thank you for saying so in time.")

    def context(self, form: Any) -> dict[str, Any]:
        return {}

    def act(self, form: Any) -> None:
        verbs.drop_offer(offer=self.thing, by=self.request.user)


class Sure(OfferAct):
    """One more tap, a day or two before."""

    states = (OfferState.ACCEPTED,)
    form_class = Seen
    template_name = "matching/act.html"
    title, submit = _("Are you coming?"), _("I am coming")
    done = _("Good. See you there.")

    def context(self, form: Any) -> dict[str, Any]:
        return {}

    def act(self, form: Any) -> None:
        verbs.confirm_offer(offer=self.thing, by=self.request.user)


@login_required
@require_POST
def rest(request: HttpRequest) -> HttpResponse:
    """Not asked for a while, or asked again."""
    volunteer = own_volunteer(request)
    resting = request.POST.get("rest") == "yes"
    act = pause_volunteer if resting else resume_volunteer
    act(volunteer=volunteer, by=request.user)
    messages.success(request, gettext("Saved."))
    return redirect("matching:volunteer")


@login_required
def leave(request: HttpRequest) -> HttpResponse:
    """For good: says what is deleted, then one button."""
    volunteer = own_volunteer(request)
    if request.method != "POST":
        return render(request, "matching/volunteer_leave.html")
    try:
        verbs.leave_for_good(volunteer=volunteer, by=request.user)
    except ValidationError as error:
        if not is_conflict(error):
            raise
        return conflict(request, error, url=reverse("matching:volunteer"))
    messages.success(request, gettext("Your data were deleted. Thank you for helping."))
    return redirect("desk")
