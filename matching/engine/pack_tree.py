"""The best pack out of patterns: bounds of halves, and halves of these.

Who does so many units of an item does so or does not: each of the two leaves fewer
patterns, under a tighter bound, so that most of these cost more than the gap. A program
of the patterns that are left says the same to HiGHS, which takes longer for its first
bound than all the halves take together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import inf

import numpy as np

from matching.engine import pack_cuts
from matching.engine.pack_cuts import Conflicts, Thinned, thinned
from matching.engine.pack_model import Seconds, Whole
from matching.engine.pack_program import Program

ROUNDS = 2
"""Times that the relaxation of a half is cut."""
WHOLE = 1e-6
"""A share this near to 0 or 1 is whole."""
SAME = 1e-9
"""What a half promises more than the known pack must be more than this."""

Known = Callable[[Whole], bool]
"""Hears of a pack by its patterns, and says whether counting confirms it."""


def searched(
    program: Program,
    conflicts: Conflicts,
    known: Known,
    value: Callable[[], float],
    seconds: Seconds,
) -> tuple[float, bool]:
    """What no pack exceeds, and whether the best is known.

    Parameters
    ----------
    program : a column for each pattern, then those of the switches
    known : is told of each pack that is found
    value : of the best pack so far
    """
    halves: list[tuple[float, Whole]] = [(inf, np.arange(len(conflicts.patterns)))]
    sound, rounds = True, pack_cuts.ROUNDS
    while halves:
        bound, kept = halves.pop()
        if bound <= value() + SAME:
            continue
        thin = thinned(program, conflicts, kept, value(), seconds, rounds)
        program, rounds, bound = thin.program, ROUNDS, min(bound, thin.bound)
        if thin.ended or seconds() <= 0:
            return max(value(), bound, *(each for each, _ in halves)), False
        if bound <= value() + SAME or not len(thin.kept):
            continue
        if np.abs(thin.shares - np.rint(thin.shares)).max() <= WHOLE:
            sound = known(np.flatnonzero(thin.shares > 0.5)) and sound
        else:
            halves += [(bound, each) for each in _parted(conflicts, thin)]
    return value(), sound


def _parted(conflicts: Conflicts, thin: Thinned) -> list[Whole]:
    """By the line that is nearest to half taken; last the half that has more of it."""
    shares: defaultdict[tuple[int, int], float] = defaultdict(float)
    for pattern in np.flatnonzero(thin.shares > WHOLE).tolist():
        for line in conflicts.patterns[pattern]:
            shares[line] += thin.shares[pattern]
    line = min(shares, key=lambda line: (abs(shares[line] - 0.5), line))
    has = np.array([line in conflicts.patterns[k] for k in thin.kept])
    other = conflicts.items[thin.kept] != conflicts.pack.items[line[0]]
    parts = [thin.kept[~has], thin.kept[has | other]]
    return parts if shares[line] >= 0.5 else parts[::-1]
