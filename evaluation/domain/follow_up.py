"""Looking at a grade in force again: by lot from a public seed, or after an event."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.award import cancel, lower
from evaluation.enums.decision import FollowUpKind, FollowUpResult
from evaluation.models import Award, FollowUp
from evaluation.scoring.lot import drawn
from evaluation.snapshot.rule_set import rulebook_of
from matching.domain.faults import refuse, wrong_state
from organisations.models import Territory, User
from records.domain.ledger import append


@transaction.atomic
def draw_tracking(
    *, district: Territory, seed: str, number: int, by: User
) -> list[FollowUp]:
    """Draw so many of the grades that are tracked (4A and up, by their rules).

    The seed is public before the draw; anybody who holds the list of grades draws the
    same again (`scoring.lot`). A grade that is looked at already is not drawn.
    """
    if not seed.strip() or number < 1:
        raise refuse("draw", _("A draw needs a public seed and a number."))
    tracked = {each.public_id: each for each in tracked_awards(district)}
    chosen = drawn(seed.strip(), tracked, number)
    rows = [
        FollowUp(award=tracked[name], kind=FollowUpKind.TRACKING, seed=seed.strip())
        for name in chosen
    ]
    for row in rows:
        row.full_clean()
        row.save()
    append(
        chain=district.district_code,
        action="evaluation.draw_tracking",
        actor=by,
        subject=f"territory:{district.code}",
        facts={"seed": seed.strip(), "among": len(tracked), "drawn": chosen},
    )
    return rows


def tracked_awards(district: Territory) -> list[Award]:
    """Grades in force from the level on that their rules name, none open already."""
    awards = Award.objects.standing().filter(assessment__round__district=district)
    free = awards.exclude(
        pk__in=FollowUp.objects.filter(closed_at__isnull=True).values("award_id")
    )
    found = free.select_related("assessment__rule_set").order_by("public_id")
    return [award for award in found if award.level >= _tracked_from(award)]


@transaction.atomic
def open_verification(*, award: Award, reason: str, by: User | None) -> FollowUp:
    """An event may touch the grade: a look at it is opened, once at a time."""
    if not reason.strip():
        raise refuse("required", _("Give the reason."), field="reason")
    open_one = award.follow_ups.filter(closed_at__isnull=True).first()
    if open_one is not None:
        return open_one
    row = FollowUp(award=award, kind=FollowUpKind.EVENT, reason=reason.strip()[:200])
    row.full_clean()
    row.save()
    append(
        chain=award.chain,
        action="evaluation.open_verification",
        actor=by,
        subject=award.subject,
        facts={"follow_up": row.public_id},
    )
    return row


@transaction.atomic
def close_follow_up(
    *, follow_up: FollowUp, result: FollowUpResult, finding: str, by: User
) -> None:
    """What was found, and what becomes of the grade, in one transaction."""
    if not finding.strip():
        raise refuse("required", _("Write what was found."), field="finding")
    rows = FollowUp.objects.filter(pk=follow_up.pk, closed_at__isnull=True)
    if not rows.update(
        result=result,
        finding=finding.strip(),
        closed_by=by,
        closed_at=timezone.now(),
    ):
        raise wrong_state(_("closed"))
    award = Award.objects.get(pk=follow_up.award_id)
    if result == FollowUpResult.LOWER:
        lower(award=award, reason=finding, by=by)
    elif result == FollowUpResult.CANCEL:
        cancel(award=award, reason=finding, by=by)
    append(
        chain=award.chain,
        action="evaluation.close_follow_up",
        actor=by,
        subject=award.subject,
        facts={"follow_up": follow_up.public_id, "result": str(result)},
    )


def _tracked_from(award: Award) -> int:
    rules = rulebook_of(award.assessment.rule_set)
    known = rules.knows("tracking_from")
    return int(rules.says("tracking_from")[0]) if known else 6
