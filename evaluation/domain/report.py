"""Reports of facts (举报) by anybody: received, verified, ruled on, both sides told.

What was written stands in no ledger row and no message; the reported organisation
learns that a report was ruled on, never who wrote it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import record, take, tell_office, tell_organisation
from evaluation.domain.review import open_review
from evaluation.domain.supervision import verify
from evaluation.enums import AssessmentState
from evaluation.enums.decision import STANDING, ReportState
from evaluation.enums.supervision import Trigger
from evaluation.models import Assessment, Award, Indicator, Report, ReviewRequest
from evaluation.queries.clock import last_day
from matching.domain.faults import refuse, wrong_state
from matching.domain.number import case_counter, next_number
from organisations.enums import Role
from organisations.models import User

LONGEST = 2000


@transaction.atomic
def report_facts(
    *, assessment: Assessment, text: str, contact: str = "", by: User | None = None
) -> Report:
    """Anybody reports facts about a result that was published. The number and the code
    are shown once; with them the writer asks how it stands."""
    said = text.strip()
    if not said:
        raise refuse("required", _("Write what you know."), field="text")
    if len(said) > LONGEST:
        raise refuse("long", _("At most 2,000 characters, please."), field="text")
    if not assessment.public_notices.exists():
        raise wrong_state(assessment.get_state_display())
    now = timezone.now()
    report = Report.objects.create(
        number=next_number(case_counter(timezone.localdate(now).year), "JB"),
        code=f"{secrets.randbelow(10**6):06d}",
        assessment=assessment,
        text=said,
        contact=contact.strip()[:80],
        received_at=now,
        due_on=last_day(assessment.rule_set, "report_ruling", now),
    )
    tell_office("reported", assessment, Role.EVALUATION_OFFICE)
    record(assessment, "report_facts", by, report=report.public_id)
    return report


@transaction.atomic
def begin_verification(*, report: Report, by: User) -> None:
    """The office takes a report up."""
    _step(report, ReportState.RECEIVED, state=ReportState.VERIFYING)
    record(report.assessment, "verify_report", by, report=report.public_id)


@transaction.atomic
def rule_on_report(
    *,
    report: Report,
    proven: bool,
    ruling: str,
    by: User,
    leaves: Iterable[Indicator] = (),
) -> None:
    """Rule with reasons. What is proven while the notice runs opens a review of the
    leaves it touches; what is proven of a grade in force opens a verification, in this
    same transaction."""
    if not ruling.strip():
        raise refuse("required", _("Give the reason."), field="ruling")
    assessment = take(report.assessment_id)
    _step(
        report,
        ReportState.VERIFYING,
        state=ReportState.PROVEN if proven else ReportState.UNPROVEN,
        ruling=ruling.strip(),
        ruled_by=by,
        ruled_at=timezone.now(),
    )
    if proven:
        _follow(assessment, report, leaves, by)
    tell_organisation("report_ruled", assessment)
    record(assessment, "rule_on_report", by, report=report.public_id, proven=proven)


def _follow(
    assessment: Assessment, report: Report, leaves: Iterable[Indicator], by: User
) -> None:
    award = Award.objects.filter(assessment=assessment).first()
    if award is not None and award.state in STANDING:
        reason = _("report %(number)s proven") % {"number": report.number}
        verify(assessment.provider, Trigger.OTHER, reason, by)
    elif assessment.state == AssessmentState.PUBLIC_NOTICE:
        open_review(assessment, leaves, report.ruling, by, fraud=report.ruling[:400])
    else:
        found = ReviewRequest.objects.open().filter(assessment=assessment)
        found.update(fraud=report.ruling[:400])


def _step(report: Report, before: str, **changes: object) -> None:
    """By a conditional update: who comes second is refused."""
    if not Report.objects.filter(pk=report.pk, state=before).update(**changes):
        raise wrong_state(Report.objects.get(pk=report.pk).get_state_display())
    for name, value in changes.items():
        setattr(report, name, value)
