"""The office looks whether an organisation may take part: admit, refuse, send back."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import expect, move, record, take, tell_organisation
from evaluation.enums import GROUNDS, AssessmentState
from evaluation.models import Assessment
from evaluation.scoring.eligibility import Judgement, Standing, judge
from evaluation.scoring.rulebook import Gap
from evaluation.snapshot import rulebook_of
from matching.domain.faults import refuse
from organisations.models import User


@transaction.atomic
def admit(
    *, assessment: Assessment, version: int, standing: Standing, by: User
) -> Assessment:
    """Let it take part. Raises ValidationError `barred` with the reasons where the
    rules it was opened under keep it out, `gap` where they leave it open."""
    row = take(assessment.pk)
    expect(row, version, AssessmentState.SELF_SCORED)
    judgement = judged(row, standing)
    try:
        admitted = judgement.admitted
    except Gap as gap:
        raise refuse(
            "gap", _("The rules do not say it: %(name)s."), name=gap.name
        ) from gap
    if not admitted:
        raise refuse(
            "barred",
            _("The rules keep this organisation out: %(reasons)s."),
            reasons=_("; ").join(_words(judgement)),
        )
    move(row, AssessmentState.ELIGIBLE, version=version)
    tell_organisation("admitted", row, round=row.round.name)
    record(row, "admit", by, rules=row.rule_set.key)
    return row


@transaction.atomic
def refuse_admission(
    *, assessment: Assessment, version: int, standing: Standing, by: User
) -> Assessment:
    """Keep it out, with every reason. Raises ValidationError `no_bar` where the rules
    know none: nobody is refused at will."""
    row = take(assessment.pk)
    expect(row, version, AssessmentState.SELF_SCORED)
    judgement = judged(row, standing)
    if not judgement.reasons:
        raise refuse(
            "no_bar", _("The rules know no reason to keep this organisation out.")
        )
    reasons = [asdict(each) for each in judgement.reasons]
    move(row, AssessmentState.REFUSED, version=version, reasons=reasons)
    tell_organisation("refused", row, round=row.round.name)
    grounds = [each.ground for each in judgement.reasons]
    record(row, "refuse", by, grounds=grounds, rules=row.rule_set.key)
    return row


@transaction.atomic
def send_back(
    *, assessment: Assessment, version: int, note: str, by: User
) -> Assessment:
    """Ask for what is missing: the organisation may change and hand in again, within
    the working days that the rules give the office itself."""
    if not note.strip():
        raise refuse("no_note", _("Say what is missing."), field="note")
    row = take(assessment.pk)
    expect(row, version, AssessmentState.SELF_SCORED)
    move(row, AssessmentState.DRAFT, version=version, due_on=row.due_on)
    tell_organisation("sent_back", row, note=note.strip()[:200])
    record(row, "send_back", by)
    return row


def judged(row: Assessment, standing: Standing) -> Judgement:
    """What the rules of this assessment say to these facts today."""
    return judge(standing, rulebook_of(row.rule_set), timezone.localdate())


def _words(judgement: Judgement) -> list[str]:
    return [str(GROUNDS[each.ground]) for each in judgement.reasons]
