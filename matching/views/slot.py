"""Volunteers for a session: places, who was asked, who could step in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from matching.domain import slot as verbs
from matching.domain.offer import issue_offer_link
from matching.domain.presence import closes_at, opens_at
from matching.enums import BINDING_GATES, OfferState, SessionState
from matching.forms.slot import SlotForm
from matching.models import Engagement, Session, Slot, SlotOffer
from matching.queries.slot import places_open, whole_slots, with_ways
from matching.snapshot.roster import cover_for
from matching.views.act import allow
from matching.views.made import link_made
from matching.views.session import SessionAct, may_record
from organisations.models import Volunteer

MOST_CANDIDATES = 10


def own_session(request: HttpRequest, public_id: str) -> Session:
    """A session of a provider that the reader administers."""
    seen = Engagement.objects.visible_to(request.user)
    sessions = Session.objects.filter(engagement__in=seen).select_related(
        "engagement__need__community",
        "engagement__line__item__service_type",
        "engagement__provider",
        "place",
    )
    session = get_object_or_404(sessions, public_id=public_id)
    allow(may_record(request.user, session))
    return session


@login_required
@require_safe
def slots_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Each slot with its places and offers; names masked."""
    session = own_session(request, public_id)
    slots = list(whole_slots().filter(session=session))
    for slot in slots:
        slot.open = places_open(slot)
        slot.coming = slot.number - slot.open
        slot.shown = sorted(slot.offers.all(), key=lambda o: (_rank(o), o.asked_at))
    with_ways([offer for slot in slots for offer in slot.shown])
    context = {
        "session": session,
        "item": session.engagement.line.item,
        "slots": slots,
        "running": session.state == SessionState.PLANNED,
        "code": opens_at(session) <= timezone.now() < closes_at(session),
        "here": session.presences.select_related("person"),
    }
    return render(request, "matching/slots.html", context)


def _rank(offer: SlotOffer) -> int:
    order = (OfferState.ACCEPTED, OfferState.WAITING, OfferState.OFFERED)
    return order.index(offer.state) if offer.state in order else len(order)


class AddSlot(SessionAct):
    """Places for volunteers in a session that has not begun."""

    rule = may_record
    states = (SessionState.PLANNED,)
    form_class = SlotForm
    template_name = "matching/session_act.html"
    title, submit = _("Look for volunteers"), _("Ask those who fit")
    lead = _(
        "They are asked at once, at most twice a month each, and answer by one tap."
    )
    done = _("Those who fit are being asked.")

    def way_back(self) -> str:
        return reverse("matching:slots", args=[self.thing.public_id])

    def form_arguments(self) -> dict[str, Any]:
        service = self.thing.engagement.line.item.service_type
        bound = [str(gate) for gate in BINDING_GATES if gate in service.gates]
        return {"initial": {"gates": bound}}

    def act(self, form: Any) -> None:
        values = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        verbs.add_slot(session=self.thing, by=self.request.user, **values)


def _slot(request: HttpRequest, public_id: str) -> Slot:
    seen = Engagement.objects.visible_to(request.user)
    slots = whole_slots().filter(session__engagement__in=seen)
    slot = get_object_or_404(slots, public_id=public_id)
    allow(may_record(request.user, slot.session))
    return slot


@login_required
@require_safe
def cover_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who could step in: idle first, the least recently asked first."""
    slot = _slot(request, public_id)
    gone = [o for o in slot.offers.all() if o.state == OfferState.DROPPED]
    found = cover_for(slot, gone=gone[-1].volunteer_id if gone else 0)
    found = found[:MOST_CANDIDATES]
    people = Volunteer.objects.select_related("person", "home").in_bulk(
        [each.person for each in found]
    )
    rows = [(people[each.person], each.reasons[:2]) for each in found]
    context = {"slot": slot, "session": slot.session, "rows": rows}
    return render(request, "matching/cover.html", context)


@login_required
@require_POST
def ask(request: HttpRequest, public_id: str, volunteer_id: str) -> HttpResponse:
    """One tap: this person is asked now."""
    slot = _slot(request, public_id)
    people = Volunteer.objects.active()
    here = slot.session.engagement.need.community.district_code
    person = get_object_or_404(
        people.filter(home__code__startswith=here), public_id=volunteer_id
    )
    try:
        verbs.ask_to_step_in(slot=slot, volunteer=person, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("matching:cover", public_id)
    messages.success(request, gettext("Asked. The answer appears here."))
    return redirect("matching:slots", slot.session.public_id)


@login_required
@require_POST
def link(request: HttpRequest, public_id: str) -> HttpResponse:
    """A personal link for a volunteer without an account, shown once."""
    offers = SlotOffer.objects.visible_to(request.user).select_related(
        "slot__session__engagement__need__community", "volunteer"
    )
    offer = get_object_or_404(offers, public_id=public_id)
    allow(may_record(request.user, offer.slot.session))
    back = reverse("matching:slots", args=[offer.slot.session.public_id])
    try:
        token = issue_offer_link(offer=offer, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    lead = _("With this link the volunteer says yes or no.")
    return link_made(request, token, lead=lead, back=back)
