"""The matcher core: pure functions and estimators, without Django, clock or I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from matching.engine.affinity import Affinity, Backdrop, affinities, fit_affinity
from matching.engine.assemble import Key, Option, assemble_pack
from matching.engine.changes import change_for
from matching.engine.dispatch import assign
from matching.engine.explain import Explainer, Scored
from matching.engine.features import Case, feature_matrix
from matching.engine.filters import blocking
from matching.engine.ranker import PairRanker
from matching.engine.text import TextAffinity
from matching.engine.types import (
    Alternative,
    Assignment,
    CandidateView,
    Change,
    Exclusion,
    ItemView,
    Line,
    NeedView,
    Proposal,
    Reason,
    ReasonCode,
    Rule,
    Step,
    Uncovered,
)

__all__ = [
    "Affinity",
    "Alternative",
    "Assignment",
    "Backdrop",
    "CandidateView",
    "Change",
    "Exclusion",
    "ItemView",
    "Line",
    "NeedView",
    "Option",
    "PairRanker",
    "Proposal",
    "Reason",
    "ReasonCode",
    "Rule",
    "Step",
    "TextAffinity",
    "Uncovered",
    "able",
    "assign",
    "changes",
    "fit_affinity",
    "propose",
    "suited",
]


def propose(
    need: NeedView,
    candidates: Iterable[CandidateView],
    *,
    ranker: PairRanker | None = None,
    today: date,
    time_limit: float = 2.0,
    affinity: Affinity | None = None,
    only: Mapping[Key, int] | None = None,
) -> Proposal:
    """The service resource pack for a need, with reasons and what blocks the rest.

    Parameters
    ----------
    candidates : any order; those of other service types are no candidates
    ranker : the published rule if None
    time_limit : seconds for the solver in all; with 0.16 the answer is quick and has
        its gap, with 2 it is mostly proven
    affinity : fitted over the candidates' texts if None; a provider that a given
        one does not know has affinity 0.0
    only : (item, candidate) that may have a line, and the units of a busiest week that
        are kept for it; anybody else stays an alternative, and is full where units
        stay uncovered: the week is kept for other needs
    """
    ranker = PairRanker() if ranker is None else ranker
    known = sorted(candidates, key=lambda candidate: candidate.id)
    items = sorted(need.items, key=lambda item: item.id)
    affinity = affinity or fit_affinity(known)
    cases = _cases(need, items, known, affinity)
    eligible, exclusions = _sifted(cases, today)
    scored = _scored(eligible, ranker)
    assembly = assemble_pack(
        _kept_for([s.option for s in scored], only),
        time_limit=time_limit,
        budget=need.budget,
        at_most_one=need.at_most_one,
    )
    explainer = Explainer(need, scored, assembly.units, affinity, only)
    return Proposal(
        need=need.id,
        lines=explainer.lines(),
        uncovered=explainer.uncovered(items, exclusions),
        exclusions=exclusions,
        matcher=ranker.label,
        objective=assembly.objective,
        gap=assembly.gap,
        proven=assembly.proven,
        bound=assembly.bound,
    )


def suited(
    need: NeedView,
    candidates: Iterable[CandidateView],
    *,
    ranker: PairRanker,
    today: date,
    affinity: Affinity,
) -> list[Option]:
    """Whom no rule keeps off the need's items, with the scores that `propose` gives."""
    known = sorted(candidates, key=lambda candidate: candidate.id)
    items = sorted(need.items, key=lambda item: item.id)
    eligible, _exclusions = _sifted(_cases(need, items, known, affinity), today)
    return [scored.option for scored in _scored(eligible, ranker)]


def changes(
    need: NeedView,
    candidates: Iterable[CandidateView],
    chosen: Iterable[Key],
    *,
    ranker: PairRanker | None = None,
    today: date,
    affinity: Affinity | None = None,
) -> tuple[Change, ...]:
    """What would have to change for each candidate that an item has no line from.

    Parameters
    ----------
    chosen : (item, candidate) of the lines; the weakest line of an item is the one to
        outrank
    candidates, ranker, affinity : as for `propose`
    """
    ranker = PairRanker() if ranker is None else ranker
    known = sorted(candidates, key=lambda candidate: candidate.id)
    items = sorted(need.items, key=lambda item: item.id)
    cases = _cases(need, items, known, affinity or fit_affinity(known))
    taken = set(chosen)
    held = [case for case in cases if (case.item.id, case.candidate.id) in taken]
    to_beat: dict[int, float] = {}
    for case, score in zip(
        held, ranker.score_pairs(feature_matrix(held)).tolist(), strict=True
    ):
        to_beat[case.item.id] = min(score, to_beat.get(case.item.id, score))
    return tuple(
        change_for(case, to_beat=to_beat.get(case.item.id), ranker=ranker, today=today)
        for case in cases
        if (case.item.id, case.candidate.id) not in taken
    )


def able(
    need: NeedView, candidates: Iterable[CandidateView], *, today: date
) -> dict[int, int]:
    """By item, one candidate that no rule blocks: the freest, of equals the smallest
    id. Items that nobody can do are left out."""
    free_first = sorted(
        candidates, key=lambda candidate: (-candidate.free, candidate.id)
    )
    found: dict[int, int] = {}
    for item in need.items:
        for candidate in free_first:
            fits = candidate.service_type == item.service_type
            if fits and blocking(item, need, candidate, today) is None:
                found[item.id] = candidate.id
                break
    return found


def _cases(
    need: NeedView,
    items: Sequence[ItemView],
    known: Sequence[CandidateView],
    affinity: Affinity,
) -> list[Case]:
    """Each item with each candidate of its service type."""
    near = affinities(need, items, affinity)
    return [
        Case(need, item, each, near.get((item.id, each.provider), 0.0))
        for item in items
        for each in known
        if each.service_type == item.service_type
    ]


def _sifted(
    cases: Iterable[Case], today: date
) -> tuple[list[Case], tuple[Exclusion, ...]]:
    eligible: list[Case] = []
    exclusions: list[Exclusion] = []
    for case in cases:
        blocked = blocking(case.item, case.need, case.candidate, today)
        if blocked is None:
            eligible.append(case)
        else:
            exclusions.append(Exclusion(case.item.id, case.candidate.id, *blocked))
    return eligible, tuple(exclusions)


def _kept_for(
    options: Sequence[Option], only: Mapping[Key, int] | None
) -> list[Option]:
    """The options that may have a line, with no more room than is kept for them."""
    if only is None:
        return list(options)
    free: dict[int, int] = {}
    for option in options:
        kept = only.get(option.key, 0)
        free[option.candidate.id] = free.get(option.candidate.id, 0) + kept
    return [
        replace(
            option, candidate=replace(option.candidate, free=free[option.candidate.id])
        )
        for option in options
        if only.get(option.key)
    ]


def _scored(cases: Sequence[Case], ranker: PairRanker) -> list[Scored]:
    features = feature_matrix(cases)
    scores = ranker.score_pairs(features)
    own = cases[0].need.own_agency if cases else None
    return [
        Scored(
            case,
            Option(
                case.item, case.candidate, float(score), case.candidate.provider == own
            ),
            tuple(row.tolist()),
        )
        for case, score, row in zip(
            cases, scores, ranker.contributions(features), strict=True
        )
    ]
