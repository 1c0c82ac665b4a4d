"""Points of one leaf in one column, and what they rest on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import expect, record, refuse_late, take
from evaluation.enums import AssessmentState, Column, LeafKind, ScoringMode
from evaluation.models import Assessment, Indicator, PanelSeat, Score
from evaluation.queries.evidence import basis
from evaluation.queries.panel import head_of, seat_on
from evaluation.queries.recusal import barred
from evaluation.scoring.answers import claimed
from evaluation.scoring.reading import leaf_rule
from evaluation.scoring.sheet import Leaf
from evaluation.scoring.totals import Fault, ScoreRefused, check_score
from evaluation.scoring.types import NONE, Points
from matching.domain.faults import refuse, stale
from organisations.models import User

REVIEWING = (AssessmentState.DESK_REVIEWED, AssessmentState.SITE_VISITED)


@transaction.atomic
def score_self(
    *,
    assessment: Assessment,
    indicator: Indicator,
    answer: dict[str, Any],
    by: User,
    no_evidence: bool = False,
    reason: str = "",
    was: str | None = None,
) -> Score:
    """Keep what the organisation says of itself on one leaf; saved at once. `was` is
    the mark of the row as its writer saw it ("" for none yet), None for no matter what.

    Raises ValidationError `answer`, `no_evidence` and `no_reason` as `_refuse_bare`
    says, `from_poll` (a leaf that is asked of others), `late`, `stale`, and by state.
    """
    row = take(assessment.pk)
    expect(row, None, AssessmentState.DRAFT)
    refuse_late(row)
    leaf = _leaf(row, indicator)
    try:
        points = claimed(leaf, answer)
    except ValueError as fault:
        raise refuse(
            "answer", _("Answer as the indicator asks."), field="answer"
        ) from fault
    _refuse_points(leaf, points)
    found = basis(row, indicator)
    _refuse_bare(points, found, no_evidence, reason)
    score = Score.objects.filter(
        assessment=row, indicator=indicator, column=Column.SELF
    ).first() or Score(assessment=row, indicator=indicator, column=Column.SELF)
    _refuse_overtaken(score, was)
    score.answer = answer
    score.no_evidence = no_evidence and not found
    _keep(score, points, reason, found, by)
    _tell(row, score, by)
    return score


@transaction.atomic
def score_as_expert(
    *,
    assessment: Assessment,
    indicator: Indicator,
    points: Points,
    seen: str,
    by: User,
    reason: str = "",
    was: str | None = None,
) -> Score:
    """Keep the points of one leaf in the experts' column: of the group, of the expert
    named for its head, or of this expert alone, as the sheet says.

    `seen` is the digest of the evidence as the expert saw it, `was` the mark of the
    points (as in `score_self`; else `stale`). Raises ValidationError
    `not_assigned`, `recused`, `not_your_head`, `submitted`, `late`, `stale_evidence`,
    `no_reason` (points taken off), `above`, `below`, `between`, and by state.
    """
    row = take(assessment.pk)
    expect(row, None, *REVIEWING)
    seat = _seat(row, by)
    _refuse_after(row)
    leaf = _leaf(row, indicator)
    if row.sheet.mode == ScoringMode.BY_HEAD:
        _refuse_other_head(seat, indicator)
    _refuse_points(leaf, points)
    found = basis(row, indicator)
    if seen != found:
        raise stale_evidence()
    said = row.scores.filter(indicator=indicator, column=Column.SELF).first()
    _refuse_bare(points, found, bool(said and said.no_evidence), reason)
    if points < leaf.ladder[-1] and not reason.strip():
        raise refuse("no_reason", _("Say why points are taken off."), field="reason")
    score = _expert_row(row, seat, indicator)
    _refuse_overtaken(score, was)
    _keep(score, points, reason, found, by)
    _take_back_signatures(row, seat)
    _tell(row, score, by)
    return score


def stale_evidence() -> Any:
    """The refusal of points that rest on files which are no longer there."""
    return refuse(
        "stale_evidence",
        _(
            "The evidence of this indicator was changed in the meantime: look at it again."
        ),
    )


# --- who, when ----------------------------------------------------------------------------


def _seat(row: Assessment, by: User) -> PanelSeat:
    """The seat of this expert on the panel of this case, while the scores are hers."""
    seat = seat_on(row, by)
    if seat is None:
        raise refuse(
            "not_assigned", _("You are not on the panel of this organisation.")
        )
    if barred(row, by) is not None:
        raise refuse(
            "recused", _("You stay away from this organisation: you cannot score it.")
        )
    if seat.submitted_at and row.sheet.mode != ScoringMode.GROUP:
        raise refuse("submitted", _("You have submitted your scores: they stand."))
    return seat


def _refuse_after(row: Assessment) -> None:
    if row.due_on is not None and timezone.localdate() > row.due_on:
        raise refuse(
            "late",
            _(
                "Scores were taken until %(until)s. Ask the evaluation office for more time."
            ),
            until=row.due_on.isoformat(),
        )


def _refuse_other_head(seat: PanelSeat, indicator: Indicator) -> None:
    if head_of(indicator).pk not in set(seat.heads.values_list("pk", flat=True)):
        raise refuse(
            "not_your_head", _("This part of the sheet is scored by another expert.")
        )


# --- what ----------------------------------------------------------------------------------


def _leaf(row: Assessment, indicator: Indicator) -> Leaf:
    if indicator.sheet_id != row.sheet_id or indicator.kind in (
        LeafKind.NODE,
        LeafKind.BONUS,
    ):
        raise refuse("no_leaf", _("This is no indicator of the sheet that is scored."))
    if indicator.kind == LeafKind.SHARE:
        raise refuse(
            "from_poll", _("This indicator is scored by the social evaluation alone.")
        )
    return leaf_of(indicator)


def leaf_of(indicator: Indicator) -> Leaf:
    """The leaf as the pure room scores it."""
    rule = leaf_rule(indicator.kind, indicator.settings)
    return Leaf(indicator.code, Points.of(indicator.points), rule)


def _refuse_points(leaf: Leaf, points: Points) -> None:
    try:
        check_score(leaf, points)
    except ScoreRefused as refused:
        raise _sentence(leaf, refused.fault) from refused


def _sentence(leaf: Leaf, fault: Fault) -> Any:
    words = {
        Fault.ABOVE: _("At most %(most)s points for indicator %(leaf)s."),
        Fault.BELOW: _("At least %(least)s points for indicator %(leaf)s."),
    }
    sentence = words.get(fault, _("Indicator %(leaf)s has no step of so many points."))
    return refuse(
        fault.value,
        sentence,
        field="points",
        leaf=leaf.code,
        most=str(leaf.ladder[-1]),
        least=str(leaf.ladder[0]),
    )


def _refuse_bare(points: Points, found: str, none: bool, reason: str) -> None:
    """No points without evidence, unless it is said that there is none, and why points
    are due all the same."""
    if points <= NONE or found:
        return
    if not none:
        raise refuse(
            "no_evidence",
            _("Points need evidence: add a file, or say that there is none."),
            field="no_evidence",
        )
    if not reason.strip():
        raise refuse(
            "no_reason",
            _("Without evidence, say why the points are due."),
            field="reason",
        )


# --- writing -------------------------------------------------------------------------------


def _expert_row(row: Assessment, seat: PanelSeat, indicator: Indicator) -> Score:
    alone = row.sheet.mode == ScoringMode.INDEPENDENT
    own = {"panel": seat.panel, "seat": seat if alone else None, "indicator": indicator}
    found = Score.objects.filter(
        panel=seat.panel, seat=own["seat"], indicator=indicator
    ).first()
    return found or Score(assessment=row, column=Column.EXPERT, **own)


def _refuse_overtaken(score: Score, was: str | None) -> None:
    """Two of one organisation, or of one panel, wrote at the same time."""
    if was is not None and was != (score.mark if score.pk else ""):
        raise stale()


def _keep(score: Score, points: Points, reason: str, found: str, by: User) -> None:
    score.points, score.reason = points.decimal, reason.strip()
    score.evidence_digest, score.by, score.at = found, by, timezone.now()
    score.full_clean()
    score.save()


def _take_back_signatures(row: Assessment, seat: PanelSeat) -> None:
    """Of a group's sheet: who signed it signed other points."""
    if row.sheet.mode == ScoringMode.GROUP:
        seat.panel.seats.filter(submitted_at__isnull=False).update(submitted_at=None)


def _tell(row: Assessment, score: Score, by: User) -> None:
    record(
        row,
        "score_leaf",
        by,
        leaf=score.indicator.code,
        column=score.column,
        seat=score.seat_id,
        points=str(score.points),
        evidence=score.evidence_digest,
    )
