"""Hard filters and features of many capabilities at a time.

The same rules as `filters.blocking` and the same numbers as `features.feature_matrix`,
over columns; tests hold the two side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from matching.engine.columns import Array, Columns, as_characters
from matching.engine.features import (
    COLUMNS,
    HALF_AFFINITY,
    HALF_AWARDS,
    HALF_DELIVERIES,
    MEAN_GRADE,
    NEARNESS,
    USUAL_SUCCESS,
    Matrix,
)
from matching.engine.filters import ALWAYS, merged
from matching.engine.types import (
    ItemView,
    NeedView,
    ReasonCode,
    Rule,
)

OPEN = len(Rule)
"""In place of a rule: none blocks."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every row.

    Without a need nobody is recused or known and every place will do; without a day
    nothing has expired.
    """

    item: ItemView
    need: NeedView | None = None
    today: date | None = None
    taken: Mapping[int, int] = field(default_factory=dict)
    """Units by capability that are held beside those the rows know of."""

    @property
    def text(self) -> str:
        own = self.item.text
        return own if self.need is None else f"{own}\n{self.need.text}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows under one question."""

    columns: Columns
    rows: Array
    question: Question
    covered: Array
    """Whether each row covers the need's community."""

    def of(self, name: str) -> Array:
        return self.columns.arrays[name][self.rows]

    def only(self, mask: Array) -> Batch:
        return Batch(self.columns, self.rows[mask], self.question, self.covered[mask])

    def free(self) -> Array:
        """Units free in the busiest week, less what is taken."""
        free = self.of("free").astype(np.int64)
        if self.question.taken:
            known = np.array(sorted(self.question.taken), dtype=np.int64)
            units = np.array([self.question.taken[each] for each in known.tolist()])
            ids = self.of("id")
            place = np.searchsorted(known, ids).clip(max=len(known) - 1)
            hit = known[place] == ids
            free[hit] = np.maximum(free[hit] - units[place[hit]], 0)
        return free

    def sets(self, name: str, test: Callable[[frozenset[str]], float]) -> Array:
        """What `test` says of each row's set."""
        table = self.columns.tables[name]
        said = np.array([test(frozenset(each)) for each in table])
        return said[self.of(name)]

    def shared_minutes(self) -> Array:
        """Minutes of the week that suit both the item and each row."""
        wanted, arrays = self.question.item.windows, self.columns.arrays
        shared = np.zeros(len(arrays["hours_from"]), dtype=np.int64)
        for first, last in merged(wanted) if wanted else ALWAYS:
            until = arrays["hours_until"].clip(first, last)
            shared += until - arrays["hours_from"].clip(first, last)
        sums = np.append(0, np.cumsum(shared))
        ends = sums[arrays["hours_start"]]
        minutes: Array = np.diff(ends)[self.of("windows")]
        return minutes

    def among(self, name: str, wanted: Collection[int]) -> Array:
        """Whether the number of each row is one of these."""
        if not wanted:
            return np.zeros(len(self.rows), dtype=bool)
        return np.isin(self.of(name), np.array(sorted(wanted)))


def _not_verified(batch: Batch) -> Array:
    return ~batch.of("verified").astype(bool)


def _expired(batch: Batch) -> Array:
    today = batch.question.today
    return batch.of("expires") < (today.toordinal() if today else 0)


def _recused(batch: Batch) -> Array:
    need = batch.question.need
    stands_back = batch.among("provider", need.recused if need else ())
    return stands_back | batch.among("id", batch.question.item.kept)


def _not_covered(batch: Batch) -> Array:
    return ~batch.covered


def _gate_missing(batch: Batch) -> Array:
    wanted = batch.question.item.gates
    return ~batch.sets("gates", lambda met: wanted <= met)


def _no_overlap(batch: Batch) -> Array:
    none: Array = batch.shared_minutes() == 0
    return none


def _no_funding(batch: Batch) -> Array:
    sources = batch.question.item.funding
    unpaid = batch.sets("funding", lambda own: not sources & own)
    return (batch.of("price") > 0) & unpaid


