"""The three columns of an assessment as the pure room adds them up."""

from __future__ import annotations

from dataclasses import dataclass, field

from evaluation.enums import Column, LeafKind
from evaluation.models import Assessment, Panel, Score
from evaluation.scoring.grades import Bands, caps_that_hold, grade, lowest
from evaluation.scoring.sheet import SheetView
from evaluation.scoring.totals import total
from evaluation.scoring.types import NONE, Points, mean_points
from evaluation.snapshot.rule_set import rulebook_of
from evaluation.snapshot.sheet import view_of

Column_ = dict[str, Points]


@dataclass(frozen=True)
class ScoreSheet:
    """A sheet with what was scored on it. `seats` holds the column of each expert in
    the mode `independent`, `panel` the one of the group."""

    view: SheetView
    bands: Bands
    self_: Column_ = field(default_factory=dict)
    panel: Column_ = field(default_factory=dict)
    seats: dict[int, Column_] = field(default_factory=dict)
    committee: Column_ = field(default_factory=dict)

    def missing(self, column: Column_, without: frozenset[str]) -> list[str]:
        """Codes of the leaves that have no points yet."""
        codes = (leaf.code for leaf in self.view.leaves)
        return [code for code in codes if code not in column and code not in without]

    def total_self(self) -> Points:
        """What the organisation gives itself; what it cannot score counts nothing."""
        return total(self.view, self.filled(self.self_))

    def experts(self) -> Column_:
        """The points of the panel, a leaf at a time: of the group, or the mean."""
        if not self.seats:
            return dict(self.panel)
        found = dict(self.panel)
        for leaf in self.view.leaves:
            given = [
                each[leaf.code] for each in self.seats.values() if leaf.code in each
            ]
            if given:
                found[leaf.code] = mean_points(given)
        return found

    def totals_experts(self, filled: Column_) -> list[Points]:
        """The whole sheet of the group, or of each expert alone; `filled` are leaves
        that nobody scored. Raises ScoreRefused for one that is missing still."""
        columns = list(self.seats.values()) or [{}]
        return [
            total(self.view, {**filled, **self.panel, **column}) for column in columns
        ]

    def grade_experts(self, filled: Column_) -> str:
        """The grade of these points under the caps of the sheet, the mean of several
        experts rounded once by the rules. Raises as `totals_experts`, BandUnknown."""
        points = mean_points(self.totals_experts(filled), self.bands.rounding)
        return grade(points, self.bands, self._at_most(filled))

    def _at_most(self, filled: Column_) -> str | None:
        columns = list(self.seats.values()) or [{}]
        held = {
            cap
            for column in columns
            for cap in caps_that_hold(self.view, {**filled, **self.panel, **column})
        }
        return lowest(held, self.bands)

    def filled(self, column: Column_) -> Column_:
        """A column with 0 for what has no points."""
        return {leaf.code: column.get(leaf.code, NONE) for leaf in self.view.leaves}


def score_sheet(assessment: Assessment, panel: Panel | None = None) -> ScoreSheet:
    """Everything scored so far in two queries; `panel` is the one that counts, the
    first unless said otherwise."""
    sheet = assessment.sheet
    view = view_of(sheet)
    bands = rulebook_of(assessment.rule_set).bands(
        Points.of(sheet.total), sheet.outcome
    )
    found = ScoreSheet(view, bands)
    rows = assessment.scores.select_related("indicator", "panel", "seat")
    for row in rows:
        _put(found, row, panel)
    return found


def _put(found: ScoreSheet, row: Score, panel: Panel | None) -> None:
    code, points = row.indicator.code, Points.of(row.points)
    if row.column == Column.SELF:
        found.self_[code] = points
    elif row.column == Column.COMMITTEE:
        found.committee[code] = points
    elif row.panel_id != panel.pk if panel else row.panel.review:
        return
    elif row.seat is not None:
        if row.seat.left_at is None:
            found.seats.setdefault(row.seat.pk, {})[code] = points
    else:
        found.panel[code] = points


def by_survey(view: SheetView) -> frozenset[str]:
    """Leaves that the social evaluation scores, nobody else."""
    return frozenset(
        leaf.code for leaf in view.leaves if leaf.rule.kind == LeafKind.SHARE
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the experts' points lead to. `best` is what an open social evaluation could
    lift them to; `grade` is None where that would change it."""

    points: Points
    best: Points
    grade: str | None


def proposal_of(assessment: Assessment) -> Proposal:
    """Raises ScoreRefused for a leaf without points, BandUnknown in a gap."""
    sheet = score_sheet(assessment)
    open_ = by_survey(sheet.view) - sheet.panel.keys()
    leaves = [leaf for leaf in sheet.view.leaves if leaf.code in open_]
    worst = {leaf.code: leaf.ladder[0] for leaf in leaves}
    best = {leaf.code: leaf.ladder[-1] for leaf in leaves}
    low, high = sheet.grade_experts(worst), sheet.grade_experts(best)
    return Proposal(
        mean_points(sheet.totals_experts(worst)),
        mean_points(sheet.totals_experts(best)),
        low if low == high else None,
    )
