"""Who scores which case: rotating, overlapping panels, drawn by a public seed.

Fixed teams make it impossible to tell a strict team from poor cases. So members
rotate: nobody sits on a case that is forbidden to them, loads are as even as the
forbidden pairs allow (differ by at most 1 wherever that can be), every two experts
share a case where there are cases enough, and all are tied into one graph.

Keep what was drawn beside its seed: numpy promises the same stream for a seed within
one release only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from evaluation.scoring.types import Ints, Mask

TRIES = 60
"""Exchanges tried for each seat at most."""
UNSHARED = 16
"""What two experts without a common case cost; those with c of them cost c squared."""


class PanelImpossible(ValueError):
    """A case has fewer experts left than its panel has seats."""

    def __init__(self, case: int, left: int, seats: int) -> None:
        super().__init__(f"case {case} has {left} experts left for {seats} seats")
        self.case, self.left, self.seats = case, left, seats


@dataclass(frozen=True, slots=True)
class Panels:
    """Panels by case, and what can be said of them."""

    members: tuple[tuple[int, ...], ...]
    loads: tuple[int, ...]
    """Cases of each expert."""
    unshared: tuple[tuple[int, int], ...]
    """Pairs of experts that share no case."""
    teams: tuple[tuple[int, ...], ...]
    """Experts tied by common cases; one team, or severity cannot be told."""

    @property
    def connected(self) -> bool:
        return len(self.teams) == 1


def draw_panels(
    forbidden: Mask, seats: int, *, random_state: int, standing: Mask | None = None
) -> Panels:
    """Panels of `seats` experts for each case, the same for the same seed.

    Parameters
    ----------
    forbidden : (cases, experts), true where a recusal or a challenge stands
    standing : (panels, experts) who sits on panels that are formed already; they stay
        as they are and count for loads and common cases

    Raises PanelImpossible, naming the first case that cannot have a panel.
    """
    for case, left in enumerate((~forbidden).sum(axis=1).tolist()):
        if left < seats:
            raise PanelImpossible(case, left, seats)
    rng = np.random.default_rng(random_state)
    kept = forbidden[:0] if standing is None else standing
    sits = _first(forbidden, seats, rng, kept)
    while _even_out(sits, forbidden, kept):
        pass
    _mix(sits, forbidden, rng, kept)
    _tie(sits, forbidden, rng, kept)
    return describe_panels(sits, kept)


def describe_panels(sits: Mask, standing: Mask | None = None) -> Panels:
    """What can be said of panels, ours or those a person made: (cases, experts).
    `members` are those of `sits`; all else is said of these and the standing ones."""
    every = sits if standing is None else np.vstack([sits, standing])
    shared = _shared(every)
    pairs = combinations(range(sits.shape[1]), 2)
    return Panels(
        members=tuple(tuple(np.flatnonzero(row).tolist()) for row in sits),
        loads=tuple(every.sum(axis=0).tolist()),
        unshared=tuple((a, b) for a, b in pairs if not shared[a, b]),
        teams=_teams(shared),
    )


def case_order(cases: Sequence[int], expert: int, *, random_state: int) -> list[int]:
    """The order in which an expert is shown the cases: drawn for each expert apart, the
    same whenever the recorded seed is drawn again. `expert` is not negative."""
    rng = np.random.default_rng([random_state, expert])
    return [sorted(cases)[i] for i in rng.permutation(len(cases))]


def _shared(sits: Mask) -> Ints:
    """(experts, experts) common cases."""
    counts = sits.astype(np.int64)
    found: Ints = counts.T @ counts
    return found


def _teams(shared: Ints) -> tuple[tuple[int, ...], ...]:
    count, label = connected_components(csr_matrix(shared), directed=False)
    return tuple(tuple(np.flatnonzero(label == team).tolist()) for team in range(count))


def _first(forbidden: Mask, seats: int, rng: np.random.Generator, kept: Mask) -> Mask:
    """The least loaded who may sit; the cases with the fewest such experts first."""
    sits = np.zeros_like(forbidden)
    load = kept.sum(axis=0).astype(float)
    order = np.lexsort((rng.permutation(len(forbidden)), (~forbidden).sum(axis=1)))
    for case in order:
        wish = load + rng.random(len(load)) + np.where(forbidden[case], np.inf, 0)
        chosen = np.argsort(wish)[:seats]
        sits[case, chosen] = True
        load[chosen] += 1
    return sits


def _even_out(sits: Mask, forbidden: Mask, kept: Mask) -> bool:
    """Pass one case on from somebody who has two more than somebody else, directly or
    through others. As long as such a way exists loads are not as even as they can be,
    and without one they are: they form the bases of a polymatroid."""
    loads = sits.sum(axis=0) + kept.sum(axis=0)
    for giver in np.argsort(-loads, kind="stable"):
        way = _way(int(giver), sits, forbidden, loads)
        if way:
            for case, old, new in way:
                sits[case, old], sits[case, new] = False, True
            return True
    return False


def _way(
    giver: int, sits: Mask, forbidden: Mask, loads: Ints
) -> list[tuple[int, int, int]]:
    """Hand-overs (case, from, to) that end with somebody who has at least two cases
    fewer than the giver; empty where there is no way."""
    came: dict[int, tuple[int, int]] = {giver: (-1, -1)}
    queue = deque([giver])
    while queue:
        old = queue.popleft()
        free = sits[:, old, None] & ~sits & ~forbidden
        for new in np.flatnonzero(free.any(axis=0)).tolist():
            if new in came:
                continue
            came[new] = (old, int(np.argmax(free[:, new])))
            if loads[new] <= loads[giver] - 2:
                return _back(new, came)
            queue.append(new)
    return []


def _back(last: int, came: dict[int, tuple[int, int]]) -> list[tuple[int, int, int]]:
    way = []
    while came[last][0] >= 0:
        old, case = came[last]
        way.append((case, old, last))
        last = old
    return way


def _mix(sits: Mask, forbidden: Mask, rng: np.random.Generator, kept: Mask) -> None:
    """Exchange seats of two cases while that makes common cases more even, until as
    many pairs share one as the seats can hold."""
    every = np.vstack([sits, kept])
    shared, seats = _shared(every), every.sum(axis=1)
    pairs = sits.shape[1] * (sits.shape[1] - 1) // 2
    least = max(pairs - int((seats * (seats - 1)).sum()) // 2, 0)
    np.fill_diagonal(shared, 1)
    for _ in range(TRIES * int(sits.sum())):
        if (shared == 0).sum() <= 2 * least:
            return
        swap = _random_swap(sits, forbidden, rng)
        if swap is None:
            continue
        after = _after(shared, sits, swap)
        if _cost(after) <= _cost(shared):
            shared = after
            _apply(sits, swap)


def _cost(shared: Ints) -> int:
    return int((shared**2).sum() + UNSHARED * (shared == 0).sum())


Swap = tuple[int, int, int, int]
"""Case and its member, another case and its member, who exchange their seats."""


def _random_swap(sits: Mask, forbidden: Mask, rng: np.random.Generator) -> Swap | None:
    if len(sits) < 2:
        return None
    c, d = rng.choice(len(sits), 2, replace=False).tolist()
    only_c = np.flatnonzero(sits[c] & ~sits[d] & ~forbidden[d])
    only_d = np.flatnonzero(sits[d] & ~sits[c] & ~forbidden[c])
    if not len(only_c) or not len(only_d):
        return None
    return c, int(rng.choice(only_c)), d, int(rng.choice(only_d))


def _after(shared: Ints, sits: Mask, swap: Swap) -> Ints:
    """Common cases when this exchange has been made."""
    c, a, d, b = swap
    after = shared.copy()
    for case, old, new in ((c, a, b), (d, b, a)):
        rest = np.flatnonzero(sits[case])
        rest = rest[rest != old]
        after[old, rest] -= 1
        after[rest, old] -= 1
        after[new, rest] += 1
        after[rest, new] += 1
    return after


def _apply(sits: Mask, swap: Swap) -> None:
    c, a, d, b = swap
    sits[c, [a, b]] = False, True
    sits[d, [b, a]] = False, True


def _tie(sits: Mask, forbidden: Mask, rng: np.random.Generator, kept: Mask) -> None:
    """Exchange seats between teams that share no case, as long as that joins some and
    recusals leave them anybody in common."""
    shared = _shared(np.vstack([sits, kept]))
    fewest = len(_teams(_shared(np.vstack([~forbidden, kept]))))
    for _ in range(TRIES * int(sits.sum())):
        teams = len(_teams(shared))
        if teams == fewest:
            return
        swap = _random_swap(sits, forbidden, rng)
        if swap is None:
            continue
        after = _after(shared, sits, swap)
        if len(_teams(after)) <= teams:
            shared = after
            _apply(sits, swap)
