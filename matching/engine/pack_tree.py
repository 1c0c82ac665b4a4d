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
import numpy.typing as npt

from matching.engine import pack_cuts
from matching.engine.pack_cuts import Conflicts, Thinned, thinned
from matching.engine.pack_model import Seconds, Whole
from matching.engine.pack_program import Program, Rows

ROUNDS = 2
"""Times that the relaxation of a half is cut."""
WHOLE = 1e-6
"""A share this near to 0 or 1 is whole."""
SAME = 1e-9
"""What a half promises more than the known pack must be more than this."""

Line = tuple[int, int]
"""An option and its units."""
Lines = tuple[Line, ...]
Known = Callable[[Whole], bool]
"""Hears of a pack by its patterns, and says whether counting confirms it."""


def searched(
    program: Program,
    conflicts: Conflicts,
    known: Known,
    value: Callable[[], float],
    seconds: Seconds,
    *,
    exact: bool,
) -> tuple[float, bool]:
    """What no pack exceeds, and whether the best is known.

    Parameters
    ----------
    program : a column for each pattern, then those of the switches
    known : is told of each pack that is found
    value : of the best pack so far
    exact : whether a pack holds a pattern of each item; where it need not, that a line
        is taken is a row
    """
    every = np.arange(len(conflicts.patterns))
    halves: list[tuple[float, Whole, Lines]] = [(inf, every, ())]
    sound, rounds = True, pack_cuts.ROUNDS
    while halves:
        bound, kept, lines = halves.pop()
        if bound <= value() + SAME:
            continue
        tied = _with(program, conflicts, lines)
        thin = thinned(tied, conflicts, kept, value(), seconds, rounds)
        program = program if lines else thin.program
        rounds, bound = ROUNDS, min(bound, thin.bound)
        if thin.ended or seconds() <= 0:
            return max(value(), bound, *(each for each, *_ in halves)), False
        if bound <= value() + SAME or not len(thin.kept):
            continue
        if np.abs(thin.shares - np.rint(thin.shares)).max() <= WHOLE:
            sound = known(np.flatnonzero(thin.shares > 0.5)) and sound
        else:
            line, without, others, more = _parted(conflicts, thin)
            half = bound, others, lines if exact else (*lines, line)
            halves += [(bound, without, lines), half][:: 1 if more else -1]
    return value(), sound


def _parted(conflicts: Conflicts, thin: Thinned) -> tuple[Line, Whole, Whole, bool]:
    """The line nearest to half taken, the patterns without it, those beside which it
    can be taken, and whether more than half of it is."""
    shares: defaultdict[Line, float] = defaultdict(float)
    for pattern in np.flatnonzero(thin.shares > WHOLE).tolist():
        for line in conflicts.patterns[pattern]:
            shares[line] += thin.shares[pattern]
    line = min(shares, key=lambda line: (abs(shares[line] - 0.5), line))
    has = _having(conflicts, thin.kept, line)
    other = conflicts.items[thin.kept] != conflicts.pack.items[line[0]]
    return line, thin.kept[~has], thin.kept[has | other], shares[line] >= 0.5


def _having(conflicts: Conflicts, patterns: Whole, line: Line) -> npt.NDArray[np.bool_]:
    return np.array([line in conflicts.patterns[k] for k in patterns], dtype=bool)


def _with(program: Program, conflicts: Conflicts, lines: Lines) -> Program:
    """The program where each of these lines is taken."""
    rows, every = Rows(), np.arange(len(conflicts.patterns))
    for line in lines:
        members = every[_having(conflicts, every, line)]
        rows.add(np.zeros(len(members)), members, -1.0, [-1.0])
    return program.cut(rows) if lines else program
