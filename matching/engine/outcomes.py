"""What became of a choice, as one number; and what was shown, as arrays to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matching.engine.metrics import Labels, Vector

Matrix = npt.NDArray[np.float64]
Names = npt.NDArray[np.str_]

WORTH = {
    "accepted": 0.25,
    "delivered": 0.25,
    "on_time": 0.10,
    "solved": 0.20,
    "satisfied": 0.20,
}
"""What each step of an outcome is worth; published, they sum to 1."""
MOST_WEIGHT = 4.0
"""No outcome counts more than this many others, however seldom its place is taken."""
PLACES = 5
"""The line itself, three alternatives, and everything chosen from the full list."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far one invitation came; None where it is not known or was never asked."""

    accepted: bool | None = None
    delivered: bool | None = None
    on_time: bool | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    overridden: bool = False
    """A person put it aside, for a reason that speaks of merit."""


def gain(outcome: Outcome) -> float | None:
    """Share of the worth of all steps that are known, [0, 1]; None if none is.

    Who was put aside gained nothing. After a step that failed the later ones, unless
    they are known, failed with it: a refused invitation is 0, not "1 of what is known".
    """
    if outcome.overridden:
        return 0.0
    earned = possible = 0.0
    failed = False
    for step, worth in WORTH.items():
        reached = getattr(outcome, step)
        if reached is None and not failed:
            continue
        possible += worth
        earned += worth if reached else 0.0
        failed = failed or (reached is False and step in ("accepted", "delivered"))
    return earned / possible if possible else None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of those that were chosen, the oldest first; n rows."""

    features: Matrix
    """(n, n_codes), as they stood when the pack was proposed."""
    gains: Vector
    """[0, 1]"""
    places: Labels
    """Where it stood when it was chosen: 0 is the line itself, then its alternatives;
    `PLACES` - 1 is the full list."""
    streets: Names
    kinds: Names
    shown: Labels
    """(PLACES,) how often somebody stood in each place, chosen or not."""

    def __len__(self) -> int:
        return len(self.gains)

    def of(self, rows: slice) -> Outcomes:
        """Only these rows; what was shown stays."""
        return replace(
            self,
            features=self.features[rows],
            gains=self.gains[rows],
            places=self.places[rows],
            streets=self.streets[rows],
            kinds=self.kinds[rows],
        )

    def parts(self, *shares: float) -> Iterator[Outcomes]:
        """Slices in the order of time, in these shares."""
        edges = np.rint(np.cumsum((0.0, *shares)) * len(self)).astype(int)
        for first, last in pairwise(edges.tolist()):
            yield self.of(slice(first, last))

    def weights(self) -> Vector:
        """Inverse propensity of each row, clipped, of mean 1.

        What stands lower is seen less, so what was taken there counts for those that
        were not. How often each place is taken is read off the log itself; the full
        list, where everybody stands, counts as the least taken alternative.
        """
        if not len(self):
            return np.ones(0)
        taken = np.bincount(self.places, minlength=PLACES)
        share = (taken + 1) / (np.maximum(self.shown, taken) + 2)
        share[-1] = share[:-1].min()
        weight = np.clip(share.max() / share, 1.0, MOST_WEIGHT)[self.places]
        return np.asarray(weight / weight.mean(), dtype=np.float64)
