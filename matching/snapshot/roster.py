"""Slots and volunteers as the roster engine sees them, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from matching.engine import roster as engine
from matching.engine.types import Intervals, PersonView, SlotView
from matching.enums import LIVE_OFFERS, OfferState, SessionState
from matching.models import OfferMonth, Session, Slot, SlotOffer
from matching.queries.slot import open_slots, still_to_ask, whole_slots
from matching.snapshot.menu import intervals
from organisations.models import Clearance, FreeWindow, Volunteer, monday_of

WEEK = 7 * 24 * 60
RECENT = timedelta(weeks=4)
MINUTE = timedelta(minutes=1)
Held = dict[int, list[Any]]


def chosen_for(district: str, monday: date) -> dict[int, list[int]]:
    """By slot the volunteers to ask next, for all sessions of a week together; whoever
    was asked for one of the places still open is not asked for these again."""
    slots = [(slot, still_to_ask(slot)) for slot in open_slots(district, monday)]
    views = [slot_view(slot, monday, number) for slot, number in slots if number]
    if not views:
        return {}
    asked = {
        o.volunteer_id for slot, number in slots if number for o in slot.offers.all()
    }
    crowd = Volunteer.objects.active().filter(home__code__startswith=district)
    found = engine.fill(views, persons(crowd.exclude(pk__in=asked), monday))
    chosen: dict[int, list[int]] = defaultdict(list)
    for offer in found.offers:
        chosen[offer.slot].append(offer.person)
    return dict(chosen)


def cover_for(slot: Slot, *, gone: int = 0) -> list[engine.Offer]:
    """Who of the street (or, where nobody is left there, of the district) could step
    in: idle first, then the least recently asked, with what speaks for each."""
    code = slot.session.engagement.need.community.code
    return _cover(slot, code[:9], gone) or _cover(slot, code[:6], gone)


def _cover(slot: Slot, code: str, gone: int) -> list[engine.Offer]:
    monday = monday_of(timezone.localdate(slot.session.starts_at))
    beside = list(whole_slots().filter(session=slot.session))
    coming = [
        engine.Offer(each.pk, offer.volunteer_id, 0.0, ())
        for each in beside
        for offer in each.offers.all()
        if offer.state in LIVE_OFFERS
    ]
    here = Volunteer.objects.active().filter(home__code__startswith=code)
    crowd = here | Volunteer.objects.filter(pk__in=[each.person for each in coming])
    roster = engine.Roster(
        slots=tuple(slot_view(each, monday, each.number) for each in beside),
        offers=tuple(coming),
        waiting=(),
        unfilled=(),
        fit=0.0,
        bound=0.0,
        proven=True,
    )
    people = persons(crowd, monday)
    found = engine.cover(slot.pk, roster, people, gone=gone)
    asked = {offer.volunteer_id for offer in slot.offers.all()}
    busy = _busy(crowd, monday)
    return sorted(
        (each for each in found if each.person not in asked),
        key=lambda each: each.person in busy,
    )


def slot_view(slot: Slot, monday: date, number: int) -> SlotView:
    session = slot.session
    need = session.engagement.need
    start, end = _span(session, monday)
    return SlotView(
        id=slot.pk,
        session=session.pk,
        start=start,
        end=end,
        number=number,
        skill=slot.skill.code if slot.skill else "",
        role=session.engagement.line.item.service_type.code,
        gates=frozenset(slot.gates),
        community=need.community.code,
        languages=frozenset(need.languages),
        provider=session.engagement.provider_id,
    )


def persons(crowd: Any, monday: date) -> list[PersonView]:
    """Everybody of a crowd as the month and this week stand; no name is read."""
    crowd = crowd.order_by()
    today = timezone.localdate()
    skills = _held(Volunteer.skills.through, crowd, "servicetype__code")
    teams = _held(Volunteer.teams.through, crowd, "provider_id")
    windows = _windows(crowd)
    valid = Q(expires_on__gte=monday + timedelta(days=6))
    clearances = _held(Clearance, crowd, "gate", valid)
    month = Q(month=today.replace(day=1))
    used = _held(OfferMonth, crowd, "used", month)
    asked = _asked(crowd)
    load, busy = _load(crowd), _busy(crowd, monday)
    rows = crowd.values_list(
        "pk",
        "home__code",
        "languages",
        "unit_days",
        "days_confirmed_at",
        "person__birth_year",
    )
    return [
        PersonView(
            id=pk,
            skills=frozenset(skills.get(pk, ())),
            windows=_free(windows.get(pk, ()), busy.get(pk, ())),
            home=home,
            unit_days=frozenset(map(int, days)) if confirmed else frozenset(),
            languages=frozenset(languages),
            clearances=frozenset(clearances.get(pk, ())),
            teams=frozenset(teams.get(pk, ())),
            offers=sum(used.get(pk, ())),
            asked=(today - timezone.localdate(asked[pk])).days if pk in asked else None,
            load=load[pk],
            age=monday.year - born - 1 if born else None,
        )
        for pk, home, languages, days, confirmed, born in rows
    ]


def _held(model: Any, crowd: Any, field: str, only: Q | None = None) -> Held:
    """By volunteer, the values of a table beside."""
    found: Held = defaultdict(list)
    rows = model.objects.filter(only or Q(), volunteer__in=crowd.values("pk"))
    for pk, value in rows.order_by().values_list("volunteer_id", field):
        found[pk].append(value)
    return found


def _windows(crowd: Any) -> Held:
    found: Held = defaultdict(list)
    rows = FreeWindow.objects.filter(volunteer__in=crowd.values("pk")).order_by()
    for pk, *window in rows.values_list("volunteer_id", "days", "start", "end"):
        found[pk] += intervals(*window)
    return found


def _asked(crowd: Any) -> dict[int, datetime]:
    rows = SlotOffer.objects.filter(volunteer__in=crowd.values("pk")).order_by()
    return dict(rows.values_list("volunteer").annotate(last=Max("asked_at")))


def _load(crowd: Any) -> Counter[int]:
    """By volunteer, hours that counted in the last four weeks."""
    hours: Counter[int] = Counter()
    rows = SlotOffer.objects.filter(
        volunteer__in=crowd.values("pk"),
        state=OfferState.ACCEPTED,
        slot__session__state=SessionState.CONFIRMED,
        slot__session__starts_at__gte=timezone.now() - RECENT,
    ).order_by()
    fields = ("slot__session__starts_at", "slot__session__ends_at")
    for pk, start, end in rows.values_list("volunteer", *fields):
        hours[pk] += (end - start).total_seconds() / 3600
    return hours


def _busy(crowd: Any, monday: date) -> Held:
    """By volunteer, minutes of the week at which she may be needed already."""
    found: Held = defaultdict(list)
    start = timezone.make_aware(datetime.combine(monday, time()))
    rows = SlotOffer.objects.live().filter(
        volunteer__in=crowd.values("pk"),
        slot__session__state=SessionState.PLANNED,
        slot__session__ends_at__gt=start,
        slot__session__starts_at__lt=start + timedelta(days=8),
    )
    for offer in rows.order_by().select_related("slot__session"):
        found[offer.volunteer_id].append(_span(offer.slot.session, monday))
    return found


def _span(session: Session, monday: date) -> tuple[int, int]:
    """Minutes from the Monday, in local time, the last one rounded up."""
    zero = datetime.combine(monday, time())
    start = timezone.make_naive(session.starts_at) - zero
    end = timezone.make_naive(session.ends_at) - zero
    return start // MINUTE, -(-end // MINUTE)


def _free(windows: Iterable[tuple[int, int]], busy: Collection[Any]) -> Intervals:
    """Windows without what is taken; none at all means any time, so that somebody
    whose whole week is taken keeps a window of no length."""
    if not busy:
        return tuple(sorted(windows))
    left = list(windows) or [(0, WEEK)]
    for start, end in busy:
        left = [
            part
            for first, last in left
            for part in ((first, min(last, start)), (max(first, end), last))
            if part[0] < part[1]
        ]
    return tuple(sorted(left)) or ((0, 0),)
