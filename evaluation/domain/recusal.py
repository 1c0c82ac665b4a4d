"""Staying away: ties that are declared or lifted, challenges and their ruling."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.move import keep, record, take, tell_office, tell_organisation
from evaluation.enums import NOT_PUBLIC
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, Challenge, Tie
from matching.domain.faults import refuse, wrong_state
from organisations.enums import Role
from organisations.models import Provider, User
from records.domain.ledger import append
from records.queries import add_workdays, workdays_passed


@transaction.atomic
def declare_tie(
    *,
    user: User,
    provider: Provider,
    kind: TieKind,
    by: User,
    since: date | None = None,
    until: date | None = None,
    note: str = "",
) -> Tie:
    """Say that somebody has a relation to an organisation; it bars at once."""
    tie = Tie(
        user=user,
        provider=provider,
        kind=kind,
        since=since,
        until=until,
        note=note.strip(),
        declared_by=by,
    )
    tie.full_clean()
    tie.save()
    append(
        chain=provider.chain,
        action="evaluation.declare_tie",
        actor=by,
        subject=tie.subject,
        facts={"user": user.pk, "provider": provider.public_id, "kind": str(kind)},
    )
    return tie


@transaction.atomic
def lift_tie(*, tie: Tie, reason: str, by: User) -> None:
    """Take a declared tie away, with reasons; never one's own, by whatever office."""
    if by.pk == tie.user_id:
        raise refuse("own_tie", _("Nobody lifts her own recusal: ask a colleague."))
    said = _worded(reason)
    standing = Tie.objects.standing().filter(pk=tie.pk)
    if not standing.update(
        lifted_at=timezone.now(), lifted_by=by, lifted_reason=said[:200]
    ):
        raise wrong_state(_("lifted"))
    append(
        chain=tie.provider.chain,
        action="evaluation.lift_tie",
        actor=by,
        subject=tie.subject,
        facts={"user": tie.user_id, "provider": tie.provider.public_id},
    )


@transaction.atomic
def challenge(
    *, assessment: Assessment, user: User, reason: str, by: User
) -> Challenge:
    """The organisation asks that this expert or member stay away from its case.

    Until the ruling the challenged does not act and the clock of the case stands still.
    Raises ValidationError for somebody who has no part in the case, and for a second
    challenge of the same person.
    """
    assessment = take(assessment.pk)
    if assessment.state not in NOT_PUBLIC:
        raise wrong_state(assessment.get_state_display())
    said = _worded(reason)
    if not _takes_part(assessment, user):
        raise refuse("no_part", _("This person has no part in your case."))
    if Challenge.objects.of(user).filter(assessment=assessment).exists():
        raise refuse("twice", _("You challenged this person before; see the ruling."))
    made = Challenge(assessment=assessment, user=user, reason=said, made_by=by)
    made.full_clean()
    made.save()
    tell_office("challenged", assessment, Role.EVALUATION_OFFICE)
    record(assessment, "challenge", by, challenge=made.public_id, challenged=user.pk)
    return made


@transaction.atomic
def rule_on_challenge(
    *, challenge: Challenge, upheld: bool, ruling: str, by: User
) -> None:
    """Rule with reasons; the clock of the case goes on, longer by the days it stood.

    An expert whose challenge is upheld leaves the panel. Raises ValidationError for the
    challenged, who never rules on herself, and for a second ruling.
    """
    if by.pk == challenge.user_id:
        raise refuse("own_tie", _("Nobody rules on a challenge of herself."))
    said, now = _worded(ruling), timezone.now()
    assessment = take(challenge.assessment_id)
    waiting = Challenge.objects.open().filter(pk=challenge.pk)
    if not waiting.update(upheld=upheld, ruling=said, ruled_by=by, ruled_at=now):
        raise wrong_state(_("ruled"))
    _go_on(assessment, challenge.made_at, now)
    if upheld:
        _leave(assessment, challenge.user, now)
    tell_organisation("challenge_ruled", assessment)
    record(
        assessment,
        "rule_on_challenge",
        by,
        challenge=challenge.public_id,
        upheld=upheld,
    )


def _takes_part(assessment: Assessment, user: User) -> bool:
    on_panel = user.panel_seats.filter(
        panel__assessment=assessment, left_at__isnull=True
    )
    if on_panel.exists():
        return True
    member = user.appointments.current().filter(role=Role.COMMITTEE_MEMBER)
    return member.over(assessment.round.district.code).exists()


def _go_on(assessment: Assessment, stopped: datetime, now: datetime) -> None:
    """Working days of a stop are given back; a state begun since then has them all."""
    if assessment.due_on is None:
        return
    since = max(stopped, assessment.state_since)
    stood = workdays_passed(since, now)
    keep(assessment, due_on=add_workdays(assessment.due_on, stood))


def _leave(assessment: Assessment, user: User, now: datetime) -> None:
    seats = user.panel_seats.filter(panel__assessment=assessment, left_at__isnull=True)
    seats.update(left_at=now, left_reason=_("challenge upheld"), leads=False)


def _worded(words: str) -> str:
    if not words.strip():
        raise refuse("required", _("Give the reason."), field="reason")
    return words.strip()
