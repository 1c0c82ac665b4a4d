"""Every pack of a tiny need, tried one by one."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import numpy as np

from matching.engine.assemble import KIND_BONUS, LINE_COST, PROVIDER_COST, shade


def random_bounds(seed):
    """A budget of the whole need and pairs of which one may come, each now and then."""
    rng = np.random.default_rng(seed)
    pairs = [rng.choice(np.arange(1, 6), 2, replace=False) for _ in range(2)]
    return {
        "budget": int(rng.integers(0, 80)) if rng.random() < 0.6 else None,
        "at_most_one": [
            frozenset(pair.tolist()) for pair in pairs if rng.random() < 0.7
        ],
    }


def is_feasible(options, units, budget=None, at_most_one=()):
    """Quantities, weeks, budgets and groups, said again in the plainest words."""
    asked, weeks, spent = defaultdict(int), defaultdict(Fraction), defaultdict(int)
    for option, n in zip(options, units, strict=True):
        asked[option.item.id] += n
        weeks[option.candidate.id] += Fraction(
            n * option.item.weekly, option.item.quantity
        )
        spent[option.item.id] += n * option.candidate.price
    present = {o.candidate.id for o, n in zip(options, units, strict=True) if n}
    if budget is not None and sum(spent.values()) > max(budget, 0):
        return False
    if any(len(present & group) > 1 for group in at_most_one):
        return False
    return all(
        asked[o.item.id] <= o.item.quantity
        and weeks[o.candidate.id] <= max(o.candidate.free, 0)
        and (o.item.budget is None or spent[o.item.id] <= max(o.item.budget, 0))
        for o in options
    )


def worth(options, units):
    """(units covered, contested units of the own agency avoided, value)."""
    taken = [(o, n) for o, n in zip(options, units, strict=True) if n]
    contested = sum(
        n
        for own, n in taken
        if own.own_agency
        and any(
            o.item.id == own.item.id and not o.own_agency and o.score >= own.score
            for o in options
        )
    )
    value = sum(
        n * (o.score - shade(o.candidate.id)) / o.item.quantity for o, n in taken
    )
    value -= LINE_COST * len(taken)
    value -= PROVIDER_COST * len({o.candidate.provider for o, _ in taken})
    value += KIND_BONUS * len({o.candidate.kind for o, _ in taken})
    return sum(n for _, n in taken), -contested, value


def best_by_trying(options, budget=None, at_most_one=()):
    """The same two, for every pack at once: lexicographic best of (packs, options)."""
    if not options:
        return 0, 0, 0.0
    packs = np.indices([o.limit + 1 for o in options]).reshape(len(options), -1).T
    same_item = np.array([[o.item.id == p.item.id for o in options] for p in options])
    same_week = [[o.candidate.id == p.candidate.id for o in options] for p in options]
    scale = np.lcm.reduce([o.item.quantity for o in options])
    week = np.array([o.item.weekly * scale // o.item.quantity for o in options])
    price = np.array([o.candidate.price for o in options])
    purse = [
        o.item.quantity * 10**9 if o.item.budget is None else o.item.budget
        for o in options
    ]
    fits = (
        (packs @ same_item <= [o.item.quantity for o in options])
        & (
            (packs * week) @ np.array(same_week)
            <= [o.candidate.free * scale for o in options]
        )
        & ((packs * price) @ same_item <= purse)
    ).all(axis=1)
    if budget is not None:
        fits &= packs @ price <= budget
    ids = np.array([o.candidate.id for o in options])
    for group in at_most_one:
        present = [(packs[:, ids == c] > 0).any(axis=1) for c in sorted(group)]
        fits &= sum(np.array(present).astype(int)) <= 1
    packs = packs[fits]
    single = [worth(options, unit) for unit in np.eye(len(options), dtype=int)]
    _, contested, alone = np.array(single).T
    fixed = LINE_COST + PROVIDER_COST - KIND_BONUS  # what `worth` counts for one line
    used = packs > 0
    value = packs @ (alone + fixed) - LINE_COST * used.sum(axis=1)
    value -= PROVIDER_COST * groups(options, used, "provider")
    value += KIND_BONUS * groups(options, used, "kind")
    goals = np.array([packs.sum(axis=1), packs @ contested, value])
    return tuple(goals[:, np.lexsort(goals[::-1])[-1]].tolist())


def groups(options, used, name):
    """How many different providers (or kinds) each pack holds."""
    names = np.array([getattr(o.candidate, name) for o in options])
    return sum(used[:, names == each].any(axis=1).astype(int) for each in set(names))
