"""Places of a session: a provider looks for volunteers, waves of offers go out.

Every verb takes the need first, then volunteers in their order, the ledger last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, wrong_state
from matching.domain.step import act, record, take
from matching.enums import (
    BINDING_GATES,
    LIVE_OFFERS,
    SLOT_GATES,
    SessionState,
    Track,
)
from matching.models import Need, OfferMonth, Session, Slot, SlotOffer
from matching.models.slot import MOST_OFFERS
from matching.queries.slot import (
    Span,
    clashes,
    gates_of,
    offer_url,
    still_to_ask,
    taken_times,
    unfit,
    whole_slots,
)
from organisations.enums import Gate, VolunteerState
from organisations.models import ServiceType, User, Volunteer, monday_of
from records.domain.job import enqueue
from records.domain.ledger import append_many
from records.domain.message import send

ANSWER_TIME = timedelta(hours=48)
PAIR = 2


@transaction.atomic
def add_slot(
    *,
    session: Session,
    role: str,
    number: int,
    skill: ServiceType | None = None,
    gates: Iterable[str] = (),
    by: User,
) -> Slot:
    """Look for so many volunteers for a session that has not begun; those who fit are
    asked at once. What the service itself asks of persons binds every place.

    Raises ValidationError: `wrong_state` (begun), `confidential`, `pair` (one place
    where two persons go), or by field for a bad number.
    """
    need = take(session.engagement.need_id)
    refuse_over(session)
    if need.track == Track.CONFIDENTIAL:
        raise refuse(
            "confidential", _("For a confidential case no volunteer is looked for.")
        )
    bound = {g for g in BINDING_GATES if g in _service(session).gates}
    slot = Slot(
        session=session,
        role=role.strip(),
        number=number,
        skill=skill,
        gates=sorted({str(g) for g in gates if g in SLOT_GATES} | bound),
    )
    slot.full_clean()
    _refuse_alone(slot)
    slot.save()
    look_for_more(session, need, f"fill:{slot.public_id}")
    record(need, "add_slot", by, session=session.public_id, number=number)
    return slot


def refuse_over(session: Session) -> None:
    """Raises `wrong_state` for a session that has begun or does not take place."""
    session.refresh_from_db(fields=["state", "starts_at", "ends_at"])
    if session.state != SessionState.PLANNED or session.starts_at <= timezone.now():
        raise wrong_state(session.get_state_display())


def _refuse_alone(slot: Slot) -> None:
    """Where two go or nobody, one place could never be filled."""
    others = list(Slot.objects.filter(session=slot.session))
    pair = any(Gate.P2 in each.gates for each in (slot, *others))
    if pair and sum(each.number for each in (slot, *others)) < PAIR:
        raise refuse(
            "pair",
            _("Two persons go to a home, or nobody: look for two at least."),
            field="number",
        )


def _service(session: Session) -> ServiceType:
    return session.engagement.line.item.service_type


def look_for_more(session: Session, need: Need, key: str) -> None:
    """Ask for the next wave of all sessions of that week in the district."""
    monday = monday_of(timezone.localdate(session.starts_at))
    enqueue(
        kind="matching.fill_slots",
        key=key,
        payload={"district": need.community.code[:6], "monday": monday.isoformat()},
    )


@transaction.atomic
def offer_slots(*, chosen: Mapping[int, Sequence[int]]) -> int:
    """Offer slots to the volunteers that were found for them; how many were asked.

    Everything is looked at again: whoever was asked twice this month, is taken then,
    or no longer fits is left out; no slot asks more than a wave.
    """
    slots = Slot.objects.filter(pk__in=list(chosen))
    numbers = slots.values_list("session__engagement__need", flat=True)
    needs = {pk: take(pk) for pk in sorted(set(numbers))}
    held = hold_volunteers({pk for people in chosen.values() for pk in people})
    taken = taken_times(list(held), *LIVE_OFFERS)
    asked, acts = 0, []
    for slot in whole_slots().filter(pk__in=list(chosen)):
        need = needs[slot.session.engagement.need_id]
        people = [held[pk] for pk in chosen[slot.pk] if pk in held]
        if made := _wave(slot, people, taken):
            facts = {"session": slot.session.public_id, "asked": len(made)}
            acts.append(act(need, "offer_slots", None, wave=slot.wave, **facts))
            asked += len(made)
    append_many(acts)
    return asked


def hold_volunteers(numbers: Collection[int]) -> dict[int, Volunteer]:
    """Take their rows in one order, so that no two verbs wait for each other."""
    rows = Volunteer.objects.select_for_update(of=("self",), no_key=True)
    found = (
        rows.filter(pk__in=numbers)
        .select_related("person", "user")
        .prefetch_related("skills", "clearances")
        .order_by("pk")
    )
    return {each.pk: each for each in found}


def _wave(
    slot: Slot, people: Sequence[Volunteer], taken: dict[int, list[Span]]
) -> list[SlotOffer]:
    """One wave of a slot; nobody where its session is over."""
    session = slot.session
    over = session.state != SessionState.PLANNED or session.starts_at <= timezone.now()
    room = 0 if over else still_to_ask(slot)
    gates = gates_of(session)
    known = {offer.volunteer_id for offer in slot.offers.all()}
    made: list[SlotOffer] = []
    for volunteer in people:
        if len(made) == room:
            break
        if volunteer.pk in known or clashes(session, taken[volunteer.pk]):
            continue
        if may_ask(volunteer, slot, gates):
            made.append(_offer(slot, volunteer, slot.wave + 1))
            span = Span(session.starts_at, session.ends_at, session.pk)
            taken[volunteer.pk].append(span)
    if made:
        slot.wave += 1
        Slot.objects.filter(pk=slot.pk).update(wave=slot.wave)
    return made


def may_ask(volunteer: Volunteer, slot: Slot, gates: Collection[str]) -> bool:
    """Active, fit, and asked less than twice this month: then this time is counted."""
    if volunteer.state != VolunteerState.ACTIVE or unfit(volunteer, slot, gates):
        return False
    return count_asking(volunteer)


def count_asking(volunteer: Volunteer, on: date | None = None) -> bool:
    """Count one more offer this month, unless there were two: one statement decides."""
    month = (on or timezone.localdate()).replace(day=1)
    row, _new = OfferMonth.objects.get_or_create(volunteer=volunteer, month=month)
    room = OfferMonth.objects.filter(pk=row.pk, used__lt=MOST_OFFERS)
    return bool(room.update(used=F("used") + 1))


def _offer(slot: Slot, volunteer: Volunteer, wave: int) -> SlotOffer:
    now = timezone.now()
    offer = SlotOffer.objects.create(
        slot=slot,
        volunteer=volunteer,
        wave=wave,
        answer_by=answer_by(slot.session, now),
    )
    until = f"{timezone.localtime(offer.answer_by):%Y-%m-%d %H:%M}"
    tell_volunteer(offer, "slot_offered", until=until)
    return offer


def answer_by(session: Session, now: datetime) -> datetime:
    """Two days, or half of the time that is left."""
    return now + min(ANSWER_TIME, (session.starts_at - now) / 2)


@transaction.atomic
def ask_to_step_in(*, slot: Slot, volunteer: Volunteer, by: User) -> SlotOffer:
    """One tap of the provider: ask one more. The same limits hold.

    Raises ValidationError: `wrong_state` (over), `asked` (before), `no_place`, `unfit`
    (a gate, a clash, or asked twice this month)."""
    need = take(slot.session.engagement.need_id)
    refuse_over(slot.session)
    [fresh] = whole_slots().filter(pk=slot.pk)
    held = hold_volunteers([volunteer.pk])[volunteer.pk]
    if fresh.offers.filter(volunteer=held).exists():
        raise refuse("asked", _("This person was asked already."))
    spans = taken_times([held.pk], *LIVE_OFFERS)[held.pk]
    free = not clashes(fresh.session, spans)
    if not (free and may_ask(held, fresh, gates_of(fresh.session))):
        raise refuse(
            "unfit",
            _("This person cannot be asked any more. Choose somebody else."),
        )
    Slot.objects.filter(pk=fresh.pk).update(wave=F("wave") + 1)
    offer = _offer(fresh, held, fresh.wave + 1)
    session = fresh.session.public_id
    record(need, "offer_slots", by, session=session, wave=offer.wave, asked=1)
    return offer


def tell_volunteer(offer: SlotOffer, kind: str, **params: str) -> None:
    """Into the inbox, where there is an account; others are rung or sent a link."""
    if offer.volunteer.user is None:
        return
    send(
        recipient=offer.volunteer.user,
        kind=f"matching.{kind}",
        params={**when_and_where(offer.slot.session), **params},
        subject=offer.volunteer.subject,
        url=offer_url(offer),
    )


def when_and_where(session: Session) -> dict[str, Any]:
    community = session.engagement.need.community
    return {
        "when": f"{timezone.localtime(session.starts_at):%Y-%m-%d %H:%M}",
        "where": community.name,
        "where_en": community.name_en or community.name,
    }
