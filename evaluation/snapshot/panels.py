"""The panels of a round that are still to be formed, drawn all at once.

The same seed, cases, experts, recusals and panels that stand draw the same again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q
from django.utils import timezone

from evaluation.enums import AssessmentState
from evaluation.models import Assessment, Challenge, PanelSeat, Round
from evaluation.models.ties import barring, bonds_of_all, years_of
from evaluation.queries.recusal import clients_of
from evaluation.scoring.panels import Panels, draw_panels
from evaluation.scoring.types import Mask
from organisations.enums import Role
from organisations.models import Appointment, User
from organisations.queries import holders


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who is proposed for one case; the first leads."""

    case: Assessment
    experts: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class PanelPlan:
    seed: int
    drawn: tuple[Drawn, ...]
    short: tuple[Assessment, ...]
    """Cases for which fewer experts are free than a panel has seats."""
    loads: tuple[tuple[User, int], ...]
    """Cases of each expert in this round, by name."""
    connected: bool
    """Whether common cases tie all experts together; else severity cannot be told."""

    @property
    def digest(self) -> str:
        """What is accepted: another draw has another one."""
        lines = [f"{self.seed}"]
        for each in self.drawn:
            lines.append(f"{each.case.pk} {[user.pk for user in each.experts]}")
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def experts_for(self, case: Assessment) -> tuple[User, ...]:
        found = (each.experts for each in self.drawn if each.case.pk == case.pk)
        return next(found, ())


def plan_panels(
    round: Round, cases: Iterable[Assessment], *, seats: int, seed: int
) -> PanelPlan:
    """Panels of so many seats for those of these cases that have none yet; the panels
    of the others count for loads and common cases. In a fixed number of queries."""
    found = sorted(cases, key=lambda case: case.pk)
    experts = holders(Role.EXPERT, round.district.code)
    members = _members(found)
    waiting = [case for case in found if _waits(case) and case.pk not in members]
    closed = _forbidden(round, waiting, experts)
    enough = (~closed).sum(axis=1) >= seats
    asked = [case for case, fits in zip(waiting, enough, strict=True) if fits]
    standing = _sits(members.values(), experts)
    drawn = draw_panels(closed[enough], seats, random_state=seed, standing=standing)
    return PanelPlan(
        seed=seed,
        drawn=_led(asked, drawn, experts),
        short=tuple(case for case in waiting if case not in asked),
        loads=tuple(zip(experts, drawn.loads, strict=True)),
        connected=drawn.connected,
    )


def _waits(case: Assessment) -> bool:
    return case.state == AssessmentState.ELIGIBLE


def _members(cases: Sequence[Assessment]) -> dict[int, set[int]]:
    """By case that has a panel, who sits on it now."""
    found: dict[int, set[int]] = defaultdict(set)
    seats = PanelSeat.objects.filter(
        panel__assessment__in=cases, panel__review=False, left_at__isnull=True
    )
    for case, user in seats.values_list("panel__assessment_id", "user_id"):
        found[case].add(user)
    return found


def _sits(panels: Iterable[set[int]], experts: Sequence[User]) -> Mask:
    rows = [[user.pk in members for user in experts] for members in panels]
    return np.array(rows, dtype=bool).reshape(-1, len(experts))


def _forbidden(
    round: Round, cases: Sequence[Assessment], experts: Sequence[User]
) -> Mask:
    """(cases, experts) who stays away: by a tie, a challenge, or because the agency
    that employs her does not evaluate its own clients."""
    bonds, today = bonds_of_all(experts), timezone.localdate()
    rows = Challenge.objects.barring().filter(assessment__in=cases)
    challenged = set(rows.values_list("assessment_id", "user_id"))
    staff, clients = _agency(round, experts)
    closed = np.zeros((len(cases), len(experts)), dtype=bool)
    for place, case in enumerate(cases):
        years = years_of(case.rule_set)
        for number, user in enumerate(experts):
            barred = barring(bonds[user.pk], years=years, today=today)
            closed[place, number] = (
                case.provider_id in barred
                or (case.pk, user.pk) in challenged
                or (user.pk in staff and case.provider_id in clients)
            )
    return closed


def _agency(round: Round, experts: Sequence[User]) -> tuple[set[int], set[int]]:
    """The experts whom the agency of the round employs, and its clients."""
    agency = round.agency
    if agency is None:
        return set(), set()
    held = Appointment.objects.current().filter(user__in=experts)
    staff = held.filter(Q(provider=agency) | Q(employer=agency))
    return set(staff.values_list("user_id", flat=True)), clients_of(agency)


def _led(
    cases: Sequence[Assessment], panels: Panels, experts: Sequence[User]
) -> tuple[Drawn, ...]:
    """Who leads goes round as well: whoever led least often so far, then by id."""
    led: dict[int, int] = defaultdict(int)
    found = []
    for case, members in zip(cases, panels.members, strict=True):
        users = [experts[number] for number in members]
        users.sort(key=lambda user: (led[user.pk], user.pk))
        led[users[0].pk] += 1
        found.append(Drawn(case, tuple(users)))
    return tuple(found)
