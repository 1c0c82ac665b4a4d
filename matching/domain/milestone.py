"""Milestones of a contract: what they rest on, reported, accepted by the buyer's side."""

from __future__ import annotations

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.purchase_step import (
    refuse_own_side,
    tell_ledger,
    tell_supplier,
    tell_user,
    walk,
)
from matching.enums import (
    GOOD_MILESTONES,
    MILESTONE_ARROWS,
    OUTCOMES,
    OUTCOMES_WITH_WORDS,
    REPORTABLE,
    MilestoneState,
    PurchaseState,
)
from matching.models import Engagement, Milestone, MilestonePart, PurchaseProject
from matching.queries import works_for
from matching.queries.purchase import engagements_for
from organisations.models import User
from records.attachments import Looked, store


def _held(milestone: Milestone) -> PurchaseProject:
    """Take the purchase, which must be under contract, and read the milestone as it
    stands now."""
    rows = PurchaseProject.objects.select_for_update(of=("self",))
    project = rows.select_related("topic__street").get(pk=milestone.project_id)
    milestone.refresh_from_db()
    milestone.project = project
    if project.state != PurchaseState.CONTRACTED:
        raise wrong_state(project.get_state_display())
    return project


@transaction.atomic
def tie_engagements(
    *, milestone: Milestone, engagements: Collection[Engagement], by: User
) -> None:
    """Say which engagements a milestone rests on, in place of those before.

    They are the supplier's, for the service and the street of the topic, and rest under
    one milestone only. Raises ValidationError `foreign`, `twice`, `same_side`,
    `wrong_state` (reported already).
    """
    project = _held(milestone)
    refuse_own_side(project.contract.supplier_id, by)
    if milestone.state not in REPORTABLE:
        raise wrong_state(milestone.get_state_display())
    wanted = {each.pk for each in engagements}
    fitting = engagements_for(project).filter(pk__in=wanted)
    if set(fitting.values_list("pk", flat=True)) != wanted:
        raise refuse(
            "foreign",
            _("A milestone rests on the supplier's own engagements for this topic."),
            field="engagements",
        )
    milestone.parts.all().delete()
    try:
        with transaction.atomic():
            MilestonePart.objects.bulk_create(
                MilestonePart(milestone=milestone, engagement_id=pk)
                for pk in sorted(wanted)
            )
    except IntegrityError as error:
        raise refuse(
            "twice",
            _("One of these counts for another milestone: nothing is paid twice."),
            field="engagements",
        ) from error
    facts = {"milestone": milestone.public_id, "engagements": len(wanted)}
    tell_ledger(project, "tie_engagements", by, **facts)


@transaction.atomic
def report_milestone(
    *, milestone: Milestone, report: str, file: Looked | None = None, by: User
) -> None:
    """The supplier says that it is delivered, once everything it rests on is confirmed.

    Raises ValidationError `no_words`, `not_supplier`, `not_due`, `wrong_state`.
    """
    if not report.strip():
        raise refuse("no_words", _("Write what was delivered."), field="report")
    project = _held(milestone)
    if not works_for(by, [project.contract.supplier_id]):
        raise refuse("not_supplier", _("Only the supplier reports a milestone."))
    if MilestoneState.REPORTED not in MILESTONE_ARROWS[milestone.state]:
        raise wrong_state(milestone.get_state_display())
    if not Milestone.objects.due(timezone.localdate()).filter(pk=milestone.pk).exists():
        raise refuse(
            "not_due",
            _(
                "It is due when every engagement it rests on is confirmed by two keys, "
                "or on its day where it rests on none."
            ),
        )
    _walk(
        milestone,
        MilestoneState.REPORTED,
        report=report.strip(),
        reported_by=by,
        reported_at=timezone.now(),
    )
    if file is not None:
        store(file, uploaded_by=by, subject=milestone.subject)
    number = project.contract.number
    tell_user(project, project.begun_by, "matching.milestone_reported", number)
    tell_ledger(project, "report_milestone", by, milestone=milestone.public_id)


@transaction.atomic
def settle_milestone(
    *, milestone: Milestone, outcome: str, words: str, by: User
) -> None:
    """The buyer's side accepts it, with remarks or without, or says why not; the last
    one accepted completes the purchase.

    Raises ValidationError `outcome`, `no_words`, `same_side`, `wrong_state`, `stale`.
    """
    if outcome not in OUTCOMES:
        raise refuse("outcome", _("Choose one."), field="outcome")
    if outcome in OUTCOMES_WITH_WORDS and not words.strip():
        raise refuse("no_words", _("Write what is missing, or why not."), field="words")
    project = _held(milestone)
    refuse_own_side(project.contract.supplier_id, by)
    if outcome not in MILESTONE_ARROWS[milestone.state]:
        raise wrong_state(milestone.get_state_display())
    settled = {"settled_by": by, "settled_at": timezone.now()}
    _walk(milestone, outcome, words=words.strip(), **settled)
    waiting = project.milestones.exclude(state__in=GOOD_MILESTONES)
    if not waiting.exists():
        walk(project, project.version, PurchaseState.COMPLETED)
    tell_supplier(project, "matching.milestone_settled", by)
    facts = {"milestone": milestone.public_id, "outcome": outcome}
    tell_ledger(project, "settle_milestone", by, **facts)


def _walk(milestone: Milestone, to: str, **changes: object) -> None:
    """Walk one arrow by a conditional update."""
    seen = Milestone.objects.filter(pk=milestone.pk, state=milestone.state)
    if not seen.update(state=str(to), **changes):
        raise stale()
    milestone.refresh_from_db()
