"""The second look: other experts, the contested leaves alone, signed for the vote."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import record, take
from evaluation.domain.review import step
from evaluation.enums import Column
from evaluation.enums.decision import ReviewState
from evaluation.models import Assessment, Indicator, Panel, ReviewRequest, Score
from evaluation.queries.recusal import barred
from evaluation.scoring.totals import ScoreRefused, check_score
from evaluation.scoring.types import Points
from evaluation.snapshot.sheet import view_of
from matching.domain.faults import refuse
from organisations.models import User


@transaction.atomic
def score_again(
    *,
    review: ReviewRequest,
    indicator: Indicator,
    points: Decimal,
    reason: str,
    by: User,
) -> Score:
    """The new experts' points for a contested leaf, with the reason either way."""
    assessment = take(review.assessment_id)
    panel = _panel(review, by)
    if not review.leaves.filter(pk=indicator.pk).exists():
        raise refuse("not_contested", _("Only the contested indicators are looked at."))
    if not reason.strip():
        raise refuse("required", _("Give the reason."), field="reason")
    refuse_points(assessment, indicator, points)
    score, _new = Score.objects.update_or_create(
        panel=panel,
        indicator=indicator,
        seat=None,
        defaults={
            "assessment": assessment,
            "column": Column.EXPERT,
            "points": points,
            "reason": reason.strip(),
            "by": by,
            "at": timezone.now(),
        },
    )
    record(
        assessment,
        "score_again",
        by,
        indicator=indicator.code,
        points=str(points),
    )
    return score


@transaction.atomic
def finish_look(
    *, review: ReviewRequest, hearing: str, by: User, fraud: str = ""
) -> None:
    """Sign: what the first experts and the organisation said, and fraud if any was
    found. Raises ValidationError while a contested leaf has no new points."""
    assessment = take(review.assessment_id)
    panel = _panel(review, by)
    if not hearing.strip():
        raise refuse(
            "required",
            _("Write what the experts and the organisation said."),
            field="hearing",
        )
    scored = panel.scores.values("indicator_id")
    if review.leaves.exclude(pk__in=scored).exists():
        raise refuse("unscored", _("A contested indicator has no new points yet."))
    step(
        review,
        ReviewState.LOOKING,
        state=ReviewState.LOOKED,
        hearing=hearing.strip(),
        fraud=fraud.strip() or review.fraud,
    )
    Panel.objects.filter(pk=panel.pk).update(signed_at=timezone.now())
    record(assessment, "finish_look", by, fraud=bool(review.fraud))


def refuse_points(
    assessment: Assessment, indicator: Indicator, points: Decimal
) -> None:
    """Raises ValidationError for points that the leaf does not take."""
    leaves = {leaf.code: leaf for leaf in view_of(assessment.sheet).leaves}
    leaf = leaves.get(indicator.code)
    if leaf is None or indicator.sheet_id != assessment.sheet_id:
        raise refuse(
            "leaf", _("Choose an indicator that is scored."), field="indicator"
        )
    try:
        check_score(leaf, Points.of(points))
    except (ScoreRefused, ValueError) as error:
        raise refuse(
            "above",
            _("This indicator takes %(low)s to %(high)s points, in its steps."),
            field="points",
            low=str(leaf.ladder[0]),
            high=str(leaf.ladder[-1]),
        ) from error


def _panel(review: ReviewRequest, by: User) -> Panel:
    panels = Panel.objects.filter(
        assessment=review.assessment_id, review=True, signed_at__isnull=True
    )
    seats = by.panel_seats.filter(left_at__isnull=True)
    found = panels.filter(pk__in=seats.values("panel_id")).first()
    if found is None or barred(review.assessment, by) is not None:
        raise refuse("no_seat", _("Only the experts of this review do that."))
    return found
