"""Why this line, who else, and why not: only what the score really rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from matching.engine.affinity import Affinity, with_project
from matching.engine.assemble import Key, Option, room
from matching.engine.features import (
    COLUMNS,
    DAY,
    Case,
    days,
    feature_row,
    hours,
    minutes,
    nearness,
)
from matching.engine.filters import Facts, shared_windows
from matching.engine.types import (
    Alternative,
    Exclusion,
    ItemView,
    Line,
    NeedView,
    Reason,
    ReasonCode,
    Rule,
    Uncovered,
)

MOST_ALTERNATIVES = 3
_RANK = {rule: rank for rank, rule in enumerate(Rule)}


@dataclass(frozen=True, slots=True)
class Scored:
    """An option with what its score is made of."""

    case: Case
    option: Option
    contributions: tuple[float, ...]
    """One per column of the feature matrix; they sum to the option's score."""

    def told(self, affinity: Affinity) -> Scored:
        """The same, able to name the past project behind its text; for who is shown."""
        return replace(self, case=with_project(self.case, affinity))


def _text_facts(case: Case) -> Facts:
    facts: Facts = {"affinity": round(case.affinity, 3)}
    if case.project:
        facts |= {"project": case.project, "words": ",".join(case.words)}
    return facts


def _time_facts(case: Case) -> Facts:
    shared = shared_windows(case.item.windows, case.candidate.windows)
    touched = ",".join(map(str, days(shared)))
    facts: Facts = {"minutes": minutes(shared), "days": touched, **hours(shared)}
    if any((end - start) % DAY for start, end in case.item.windows):
        facts["wanted"] = minutes(case.item.windows)  # of whole days, no hours are
    return facts


def _reliable_facts(case: Case) -> Facts:
    share, ended = case.candidate.success or 0.0, case.candidate.ended
    counted: Facts = {"done": round(share * ended), "ended": ended} if ended else {}
    return {"share": share, **counted}


def _spoken(case: Case) -> str:
    return ",".join(sorted(case.need.languages & case.candidate.languages))


_FACTS: dict[ReasonCode, Callable[[Case], Facts]] = {
    ReasonCode.TEXT: _text_facts,
    ReasonCode.DELIVERED: lambda c: {
        "count": c.candidate.delivered,
        "near": c.candidate.delivered_near,
    },
    ReasonCode.RELIABLE: _reliable_facts,
    ReasonCode.NEAR: lambda c: {
        "level": nearness(c.candidate.home, c.need.community)[0]
    },
    ReasonCode.TIME: _time_facts,
    ReasonCode.CONTINUITY: lambda c: {},
    ReasonCode.GRADE: lambda c: {"grade": c.candidate.grade or 0},
    ReasonCode.LOAD: lambda c: {"free": c.candidate.free, "weekly": c.candidate.weekly},
    ReasonCode.RECENT: lambda c: {"awards": c.candidate.awards},
    ReasonCode.NEWCOMER: lambda c: {},
    ReasonCode.LANGUAGE: lambda c: {"languages": _spoken(c)},
}


def reasons(scored: Scored) -> tuple[Reason, ...]:
    """What raised the score, the weightiest first; never empty.

    Free capacity always speaks for an eligible candidate under the published rule.
    Should learned weights leave nothing in favour, it is still named, with what it
    really contributes.
    """
    found = [
        Reason(code, value, _FACTS[code](scored.case))
        for code, value in zip(COLUMNS, scored.contributions, strict=True)
        if value > 0
    ]
    if not found:
        value = scored.contributions[COLUMNS.index(ReasonCode.LOAD)]
        facts = _FACTS[ReasonCode.LOAD](scored.case)
        found = [Reason(ReasonCode.LOAD, value, facts)]
    return tuple(sorted(found, key=lambda reason: -reason.contribution))


class Explainer:
    """Lines, alternatives and gaps of one pack.

    Parameters
    ----------
    scored : every option of the need
    units : what each chosen one does
    affinity : what the cases' affinities come from
    only : who alone may have a line, as for `propose`
    """

    def __init__(
        self,
        need: NeedView,
        scored: Sequence[Scored],
        units: Mapping[Key, int],
        affinity: Affinity,
        only: Mapping[Key, int] | None = None,
    ):
        self.need = need
        self.only = only
        self.affinity = affinity
        self.scored = sorted(
            scored, key=lambda s: (s.option.item.id, -s.option.score, s.option.key)
        )
        self.taken = [
            (s.option, units[s.option.key])
            for s in self.scored
            if s.option.key in units
        ]

    def lines(self) -> tuple[Line, ...]:
        """By item, the best candidate first."""
        taken = {option.key: n for option, n in self.taken}
        return tuple(
            self._line(scored, taken[scored.option.key])
            for scored in self.scored
            if scored.option.key in taken
        )

    def uncovered(
        self, items: Iterable[ItemView], exclusions: Sequence[Exclusion]
    ) -> tuple[Uncovered, ...]:
        """Items with units left, and the rules in the way, the most frequent first."""
        gaps: list[Uncovered] = []
        for item in items:
            left = item.quantity - sum(
                n for option, n in self.taken if option.item.id == item.id
            )
            if left > 0:
                counts = Counter(e.rule for e in exclusions if e.item == item.id)
                counts.update(self._used_up(item))
                order = sorted(
                    counts.items(), key=lambda pair: (-pair[1], _RANK[pair[0]])
                )
                gaps.append(Uncovered(item.id, left, tuple(order)))
        return tuple(gaps)

    def _line(self, scored: Scored, quantity: int) -> Line:
        option = scored.option
        return Line(
            item=option.item.id,
            candidate=option.candidate.id,
            provider=option.candidate.provider,
            quantity=quantity,
            score=option.score,
            reasons=reasons(scored.told(self.affinity)),
            own_agency=option.own_agency,
            alternatives=self._alternatives(option, quantity),
            features=feature_row(scored.case),
        )

    def _alternatives(self, option: Option, quantity: int) -> tuple[Alternative, ...]:
        """The best others that could take units of this line, were it not there."""
        return tuple(islice(self._others(option, quantity), MOST_ALTERNATIVES))

    def _others(self, option: Option, quantity: int) -> Iterator[Alternative]:
        others = [(o, n) for o, n in self.taken if o.key != option.key]
        busy = {o.key for o, _ in self.taken}
        for scored in self.scored:
            other = scored.option
            if other.item.id != option.item.id or other.key in busy:
                continue
            if (fits := min(quantity, *self._room(other, others))) > 0:
                yield Alternative(
                    candidate=other.candidate.id,
                    provider=other.candidate.provider,
                    score=other.score,
                    quantity=fits,
                    reasons=reasons(scored.told(self.affinity)),
                    own_agency=other.own_agency,
                )

    def _room(
        self, option: Option, others: Iterable[tuple[Option, int]]
    ) -> tuple[int, int]:
        """Units that its week and all budgets of this need hold beside `others`."""
        need = self.need
        return room(option, others, budget=need.budget, at_most_one=need.at_most_one)

    def _used_up(self, item: ItemView) -> Iterable[Rule]:
        """Why eligible candidates take no further unit: their week, of which others
        may have been promised the rest, or a budget. Who may not come beside another
        counts as FULL: no rule says that better."""
        for scored in self.scored:
            if scored.option.item.id == item.id:
                in_week, paid = self._room(scored.option, self.taken)
                if in_week >= 1 and paid < 1:
                    yield Rule.OVER_BUDGET
                elif in_week < 1 or self.only is not None:
                    yield Rule.FULL
