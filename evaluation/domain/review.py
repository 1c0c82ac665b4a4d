"""Review (复核): asked for by the organisation while the notice runs, once.

Other experts than the first look at the contested leaves alone; the body that the rule
set names votes; the decision is served within the days counted from its taking.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import (
    move,
    record,
    take,
    tell,
    tell_office,
    tell_organisation,
)
from evaluation.domain.public_notice import publish
from evaluation.enums import AssessmentState, LeafKind
from evaluation.enums.decision import PublicNoticeKind, ReviewState
from evaluation.models import (
    Assessment,
    Indicator,
    Panel,
    PanelSeat,
    PublicNotice,
    ReviewRequest,
)
from evaluation.queries.clock import last_day
from evaluation.queries.recusal import barred
from evaluation.scoring.grades import Bands
from evaluation.scoring.rulebook import Rulebook
from evaluation.scoring.types import Points
from evaluation.snapshot.rule_set import rulebook_of
from matching.domain.faults import refuse, wrong_state
from organisations.enums import Role
from organisations.models import User


@transaction.atomic
def request_review(
    *, assessment: Assessment, leaves: Iterable[Indicator], text: str, by: User
) -> ReviewRequest:
    """The organisation asks, in writing, that certain leaves be looked at again.

    Raises ValidationError `late` after the last day of the notice, `once` for a second
    review, `leaves` where none of its sheet is named.
    """
    assessment = take(assessment.pk)
    notice = assessment.public_notices.filter(kind=PublicNoticeKind.RESULT).first()
    if notice is None:
        raise wrong_state(assessment.get_state_display())
    _refuse_late(notice)
    if ReviewRequest.objects.filter(assessment=assessment).exists():
        raise refuse("once", _("A review was asked for already: there is one round."))
    review = open_review(assessment, leaves, text, by)
    tell_office("review_asked", assessment, Role.EVALUATION_OFFICE)
    record(
        assessment,
        "request_review",
        by,
        review=review.public_id,
        leaves=sorted(each.code for each in review.leaves.all()),
    )
    return review


def open_review(
    assessment: Assessment,
    leaves: Iterable[Indicator],
    text: str,
    by: User,
    fraud: str = "",
) -> ReviewRequest:
    """The row of a review and the case's next state; part of a verb's transaction."""
    contested = list(leaves)
    if not contested or not all(_scored(each, assessment) for each in contested):
        raise refuse(
            "leaves", _("Name the indicators that are contested."), field="leaves"
        )
    if not text.strip():
        raise refuse("required", _("Give the grounds."), field="text")
    review = ReviewRequest(
        assessment=assessment,
        text=text.strip(),
        asked_by=by,
        before=assessment.grade,
        fraud=fraud,
    )
    review.full_clean()
    review.save()
    review.leaves.set(contested)
    move(assessment, AssessmentState.REVIEW_REQUESTED)
    return review


@transaction.atomic
def form_review_panel(
    *, review: ReviewRequest, experts: Iterable[User], by: User
) -> Panel:
    """Ask other experts. Raises ValidationError `again` for one of the first panel,
    whether or not she left it, `barred` with the path of a tie."""
    assessment = take(review.assessment_id)
    chosen = list(experts)
    if not chosen:
        raise refuse("required", _("Choose experts."), field="experts")
    for user in chosen:
        _refuse_expert(assessment, user)
    step(review, ReviewState.ASKED, state=ReviewState.LOOKING)
    panel = Panel.objects.create(assessment=assessment, review=True)
    for place, user in enumerate(chosen):
        PanelSeat.objects.create(panel=panel, user=user, leads=place == 0)
        tell(user, "review_look", assessment)
    record(
        assessment,
        "form_review_panel",
        by,
        review=review.public_id,
        experts=sorted(user.pk for user in chosen),
    )
    return panel


def refuse_fall(assessment: Assessment, grade: str) -> None:
    """A grade does not fall by a review that the organisation asked for itself, unless
    fraud was found or the rules say otherwise."""
    review = ReviewRequest.objects.get(assessment=assessment)
    rules = rulebook_of(assessment.rule_set)
    scale = Points.of(assessment.sheet.total)
    bands = rules.bands(scale, assessment.sheet.outcome)
    if review.fraud or _may_lower(rules) or not _falls(bands, review.before, grade):
        return
    raise refuse(
        "fall",
        _("A review that the organisation asked for does not lower its grade."),
    )


def note_decided(assessment: Assessment) -> None:
    """The vote on a review was carried: from now on the days run to serve it."""
    review = ReviewRequest.objects.get(assessment=assessment)
    now = timezone.now()
    step(
        review,
        ReviewState.LOOKED,
        state=ReviewState.DECIDED,
        decided_at=now,
        serve_by=last_day(assessment.rule_set, "review_decision", now),
    )


@transaction.atomic
def serve_decision(*, review: ReviewRequest, decision: str, by: User) -> PublicNotice:
    """Tell the organisation the decision with its reasons and publish the result."""
    assessment = take(review.assessment_id)
    if not decision.strip():
        raise refuse("required", _("Write the decision."), field="decision")
    now = timezone.now()
    step(
        review,
        ReviewState.DECIDED,
        state=ReviewState.SERVED,
        decision=decision.strip(),
        served_at=now,
    )
    today = timezone.localdate(now)
    notice = publish(assessment, PublicNoticeKind.REVIEW, today, by)
    tell_organisation("review_decided", assessment)
    late = review.serve_by is not None and today > review.serve_by
    record(
        assessment,
        "serve_decision",
        by,
        review=review.public_id,
        late=late,
        digest=notice.digest,
    )
    return notice


def _refuse_late(notice: PublicNotice) -> None:
    if timezone.localdate() > notice.until:
        raise refuse(
            "late",
            _("A review could be asked for until %(until)s."),
            until=notice.until.isoformat(),
        )


def _refuse_expert(assessment: Assessment, user: User) -> None:
    first = PanelSeat.objects.filter(panel__assessment=assessment, user=user)
    if first.exists():
        raise refuse(
            "again",
            _("%(name)s sat on the first panel: a review is for others."),
            name=user.spoken_name,
        )
    path = barred(assessment, user)
    if path is not None:
        raise refuse(
            "barred",
            _("%(name)s stays away: %(path)s"),
            name=user.spoken_name,
            path=str(path),
        )


def _scored(indicator: Indicator, assessment: Assessment) -> bool:
    leaf = indicator.kind not in (LeafKind.NODE, LeafKind.BONUS)
    return leaf and indicator.sheet_id == assessment.sheet_id


def _falls(bands: Bands, before: str, after: str) -> bool:
    return bands.place(after) < bands.place(before)


def _may_lower(rules: Rulebook) -> bool:
    return rules.knows("review_may_lower") and bool(rules.says("review_may_lower"))


def step(review: ReviewRequest, before: str, **changes: object) -> None:
    """A review's next state by a conditional update: who comes second is refused."""
    rows = ReviewRequest.objects.filter(pk=review.pk, state=before)
    if not rows.update(**changes):
        raise wrong_state(ReviewRequest.objects.get(pk=review.pk).get_state_display())
    for name, value in changes.items():
        setattr(review, name, value)
