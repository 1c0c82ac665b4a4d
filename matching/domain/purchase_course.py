"""How a purchase goes on: paused, resumed, ended early, given up, judged at its end."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, wrong_state
from matching.domain.purchase_step import (
    refuse_own_side,
    tell_ledger,
    tell_supplier,
    walk,
)
from matching.enums import GOOD_MILESTONES, PurchaseState
from matching.models import MilestonePart, PurchaseContract, PurchaseProject
from organisations.models import User


@transaction.atomic
def pause_purchase(
    *, project: PurchaseProject, version: int, reason: str, by: User
) -> None:
    """Nothing is reported or accepted until it is resumed."""
    _stop(project, version, PurchaseState.PAUSED, reason, by, "pause_purchase")


@transaction.atomic
def resume_purchase(*, project: PurchaseProject, version: int, by: User) -> None:
    """Go on after a pause."""
    if project.state != PurchaseState.PAUSED:
        raise wrong_state(project.get_state_display())
    refuse_own_side(project.contract.supplier_id, by)
    walk(project, version, PurchaseState.CONTRACTED, reason="")
    tell_supplier(project, "matching.purchase_moved", by)
    tell_ledger(project, "resume_purchase", by)


@transaction.atomic
def terminate_purchase(
    *, project: PurchaseProject, version: int, reason: str, by: User
) -> None:
    """End a contract early; what was accepted stays accepted, what was not rests on
    nothing any more."""
    left = MilestonePart.objects.filter(milestone__project=project)
    left.exclude(milestone__state__in=GOOD_MILESTONES).delete()
    _stop(project, version, PurchaseState.TERMINATED, reason, by, "terminate_purchase")


@transaction.atomic
def drop_purchase(
    *, project: PurchaseProject, version: int, reason: str, by: User
) -> None:
    """Give it up before anything was signed; the topic may be bought anew."""
    _stop(project, version, PurchaseState.DROPPED, reason, by, "drop_purchase")


def _stop(
    project: PurchaseProject, version: int, to: str, reason: str, by: User, action: str
) -> None:
    if not reason.strip():
        raise refuse("no_reason", _("Write why."), field="reason")
    contract = PurchaseContract.objects.filter(project=project).first()
    if contract is not None:
        refuse_own_side(contract.supplier_id, by)
    walk(project, version, to, reason=reason.strip())
    if contract is not None:
        tell_supplier(project, "matching.purchase_moved", by)
    tell_ledger(project, action, by)


@transaction.atomic
def judge_purchase(
    *, project: PurchaseProject, version: int, points: int, reasons: str, by: User
) -> None:
    """Once, after everything was accepted: how well it went, 0 to 100, and why.

    It is kept with this contract; suppliers are not compared by it. Raises
    ValidationError `points`, `no_reason`, `same_side`, `wrong_state`, `stale`.
    """
    if not 0 <= points <= 100:
        raise refuse("points", _("Give 0 to 100 points."), field="points")
    if not reasons.strip():
        raise refuse("no_reason", _("Write the reasons."), field="reasons")
    if project.state != PurchaseState.COMPLETED or project.performance is not None:
        raise wrong_state(project.get_state_display())
    refuse_own_side(project.contract.supplier_id, by)
    walk(
        project,
        version,
        PurchaseState.COMPLETED,
        stay=True,
        performance=points,
        performance_reason=reasons.strip(),
        performance_by=by,
        performance_at=timezone.now(),
    )
    tell_supplier(project, "matching.purchase_judged", by)
    tell_ledger(project, "judge_purchase", by, points=points)
