"""Slots of accepted sessions to persons: volunteers and in-service members.

Gates are hard: skill, free time, clearance, no two things at once, two offers a month
at most, no minor in a home or in the care of others' children, and minors elsewhere
only beside two adults; a session for two persons has two or nobody. Then as many
places as can be filled, then the best fit, both exactly.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.engine.persons import (
    FIT_WEIGHTS,
    NOT_FOR_MINORS,
    Codes,
    Crowd,
    Ints,
    Vector,
    is_minor,
    reasons_of,
)
from matching.engine.places import Pairs, clash
from matching.engine.seating import seat
from matching.engine.types import (
    FitCode,
    PersonRule,
    PersonView,
    Reason,
    SlotView,
)

WAITING = 3
"""Persons on the waiting list of a slot."""
_RANK = {rule: rank for rank, rule in enumerate(PersonRule)}


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot for a person, with what speaks for it."""

    slot: int
    person: int
    fit: float
    reasons: tuple[Reason, ...]
    """They sum to the fit."""


@dataclass(frozen=True, slots=True)
class Unfilled:
    """Places of a slot for which nobody is left, and everybody counted by the one rule
    in the way, the most frequent first."""

    slot: int
    places: int
    rules: tuple[tuple[PersonRule, int], ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """A week of sessions as the engine proposes it; all in the order of the slots."""

    slots: tuple[SlotView, ...]
    offers: tuple[Offer, ...]
    waiting: tuple[Offer, ...]
    """By slot the next best, who could come in without moving anybody."""
    unfilled: tuple[Unfilled, ...]
    fit: float
    bound: float
    """No roster that fills as many places has a greater fit; equal when proven."""
    proven: bool

    def of(self, person: int) -> list[SlotView]:
        """The slots offered to a person."""
        mine = {offer.slot for offer in self.offers if offer.person == person}
        return [slot for slot in self.slots if slot.id in mine]


def fill(
    slots: Iterable[SlotView],
    persons: Iterable[PersonView],
    *,
    weights: Mapping[FitCode, float] | None = None,
    time_limit: float = 2.0,
) -> Roster:
    """The roster of a week's sessions; the order of slots and persons is irrelevant.

    Parameters
    ----------
    weights : of the fit, `FIT_WEIGHTS` if None; negative ones are refused
    time_limit : seconds for the solver in all; stopped early, the best roster so far

    Raises
    ------
    ValueError : a slot that ends before it begins, or a negative or unknown weight
    """
    weights = FIT_WEIGHTS if weights is None else weights
    known = _checked(slots, weights)
    crowd = Crowd(persons)
    rules = [crowd.rules(slot) for slot in known]
    free = [np.flatnonzero(rule < 0) for rule in rules]
    parts = [
        crowd.contributions(slot, rows, weights)
        for slot, rows in zip(known, free, strict=True)
    ]
    seating = seat(known, _pairs(crowd, free, parts), time_limit=time_limit)
    cuts = np.cumsum([len(rows) for rows in free])[:-1]
    taken = np.split(seating.taken, cuts) if known else []
    table = _Table(known, crowd, free, parts, [rows.nonzero()[0] for rows in taken])
    offers = table.offers()
    fit = float(sum(offer.fit for offer in offers))
    return Roster(
        slots=known,
        offers=offers,
        waiting=table.waiting(),
        unfilled=table.unfilled(rules),
        fit=fit,
        bound=fit if seating.proven else max(fit, seating.bound),
        proven=seating.proven,
    )


def cover(
    slot: int,
    roster: Roster,
    persons: Iterable[PersonView],
    *,
    gone: int,
    weights: Mapping[FitCode, float] | None = None,
) -> tuple[Offer, ...]:
    """Everybody who can step in for somebody who dropped out late: idle persons first,
    then the least recently asked; of equals the better fit, then the smaller id."""
    [wanted] = [each for each in roster.slots if each.id == slot]
    crowd = Crowd(persons)
    weights = FIT_WEIGHTS if weights is None else weights
    offered = _offered(roster.offers, {each.id: each for each in roster.slots})
    rows = [
        row
        for row in np.flatnonzero(crowd.rules(wanted) < 0).tolist()
        if crowd.persons[row].id != gone
        and _open(crowd, row, wanted, offered[crowd.persons[row].id])
    ]
    if not _adults_beside(wanted, roster, crowd, gone):
        rows = [row for row in rows if not crowd.minor[row]]
    found = np.array(rows, dtype=np.intp)
    parts = crowd.contributions(wanted, found, weights)

    def order(offer: Offer) -> tuple[bool, float, float, int]:
        asked = crowd.asked(offer.person)
        return bool(offered[offer.person]), -asked, -offer.fit, offer.person

    ranked = [_offer(crowd, wanted, *each) for each in zip(rows, parts, strict=True)]
    return tuple(sorted(ranked, key=order))


class _Table:
    """What was found, slot by slot: who is free to come, how well it fits, who comes."""

    def __init__(
        self,
        slots: Sequence[SlotView],
        crowd: Crowd,
        free: Sequence[Ints],
        parts: Sequence[Vector],
        taken: Sequence[Ints],
    ):
        self.slots, self.crowd = slots, crowd
        self.free, self.parts, self.taken = free, parts, taken
        self.offered: dict[int, list[SlotView]] = defaultdict(list)
        self.adults: Counter[int] = Counter()
        """By session, the grown persons who come."""
        for slot, rows, chosen in zip(slots, free, taken, strict=True):
            for row in rows[chosen].tolist():
                self.offered[row].append(slot)
                self.adults[slot.session] += not crowd.minor[row]

    def offers(self) -> tuple[Offer, ...]:
        """By slot, the best fit first."""
        return tuple(
            offer
            for j in range(len(self.slots))
            for offer in self._best(j, self.taken[j].tolist())
        )

    def waiting(self) -> tuple[Offer, ...]:
        found: list[Offer] = []
        for j, slot in enumerate(self.slots):
            fits = self.parts[j].sum(axis=1)
            best = np.lexsort((self.free[j], -fits))
            minors_may = self.adults[slot.session] >= 2
            next_ones: list[int] = []
            for place in best.tolist():
                row = int(self.free[j][place])
                if len(next_ones) == WAITING:
                    break
                if self.crowd.minor[row] and not minors_may:
                    continue
                if _open(self.crowd, row, slot, self.offered[row]):
                    next_ones.append(place)
            found += self._best(j, next_ones)
        return tuple(found)

    def unfilled(self, rules: Sequence[Codes]) -> tuple[Unfilled, ...]:
        found: list[Unfilled] = []
        order = list(PersonRule)
        for j, slot in enumerate(self.slots):
            places = slot.number - len(self.taken[j])
            if places > 0:
                blocked = rules[j][rules[j] >= 0].tolist()
                counts = Counter(order[code] for code in blocked)
                counts.update(self._left_over(j))
                ranked = sorted(counts.items(), key=lambda p: (-p[1], _RANK[p[0]]))
                found.append(Unfilled(slot.id, places, tuple(ranked)))
        return tuple(found)

    def _left_over(self, j: int) -> Iterable[PersonRule]:
        """Why a person that no rule blocks has no place here: it is needed elsewhere,
        or there is nobody to be beside."""
        coming = set(self.free[j][self.taken[j]].tolist())
        for row in self.free[j].tolist():
            if row not in coming:
                may = _open(self.crowd, row, self.slots[j], self.offered[row])
                yield PersonRule.ALONE if may else PersonRule.TAKEN

    def _best(self, j: int, places: Sequence[int]) -> list[Offer]:
        found = [
            _offer(self.crowd, self.slots[j], int(self.free[j][n]), self.parts[j][n])
            for n in places
        ]
        return sorted(found, key=lambda offer: (-offer.fit, offer.person))


def _checked(
    slots: Iterable[SlotView], weights: Mapping[FitCode, float]
) -> tuple[SlotView, ...]:
    """By id; what binds one place of a home or of children binds the whole session."""
    known = sorted(slots, key=lambda slot: slot.id)
    if any(slot.end <= slot.start for slot in known):
        raise ValueError("a slot ends before it begins")
    if any(
        code not in set(FitCode) or not weight >= 0 for code, weight in weights.items()
    ):
        raise ValueError("a weight is negative or of nothing known")
    bound: dict[int, frozenset[str]] = defaultdict(frozenset)
    for slot in known:
        bound[slot.session] |= slot.gates & NOT_FOR_MINORS
    return tuple(
        replace(slot, gates=slot.gates | bound[slot.session]) for slot in known
    )


def _pairs(crowd: Crowd, free: Sequence[Ints], parts: Sequence[Vector]) -> Pairs:
    person = np.concatenate([*free, np.array([], dtype=np.intp)])
    sizes = [len(rows) for rows in free]
    return Pairs(
        slot=np.repeat(np.arange(len(free)), sizes),
        person=person,
        fit=np.concatenate([*(each.sum(axis=1) for each in parts), np.zeros(0)]),
        minor=crowd.minor[person],
        left=crowd.left[person],
    )


def _offer(crowd: Crowd, slot: SlotView, row: int, part: Vector) -> Offer:
    person = crowd.persons[row]
    reasons = reasons_of(slot, person, part.tolist())
    return Offer(slot.id, person.id, float(part.sum()), reasons)


def _open(crowd: Crowd, row: int, slot: SlotView, offered: Sequence[SlotView]) -> bool:
    """Whether a person can still take the slot beside what it is offered."""
    if len(offered) >= crowd.left[row]:
        return False
    return not any(clash(slot, other) for other in offered)


def _offered(
    offers: Iterable[Offer], slots: Mapping[int, SlotView]
) -> dict[int, list[SlotView]]:
    found: dict[int, list[SlotView]] = defaultdict(list)
    for offer in offers:
        found[offer.person].append(slots[offer.slot])
    return found


def _adults_beside(wanted: SlotView, roster: Roster, crowd: Crowd, gone: int) -> bool:
    """Whether two adults stay in the session, so that a minor may step in."""
    minors = {person.id for person in crowd.persons if is_minor(person)}
    inside = {slot.id for slot in roster.slots if slot.session == wanted.session}
    coming = {o.person for o in roster.offers if o.slot in inside} - {gone}
    return len(coming - minors) >= 2
