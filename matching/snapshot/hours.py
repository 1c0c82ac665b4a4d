"""A confirmed session and what stands beside it, as the engine looks at hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from matching.engine.plausible import HourView, Limits
from matching.enums import SessionState
from matching.models import Attendance, HourEntry
from organisations.models import Appointment, Person

DAY = timedelta(days=1)


def hours_beside(session: int) -> list[HourView]:
    """The confirmed sessions that share a person, within a day, or a hand, within
    minutes, with this one, itself among them; in a fixed number of queries."""
    rows = Attendance.objects.standing().filter(
        session__state=SessionState.CONFIRMED, second_at__isnull=False
    )
    mine = rows.select_related("session__keeper").filter(session=session).first()
    if mine is None:
        return []
    near = {mine.pk, *rows.filter(_same_minutes(mine)).values_list("pk", flat=True)}
    if (people := _same_people(mine)) is not None:
        near |= set(rows.filter(people).values_list("pk", flat=True))
    found = rows.filter(pk__in=near).select_related(
        "session__engagement__need", "session__keeper"
    )
    return list(_views(list(found.order_by("pk"))))


def _same_people(mine: Attendance) -> Q | None:
    """Within a day, where one of those who were here was, too; None for nobody."""
    there = set(mine.entries.values_list("person__phone_digest", "person"))
    if (keeper := mine.session.keeper) is not None:
        there.add((keeper.phone_digest, keeper.pk))
    if not there:
        return None
    digests, keys = {d for d, _pk in there if d}, {pk for _d, pk in there}
    starts = mine.session.starts_at
    near = Q(session__starts_at__range=(starts - DAY, starts + DAY))
    return near & (
        Q(entries__person__in=keys)
        | Q(entries__person__phone_digest__in=digests)
        | Q(session__keeper__in=keys)
        | Q(session__keeper__phone_digest__in=digests)
    )


def _same_minutes(mine: Attendance) -> Q:
    """Where one of the two hands turned a key within minutes of this one's."""
    span = Limits().burst_within
    found = Q(pk__in=[])
    for hand, at in (
        (mine.first_by_id, mine.first_at),
        (mine.second_by_id, mine.second_at),
    ):
        if hand is not None:
            moments = (at - span, at + span)
            found |= Q(first_by=hand, first_at__range=moments)
            found |= Q(second_by=hand, second_at__range=moments)
    return found


def _views(rows: list[Attendance]) -> Iterable[HourView]:
    served = _served(rows)
    houses = _houses({pk for row in rows for pk in (row.first_by_id, row.second_by_id)})
    for row in rows:
        session = row.session
        need = session.engagement.need
        people = dict(served[row.pk])
        if session.keeper is not None:
            people.setdefault(face(session.keeper), row.minutes)
        second = row.second_by_id or 0
        helper = f"person:{row.second_person_id}" if row.second_person_id else ""
        yield HourView(
            id=row.pk,
            place=f"place:{session.place_id}"
            if session.place_id
            else f"need:{need.pk}",
            starts=timezone.localtime(session.starts_at),
            ends=timezone.localtime(session.ends_at),
            minutes=row.minutes,
            raised=timezone.localtime(need.raised_at),
            keys_at=(row.first_at, row.second_at),
            hands=(f"user:{row.first_by_id}", f"user:{second}" if second else helper),
            houses=(
                houses[row.first_by_id] | {row.first_employer_id},
                houses[second] if second else frozenset(),
            ),
            people=tuple(sorted(people.items())),
        )


def face(person: Person) -> str:
    """One person by her number, whoever wrote it down."""
    return person.phone_digest or person.id_digest or f"person:{person.pk}"


def _served(rows: list[Attendance]) -> dict[int, list[tuple[str, int]]]:
    """By attendance, who was there; hours recorded elsewhere were served here, too."""
    entries = (
        HourEntry.objects.filter(attendance__in=rows)
        .order_by()
        .values_list("attendance", "person")
        .annotate(sum=Sum("minutes"))
    )
    sums = list(entries)
    people = Person.objects.in_bulk({person for _row, person, _sum in sums})
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row, person, minutes in sums:
        if minutes > 0:
            found[row].append((face(people[person]), minutes))
    return found


def _houses(users: set[int | None]) -> dict[int, frozenset[int]]:
    """By user, every body that she works or worked for, or administers."""
    found: dict[int, set[int]] = defaultdict(set)
    held = Appointment.objects.filter(user__in=[pk for pk in users if pk])
    for user, provider, employer in held.values_list("user", "provider", "employer"):
        found[user] |= {pk for pk in (provider, employer) if pk}
    return defaultdict(frozenset, {pk: frozenset(ids) for pk, ids in found.items()})
