"""Who is given to which item, over all needs of a district: `assign` in items.

What is modelled: a row for each item, a column for each capability, a pair for each
option that no rule blocks, worth its score (none below 0). An item asks for one
provider where one has room for all of it, else for as few as could do it. A capability
takes as many items as fit into its busiest week however heavy they are, so no answer
overbooks a week. That is careful: what it leaves is given out in further rounds, and
only an answer of one round is proven. An option of the worker's own agency with an
equal or better one beside it is worth nothing: it is taken where more is covered so.
Hand-overs and the mix of kinds are left to the pack of each need.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
from scipy.sparse import coo_array

from matching.engine.dispatch import assign
from matching.engine.pack_model import Key, Option
from matching.engine.types import Assignment


@dataclass(frozen=True, slots=True)
class Shares:
    """Who may do what, and how good that is."""

    loads: Mapping[Key, int]
    """By (item, candidate), the units of its busiest week that are kept for the item;
    0 for nothing."""
    floor: float
    """Least score over the items that somebody could do: 0.0 if one goes without."""
    total: float
    proven: bool
    """No answer of this model covers as much with a greater floor, or then a greater
    total."""


def share_out(
    options: Iterable[Option],
    *,
    held: Mapping[int, int] | None = None,
    time_limit: float = 10.0,
) -> Shares:
    """Give the options of all needs out, the worst-served item first.

    Parameters
    ----------
    options : those that no rule blocks; items and candidates by ids of the district
    held : by candidate, units of its busiest week that others are to have
    time_limit : seconds in all
    """
    known = sorted(options, key=lambda option: option.key)
    end = monotonic() + time_limit
    left = _Left(known, held or {})
    contested = _contested(known)
    pool = [replace(o, score=0.0) if o.key in contested else o for o in known]
    answers: list[Assignment] = []
    while (answer := left.give(pool, end - monotonic())) is not None:
        answers.append(answer)
    floor, total = worth(known, left.loads)
    proven = all(answer.optimal for answer in answers) and len(answers) < 2
    return Shares(left.loads, floor, total, proven)


def worth(options: Iterable[Option], chosen: Iterable[Key]) -> tuple[float, float]:
    """Floor and total of a choice: sums of scores by item, those without anybody 0."""
    taken, sums = set(chosen), defaultdict[int, float](float)
    for option in options:
        sums[option.item.id] += _value(option) if option.key in taken else 0.0
    return min(sums.values(), default=0.0), sum(sums.values())


def beyond_room(
    options: Iterable[Option], units: Mapping[Key, int], held: Mapping[int, int]
) -> int:
    """How many of these lines find no room in their week when those before them, in the
    order of their items, are booked."""
    known = sorted(options, key=lambda option: option.key)
    free, found = _free(known, held), 0
    for option in known:
        load = _load(option, units.get(option.key, 0))
        if load > free[option.candidate.id]:
            found += 1
        else:
            free[option.candidate.id] -= load
    return found


class _Left:
    """What is still asked and still free, while it is given out round by round."""

    def __init__(self, options: Sequence[Option], held: Mapping[int, int]) -> None:
        self.units = {option.item.id: option.item.quantity for option in options}
        self.money = {option.item.id: option.item.budget for option in options}
        self.free = _free(options, held)
        self.loads: dict[Key, int] = {}

    def give(self, options: Sequence[Option], seconds: float) -> Assignment | None:
        """One round; None when nobody is left to give anything."""
        pairs, demand = self._asked(options)
        if not pairs:
            return None
        rows, cols = sorted(demand), sorted({o.candidate.id for o, _n in pairs})
        row = {item: place for place, item in enumerate(rows)}
        col = {candidate: place for place, candidate in enumerate(cols)}
        where = [(row[o.item.id], col[o.candidate.id]) for o, _n in pairs]
        scores = coo_array(
            ([_value(o) for o, _n in pairs], np.array(where, dtype=np.int64).T),
            shape=(len(rows), len(cols)),
        )
        capacity = self._capacity(pairs)
        answer = assign(
            scores,
            [demand[item] for item in rows],
            [capacity[candidate] for candidate in cols],
            time_limit=max(seconds, 0.1),
        )
        by_place = dict(zip(where, (o for o, _n in pairs), strict=True))
        chosen = [by_place[i, j] for i, j in answer.pairs.tolist()]
        for option in sorted(chosen, key=lambda o: (o.item.id, -o.score, o.key)):
            self._take(option)
        return answer

    def _asked(
        self, options: Sequence[Option]
    ) -> tuple[list[tuple[Option, int]], dict[int, int]]:
        """Pairs that can still be made, with their units; and by item how many
        providers it asks for."""
        found: dict[int, list[tuple[Option, int]]] = defaultdict(list)
        for option in options:
            units = 0 if option.key in self.loads else self._room(option)
            if units:
                found[option.item.id].append((option, units))
        pairs, demand = [], {}
        for item, each in found.items():
            whole = [(o, n) for o, n in each if n >= self.units[item]]
            pairs += whole or each
            demand[item] = 1 if whole else self._fewest(item, [n for _o, n in each])
        return pairs, demand

    def _fewest(self, item: int, units: Iterable[int]) -> int:
        """How many of the largest cover what is left, or all of them."""
        sums = np.cumsum(sorted(units, reverse=True))
        return min(int(np.searchsorted(sums, self.units[item])) + 1, len(sums))

    def _capacity(self, pairs: Iterable[tuple[Option, int]]) -> dict[int, int]:
        """By candidate, how many items fit into its week even if they are the heaviest
        that it could get; one always does."""
        loads: dict[int, list[int]] = defaultdict(list)
        for option, units in pairs:
            loads[option.candidate.id].append(_load(option, units))
        return {
            candidate: max(sum(1 for _ in _fitting(each, self.free[candidate])), 1)
            for candidate, each in loads.items()
        }

    def _room(self, option: Option) -> int:
        """Units of what is left of its item that it could take."""
        free = min(option.candidate.free, self.free[option.candidate.id])
        now = Option(
            replace(option.item, budget=self.money[option.item.id]),
            replace(option.candidate, free=free),
            option.score,
        )
        return min(self.units[option.item.id], now.limit)

    def _take(self, option: Option) -> None:
        """Book what it has room for; nothing where those before it left none."""
        item, units = option.item.id, self._room(option)
        self.loads[option.key] = load = _load(option, units)
        self.units[item] -= units
        self.free[option.candidate.id] -= load
        money = self.money[item]
        if money is not None:
            self.money[item] = money - units * max(option.candidate.price, 0)


def _free(options: Iterable[Option], held: Mapping[int, int]) -> dict[int, int]:
    """By candidate, what every week in question has left beside what is held."""
    found: dict[int, int] = {}
    for option in options:
        candidate = option.candidate
        left = max(candidate.free - held.get(candidate.id, 0), 0)
        found[candidate.id] = min(left, found.get(candidate.id, left))
    return found


def _fitting(loads: Iterable[int], free: int) -> Iterator[int]:
    """The heaviest loads, as long as they fit together."""
    for load in sorted(loads, reverse=True):
        free -= load
        if free < 0:
            return
        yield load


def _load(option: Option, units: int) -> int:
    """Units of its busiest week that so many units of the item take."""
    return -(-units * option.item.weekly // option.item.quantity)


def _value(option: Option) -> float:
    return max(option.score, 0.0)


def _contested(options: Iterable[Option]) -> set[Key]:
    """Own-agency options with an equal or better one of somebody else beside them."""
    known = list(options)
    best: dict[int, float] = {}
    for option in known:
        if not option.own_agency:
            best[option.item.id] = max(
                option.score, best.get(option.item.id, option.score)
            )
    return {
        o.key for o in known if o.own_agency and best.get(o.item.id, -1.0) >= o.score
    }
