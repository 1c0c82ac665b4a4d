"""From a large menu to those worth a close look, and what is true of all the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from matching.engine.index import OPEN, CapabilityIndex
from matching.engine.types import (
    CandidateView,
    ItemView,
    NeedView,
    Proposal,
    Rule,
    Uncovered,
)

_RANK = {rule: rank for rank, rule in enumerate(Rule)}


@dataclass(frozen=True, slots=True)
class Beyond:
    """Who else offers an item's service, beside the shortlist."""

    blocked: tuple[tuple[Rule, int], ...]
    """How many each rule blocks."""
    prices: tuple[int, ...]
    """Fen a unit of those that no rule blocks."""


def shortlist(
    index: CapabilityIndex,
    need: NeedView,
    k: int,
    *,
    today: date,
    taken: Mapping[int, int],
    always: Iterable[int] = (),
) -> tuple[frozenset[int], dict[int, Beyond]]:
    """Capabilities worth a close look for a need's items, and by item who is beyond.

    Each item gets its best `k`, and as many more as there are units to do: each of them
    has room for one at least. Where there is a budget it gets as many of the cheapest,
    since units covered come first. So no pack out of everybody covers more.

    Parameters
    ----------
    taken : units by capability held in the weeks in question
    always : capabilities to be looked at in any case
    """
    units: Counter[str] = Counter()
    for item in need.items:
        units[item.service_type] += item.quantity
    open_: dict[int, Sequence[int]] = {}
    chosen: dict[str, set[int]] = defaultdict(set)
    for item in need.items:
        more = units[item.service_type]
        found, _scores = index.query(
            item, len(index), need=need, today=today, taken=taken
        )
        open_[item.id] = found.tolist()
        chosen[item.service_type] |= set(open_[item.id][: k + more])
        if item.budget is not None:
            cheapest = np.argsort(index.prices(found), kind="stable")[:more]
            chosen[item.service_type] |= set(found[cheapest].tolist())
    chosen[""] |= set(always)
    every = frozenset().union(*chosen.values())
    return every, {
        item.id: _beyond(index, item, need, today, taken, every, open_[item.id])
        for item in need.items
    }


def _beyond(
    index: CapabilityIndex,
    item: ItemView,
    need: NeedView,
    today: date,
    taken: Mapping[int, int],
    chosen: frozenset[int],
    able: Sequence[int],
) -> Beyond:
    ids, rules = index.blocked(item, need=need, today=today, taken=taken)
    near = np.array(sorted(chosen), dtype=np.int64)
    counts = np.bincount(rules[~np.isin(ids, near)], minlength=OPEN + 1)
    left = [each for each in able if each not in chosen]
    return Beyond(
        tuple((rule, n) for rule, n in zip(Rule, counts.tolist(), strict=False) if n),
        tuple(index.prices(left).tolist()),
    )


def completed(
    proposal: Proposal,
    need: NeedView,
    candidates: Iterable[CandidateView],
    beyond: Mapping[int, Beyond],
) -> Proposal:
    """The proposal out of a shortlist, its gaps counted over everybody.

    Where units stay uncovered although somebody beyond the shortlist is able, that one
    costs more than is left of the budget: the cheapest are on the shortlist.
    """
    price = {candidate.id: candidate.price for candidate in candidates}
    budget = {item.id: item.budget for item in need.items}
    spent: Counter[int] = Counter()
    for line in proposal.lines:
        spent[line.item] += line.quantity * price[line.candidate]
    gaps = []
    for gap in proposal.uncovered:
        money = budget[gap.item]
        left = None if money is None else max(money - spent[gap.item], 0)
        gaps.append(
            _counted(gap, beyond[gap.item], left) if gap.item in beyond else gap
        )
    return replace(proposal, uncovered=tuple(gaps))


def _counted(gap: Uncovered, beyond: Beyond, money: int | None) -> Uncovered:
    counts = Counter(dict(gap.rules))
    counts.update(dict(beyond.blocked))
    if money is not None:
        counts[Rule.OVER_BUDGET] += sum(price > money for price in beyond.prices)
    order = sorted(
        ((rule, n) for rule, n in counts.items() if n),
        key=lambda pair: (-pair[1], _RANK[pair[0]]),
    )
    return replace(gap, rules=tuple(order))
