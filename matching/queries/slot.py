"""Places for volunteers: what is open, who is asked, what was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import (
    ADULT_GATES,
    NeedState,
    OfferState,
    SessionState,
    Track,
)
from matching.models import HourEntry, Need, Session, Slot, SlotOffer, WishClaim
from organisations.enums import PERSON_GATES, Gate, Role, VolunteerState
from organisations.models import Appointment, User, Volunteer
from records.queries import Handed, Waiting, handed_over, told_at

HELP = gettext_lazy("Volunteer service")
OFFERED = "matching.slot_offered"
CONFIRM_FROM = timedelta(hours=48)
LATE = timedelta(hours=24)
LONGEST = 50
SHOWN_AFTER = timedelta(days=31)


class Span(NamedTuple):
    """When somebody is taken, and by which session."""

    start: datetime
    end: datetime
    session: int


def whole_slots() -> QuerySet[Slot]:
    """Slots with their session, need and offers, in a fixed number of queries."""
    offers = SlotOffer.objects.select_related(
        "volunteer__person", "volunteer__home", "volunteer__user"
    )
    return Slot.objects.select_related(
        "session__place",
        "session__engagement__provider",
        "session__engagement__need__community",
        "session__engagement__line__item__service_type",
        "skill",
    ).prefetch_related(Prefetch("offers", offers))


def open_slots(district: str, monday: date) -> list[Slot]:
    """Slots of a week's sessions that nobody has begun, of one district."""
    start = timezone.make_aware(datetime.combine(monday, time()))
    return list(
        whole_slots().filter(
            session__state=SessionState.PLANNED,
            session__starts_at__gte=max(start, timezone.now()),
            session__starts_at__lt=start + timedelta(days=7),
            session__engagement__need__community__code__startswith=district,
        )
    )


def count_of(slot: Slot, *states: str) -> int:
    """Offers of a slot (read before) in these states."""
    return sum(offer.state in states for offer in slot.offers.all())


def places_open(slot: Slot) -> int:
    return max(slot.number - count_of(slot, OfferState.ACCEPTED), 0)


def with_ways(offers: Collection[SlotOffer]) -> None:
    """Set on each offer how it reached its volunteer: `told`, the message to her
    account, and `handed`, the links that were given to her by hand."""
    users = {o.volunteer.user_id for o in offers if o.volunteer.user_id}
    found = told_at(OFFERED, users, [offer_url(o) for o in offers]) if users else []
    told = {each.url: each for each in found}
    alone = {o.volunteer.subject for o in offers if not o.volunteer.user_id}
    handed: dict[int, list[Handed]] = defaultdict(list)
    for each in handed_over(alone) if alone else ():
        handed[each.link.payload.get("offer", 0)].append(each)
    for offer in offers:
        offer.told, offer.handed = told.get(offer_url(offer)), handed[offer.pk]


def offer_url(offer: SlotOffer) -> str:
    return f"/desk/offers/{offer.public_id}/"


