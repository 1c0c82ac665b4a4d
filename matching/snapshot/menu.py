"""What is offered, as the engine sees it: rows to values, a fixed number of queries
whatever the number of candidates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from matching.engine import CandidateView
from matching.engine.types import Intervals
from matching.enums import LOST_ENGAGEMENTS, EngagementState
from matching.models import Engagement
from organisations.enums import Gate
from organisations.models import Capability, Grade, Provider
from organisations.models.capability import CapabilityQuerySet
from organisations.queries import VerificationState, capacity_used, verification_state

RECENT = timedelta(days=28)
History = tuple[int, float | None, int]


@dataclass(frozen=True, slots=True)
class Menu:
    """Everything offered at one moment, read once: for one need, or for many at a time
    in which nobody is invited."""

    rows: dict[int, list[Capability]]
    used: dict[tuple[int, date], int]
    states: dict[int, VerificationState]
    grades: dict[int, int]
    awards: Counter[int]

    def texts(self) -> dict[int, list[str]]:
        """By provider, what its texts say: what affinity is fitted on."""
        every = (row.provider for rows in self.rows.values() for row in rows)
        found = {provider.pk: provider for provider in every}
        return {pk: list(_texts(found[pk])) for pk in sorted(found)}


def intervals(days: str, start: time | None, end: time | None) -> Intervals:
    """Minutes of the week, half open; days "" means every day, no times all day."""
    if not days and start is None and end is None:
        return ()
    first = start.hour * 60 + start.minute if start else 0
    last = end.hour * 60 + end.minute if end else 24 * 60
    return tuple(
        ((int(day) - 1) * 1440 + first, (int(day) - 1) * 1440 + last)
        for day in sorted(days or "1234567")
    )


def menu_of(service_types: Iterable[int], weeks: Iterable[date], today: date) -> Menu:
    """What is offered of these services, and what of these weeks is taken."""
    offered = Capability.objects.on_menu().filter(service_type__in=service_types)
    return menu_from(offered, weeks, today)


def menu_from(offered: CapabilityQuerySet, weeks: Iterable[date], today: date) -> Menu:
    """These capabilities, and what of these weeks is taken."""
    rows = list(
        offered.select_related("provider__street", "service_type")
        .prefetch_related("windows", "territories", "provider__past_projects")
        .order_by("pk")
    )
    providers = {row.provider_id for row in rows}
    by_type: dict[int, list[Capability]] = defaultdict(list)
    for row in rows:
        by_type[row.service_type_id].append(row)
    return Menu(
        rows=by_type,
        used=capacity_used([row.pk for row in rows], sorted(set(weeks))),
        states=verification_state(rows),
        grades=_grades(providers, today),
        awards=_awards(providers),
    )


def candidates(
    menu: Menu, service_types: Iterable[int], weeks: Iterable[date], street: str | None
) -> Iterator[CandidateView]:
    """Who offers these services, by id; `street` is where a delivery counts as near."""
    mondays = sorted(set(weeks))
    rows = sorted(
        (row for kind in set(service_types) for row in menu.rows.get(kind, ())),
        key=lambda row: row.pk,
    )
    history = _history(street, [row.pk for row in rows])
    for row in rows:
        taken = max((menu.used.get((row.pk, week), 0) for week in mondays), default=0)
        yield _candidate(
            row,
            free=max(row.weekly_capacity - taken, 0),
            state=menu.states[row.pk],
            grade=menu.grades.get(row.provider_id),
            awards=menu.awards[row.provider_id],
            history=history.get(row.pk, (0, None, 0)),
        )


def _grades(providers: set[int], today: date) -> dict[int, int]:
    rows = Grade.objects.in_force(today).filter(provider__in=providers)
    return dict(rows.order_by("since", "pk").values_list("provider_id", "level"))


def _awards(providers: set[int]) -> Counter[int]:
    """By provider, engagements of the last weeks that did not come to nothing."""
    since = timezone.now() - RECENT
    rows = Engagement.objects.filter(invited_at__gte=since, provider__in=providers)
    won = rows.exclude(state__in=LOST_ENGAGEMENTS).order_by()
    return Counter(won.values_list("provider_id", flat=True))


def _history(street: str | None, capabilities: list[int]) -> dict[int, History]:
    """By capability: deliveries in this street, share of answered that were done, and
    out of how many."""
    ended = Q(state=EngagementState.CONFIRMED)
    failed = Q(state__in=(EngagementState.CANCELLED, EngagementState.NO_SHOW))
    here = Q(need__community__code__startswith=street)
    if street is None:
        here = Q(pk__in=[])
    rows = (
        Engagement.objects.filter(line__capability__in=capabilities)
        .order_by()
        .values_list("line__capability_id")
        .annotate(
            near=Count("pk", filter=ended & here),
            done=Count("pk", filter=ended),
            lost=Count("pk", filter=failed),
        )
    )
    return {
        pk: (near, done / (done + lost) if done + lost else None, done + lost)
        for pk, near, done, lost in rows
    }


def _candidate(
    row: Capability,
    *,
    free: int,
    state: VerificationState,
    grade: int | None,
    awards: int,
    history: History,
) -> CandidateView:
    near, success, ended = history
    return CandidateView(
        id=row.pk,
        provider=row.provider_id,
        kind=row.provider.kind,
        service_type=row.service_type.code,
        coverage=frozenset(place.code for place in row.territories.all()),
        weekly=row.weekly_capacity,
        free=free,
        windows=_windows(row),
        verified=state.checked,
        expires=state.expires_on,
        gates=_gates(row),
        price=row.price,
        funding=frozenset(row.funding),
        texts=_texts(row.provider),
        home=row.provider.street.code,
        grade=grade,
        delivered=state.deliveries,
        delivered_near=near,
        success=success,
        ended=ended,
        awards=awards,
        languages=frozenset(row.provider.languages),
    )


def _windows(row: Capability) -> Intervals:
    found = [
        interval
        for window in row.windows.all()
        for interval in intervals(window.days, window.start, window.end)
    ]
    return tuple(sorted(found))


def _gates(row: Capability) -> frozenset[str]:
    """Gates it says it meets; a licence counts when its number is on file."""
    met = set(row.gates)
    if not row.licence_no:
        met.discard(Gate.LIC)
    return frozenset(met)


def _texts(provider: Provider) -> tuple[str, ...]:
    """Projects with their title in a line of its own, which the summary has not."""
    work = [f"{each.title}\n{each.text}" for each in provider.past_projects.all()]
    summary = " ".join(provider.summary.split())
    return (*work, summary) if summary else tuple(work)