def _over_budget(batch: Batch) -> Array:
    budget = batch.question.item.budget
    if budget is None:
        return np.zeros(len(batch.rows), dtype=bool)
    return batch.of("price") > max(budget, 0)


def _full(batch: Batch) -> Array:
    item, free = batch.question.item, batch.free()
    if item.quantity <= 0:
        return np.zeros(len(batch.rows), dtype=bool)
    short = free * item.quantity < item.weekly if item.weekly > 0 else free <= 0
    return short | (free <= 0)


_CHECKS: dict[Rule, Callable[[Batch], Array]] = {
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


def first_rules(batch: Batch) -> Array:
    """Place, in the order of `Rule`, of the first rule that blocks each row; or OPEN."""
    found = np.full(len(batch.rows), OPEN, dtype=np.int8)
    if len(batch.rows):
        for place, rule in reversed(list(enumerate(Rule))):
            found[_CHECKS[rule](batch)] = place
    return found


def _delivered(batch: Batch) -> Array:
    count = batch.of("delivered").astype(np.int64) + batch.of("delivered_near")
    return count / (count + HALF_DELIVERIES)


def _reliable(batch: Batch) -> Array:
    return np.nan_to_num(batch.of("success") - USUAL_SUCCESS)


def _near(batch: Batch) -> Array:
    need, homes = batch.question.need, batch.columns.arrays["home_code"]
    worth = np.zeros(len(homes))
    if need is not None:
        here = as_characters([need.community])
        alike = ((homes == here) & (homes != 0)).cumprod(axis=1).sum(axis=1)
        for length, _level, value in reversed(NEARNESS):
            worth[alike >= length] = value
    return worth[batch.of("home")]


def _time(batch: Batch) -> Array:
    wanted = sum(end - start for start, end in merged(batch.question.item.windows))
    if not wanted:
        return np.zeros(len(batch.rows))
    return batch.shared_minutes() / wanted


def _continuity(batch: Batch) -> Array:
    need = batch.question.need
    return batch.among("provider", need.known if need else ()).astype(np.float64)


def _grade(batch: Batch) -> Array:
    return np.nan_to_num((batch.of("grade") - MEAN_GRADE) / 2)


def _load(batch: Batch) -> Array:
    free = batch.free()
    most = np.maximum(np.maximum(batch.of("weekly"), free), 1)
    return np.maximum(free, 0) / most


def _recent(batch: Batch) -> Array:
    awards = batch.of("awards").astype(np.int64)
    return np.where(_continuity(batch) > 0, 0.0, -awards / (awards + HALF_AWARDS))


def _newcomer(batch: Batch) -> Array:
    return (batch.of("delivered") <= 0).astype(np.float64)


def _language(batch: Batch) -> Array:
    need = batch.question.need
    if need is None or not need.languages:
        return np.zeros(len(batch.rows))
    wanted = need.languages
    return batch.sets("languages", lambda own: len(wanted & own) / len(wanted))


_FEATURES: dict[ReasonCode, Callable[[Batch], Array]] = {
    ReasonCode.DELIVERED: _delivered,
    ReasonCode.RELIABLE: _reliable,
    ReasonCode.NEAR: _near,
    ReasonCode.TIME: _time,
    ReasonCode.CONTINUITY: _continuity,
    ReasonCode.GRADE: _grade,
    ReasonCode.LOAD: _load,
    ReasonCode.RECENT: _recent,
    ReasonCode.NEWCOMER: _newcomer,
    ReasonCode.LANGUAGE: _language,
}


def features(batch: Batch, affinity: Array) -> Matrix:
    """Shape (n_rows, n_codes), the columns of `feature_matrix`."""
    found = np.zeros((len(batch.rows), len(COLUMNS)))
    positive = np.maximum(affinity, 0.0)
    for column, code in enumerate(COLUMNS):
        found[:, column] = (
            positive / (positive + HALF_AFFINITY)
            if code is ReasonCode.TEXT
            else _FEATURES[code](batch)
        )
    return found
