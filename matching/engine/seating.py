"""Who sits where in a week of sessions, exactly: most places first, then the best fit.

Places, limits and clashes make nearly an assignment problem, whose linear programme is
mostly whole already. There are far too many pairs of persons and slots to hold at once,
so it starts with each slot's best persons and fetches others by their prices: a pair
whose price is too high cannot be part of a better answer, which is the proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np

from matching.engine.places import CLOSE, Mask, Model, Pairs, Vector
from matching.engine.types import SlotView


@dataclass(frozen=True, slots=True)
class Seating:
    taken: Mask
    """By pair."""
    bound: float
    """No seating that fills as many places has a greater sum of fit."""
    proven: bool


def seat(slots: Sequence[SlotView], pairs: Pairs, *, time_limit: float) -> Seating:
    """The best seating; stopped early, the best one found, and never a wrong one."""
    if not len(pairs.fit):
        return Seating(np.zeros(0, dtype=bool), 0.0, True)
    deadline = monotonic() + time_limit
    model = Model(slots, pairs)
    columns = model.first()
    known = model.in_turn()
    ones = np.ones(len(pairs.fit))
    most = model.most_places()
    places = _Found(known, float(most), known.sum() == most)
    if not places.proven:
        places = _best(model, ones, columns, known, (deadline + monotonic()) / 2)
    model.hold(int(places.taken.sum()))
    found = _best(model, pairs.fit, columns, places.taken, deadline)
    return Seating(found.taken, found.bound, places.proven and found.proven)


@dataclass(frozen=True, slots=True)
class _Found:
    taken: Mask
    bound: float
    proven: bool


def _best(
    model: Model, goal: Vector, columns: Mask, known: Mask, deadline: float
) -> _Found:
    """Fetch pairs until none has a price to offer; then whole numbers, then the pairs
    that could still matter within the gap."""
    columns = columns | known
    while True:
        relaxed = model.relax(goal, columns, deadline)
        if relaxed is None:
            return _Found(known, model.ceiling(goal), False)
        wanted = ~columns & (relaxed.worth > CLOSE)
        if not wanted.any():
            break
        columns = columns | model.leading(relaxed.worth, wanted)
    if relaxed.whole is not None:
        return _Found(relaxed.whole, relaxed.value, True)
    while True:
        taken, proven = model.whole(goal, columns, known, deadline)
        gap = relaxed.value - float(goal @ taken)
        wanted = ~columns & (relaxed.worth > -gap) & (gap > CLOSE)
        if not proven or not wanted.any():
            break
        columns, known = columns | wanted, taken
    return _Found(taken, float(goal @ taken) if proven else relaxed.value, proven)
