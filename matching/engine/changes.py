"""What would have to be otherwise for a candidate that has no line of an item.

Somebody who is excluded learns what lifts the rule that blocks, and what stands behind
it. Somebody who is only outscored learns the smallest single change that would put it
ahead. Each answer is a changed view of the candidate, so that it can be tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from matching.engine.assemble import TIE
from matching.engine.features import (
    NEARNESS,
    Case,
    days,
    feature_matrix,
    hours,
    minutes,
    nearness,
)
from matching.engine.filters import Facts, blocking, merged, shared_windows
from matching.engine.ranker import PairRanker
from matching.engine.types import (
    CandidateView,
    Change,
    Intervals,
    ReasonCode,
    Rule,
    Step,
)

MOST_DELIVERIES = 12
"""More deliveries than this are no small change: nobody is told to wait for them."""
BEST_GRADE = 5
SUCCESS_STEP = 0.05

Try = tuple[Facts, CandidateView]


def change_for(
    case: Case, *, to_beat: float | None, ranker: PairRanker, today: date
) -> Change:
    """The change that would bring a candidate without a line into the item.

    Parameters
    ----------
    to_beat : score of the line that it would have to outrank; None where there is none
    """
    lifted = _lifted(case, today)
    if lifted.steps:
        behind = _behind(lifted.after, case, to_beat, ranker)
        return _change(case, lifted.steps, lifted.after, behind)
    score = _score(case, ranker)
    if to_beat is None or score >= to_beat:
        ahead = None if to_beat is None else to_beat - score
        return _change(case, (), case.candidate, ahead)
    return _smallest(case, to_beat, ranker)


# --- what blocks ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lifted:
    """The rules in the way, in turn, and the candidate without them; None where a
    rule is not the candidate's to lift."""

    steps: tuple[Step, ...]
    after: CandidateView | None


def _verified(case: Case) -> Try:
    return {}, replace(case.candidate, verified=True)


def _renewed(case: Case) -> Try:
    was = case.candidate.expires
    facts: Facts = {} if was is None else {"on": was.isoformat()}
    return facts, replace(case.candidate, expires=None)


def _covering(case: Case) -> Try:
    community = case.need.community
    wider = case.candidate.coverage | {community}
    return {"community": community}, replace(case.candidate, coverage=wider)


def _meeting(case: Case) -> Try:
    missing = case.item.gates - case.candidate.gates
    met = replace(case.candidate, gates=case.candidate.gates | missing)
    return {"gate": ",".join(sorted(missing))}, met


def _opened(case: Case) -> Try:
    """Any one of the wanted times is enough: the first stands for all."""
    wanted = merged(case.item.windows)
    return _times(wanted), _also(case.candidate, wanted[:1])


def _funded(case: Case) -> Try:
    """Be paid from a source of the need; where that names none, come free of charge."""
    sources, candidate = sorted(case.item.funding), case.candidate
    facts: Facts = {"price": candidate.price, "funding": ",".join(sources)}
    if not sources:
        return facts, replace(candidate, price=0)
    return facts, replace(candidate, funding=candidate.funding | {sources[0]})


def _cheaper(case: Case) -> Try:
    """A price at which the budget pays every unit."""
    price = max(case.item.budget or 0, 0) // max(case.item.quantity, 1)
    return {"price": price}, replace(case.candidate, price=price)


def _roomier(case: Case) -> Try:
    """Free capacity that carries the whole item through its busiest week."""
    wanted = max(case.item.weekly, 1)
    weekly = max(case.candidate.weekly, wanted)
    return {"count": wanted}, replace(case.candidate, free=wanted, weekly=weekly)


_LIFT: dict[Rule, Callable[[Case], Try]] = {
    Rule.NOT_VERIFIED: _verified,
    Rule.EXPIRED: _renewed,
    Rule.NOT_COVERED: _covering,
    Rule.GATE_MISSING: _meeting,
    Rule.NO_OVERLAP: _opened,
    Rule.NO_FUNDING: _funded,
    Rule.OVER_BUDGET: _cheaper,
    Rule.FULL: _roomier,
}
"""A recusal is missing: it, or an earlier no to this item, is not undone by a change."""


def _lifted(case: Case, today: date) -> _Lifted:
    """Lift rule by rule until none blocks, or one that cannot be lifted does."""
    steps: list[Step] = []
    candidate = case.candidate
    while blocked := blocking(case.item, case.need, candidate, today):
        rule, facts = blocked
        if rule in {step.code for step in steps}:  # an item that nobody could do
            return _Lifted(tuple(steps), None)
        if rule not in _LIFT:
            return _Lifted((*steps, Step(rule, facts)), None)
        facts, candidate = _LIFT[rule](replace(case, candidate=candidate))
        steps.append(Step(rule, facts))
    return _Lifted(tuple(steps), candidate)


# --- what outscores ---------------------------------------------------------------------


