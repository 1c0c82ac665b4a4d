"""Which person may take a slot, and how well it suits: all persons at once, as arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine.features import DAY, NEARNESS, nearness
from matching.engine.filters import Facts, merged
from matching.engine.types import (
    WEEK_MINUTES,
    FitCode,
    PersonRule,
    PersonView,
    Reason,
    SlotView,
)

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]
Codes = npt.NDArray[np.int8]

MOST_OFFERS = 2
"""Offers a month, for everybody: fewer and fitting ones are answered."""
ADULT = 18
TWO_PERSONS = "P2"
"""Gate of a home visit. It binds the session, which needs two; nobody holds it."""
NOT_FOR_MINORS = frozenset({"P2", "MIN"})
"""Gates under which no minor serves: homes, and children who are in others' care."""
HALF_LOAD = 8.0
"""Hours in four weeks at which the load counts half."""
LONG_AGO = 60
"""Days after which somebody has not been asked for as long as it matters."""

FIT_WEIGHTS: dict[FitCode, float] = {
    # Who knows the task needs no introduction.
    FitCode.ROLE: 0.20,
    # Serving where one lives is what people registered for.
    FitCode.HOME: 0.25,
    # On the unit's own day nobody has to ask for leave.
    FitCode.UNIT_DAY: 0.15,
    # Being understood without an interpreter.
    FitCode.LANGUAGE: 0.10,
    # Least recently asked: everybody registered to be asked.
    FitCode.RESTED: 0.15,
    # Who serves much already rests.
    FitCode.LOAD: 0.10,
    # A familiar team.
    FitCode.TEAM: 0.05,
}


