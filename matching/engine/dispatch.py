"""All open needs of a district against all capacity: the worst-served need first."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import Any, Literal

import numpy as np

from matching.engine.dispatch_floor import Floored, best_floor
from matching.engine.dispatch_market import Clock, Listing, Mask, listed
from matching.engine.dispatch_total import best_total
from matching.engine.types import Assignment

Objective = Literal["max_min_then_total", "total"]
OBJECTIVES = ("max_min_then_total", "total")


def assign(
    scores: Any,
    demand: Any,
    capacity: Any,
    *,
    objective: Objective = "max_min_then_total",
    min_load: Any = None,
    time_limit: float = 10.0,
) -> Assignment:
    """Give providers to needs, each pair at most once.

    As much of the demand as can be met at all is met first. Among those answers the
    one with the greatest floor is taken and, with that floor, the greatest total; or
    the greatest total alone. Of equal answers the order of indices decides, the same
    each time.

    Parameters
    ----------
    scores : ndarray or scipy.sparse (n_needs, n_providers)
        At least 0 and finite, higher is better. In a sparse one only stored entries
        are allowed pairs (a stored 0 is one); in an array every pair is allowed.
    demand : (n_needs,) whole numbers
        Providers that each need asks for.
    capacity : (n_providers,) whole numbers
        Needs that each provider can take.
    min_load : whole number or (n_providers,), optional
        Needs that each provider shall have at least.
    time_limit : float
        Seconds. Stopped early, the best answer so far is given with its bound.

    Raises
    ------
    ValueError
        A score is negative, NaN or infinite; a shape does not fit; a count is not a
        whole number of at least 0; or `min_load` cannot be kept.
    """
    if objective not in OBJECTIVES:
        raise ValueError(f"objective must be one of {', '.join(OBJECTIVES)}.")
    end = monotonic() + max(time_limit, 0.0)
    listing = listed(scores, demand, capacity, min_load)
    market = listing.market
    known = market.flow()
    if known is None:
        raise ValueError("min_load asks for more than the demand or the pairs allow.")
    listing = replace(listing, market=replace(market, units=int(known.sum())))
    return _told(listing, known, objective, lambda: end - monotonic())


def _told(
    listing: Listing, known: Mask, objective: Objective, left: Clock
) -> Assignment:
    """Solved, and in the numbers and units that were given."""
    market = listing.market
    if objective == "total":
        answer = best_total(market, known, left)
        floor = market.floor(answer.chosen)
        found = Floored(answer, floor, floor)
        bound = answer.bound
    else:
        found = best_floor(market, known, left)
        answer, bound = found.answer, found.bound
    pairs = listing.pairs(answer.chosen)
    unmet = listing.demand - np.bincount(pairs[:, 0], minlength=len(listing.demand))
    return Assignment(
        pairs=pairs,
        total=answer.total / listing.scale,
        floor=found.floor / listing.scale,
        optimal=answer.proven and found.proven,
        bound=bound / listing.scale,
        total_bound=max(answer.bound, answer.total) / listing.scale,
        unmet=unmet,
    )