def still_to_ask(slot: Slot) -> int:
    """A wave asks half as many again as there are places open, rounded up; whoever has
    not answered yet, or waits for a place, counts. Where two must go, two are asked."""
    places = places_open(slot)
    pending = count_of(slot, OfferState.OFFERED, OfferState.WAITING)
    wanted = max(-(-places * 3 // 2) - pending, 0)
    return max(wanted, 2) if wanted and Gate.P2 in slot.gates else wanted


def gates_of(session: Session) -> frozenset[str]:
    """What binds one place of a home or of children binds the whole session."""
    slots = Slot.objects.filter(session=session)
    return frozenset(
        gate for gates in slots.values_list("gates", flat=True) for gate in gates
    )


def unfit(volunteer: Volunteer, slot: Slot, gates: Collection[str]) -> str:
    """Why a volunteer may not take a slot whose session has these gates; "" if she
    may. The same gates as the engine's, asked when it matters."""
    day = timezone.localdate(slot.session.starts_at)
    held = {each.gate for each in volunteer.clearances.all() if each.expires_on >= day}
    if volunteer.state == VolunteerState.WITHDRAWN:
        return "left"
    if ADULT_GATES & set(gates) and volunteer.is_minor(day):
        return "minor"
    if {gate for gate in slot.gates if gate in PERSON_GATES} - held:
        return "clearance"
    skills = {kind.pk for kind in volunteer.skills.all()}
    return "skill" if slot.skill_id and slot.skill_id not in skills else ""


def taken_times(
    volunteers: Collection[int], *states: str, but: int | None = None
) -> dict[int, list[Span]]:
    """By volunteer, the coming sessions with an offer in these states; `but` leaves
    one offer out."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = SlotOffer.objects.filter(
        volunteer__in=volunteers,
        state__in=states,
        slot__session__state=SessionState.PLANNED,
        slot__session__ends_at__gt=timezone.now(),
    ).exclude(pk=but)
    fields = ("session__starts_at", "session__ends_at", "session")
    for pk, *span in rows.values_list("volunteer", *(f"slot__{f}" for f in fields)):
        found[pk].append(Span(*span))
    return found


def clashes(session: Session, spans: Iterable[Span]) -> bool:
    """Whether somebody who is taken then cannot come: nobody is in a session twice."""
    return any(
        span.session == session.pk
        or (span.start < session.ends_at and session.starts_at < span.end)
        for span in spans
    )


# --- what one did ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Served:
    """Hours that count: both keys of their session were turned."""

    minutes: int
    times: int
    ones: tuple[tuple[str, bool], ...]
    """The five ones, each with whether it was done."""

    @property
    def hours(self) -> str:
        return f"{self.minutes / 60:.1f}"


def counted(volunteer: Volunteer) -> QuerySet[SlotOffer]:
    """Offers whose session was confirmed by two keys; where the provider kept a list
    of those who served, `minutes` is what it says, and who is not on it did not come."""
    listed = HourEntry.objects.filter(attendance__session=OuterRef("slot__session"))
    own = listed.filter(person=volunteer.person_id).order_by().values("person")
    offers = SlotOffer.objects.filter(
        volunteer=volunteer,
        state=OfferState.ACCEPTED,
        slot__session__state=SessionState.CONFIRMED,
    ).annotate(
        listed=Exists(listed),
        minutes=Subquery(own.annotate(sum=Sum("minutes")).values("sum")),
    )
    return offers.filter(Q(listed=False) | Q(minutes__gt=0))


def who_accepted(session: Session) -> list[Volunteer]:
    """Volunteers who said yes to a place of this session."""
    offers = SlotOffer.objects.filter(slot__session=session, state=OfferState.ACCEPTED)
    found = offers.select_related("volunteer__person").order_by("pk")
    return [offer.volunteer for offer in found]


def served(volunteer: Volunteer) -> Served:
    """Ticked by what was done; nobody ticks anything herself."""
    rows = counted(volunteer).values_list(
        "slot__session__starts_at",
        "slot__session__ends_at",
        "minutes",
        "slot__session__engagement__need__track",
        "slot__session__engagement__need__state",
    )
    done = list(rows)
    minutes = sum(
        int((end - start).total_seconds() // 60) if listed is None else listed
        for start, end, listed, *_rest in done
    )
    tracks = {track for *_times, track, _state in done}
    solved = any(state == NeedState.CLOSED for *_rest, state in done)
    wish = _wish_done(volunteer)
    raised = bool(volunteer.user_id) and (
        Need.objects.filter(raised_by=volunteer.user_id).exists()
    )
    ones = (
        (_("Served once as a volunteer of the grid"), bool(done)),
        (_("Joined one activity"), Track.PROJECT in tracks),
        (_("Made one proposal"), raised),
        (_("Helped solve one problem"), solved or wish),
        (_("Helped one household"), Track.INDIVIDUAL in tracks or wish),
    )
    return Served(minutes, len(done), ones)


def _wish_done(volunteer: Volunteer) -> bool:
    done = (NeedState.COMPLETED, NeedState.CLOSED)
    claims = WishClaim.objects.filter(by=volunteer.user_id, need__state__in=done)
    return bool(volunteer.user_id) and claims.exists()


def offers_of(volunteer: Volunteer) -> QuerySet[SlotOffer]:
    """What somebody was offered, with what a page says of it."""
    return SlotOffer.objects.filter(volunteer=volunteer).select_related(
        "slot__skill",
        "slot__session__place",
        "slot__session__engagement__provider",
        "slot__session__engagement__need__community",
        "slot__session__engagement__line__item__service_type",
        "volunteer__person",
    )


def promised(volunteer: int) -> list[SlotOffer] | None:
    """The coming sessions, and those of the last month, to which a volunteer (her key)
    said yes and has a place; None when she has left."""
    staying = Volunteer.objects.staying().filter(pk=volunteer).first()
    if staying is None:
        return None
    offers = offers_of(staying).filter(
        state=OfferState.ACCEPTED,
        slot__session__starts_at__gt=timezone.now() - SHOWN_AFTER,
    )
    kept = offers.exclude(slot__session__state=SessionState.CANCELLED)
    return list(kept.order_by("slot__session__starts_at", "pk"))


# --- what waits ------------------------------------------------------------------------


def waiting_offers(
    user: User, appointments: Iterable[Appointment]
) -> Iterator[Waiting]:
    """For a volunteer offers and a word to give; for a provider's administrator
    sessions of the next two days for which somebody is missing."""
    held = list(appointments)
    if any(each.role == Role.VOLUNTEER for each in held):
        yield from _to_answer(user)
    own = [a.provider_id for a in held if a.role == Role.PROVIDER_ADMIN]
    if own:
        yield from _missing(own)


def _to_answer(user: User) -> Iterator[Waiting]:
    now = timezone.now()
    again = Q(state=OfferState.ACCEPTED, confirmed_at=None, asked_again_at__lte=now)
    offers = SlotOffer.objects.filter(
        Q(state=OfferState.OFFERED) | again,
        volunteer__user=user,
        slot__session__state=SessionState.PLANNED,
        slot__session__starts_at__gt=now,
    ).select_related(
        "slot__session__engagement__need__community",
        "slot__session__engagement__line__item__service_type",
    )
    for offer in offers.order_by("slot__session__starts_at", "pk")[:LONGEST]:
        session = offer.slot.session
        asked = offer.state == OfferState.OFFERED
        title = _("Can you help?") if asked else _("Are you coming?")
        yield Waiting(
            title=f"{title} {offer.slot.role}",
            url=reverse("matching:offer", args=[offer.public_id]),
            since=offer.asked_at,
            until=offer.answer_by if asked else session.starts_at,
            group=HELP,
            detail=f"{timezone.localtime(session.starts_at):%m-%d %H:%M} · "
            f"{session.engagement.need.community}",
            tone="amber",
        )


def _missing(providers: list[int]) -> Iterator[Waiting]:
    now = timezone.now()
    slots = whole_slots().filter(
        session__engagement__provider__in=providers,
        session__state=SessionState.PLANNED,
        session__starts_at__gt=now,
        session__starts_at__lte=now + CONFIRM_FROM,
    )
    for slot in slots[:LONGEST]:
        if missing := places_open(slot):
            session = slot.session
            title = _("%(n)d missing: %(role)s") % {"n": missing, "role": slot.role}
            yield Waiting(
                title=title,
                url=reverse("matching:slots", args=[session.public_id]),
                until=session.starts_at,
                group=HELP,
                detail=f"{session.engagement.need.community} · "
                f"{session.engagement.need.number}",
                tone="red",
            )
