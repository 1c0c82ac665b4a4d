"""What the experts found: the visit, the signed opinion, feedback, the report."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.evidence import take_in_records
from evaluation.domain.move import (
    expect,
    move,
    record,
    take,
    tell_office,
    tell_organisation,
)
from evaluation.domain.panel import refuse_stale_scores
from evaluation.enums import AssessmentState, Route
from evaluation.models import Assessment, Findings, Panel, Visit
from evaluation.queries.panel import is_whole, panel_of, seat_on, seats_of
from evaluation.scoring.grades import BandUnknown
from evaluation.scoring.totals import ScoreRefused
from evaluation.snapshot.score import Proposal, proposal_of
from matching.domain.faults import refuse
from organisations.enums import Role
from organisations.models import User


@transaction.atomic
def begin_desk_review(*, assessment: Assessment, version: int, by: User) -> Assessment:
    """The experts look at the documents alone: grades 1A and 2A, and filed groups. They
    score on delivery counts of today."""
    row = take(assessment.pk)
    expect(row, version, AssessmentState.ELIGIBLE)
    if row.route == Route.SITE:
        raise refuse(
            "site", _("For this grade the experts go there: record the visit.")
        )
    _refuse_no_panel(row)
    take_in_records(assessment=row, by=by)
    move(row, AssessmentState.DESK_REVIEWED, version=version)
    record(row, "begin_review", by, route=row.route)
    return row


@transaction.atomic
def record_visit(
    *, assessment: Assessment, version: int, on: date, note: str, by: User
) -> Visit:
    """The experts were there; their time for the opinion begins, on delivery counts of
    today."""
    row = take(assessment.pk)
    expect(row, version, AssessmentState.ELIGIBLE)
    if row.route == Route.DESK:
        raise refuse(
            "desk", _("For this grade documents are looked at, nobody goes there.")
        )
    if on > timezone.localdate():
        raise refuse(
            "future", _("A visit is recorded when it has taken place."), field="on"
        )
    _refuse_no_panel(row)
    take_in_records(assessment=row, by=by)
    visit = Visit(assessment=row, on=on, note=note.strip(), by=by)
    visit.full_clean()
    visit.save()
    move(row, AssessmentState.SITE_VISITED, version=version)
    record(row, "begin_review", by, route=row.route, on=on.isoformat())
    return visit


@transaction.atomic
def sign_opinion(
    *, assessment: Assessment, version: int, opinion: str, suggestions: str, by: User
) -> Findings:
    """The leader of the panel files the opinion once everybody has signed.

    Raises ValidationError `not_leader`, `no_panel` (not enough of them since somebody
    left), `unsigned` (naming who), `stale_evidence`.
    """
    row = take(assessment.pk)
    expect(row, version, AssessmentState.DESK_REVIEWED, AssessmentState.SITE_VISITED)
    seat = seat_on(row, by)
    if seat is None or not seat.leads:
        raise refuse(
            "not_leader", _("The expert who leads the panel files the opinion.")
        )
    _refuse_no_panel(row)
    _refuse_unsigned(seat.panel)
    refuse_stale_scores(row, seat.panel)
    now = timezone.now()
    found = Findings(
        assessment=row,
        opinion=opinion.strip(),
        suggestions=suggestions.strip(),
        signed_by=by,
        signed_at=now,
    )
    found.full_clean()
    found.save()
    Panel.objects.filter(pk=seat.panel_id).update(signed_at=now)
    move(row, AssessmentState.OPINION_FILED, version=version)
    tell_office("opinion_filed", row, Role.EVALUATION_OFFICE)
    members = list(seats_of(seat.panel).values_list("user_id", flat=True))
    record(row, "sign_opinion", by, members=members)
    return found


@transaction.atomic
def send_feedback(*, assessment: Assessment, version: int, by: User) -> Findings:
    """Findings and suggestions go to the organisation, before any vote."""
    row = take(assessment.pk)
    expect(row, version, AssessmentState.SOCIAL_SCORED)
    found = Findings.objects.get(assessment=row)
    found.sent_at = timezone.now()
    found.save(update_fields=["sent_at"])
    move(row, AssessmentState.FEEDBACK_SENT, version=version, due_on=row.due_on)
    tell_organisation("feedback", row)
    record(row, "send_feedback", by)
    return found


@transaction.atomic
def file_report(*, assessment: Assessment, version: int, by: User) -> Findings:
    """The report goes to the committee, with the points and the grade they lead to.

    Where too few people answered the social evaluation, a grade is proposed only if no
    answer of theirs could change it. Raises ValidationError `band_unknown` (the rules
    have no grade for so many points), `unscored`.
    """
    row = take(assessment.pk)
    expect(row, version, AssessmentState.FEEDBACK_SENT)
    proposal = _proposal(row)
    found = Findings.objects.get(assessment=row)
    found.points, found.filed_at = proposal.points.decimal, timezone.now()
    found.save(update_fields=["points", "filed_at"])
    move(
        row,
        AssessmentState.REPORT_READY,
        version=version,
        proposed_grade=proposal.grade or "",
    )
    facts = {"points": str(proposal.points), "proposed": proposal.grade or ""}
    record(row, "file_report", by, **facts)
    return found


def _proposal(row: Assessment) -> Proposal:
    try:
        return proposal_of(row)
    except BandUnknown as gap:
        raise refuse(
            "band_unknown",
            _("The rules know no grade for %(points)s points."),
            points=str(gap.points),
        ) from gap
    except ScoreRefused as missing:
        raise refuse(
            "unscored", _("Indicator %(leaf)s has no points."), leaf=missing.code
        ) from missing


def _refuse_no_panel(row: Assessment) -> None:
    panel = panel_of(row)
    if panel is None:
        raise refuse("no_panel", _("Form the panel first."))
    if not is_whole(panel):
        raise refuse(
            "no_panel", _("An expert has left: invite another one in her place first.")
        )


def _refuse_unsigned(panel: Panel) -> None:
    left = [s.user.spoken_name for s in seats_of(panel) if s.submitted_at is None]
    if left:
        raise refuse(
            "unsigned",
            _("Not everybody has signed: %(names)s."),
            names=_(", ").join(left),
        )