class Crowd:
    """Persons in the order of their ids, column by column."""

    def __init__(self, persons: Iterable[PersonView]):
        self.persons = sorted(persons, key=lambda person: person.id)
        self.minor: Mask = np.array([is_minor(p) for p in self.persons], dtype=bool)
        offers = [p.offers for p in self.persons]
        self.left: Ints = MOST_OFFERS - np.array(offers, dtype=np.intp)
        self._asked = {p.id: p.asked for p in self.persons}
        self._rested = np.array([_rested(p) for p in self.persons])
        self._load = np.array([_light(p) for p in self.persons])
        self._skills = self._holders([p.skills for p in self.persons])
        self._clearances = self._holders([p.clearances for p in self.persons])
        self._languages = self._holders([p.languages for p in self.persons])
        self._days = self._holders([p.unit_days for p in self.persons])
        self._teams = self._holders([p.teams for p in self.persons])
        self._homes = {
            length: np.array([_part(p.home, length) for p in self.persons], dtype=str)
            for length, _, _ in NEARNESS
        }
        self._near: dict[str, Vector] = {}
        self._any_time: Mask = np.array([not p.windows for p in self.persons], bool)
        self._windows = _flat([p.windows for p in self.persons])

    def rules(self, slot: SlotView) -> Codes:
        """Shape (n_persons,): position in `PersonRule` of the first rule that blocks,
        -1 where none does."""
        met = {
            PersonRule.SKILL: self._may(slot.skill),
            PersonRule.WINDOW: self._free(slot),
            PersonRule.CLEARANCE: self._cleared(slot),
            PersonRule.MINOR: ~(self.minor & bool(slot.gates & NOT_FOR_MINORS)),
            PersonRule.OFFERS: self.left > 0,
        }
        found = np.full(len(self.persons), -1, dtype=np.int8)
        order = list(PersonRule)
        for rule in reversed(met):
            found[~met[rule]] = order.index(rule)
        return found

    def contributions(
        self, slot: SlotView, rows: Ints, weights: Mapping[FitCode, float]
    ) -> Vector:
        """Shape (n_rows, n_codes): each sums to the person's fit for the slot."""
        columns = {
            FitCode.ROLE: self._has(self._skills, slot.role),
            FitCode.HOME: self.nearness_to(slot.community),
            FitCode.UNIT_DAY: self._has(self._days, slot.start // DAY % 7 + 1),
            FitCode.LANGUAGE: self._spoken(slot),
            FitCode.RESTED: self._rested,
            FitCode.LOAD: self._load,
            FitCode.TEAM: self._has(self._teams, slot.provider),
        }
        return np.stack(
            [weights.get(code, 0.0) * columns[code][rows] for code in FitCode], axis=1
        )

    def asked(self, person: int) -> float:
        """Days since a person was last asked; never is longest ago."""
        asked = self._asked[person]
        return float("inf") if asked is None else float(asked)

    def _holders(self, held: Sequence[frozenset[Any]]) -> dict[Any, Mask]:
        found: dict[Any, Mask] = defaultdict(lambda: np.zeros(len(held), dtype=bool))
        for i, values in enumerate(held):
            for value in values:
                found[value][i] = True
        return dict(found)

    def _has(self, holders: dict[Any, Mask], value: object) -> Mask:
        return holders.get(value, np.zeros(len(self.persons), dtype=bool))

    def _may(self, skill: str) -> Mask:
        if not skill:
            return np.ones(len(self.persons), dtype=bool)
        return self._has(self._skills, skill)

    def _cleared(self, slot: SlotView) -> Mask:
        met = np.ones(len(self.persons), dtype=bool)
        for gate in slot.gates - {TWO_PERSONS}:
            met &= self._has(self._clearances, gate)
        return met

    def _free(self, slot: SlotView) -> Mask:
        """Whether one window holds each part of the slot; Sunday night goes on on
        Monday."""
        owner, starts, ends = self._windows
        free = np.ones(len(self.persons), dtype=bool)
        for start, end in _in_week(slot):
            held = np.zeros(len(self.persons), dtype=bool)
            held[owner[(starts <= start) & (end <= ends)]] = True
            free &= held
        return free | self._any_time

    def nearness_to(self, community: str) -> Vector:
        if community not in self._near:
            worth = np.zeros(len(self.persons))
            for length, _, value in reversed(NEARNESS):
                worth[self._homes[length] == community[:length]] = value
            self._near[community] = worth
        return self._near[community]

    def _spoken(self, slot: SlotView) -> Vector:
        total = np.zeros(len(self.persons))
        for language in sorted(slot.languages):
            total += self._has(self._languages, language)
        return total / max(len(slot.languages), 1)


def is_minor(person: PersonView) -> bool:
    return person.minor or (person.age is not None and person.age < ADULT)


def reasons_of(
    slot: SlotView, person: PersonView, contributions: Sequence[float]
) -> tuple[Reason, ...]:
    """What speaks for the person, the weightiest first; together they are the fit."""
    found = [
        Reason(code, value, _facts(code, slot, person))
        for code, value in zip(FitCode, contributions, strict=True)
        if value
    ]
    return tuple(sorted(found, key=lambda reason: -reason.contribution))


def _facts(code: FitCode, slot: SlotView, person: PersonView) -> Facts:
    spoken = slot.languages & person.languages
    facts: dict[FitCode, Facts] = {
        FitCode.ROLE: {"role": slot.role},
        FitCode.HOME: {"level": nearness(person.home, slot.community)[0]},
        FitCode.UNIT_DAY: {"day": slot.start // DAY % 7 + 1},
        FitCode.LANGUAGE: {"languages": ",".join(sorted(spoken))},
        FitCode.RESTED: {} if person.asked is None else {"days": person.asked},
        FitCode.LOAD: {"hours": person.load},
        FitCode.TEAM: {"provider": slot.provider},
    }
    return facts[code]


def _part(home: str, length: int) -> str:
    """So much of a code; what is shorter lies in no territory of that level."""
    return home[:length] if len(home) >= length else "-"


def _rested(person: PersonView) -> float:
    """[0, 1]: long ago or never is 1."""
    if person.asked is None:
        return 1.0
    return min(max(person.asked, 0), LONG_AGO) / LONG_AGO


def _light(person: PersonView) -> float:
    """(0, 1]: 1 without a load."""
    return HALF_LOAD / (HALF_LOAD + max(person.load, 0.0))


def _in_week(slot: SlotView) -> list[tuple[int, int]]:
    start = slot.start % WEEK_MINUTES
    end = start + slot.end - slot.start
    if end <= WEEK_MINUTES:
        return [(start, end)]
    return [(start, WEEK_MINUTES), (0, end - WEEK_MINUTES)]


def _flat(windows: Sequence[tuple[tuple[int, int], ...]]) -> tuple[Ints, Ints, Ints]:
    """Owner, start and end of every window of everybody, those that touch as one."""
    rows = [
        (owner, start, end)
        for owner, each in enumerate(windows)
        for start, end in merged(each)
    ]
    table = np.array(rows, dtype=np.intp).reshape(len(rows), 3)
    return table[:, 0], table[:, 1], table[:, 2]
