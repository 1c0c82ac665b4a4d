"""A volunteer's answer: yes, no, dropping out; who holds a place follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.domain.faults import refuse, wrong_state
from matching.domain.feedback import redeem
from matching.domain.slot import (
    PAIR,
    hold_volunteers,
    look_for_more,
    refuse_over,
    tell_volunteer,
    when_and_where,
)
from matching.domain.step import record, take
from matching.enums import ANSWERABLE, YES_STATES, OfferState
from matching.models import Need, Session, Slot, SlotOffer
from matching.queries.slot import (
    CONFIRM_FROM,
    clashes,
    gates_of,
    places_open,
    taken_times,
    unfit,
    whole_slots,
)
from organisations.domain.volunteer import withdraw_volunteer
from organisations.enums import Gate
from organisations.models import User, Volunteer
from organisations.queries import admins_of
from records import links
from records.domain.ledger import Act, append_many
from records.domain.message import send
from records.models import Link

OFFER_LINK = "matching.answer_offer"
SENTENCES = {
    "left": gettext_lazy("You have left and are not asked any more."),
    "minor": gettext_lazy("Only grown-ups may do this."),
    "clearance": gettext_lazy(
        "A paper for this is missing or has expired: ring the station."
    ),
    "skill": gettext_lazy("This asks for something that you did not say you can do."),
}


@transaction.atomic
def answer_offer(
    *, offer: SlotOffer, yes: bool, link: Link | None = None, by: User | None = None
) -> SlotOffer:
    """One tap. A yes takes a place or, where none is free (or nobody may go alone), a
    place on the waiting list; a late yes counts too. A no is no black mark.

    Raises ValidationError: `wrong_state` (answered, over), `clash`, or by a gate.
    """
    need = _take(offer)
    if link is not None:
        redeem(link, OFFER_LINK, offer=offer.pk)
    if offer.state not in ANSWERABLE:
        raise wrong_state(offer.get_state_display())
    session = offer.slot.session
    refuse_over(session)
    if yes:
        _refuse_unfit(offer)
    now = timezone.now()
    soon = session.starts_at - now <= CONFIRM_FROM
    offer.confirmed_at = now if yes and soon else None
    _turn(offer, OfferState.WAITING if yes else OfferState.DECLINED)
    settle(session)
    offer.refresh_from_db(fields=["state"])
    if not yes:
        look_for_more(session, need, f"fill:{offer.public_id}:no")
    elif offer.state == OfferState.WAITING:
        tell_volunteer(offer, "slot_wait")
    _record(need, offer, "answer_offer", by)
    return offer


@transaction.atomic
def drop_offer(*, offer: SlotOffer, by: User | None = None) -> SlotOffer:
    """Somebody who said yes cannot come: the waiting list moves up; else, within two
    days of the session, the provider is told at once, before that others are asked.

    Raises ValidationError `wrong_state`.
    """
    need = _take(offer)
    if offer.state not in YES_STATES:
        raise wrong_state(offer.get_state_display())
    refuse_over(offer.slot.session)
    _turn(offer, OfferState.DROPPED)
    _go_on_without(need, offer)
    _record(need, offer, "drop_offer", by)
    return offer


@transaction.atomic
def lapse_offer(*, offer: SlotOffer) -> bool:
    """Time to answer is over; the next is asked. True if this call did it."""
    need = _take(offer)
    if offer.state != OfferState.OFFERED or offer.answer_by > timezone.now():
        return False
    _turn(offer, OfferState.LAPSED)
    look_for_more(offer.slot.session, need, f"fill:{offer.public_id}:lapsed")
    _record(need, offer, "lapse_offer", None)
    return True


@transaction.atomic
def confirm_offer(*, offer: SlotOffer, by: User | None = None) -> SlotOffer:
    """The word that she comes, a day or two before; a second time changes nothing."""
    need = _take(offer)
    if offer.state != OfferState.ACCEPTED:
        raise wrong_state(offer.get_state_display())
    if offer.confirmed_at is None:
        offer.confirmed_at = timezone.now()
        offer.save(update_fields=["confirmed_at"])
        _record(need, offer, "confirm_offer", by)
    return offer


@transaction.atomic
def leave_for_good(*, volunteer: Volunteer, by: User | None) -> Volunteer:
    """She withdraws: what she was asked or promised for later is given back first."""
    live = SlotOffer.objects.live().filter(
        volunteer=volunteer, slot__session__starts_at__gt=timezone.now()
    )
    needs = live.values_list("slot__session__engagement__need", flat=True)
    for pk in sorted(set(needs)):  # all of them before her own row
        take(pk)
    acts = []
    for offer in live:
        need = _take(offer)
        _turn(offer, OfferState.DROPPED)
        _go_on_without(need, offer)
        acts.append(_act(need, offer, "drop_offer", by))
    append_many(acts)
    return withdraw_volunteer(volunteer=volunteer, by=by)


@transaction.atomic
def issue_offer_link(*, offer: SlotOffer, by: User) -> str:
    """A token for a volunteer without an account, until the session begins."""
    need = _take(offer)
    if offer.state not in ANSWERABLE:
        raise wrong_state(offer.get_state_display())
    _link, token = links.issue(
        purpose=OFFER_LINK,
        subject=offer.volunteer.subject,
        payload={"offer": offer.pk},
        expires_at=offer.slot.session.starts_at,
        by=by,
    )
    record(need, "issue_link", by, purpose=OFFER_LINK)
    return token


def _take(offer: SlotOffer) -> Need:
    """The need, the volunteer, and the offer as it is now, held until the verb ends."""
    need = take(offer.slot.session.engagement.need_id)
    offer.volunteer = hold_volunteers([offer.volunteer_id])[offer.volunteer_id]
    offer.refresh_from_db(fields=["state", "answer_by", "answered_at", "confirmed_at"])
    return need


def _turn(offer: SlotOffer, to: str) -> None:
    """Walk on; silence is no answer."""
    offer.state = str(to)
    if to != OfferState.LAPSED:
        offer.answered_at = timezone.now()
    offer.save(update_fields=["state", "answered_at", "confirmed_at"])


def _act(need: Need, offer: SlotOffer, action: str, by: User | None) -> Act:
    """In the volunteer's own trail: a need's would fill with single answers."""
    facts = {"offer": offer.public_id, "state": str(offer.state)}
    return Act(
        chain=need.community.district_code,
        action=f"matching.{action}",
        actor=by,
        subject=offer.volunteer.subject,
        facts={"need": need.public_id, **facts},
    )


def _record(need: Need, offer: SlotOffer, action: str, by: User | None) -> None:
    append_many([_act(need, offer, action, by)])


def _refuse_unfit(offer: SlotOffer) -> None:
    slot, volunteer = offer.slot, offer.volunteer
    if why := unfit(volunteer, slot, gates_of(slot.session)):
        raise refuse(why, str(SENTENCES[why]))
    spans = taken_times([volunteer.pk], *YES_STATES, but=offer.pk)[volunteer.pk]
    if clashes(slot.session, spans):
        raise refuse("clash", _("You said yes to something else at that time already."))


def _go_on_without(need: Need, offer: SlotOffer) -> None:
    session = offer.slot.session
    settle(session)
    [slot] = whole_slots().filter(pk=offer.slot_id)
    if not places_open(slot):
        return
    if session.starts_at - timezone.now() <= CONFIRM_FROM:
        tell_provider(session, "slot_gap")
    else:
        look_for_more(session, need, f"fill:{offer.public_id}:dropped")


def tell_provider(session: Session, kind: str) -> None:
    """Those who may find somebody else: the provider's administrators."""
    engagement = session.engagement
    for user in admins_of(engagement.provider):
        send(
            recipient=user,
            kind=f"matching.{kind}",
            params={
                "number": engagement.need.number,
                **when_and_where(session),
            },
            subject=engagement.subject,
            url=f"/desk/sessions/{session.public_id}/volunteers/",
        )


