"""A sheet as pages show it: heads with how far they are, rows with their columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from evaluation.enums import Column, LeafKind, ScoringMode
from evaluation.models import Assessment, Evidence, Indicator, PanelSeat, Score
from evaluation.queries.evidence import basis_of, standing_evidence

NODES = (LeafKind.NODE, LeafKind.BONUS)


@dataclass
class Line:
    """One row of the sheet with what stands beside it."""

    indicator: Indicator
    depth: int
    self_: Score | None = None
    experts: list[Score] = field(default_factory=list)
    committee: Score | None = None
    evidence: list[Evidence] = field(default_factory=list)
    basis: str = ""

    @property
    def is_leaf(self) -> bool:
        return self.indicator.kind not in NODES

    @property
    def by_survey(self) -> bool:
        return self.indicator.kind == LeafKind.SHARE

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def stale(self) -> bool:
        """Points of an expert that rest on files which are no longer there."""
        return not self.by_survey and any(
            score.evidence_digest != self.basis for score in self.experts
        )

    @property
    def self_stale(self) -> bool:
        return self.self_ is not None and self.self_.evidence_digest != self.basis

    @property
    def self_done(self) -> bool:
        return self.by_survey or (self.self_ is not None and not self.self_stale)

    @property
    def mean(self) -> Decimal | None:
        """The points of the panel: of the group, or the mean of several experts."""
        if not self.experts:
            return None
        whole = sum((score.points for score in self.experts), Decimal(0))
        return (whole / len(self.experts)).quantize(Decimal("0.1"))


@dataclass
class Head:
    """A head of the sheet with its rows below."""

    indicator: Indicator
    lines: list[Line] = field(default_factory=list)

    @property
    def leaves(self) -> list[Line]:
        return [line for line in self.lines if line.is_leaf]

    @property
    def scored(self) -> int:
        return sum(line.self_done for line in self.leaves)

    @property
    def given(self) -> int:
        """Leaves that have points of the experts."""
        return sum(bool(line.experts) or line.by_survey for line in self.leaves)

    @property
    def first_open(self) -> Line:
        """The first leaf that is not scored, else the first."""
        return next((x for x in self.leaves if not x.self_done), self.leaves[0])


def lines_of(
    assessment: Assessment,
    *,
    experts: bool = True,
    seat: PanelSeat | None = None,
    committee: bool = True,
) -> list[Head]:
    """The sheet with its columns, in three queries. Without `experts` their column and
    the committee's stay empty; with `seat` only what this expert gave is in it."""
    heads, lines = _tree(assessment)
    for row in standing_evidence(assessment):
        lines[row.indicator_id].evidence.append(row)
    for line in lines.values():
        line.basis = basis_of(row.digest for row in line.evidence)
    scores = assessment.scores.select_related("seat__user", "by", "panel")
    for score in scores:
        line = lines[score.indicator_id]
        if score.column == Column.SELF:
            line.self_ = score
        elif score.column == Column.COMMITTEE and experts and committee:
            line.committee = score
        elif score.column == Column.EXPERT and experts and _counts(score, seat):
            line.experts.append(score)
    return heads


def _counts(score: Score, seat: PanelSeat | None) -> bool:
    """Of the first panel, by experts who are on it still; with `seat`, hers alone."""
    if score.panel.review or (score.seat is not None and score.seat.left_at):
        return False
    return seat is None or score.seat_id in (seat.pk, None)


def _tree(assessment: Assessment) -> tuple[list[Head], dict[int, Line]]:
    heads: list[Head] = []
    lines: dict[int, Line] = {}
    for row in assessment.sheet.indicators.order_by("order"):
        if row.parent_id is None:
            heads.append(Head(row))
            lines[row.pk] = Line(row, 0)
            continue
        line = Line(row, lines[row.parent_id].depth + 1)
        lines[row.pk] = line
        heads[-1].lines.append(line)
    return heads, lines


def heads_with_progress(assessment: Assessment) -> list[Head]:
    """The sheet as its organisation sees it: its own column, nobody else's."""
    return lines_of(assessment, experts=False)


def blind_to_others(assessment: Assessment, seat: PanelSeat | None) -> bool:
    """Whether an expert may not yet see what her colleagues gave: in a sheet that each
    scores alone, before she has submitted."""
    alone = assessment.sheet.mode == ScoringMode.INDEPENDENT
    return alone and seat is not None and seat.submitted_at is None
