"""A grade after the vote: confirmed, in force, lowered, cancelled, expired.

The grade in the register (`organisations.Grade`) is written here, downward; the matcher
reads it there.
"""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import move, record, take, tell_organisation
from evaluation.enums import AssessmentState
from evaluation.enums.decision import STANDING, AwardState
from evaluation.models import Assessment, Award
from evaluation.queries.clock import last_day
from evaluation.queries.decision import held_up
from evaluation.snapshot.rule_set import rulebook_of
from matching.domain.faults import refuse, stale, wrong_state
from organisations.domain.grade import award_grade, revoke_grade
from organisations.models import Grade, User
from records.domain.certificate import issue_certificate, revoke_certificate
from records.models import Certificate


@transaction.atomic
def confirm(*, assessment: Assessment, version: int, by: User) -> Award | None:
    """The bureau confirms and announces what stood through its notice.

    Raises ValidationError `notice` while the notice runs, `open` while a review, a
    report or a challenge is not settled. No award for a result without a grade.
    """
    assessment = take(assessment.pk)
    _refuse_open(assessment)
    move(assessment, AssessmentState.CONFIRMED, version=version)
    award = _award(assessment)
    tell_organisation("confirmed", assessment, grade=assessment.grade)
    record(assessment, "confirm", by, grade=assessment.grade)
    if award is not None:
        _write_paper(award, by)
    if award is not None and award.since <= award.announced_on:
        bring_into_force(award=award)
    return award


@transaction.atomic
def bring_into_force(*, award: Award) -> None:
    """On its first day: the grade before it ends, this one goes into the register."""
    assessment = take(award.assessment_id)
    award = Award.objects.select_for_update().get(pk=award.pk)
    if award.state != AwardState.COMING or award.since > timezone.localdate():
        return
    _end_earlier(award)
    grade = _register(award, award.since, None)
    _keep(award, state=AwardState.IN_FORCE, grade=grade)
    move(assessment, AssessmentState.IN_FORCE)
    record(assessment, "bring_into_force", None, level=award.level)


@transaction.atomic
def expire(*, award: Award) -> None:
    """After its last day there is no grade; none is not low."""
    assessment = take(award.assessment_id)
    award = Award.objects.select_for_update().get(pk=award.pk)
    if award.state not in STANDING or award.until >= timezone.localdate():
        return
    _keep(award, state=AwardState.EXPIRED)
    move(assessment, AssessmentState.EXPIRED)
    tell_organisation("expired", assessment)
    record(assessment, "expire", None, level=award.level)


@transaction.atomic
def lower(*, award: Award, reason: str, by: User) -> None:
    """One grade down for the rest of its time; 1A is cancelled instead. The old paper
    is void, the old plaque is due back."""
    assessment, award = _standing(award, reason)
    if award.level == 1:
        raise refuse("lowest", _("Below 1A there is no grade: cancel it instead."))
    _withdraw_papers(award, reason, by)
    today = timezone.localdate()
    _keep(
        award,
        level=award.level - 1,
        state=AwardState.LOWERED,
        plaque_due_on=_plaque_due(award),
        certificate=None,
    )
    _keep(award, grade=_register(award, today, by))
    _write_paper(award, by)
    move(assessment, AssessmentState.LOWERED)
    tell_organisation("lowered", assessment, grade=f"{award.level}A")
    record(assessment, "lower", by, level=award.level)


@transaction.atomic
def cancel(*, award: Award, reason: str, by: User) -> None:
    """The grade ends today; paper and plaque are void."""
    assessment, award = _standing(award, reason)
    _withdraw_papers(award, reason, by)
    _keep(award, state=AwardState.CANCELLED, plaque_due_on=_plaque_due(award))
    move(assessment, AssessmentState.CANCELLED)
    tell_organisation("cancelled", assessment)
    record(assessment, "cancel", by, level=award.level)


def look_after(*, award: Award) -> None:
    """What its dates say: it begins, or it has ended."""
    if award.state == AwardState.COMING:
        bring_into_force(award=award)
    else:
        expire(award=award)