def _more_deliveries(case: Case) -> Iterator[Try]:
    for more in range(1, MOST_DELIVERIES + 1):
        done = case.candidate.delivered + more
        yield {"count": more}, replace(case.candidate, delivered=done)


def _better_record(case: Case) -> Iterator[Try]:
    """Only for those who have a record: nobody is told to wait for one."""
    success = case.candidate.success
    while success is not None and success < 1.0:
        success = min(1.0, round(success + SUCCESS_STEP, 2))
        yield {"share": success}, replace(case.candidate, success=success)


def _nearer(case: Case) -> Iterator[Try]:
    """A base in the district, the street, the community of the need."""
    worth = nearness(case.candidate.home, case.need.community)[1]
    for length, level, value in reversed(NEARNESS):
        if value > worth and len(case.need.community) >= length:
            home = case.need.community[:length]
            yield {"level": level}, replace(case.candidate, home=home)
            worth = value


def _more_time(case: Case) -> Iterator[Try]:
    """One more of the wanted times, the shortest first, then all of them."""
    if not case.item.windows or not case.candidate.windows:
        return
    missing = [
        (start, end)
        for start, end in merged(case.item.windows)
        if minutes(shared_windows(((start, end),), case.candidate.windows))
        < end - start
    ]
    for window in sorted(missing, key=lambda each: (each[1] - each[0], each)):
        yield _times((window,)), _also(case.candidate, (window,))
    if len(missing) > 1:
        yield _times(tuple(missing)), _also(case.candidate, tuple(missing))


def _better_grade(case: Case) -> Iterator[Try]:
    """Only for those who are graded: some kinds cannot be, and none is not low."""
    if case.candidate.grade is not None:
        for grade in range(case.candidate.grade + 1, BEST_GRADE + 1):
            yield {"grade": grade}, replace(case.candidate, grade=grade)


def _more_room(case: Case) -> Iterator[Try]:
    for free in range(max(case.candidate.free, 0) + 1, case.candidate.weekly + 1):
        more = free - max(case.candidate.free, 0)
        yield {"count": more}, replace(case.candidate, free=free)


def _longer_ago(case: Case) -> Iterator[Try]:
    for fewer in range(1, case.candidate.awards + 1):
        left = case.candidate.awards - fewer
        yield {"count": fewer}, replace(case.candidate, awards=left)


def _more_languages(case: Case) -> Iterator[Try]:
    missing = sorted(case.need.languages - case.candidate.languages)
    for each in [{code} for code in missing] + [set(missing)]:
        if each:
            spoken = case.candidate.languages | each
            yield (
                {"languages": ",".join(sorted(each))},
                replace(case.candidate, languages=spoken),
            )


_LEVERS: dict[ReasonCode, Callable[[Case], Iterable[Try]]] = {
    ReasonCode.DELIVERED: _more_deliveries,
    ReasonCode.RELIABLE: _better_record,
    ReasonCode.NEAR: _nearer,
    ReasonCode.TIME: _more_time,
    ReasonCode.GRADE: _better_grade,
    ReasonCode.LOAD: _more_room,
    ReasonCode.RECENT: _longer_ago,
    ReasonCode.LANGUAGE: _more_languages,
}
"""What a provider can change or wait for; not what it wrote, nor whom it served."""


def _smallest(case: Case, to_beat: float, ranker: PairRanker) -> Change:
    """Of the changes that suffice the one that moves the score least; of equals the
    first in the order of `ReasonCode`."""
    tries = [
        (Step(code, facts), after)
        for code in ReasonCode
        if code in _LEVERS
        for facts, after in _LEVERS[code](case)
    ]
    views = [case.candidate, *(after for _, after in tries)]
    features = feature_matrix([replace(case, candidate=view) for view in views])
    now, *scores = ranker.score_pairs(features).tolist()
    enough = [
        (score, rank)
        for rank, score in enumerate(scores)
        if score > to_beat + TIE  # nearer ones are decided by the smaller id
    ]
    if not enough:
        return _change(case, (), None, to_beat - now)
    score, rank = min(enough)
    step, after = tries[rank]
    return _change(case, (step,), after, to_beat - score)


# --- shared -----------------------------------------------------------------------------


def _change(
    case: Case,
    steps: tuple[Step, ...],
    after: CandidateView | None,
    behind: float | None,
) -> Change:
    return Change(case.item.id, case.candidate.id, steps, after, behind)


def _score(case: Case, ranker: PairRanker) -> float:
    return float(ranker.score_pairs(feature_matrix([case]))[0])


def _behind(
    after: CandidateView | None, case: Case, to_beat: float | None, ranker: PairRanker
) -> float | None:
    if after is None or to_beat is None:
        return None
    return to_beat - _score(replace(case, candidate=after), ranker)


def _also(candidate: CandidateView, windows: Intervals) -> CandidateView:
    return replace(candidate, windows=merged((*candidate.windows, *windows)))


def _times(windows: Intervals) -> Facts:
    return {"days": ",".join(map(str, days(windows))), **hours(windows)}
