"""Hard filters: who may do an item at all, and if not, the one rule that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from matching.engine.types import (
    WEEK_MINUTES,
    CandidateView,
    Intervals,
    ItemView,
    NeedView,
    Rule,
)

Facts = dict[str, int | float | str]

ALWAYS: Intervals = ((0, WEEK_MINUTES),)
"""What no windows at all means."""


def merged(windows: Intervals) -> Intervals:
    """The same minutes as sorted, disjoint, non-empty intervals."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(w for w in windows if w[0] < w[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def shared_windows(first: Intervals, second: Intervals) -> Intervals:
    """Minutes of the week in both; no windows at all means any time."""
    left = merged(first) if first else ALWAYS
    right = merged(second) if second else ALWAYS
    pairs = ((max(a, c), min(b, d)) for a, b in left for c, d in right)
    return merged(tuple(pairs))


def covers(candidate: CandidateView, community: str) -> bool:
    """Whether one of the candidate's territories contains the community."""
    return any(code and community.startswith(code) for code in candidate.coverage)


def units_free(item: ItemView, candidate: CandidateView) -> int:
    """Units of the whole item that fit into the free units of its busiest week."""
    if candidate.free <= 0:
        return 0
    if item.weekly <= 0:
        return item.quantity
    return min(item.quantity, candidate.free * item.quantity // item.weekly)


def units_affordable(item: ItemView, candidate: CandidateView) -> int:
    """Units of the item that its budget pays at the candidate's price."""
    if item.budget is None or candidate.price <= 0:
        return item.quantity
    return min(item.quantity, max(item.budget, 0) // candidate.price)


@dataclass(frozen=True, slots=True)
class _Case:
    item: ItemView
    need: NeedView
    candidate: CandidateView
    today: date


def _not_verified(case: _Case) -> Facts | None:
    return None if case.candidate.verified else {}


def _expired(case: _Case) -> Facts | None:
    if case.candidate.expires is None or case.candidate.expires >= case.today:
        return None
    return {"on": case.candidate.expires.isoformat()}


def _recused(case: _Case) -> Facts | None:
    recused = (
        case.candidate.provider in case.need.recused
        or case.candidate.id in case.item.kept
    )
    return {} if recused else None


def _not_covered(case: _Case) -> Facts | None:
    return None if covers(case.candidate, case.need.community) else {}


def _gate_missing(case: _Case) -> Facts | None:
    missing = sorted(case.item.gates - case.candidate.gates)
    return {"gate": ",".join(missing)} if missing else None


def _no_overlap(case: _Case) -> Facts | None:
    return None if shared_windows(case.item.windows, case.candidate.windows) else {}


def _no_funding(case: _Case) -> Facts | None:
    if case.candidate.price <= 0 or case.item.funding & case.candidate.funding:
        return None
    return {"price": case.candidate.price}


def _over_budget(case: _Case) -> Facts | None:
    if case.item.budget is None or case.candidate.price <= max(case.item.budget, 0):
        return None
    return {"price": case.candidate.price, "budget": case.item.budget}


def _full(case: _Case) -> Facts | None:
    if case.item.quantity <= 0 or units_free(case.item, case.candidate) > 0:
        return None
    return {"free": case.candidate.free, "weekly": case.candidate.weekly}


_CHECKS: dict[Rule, Callable[[_Case], Facts | None]] = {
    Rule.NOT_VERIFIED: _not_verified,
    Rule.EXPIRED: _expired,
    Rule.RECUSED: _recused,
    Rule.NOT_COVERED: _not_covered,
    Rule.GATE_MISSING: _gate_missing,
    Rule.NO_OVERLAP: _no_overlap,
    Rule.NO_FUNDING: _no_funding,
    Rule.OVER_BUDGET: _over_budget,
    Rule.FULL: _full,
}


def blocking(
    item: ItemView, need: NeedView, candidate: CandidateView, today: date
) -> tuple[Rule, Facts] | None:
    """The first rule, in the order of `Rule`, that keeps the candidate off the item.

    The candidate is one of the item's service type: anybody else is no candidate.
    """
    case = _Case(item, need, candidate, today)
    for rule in Rule:
        facts = _CHECKS[rule](case)
        if facts is not None:
            return rule, facts
    return None