def _refuse_open(assessment: Assessment) -> None:
    held = held_up(assessment)
    if held is not None:
        raise refuse(*held)


def _award(assessment: Assessment) -> Award | None:
    level = _level(assessment.grade)
    if level is None:
        return None
    today = timezone.localdate()
    since, until = rulebook_of(assessment.rule_set).says("validity").of(today)
    award = Award(
        assessment=assessment,
        level=level,
        announced_on=today,
        since=since,
        until=until,
    )
    award.full_clean()
    award.save()
    return award


def _level(grade: str) -> int | None:
    """3 for 3A; None for a result that is no grade."""
    return int(grade[0]) if len(grade) == 2 and grade[1] == "A" else None


def _register(award: Award, since: date, by: User | None) -> Grade:
    return award_grade(
        provider=award.assessment.provider,
        level=award.level,
        since=since,
        until=award.until,
        source=str(award.assessment.round)[:80],
        by=by,
    )


def _end_earlier(award: Award) -> None:
    """The provider's grade of before gives way on the day the new one begins."""
    provider = award.assessment.provider
    others = Award.objects.standing().filter(assessment__provider=provider)
    for other in others.exclude(pk=award.pk).select_related("assessment"):
        _keep(other, state=AwardState.EXPIRED)
        move(take(other.assessment_id), AssessmentState.EXPIRED)
    for grade in provider.grades.filter(
        since__lte=award.until, until__gte=award.since, revoked_at__isnull=True
    ):
        revoke_grade(grade=grade, by=None)


def _write_paper(award: Award, by: User | None) -> None:
    """A certificate and a plaque from the grade on that the rules name."""
    rules = rulebook_of(award.assessment.rule_set)
    if not rules.knows("certificate_from"):
        return
    if award.level < int(rules.says("certificate_from")[0]):
        return
    paper = issue_certificate(
        chain=award.chain,
        actor=by,
        serial=f"DJ-{award.announced_on.year}-{award.public_id}-{award.version}",
        title=_("Grade certificate of a social organisation: %(level)dA")
        % {"level": award.level},
        holder=award.assessment.provider.name[:120],
        issuer=str(award.assessment.round)[:120],
        digest=digest_on_file(award.subject),
        subject=award.subject,
    )
    _keep(award, certificate=paper)


def digest_on_file(subject: str) -> str:
    """SHA-256 of what the paper of an award says; "" where there is no such award."""
    award = (
        Award.objects.select_related("assessment__provider")
        .filter(public_id=subject.partition(":")[2])
        .first()
    )
    if award is None:
        return ""
    words = (
        award.assessment.provider.name,
        f"{award.level}A",
        award.since.isoformat(),
        award.until.isoformat(),
        award.announced_on.isoformat(),
    )
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _standing(award: Award, reason: str) -> tuple[Assessment, Award]:
    if not reason.strip():
        raise refuse("required", _("Give the reason."), field="reason")
    assessment = take(award.assessment_id)
    award = Award.objects.select_for_update().get(pk=award.pk)
    award.assessment = assessment
    if award.state not in STANDING:
        raise wrong_state(award.get_state_display())
    return assessment, award


def _withdraw_papers(award: Award, reason: str, by: User) -> None:
    if award.grade is not None:
        revoke_grade(grade=award.grade, by=by)
    if award.certificate_id is not None:
        paper = Certificate.objects.get(pk=award.certificate_id)
        revoke_certificate(
            chain=award.chain, actor=by, certificate=paper, reason=reason
        )


def _plaque_due(award: Award) -> date | None:
    """By when an old plaque is to be back; none was given, none is due."""
    if award.plaque_given_on is None:
        return None
    now = timezone.now()
    return last_day(award.assessment.rule_set, "plaque_return", now)


def _keep(award: Award, **changes: object) -> None:
    changes["version"] = award.version + 1
    seen = Award.objects.filter(pk=award.pk, version=award.version)
    if not seen.update(**changes):
        raise stale()
    for name, value in changes.items():
        setattr(award, name, value)
