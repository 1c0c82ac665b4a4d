"""The organisation's own acts: begin, say which grade, hand in, withdraw."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.evidence import take_in_records
from evaluation.domain.move import (
    expect,
    keep,
    move,
    record,
    refuse_late,
    take,
    tell_office,
)
from evaluation.enums import AssessmentState, Column, Outcome
from evaluation.enums.decision import ItemState
from evaluation.models import Assessment, Round
from evaluation.queries.evidence import bases
from evaluation.queries.round import rounds_open_to
from evaluation.scoring.rulebook import Gap
from evaluation.snapshot import rulebook_of
from evaluation.snapshot.score import by_survey, score_sheet
from matching.domain.faults import refuse
from organisations.enums import Role
from organisations.models import Provider, User


@transaction.atomic
def apply(*, round: Round, provider: Provider, by: User) -> Assessment:
    """Begin the self-assessment: nobody else sees it before it is handed in. Delivery
    records come in by themselves.

    It keeps the rule set and the sheet that the round has now. Raises ValidationError
    `not_open` (not announced, not in the days for it, no sheet for this form, begun
    before).
    """
    if not rounds_open_to(provider).filter(pk=round.pk).exists():
        raise refuse(
            "not_open",
            _("This round takes no application of this organisation today."),
        )
    row = Assessment(
        round=round,
        provider=provider,
        rule_set=round.rule_set,
        sheet=round.sheets.get(form=provider.form),
    )
    row.full_clean()
    row.save()
    take_in_records(assessment=row, by=by)
    record(row, "apply", by, round=round.public_id)
    return row


@transaction.atomic
def ask_for_grade(*, assessment: Assessment, level: int, by: User) -> Assessment:
    """Say which grade is asked for, 1 to 5; the route follows from it by the rules.

    Raises ValidationError `no_grades` for a sheet that leads to none, `gap` where the
    rules name no route for it.
    """
    row = take(assessment.pk)
    expect(row, None, AssessmentState.DRAFT)
    if row.sheet.outcome != Outcome.GRADE:
        raise refuse("no_grades", _("This sheet leads to no grade: none is asked for."))
    try:
        route = rulebook_of(row.rule_set).route(f"{level}A")
    except Gap as gap:
        raise refuse(
            "gap",
            _("The rules do not say how a grade of %(grade)sA is looked at."),
            grade=level,
        ) from gap
    keep(row, asked_for=level, route=route)
    record(row, "ask_for_grade", by, level=level, route=route)
    return row


@transaction.atomic
def hand_in(*, assessment: Assessment, version: int, by: User) -> Assessment:
    """Hand the self-assessment in: from here on the office has the word.

    Raises ValidationError `late`, `no_level` (no grade asked for), `unscored` (naming
    leaves), `stale_evidence` (a file changed after its leaf was scored).
    """
    row = take(assessment.pk)
    expect(row, version, AssessmentState.DRAFT)
    refuse_late(row)
    if row.sheet.outcome == Outcome.GRADE and row.asked_for is None:
        raise refuse("no_level", _("Say first which grade you ask for."))
    _refuse_unfinished(row)
    move(row, AssessmentState.SELF_SCORED, version=version)
    tell_office("handed_in", row, Role.EVALUATION_OFFICE)
    record(row, "hand_in", by, sheet=row.sheet.public_id)
    return row


@transaction.atomic
def withdraw(
    *, assessment: Assessment, version: int, reason: str, by: User
) -> Assessment:
    """Leave the round; possible until the committee has decided. Raises ValidationError
    `voting` while it votes: a vote that is open is counted."""
    row = take(assessment.pk)
    if row.items.filter(state=ItemState.VOTING).exists():
        raise refuse("voting", _("The committee is voting on it just now."))
    handed_in = row.state != AssessmentState.DRAFT
    move(row, AssessmentState.WITHDRAWN, version=version)
    if handed_in:
        tell_office("withdrawn", row, Role.EVALUATION_OFFICE)
    record(row, "withdraw", by, reasoned=bool(reason.strip()))
    return row


def _refuse_unfinished(row: Assessment) -> None:
    sheet = score_sheet(row)
    left = sheet.missing(sheet.self_, by_survey(sheet.view))
    if left:
        raise refuse(
            "unscored",
            _("%(count)d indicators are not scored yet: %(codes)s."),
            count=len(left),
            codes=_(", ").join(left[:10]),
        )
    now = bases(row)
    own = row.scores.filter(column=Column.SELF).select_related("indicator")
    stale = [
        each.indicator.code
        for each in own
        if each.evidence_digest != now.get(each.indicator_id, "")
    ]
    if stale:
        raise refuse(
            "stale_evidence",
            _(
                "A file was changed after these indicators were scored: %(codes)s. Score them again."
            ),
            codes=_(", ").join(stale),
        )
