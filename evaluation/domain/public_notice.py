"""Publishing a result: once, with its digest in the ledger, never changed after."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import move, record, take, tell_organisation
from evaluation.enums import AssessmentState
from evaluation.enums.decision import PublicNoticeKind
from evaluation.models import Assessment, PublicNotice
from evaluation.models.public_notice import digest_of
from evaluation.queries.clock import last_day
from evaluation.snapshot.publication import (
    content_of,
    personal,
    shown_parts,
    unexplained,
)
from evaluation.snapshot.result import result_of
from matching.domain.faults import refuse
from organisations.models import User


@transaction.atomic
def publish_notice(*, assessment: Assessment, version: int, by: User) -> PublicNotice:
    """Publish what the committee decided, at the level of the round; from now on the
    days run in which the organisation may ask for a review.

    Raises ValidationError `unexplained` while a deduction that would be shown has no
    reason, `personal` where a reason holds somebody's number, `gap` where the rules do
    not say how long a notice runs.
    """
    assessment = take(assessment.pk)
    until = last_day(assessment.rule_set, "notice", timezone.now())
    if until is None:
        raise refuse("gap", _("The rules do not say how long a public notice runs."))
    move(assessment, AssessmentState.PUBLIC_NOTICE, version=version, due_on=until)
    notice = publish(assessment, PublicNoticeKind.RESULT, until, by)
    tell_organisation("public_notice", assessment, until=until.isoformat())
    record(
        assessment,
        "publish_notice",
        by,
        notice=notice.public_id,
        digest=notice.digest,
        level=notice.level,
        until=until.isoformat(),
    )
    return notice


def publish(assessment: Assessment, kind: str, until: date, by: User) -> PublicNotice:
    """The row itself; part of a verb's transaction."""
    level = assessment.round.publicity
    parts = shown_parts(result_of(assessment), level)
    if silent := unexplained(parts):
        raise refuse(
            "unexplained",
            _("These deductions would be shown without a reason: %(codes)s."),
            codes=_(", ").join(silent),
        )
    if spoken := personal(parts):
        raise refuse(
            "personal",
            _("The reasons of %(codes)s hold the number of a person: reword them."),
            codes=_(", ").join(spoken),
        )
    content = content_of(assessment, level)
    notice = PublicNotice(
        assessment=assessment,
        kind=kind,
        grade=assessment.grade,
        level=level,
        content=content,
        digest=digest_of(content),
        until=until,
        by=by,
    )
    notice.full_clean()
    notice.save()
    return notice
