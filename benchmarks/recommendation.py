"""What every recommendation promises, counted over random needs: reasons that are true,
one rule for each exclusion, and an answer that does not hang on any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.recommendation_cases import TODAY, recommendation_case
from benchmarks.table import Row
from matching.engine import (
    Alternative,
    CandidateView,
    Line,
    NeedView,
    Proposal,
    fit_affinity,
    propose,
    suited,
)
from matching.engine.affinity import affinities
from matching.engine.features import COLUMNS, Case, feature_matrix
from matching.engine.ranker import PairRanker

TITLE = "Every recommendation: reasons, rules, order"
NEEDS = 2_000
EXACT = 1e-12
"""Score points; sums of eleven numbers in another order differ by less."""
RULE = PairRanker()
BARE = "recommendations without a true reason"
UNTRUE = "reasons whose feature, taken away, costs another sum"
UNRULED = "exclusions with no blocking rule, or with two"
UNSORTED = "candidates that are neither eligible nor excluded, or both"
TURNED = "needs that another order of candidates and items answers otherwise"
FAULTS = {
    BARE: "recommendations",
    UNTRUE: "reasons",
    UNRULED: "exclusions",
    UNSORTED: "pairs",
    TURNED: "needs",
}
"""What may go wrong, and out of how many."""


def rows(quick: bool) -> Iterator[Row | str]:
    seeds = range(60 if quick else NEEDS)
    counted: Counter[str] = Counter()
    for seed in seeds:
        counted += _counted(seed)
    for fault, of in FAULTS.items():
        size = f"{counted[of]:,} {of}"
        found = counted[fault]
        yield Row(fault, size, found, to_reach="0", reached=found == 0)
    yield (
        f"{len(seeds):,} random needs of 1 to 4 items, 5 to 30 capabilities each: lines and "
        "their alternatives count as recommendations. A reason is true if it speaks for "
        "the candidate and the score falls by just what it says once its feature is set "
        "to nothing known."
    )


def _counted(seed: int) -> Counter[str]:
    need, candidates = recommendation_case(seed)
    proposal = propose(need, candidates, today=TODAY)
    return (
        _reasons(need, candidates, proposal)
        + _exclusions(need, candidates, proposal)
        + _order(need, candidates, proposal, seed)
    )


def _reasons(
    need: NeedView, candidates: list[CandidateView], proposal: Proposal
) -> Counter[str]:
    near = affinities(need, need.items, fit_affinity(candidates))
    items = {item.id: item for item in need.items}
    by_id = {candidate.id: candidate for candidate in candidates}
    found: Counter[str] = Counter()
    for line in proposal.lines:
        item = items[line.item]
        for each in (line, *line.alternatives):
            affinity = near.get((item.id, each.provider), 0.0)
            case = Case(need, item, by_id[each.candidate], affinity)
            wrong = _untrue(case, each)
            true = sum(reason.contribution > 0 for reason in each.reasons) - wrong
            found += Counter(
                {
                    FAULTS[BARE]: 1,
                    BARE: int(true < 1),
                    FAULTS[UNTRUE]: len(each.reasons),
                    UNTRUE: wrong,
                }
            )
    return found


def _untrue(case: Case, shown: Line | Alternative) -> int:
    """Reasons that the score does not bear out."""
    row = feature_matrix([case])
    wrong = 0
    for reason in shown.reasons:
        without = row.copy()
        without[0, COLUMNS.index(reason.code)] = 0.0
        lost = shown.score - RULE.score_pairs(without)[0]
        wrong += abs(lost - reason.contribution) > EXACT
    return wrong


def _exclusions(
    need: NeedView, candidates: list[CandidateView], proposal: Proposal
) -> Counter[str]:
    named = Counter((each.item, each.candidate) for each in proposal.exclusions)
    options = suited(
        need, candidates, ranker=RULE, today=TODAY, affinity=fit_affinity(candidates)
    )
    eligible = {option.key for option in options}
    pairs = {
        (item.id, candidate.id)
        for item in need.items
        for candidate in candidates
        if candidate.service_type == item.service_type
    }
    return Counter(
        {
            FAULTS[UNRULED]: len(pairs - eligible),
            UNRULED: sum(named[pair] != 1 for pair in pairs - eligible),
            FAULTS[UNSORTED]: len(pairs),
            UNSORTED: len(pairs ^ (eligible | set(named))) + len(eligible & set(named)),
        }
    )


def _order(
    need: NeedView, candidates: list[CandidateView], proposal: Proposal, seed: int
) -> Counter[str]:
    order = np.random.default_rng(seed).permutation(len(candidates))
    turned = replace(need, items=need.items[::-1])
    again = propose(turned, [candidates[i] for i in order], today=TODAY)
    return Counter({FAULTS[TURNED]: 1, TURNED: int(again != proposal)})
