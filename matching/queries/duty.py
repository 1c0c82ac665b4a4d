"""Who is on duty: the named person at each of the four levels, and who stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.db.models.functions import Substr

from matching.enums import LEVELS, Danger, Level, NeedState, Track, Urgency
from matching.models import Absence, Need
from organisations.enums import Role
from organisations.models import Appointment, User

ROLE_OF_LEVEL = {
    Level.GRID: Role.GRID_LEADER,
    Level.COMMUNITY: Role.COMMUNITY_SECRETARY,
    Level.STREET: Role.STREET_OFFICER,
    Level.DISTRICT: Role.DUTY_DESK,
}
_STATION = (Role.SOCIAL_WORKER, Role.STATION_MANAGER)
_NEW = (NeedState.DRAFT, NeedState.RAISED, NeedState.RETURNED)


@dataclass(frozen=True, slots=True)
class Duty:
    """For one need: whom a level has, and whose own work it is."""

    levels: dict[str, list[User]] = field(default_factory=dict)
    hands: list[User] = field(default_factory=list)

    def held_by(self, level: str) -> bool:
        return bool(self.levels.get(level))

    def lowest(self) -> str:
        """The first level with a named person; a level without one counts as held by
        the next at once."""
        return next((level for level in LEVELS if self.held_by(level)), Level.DISTRICT)

    def above(self, level: str) -> str:
        """The next level with a named person; "" where there is none."""
        higher = LEVELS[LEVELS.index(Level(level)) + 1 :]
        return next((each for each in higher if self.held_by(each)), "")


def duty_of(needs: Iterable[Need], day: date | None = None) -> dict[int, Duty]:
    """Who is on duty today for each of these needs, in two queries for all of them."""
    wanted = list(needs)
    people = _appointed({need.community.code for need in wanted})
    cover = _covers(people, wanted, day)
    return {need.pk: _duty(need, people, cover) for need in wanted}


def _appointed(codes: set[str]) -> dict[tuple[str, str], list[User]]:
    """By role and place; a grid leader counts for the community of the grid."""
    over = {code[:n] for code in codes for n in (6, 9, 12)}
    roles = [*ROLE_OF_LEVEL.values(), *_STATION]
    held = (
        Appointment.objects.current()
        .filter(role__in=roles, user__is_active=True, territory__isnull=False)
        .annotate(community=Substr("territory__code", 1, 12))
        .filter(
            Q(territory__code__in=over) | Q(role=Role.GRID_LEADER, community__in=codes)
        )
        .select_related("user", "territory")
        .order_by("user__name", "user_id", "pk")
    )
    found: dict[tuple[str, str], list[User]] = defaultdict(list)
    for each in held:
        if each.user not in found[each.role, each.territory.code[:12]]:
            found[each.role, each.territory.code[:12]].append(each.user)
    return found


def _covers(
    people: dict[tuple[str, str], list[User]], needs: list[Need], day: date | None
) -> dict[int, User]:
    """Who stands in for whom today."""
    asked = {user.pk for users in people.values() for user in users}
    asked |= {need.worker_id for need in needs if need.worker_id}
    away = Absence.objects.on(day).filter(user__in=asked, cover__is_active=True)
    return {each.user_id: each.cover for each in away.select_related("cover")}


def _duty(
    need: Need,
    people: dict[tuple[str, str], list[User]],
    cover: dict[int, User],
) -> Duty:
    code = need.community.code

    def named(role: str) -> list[User]:
        users = [u for n in (12, 9, 6) for u in people.get((role, code[:n]), [])]
        there = [cover.get(user.pk, user) for user in users]
        return list(dict.fromkeys(there))

    worker = need.worker
    mine = [cover.get(worker.pk, worker)] if worker and worker.is_active else []
    if need.track == Track.CONFIDENTIAL:
        # The station alone: no community, street or desk hears of it at any level.
        managers = named(Role.STATION_MANAGER) or mine
        return Duty(dict.fromkeys(LEVELS[1:], managers), mine or managers)
    if need.danger == Danger.LIFE and not mine:
        # The duty desk and the station manager, nobody else, until somebody takes it.
        desk = named(Role.DUTY_DESK) or named(Role.STATION_MANAGER)
        return Duty({Level.DISTRICT: desk}, desk)
    levels = {
        level: named(role)
        for level, role in ROLE_OF_LEVEL.items()
        if level != Level.COMMUNITY or need.track == Track.PROJECT or need.state in _NEW
    }
    if mine:
        return Duty(levels, mine)
    desk = named(Role.DUTY_DESK) if need.urgency == Urgency.URGENT else []
    return Duty(levels, list(dict.fromkeys([*named(Role.SOCIAL_WORKER), *desk])))
