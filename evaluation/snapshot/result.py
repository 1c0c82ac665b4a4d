"""What an assessment has earned: leaf by leaf and head by head, what was lost and why.

The committee's column counts before the experts of a review, these before the first
panel; where every expert scored alone, a leaf counts as the mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from evaluation.enums import Column
from evaluation.models import Assessment, Indicator, Score
from evaluation.scoring.fragility import Fragility, without_expert, without_head
from evaluation.scoring.grades import Bands, caps_that_hold, grade, lowest
from evaluation.scoring.reading import sheet_view
from evaluation.scoring.sheet import Leaf, SheetView
from evaluation.scoring.totals import earned, total
from evaluation.scoring.types import NONE, Points, mean_points
from evaluation.snapshot.rule_set import rulebook_of
from evaluation.snapshot.sheet import rows_of

COMMITTEE, REVIEW, PANEL = range(3)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What several cases are reckoned from: by sheet its rows in their order, the
    points that others gave, and what the organisations answered themselves."""

    cases: tuple[Assessment, ...]
    parts: Mapping[int, list[Indicator]]
    scores: tuple[Score, ...]
    answers: tuple[Score, ...] = ()

    @property
    def codes(self) -> dict[int, str]:
        """By indicator, its code."""
        return {each.pk: each.code for rows in self.parts.values() for each in rows}


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf or a head: what it earned of how much, and the reasons of what it lost."""

    indicator: Indicator
    points: Decimal
    most: Decimal
    lost: Decimal
    reasons: tuple[str, ...]

    @property
    def explained(self) -> bool:
        return not self.lost or bool(self.reasons)


@dataclass(frozen=True)
class Result:
    """One assessment as it stands now: `columns` is one set of points, or one of each
    expert. Readings of points raise ScoreRefused while a leaf has none."""

    view: SheetView
    bands: Bands
    indicators: dict[str, Indicator]
    columns: dict[str, dict[str, Points]]
    reasons: dict[str, tuple[str, ...]]

    @cached_property
    def totals(self) -> dict[str, Points]:
        """By column."""
        return {who: total(self.view, column) for who, column in self.columns.items()}

    @cached_property
    def total(self) -> Points:
        return mean_points(list(self.totals.values()))

    @cached_property
    def grade(self) -> str:
        """The grade of these points under bands and caps. Raises BandUnknown."""
        return grade(self.total, self.bands, self.at_most)

    @cached_property
    def at_most(self) -> str | None:
        held = {
            cap
            for column in self.columns.values()
            for cap in caps_that_hold(self.view, column)
        }
        return lowest(held, self.bands)

    @cached_property
    def complete(self) -> bool:
        """Whether each leaf has its points, in every column."""
        codes = {leaf.code for leaf in self.view.leaves}
        return all(codes <= column.keys() for column in self.columns.values())

    @cached_property
    def leaves(self) -> tuple[Part, ...]:
        return tuple(
            self._part(leaf.code, self._points(leaf), leaf.ladder[-1])
            for leaf in self.view.leaves
        )

    @cached_property
    def heads(self) -> tuple[Part, ...]:
        rows = [earned(self.view, column) for column in self.columns.values()]
        heads = [self.view.rows[place] for place in self.view.heads]
        return tuple(
            self._part(h.code, mean_points([row[h.code] for row in rows]), h.most)
            for h in heads
        )

    @property
    def fragility(self) -> Fragility:
        """By expert where each scored the whole sheet, else by head."""
        if len(self.columns) > 1:
            return without_expert(self.totals, self.bands, self.at_most)
        (column,) = self.columns.values()
        return without_head(self.view, column, self.bands)

    @property
    def split(self) -> bool:
        """Whether the experts, each alone, come to different grades."""
        each = self.totals.values()
        return len({grade(one, self.bands, self.at_most) for one in each}) > 1

    def _points(self, leaf: Leaf) -> Points:
        return mean_points([column[leaf.code] for column in self.columns.values()])

    def _part(self, code: str, points: Points, most: Points) -> Part:
        """Reasons of a head are those of the leaves in it that lost something; where
        one of these has none, the head has none. A bonus not earned is no loss."""
        mine = [leaf for leaf in self.view.leaves if self._within(leaf.code, code)]
        losing = [leaf for leaf in mine if self._points(leaf) < leaf.ladder[-1]]
        said = [self.reasons.get(leaf.code, ()) for leaf in losing]
        reasons = dict.fromkeys(each for reasons in said for each in reasons)
        lost = NONE if self._is_bonus(code) else most - points
        return Part(
            self.indicators[code],
            points.decimal,
            most.decimal,
            lost.decimal,
            tuple(reasons) if all(said) else (),
        )

    def _is_bonus(self, code: str) -> bool:
        heads = (place for place in self.view.heads if self.view.is_bonus(place))
        return any(self._within(code, self.view.rows[place].code) for place in heads)

    def _within(self, code: str, above: str) -> bool:
        place = self.view.place[code]
        while place >= 0:
            if self.view.rows[place].code == above:
                return True
            place = self.view.parent[place]
        return False


def result_of(assessment: Assessment) -> Result:
    """In two queries."""
    return results_of([assessment])[assessment.pk]


def results_of(cases: Sequence[Assessment]) -> dict[int, Result]:
    """By case, in two queries; sheets and rule sets are read already."""
    return results_in(on_record(cases))


def on_record(cases: Iterable[Assessment], *, answers: bool = False) -> OnRecord:
    """In two queries; `answers` are read where they are asked for."""
    found = tuple(cases)
    rows = Score.objects.filter(assessment__in=found).select_related("panel")
    given = rows if answers else rows.exclude(column=Column.SELF)
    own, others = [], []
    for row in given:
        (own if row.column == Column.SELF else others).append(row)
    parts = _indicators_of({case.sheet_id for case in found})
    return OnRecord(found, parts, tuple(others), tuple(own))


def results_in(record: OnRecord) -> dict[int, Result]:
    """By case."""
    parts, codes = record.parts, record.codes
    views = {
        case.sheet_id: sheet_view(
            rows_of(parts[case.sheet_id]), case.sheet.total, case.sheet.settings
        )
        for case in record.cases
    }
    given: dict[int, dict[str, list[Score]]] = defaultdict(lambda: defaultdict(list))
    for row in record.scores:
        given[row.assessment_id][codes[row.indicator_id]].append(row)
    return {
        case.pk: _result(
            case, views[case.sheet_id], parts[case.sheet_id], given[case.pk]
        )
        for case in record.cases
    }


def _indicators_of(sheets: set[int]) -> dict[int, list[Indicator]]:
    found: dict[int, list[Indicator]] = defaultdict(list)
    for each in Indicator.objects.filter(sheet__in=sheets):
        found[each.sheet_id].append(each)
    return found


def _result(
    case: Assessment,
    view: SheetView,
    indicators: Iterable[Indicator],
    given: Mapping[str, list[Score]],
) -> Result:
    best = {code: _best(rows) for code, rows in given.items()}
    scale = Points.of(case.sheet.total)
    return Result(
        view=view,
        bands=rulebook_of(case.rule_set).bands(scale, case.sheet.outcome),
        indicators={each.code: each for each in indicators},
        columns=_columns(best),
        reasons={code: _reasons(rows) for code, rows in best.items()},
    )


def _rank(row: Score) -> int:
    if row.column == Column.COMMITTEE:
        return COMMITTEE
    return REVIEW if row.panel is not None and row.panel.review else PANEL


def _best(rows: list[Score]) -> list[Score]:
    first = min(map(_rank, rows))
    return [row for row in rows if _rank(row) == first]


def _reasons(rows: list[Score]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.reason for row in rows if row.reason))


def _columns(best: dict[str, list[Score]]) -> dict[str, dict[str, Points]]:
    """What everybody shares, completed by each seat's own points where there are."""
    shared: dict[str, Points] = {}
    own: dict[str, dict[str, Points]] = defaultdict(dict)
    for code, rows in best.items():
        seats = {row.seat_id for row in rows}
        for row in rows:
            alone = len(seats) > 1
            (own[str(row.seat_id)] if alone else shared)[code] = Points.of(row.points)
    return {who: {**shared, **column} for who, column in own.items()} or {"": shared}