# --- who holds a place -----------------------------------------------------------------


def settle(session: Session) -> None:
    """Give the places of a session to those who said yes, and tell whoever moved.
    Where a slot is full, the rest who were asked are told that they are not needed any
    more."""
    slots = list(whole_slots().filter(session=session))
    yes = [o for slot in slots for o in slot.offers.all() if o.state in YES_STATES]
    places = {slot.pk: slot.number for slot in slots}
    pair = any(Gate.P2 in slot.gates for slot in slots)
    seated = {offer.pk for offer in _seated(yes, places, pair=pair)}
    for offer in yes:
        state = OfferState.ACCEPTED if offer.pk in seated else OfferState.WAITING
        if offer.state != state:
            offer.state = str(state)
            offer.save(update_fields=["state"])
            came = state == OfferState.ACCEPTED
            tell_volunteer(offer, "slot_place" if came else "slot_wait")
    _release(slots)


def _release(slots: Iterable[Slot]) -> None:
    for slot in slots:
        if places_open(slot):
            continue
        for offer in slot.offers.filter(state=OfferState.OFFERED).select_related(
            "volunteer__user"
        ):
            offer.slot = slot
            release(offer, "slot_released")


def release(offer: SlotOffer, kind: str) -> None:
    """Told that there is nothing to do; a conditional update, so it is told once."""
    same = SlotOffer.objects.filter(pk=offer.pk, state=offer.state)
    if same.update(state=OfferState.RELEASED):
        offer.state = str(OfferState.RELEASED)
        tell_volunteer(offer, kind)


def _seated(
    yes: Sequence[SlotOffer], places: dict[int, int], *, pair: bool
) -> list[SlotOffer]:
    """Who holds a place: whoever has one keeps it, then who said yes first. Minors
    only beside two adults; in a home two persons or nobody."""
    order = sorted(
        yes, key=lambda o: (o.state != OfferState.ACCEPTED, o.answered_at, o.pk)
    )
    chosen = _fitting(order, places)
    if _adults(chosen) < PAIR:
        chosen = _fitting([o for o in order if not _minor(o)], places)
        if _adults(chosen) >= PAIR:
            chosen = _fitting([*chosen, *(o for o in order if _minor(o))], places)
    return [] if pair and len(chosen) < PAIR else chosen


def _fitting(order: Iterable[SlotOffer], places: dict[int, int]) -> list[SlotOffer]:
    used: Counter[int] = Counter()
    chosen = []
    for offer in order:
        if used[offer.slot_id] < places[offer.slot_id]:
            used[offer.slot_id] += 1
            chosen.append(offer)
    return chosen


def _minor(offer: SlotOffer) -> bool:
    return offer.volunteer.is_minor(timezone.localdate(offer.slot.session.starts_at))


def _adults(chosen: Iterable[SlotOffer]) -> int:
    return sum(not _minor(offer) for offer in chosen)
