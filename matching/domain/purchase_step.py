"""One step of a purchase: its arrow, its trail, whom it is told."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale, wrong_state
from matching.enums import PURCHASE_ARROWS
from matching.models import PurchaseContract, PurchaseProject
from matching.queries import works_for
from organisations.models import User
from organisations.queries import admins_of
from records.domain.ledger import append
from records.domain.message import send


def refuse_own_side(supplier: int, by: User) -> None:
    """Whoever works for the supplier acts for it only, never for the buyer."""
    if works_for(by, [supplier]):
        raise refuse(
            "same_side",
            _("You belong to the supplier: somebody of the buyer's side does this."),
        )


def walk(
    project: PurchaseProject,
    version: int,
    to: str,
    *,
    stay: bool = False,
    **changes: Any,
) -> None:
    """Walk one arrow by a conditional update (or `stay` in that state); the project is
    fresh afterwards."""
    if version != project.version:
        raise stale()
    fits = project.state == to if stay else to in PURCHASE_ARROWS[project.state]
    if not fits:
        raise wrong_state(project.get_state_display())
    seen = PurchaseProject.objects.filter(
        pk=project.pk, state=project.state, version=version
    )
    if not seen.update(version=F("version") + 1, state=str(to), **changes):
        raise stale()
    project.refresh_from_db()


def tell_supplier(project: PurchaseProject, kind: str, by: User) -> None:
    """Its administrators hear what was recorded of their contract."""
    contract = PurchaseContract.objects.select_related("supplier").get(project=project)
    for admin in admins_of(contract.supplier):
        if admin != by:
            tell_user(project, admin, kind, contract.number)


def tell_user(project: PurchaseProject, user: User, kind: str, number: str) -> None:
    send(
        recipient=user,
        kind=kind,
        params={"number": number},
        subject=project.subject,
        url=f"/desk/purchases/{project.public_id}/",
    )


def tell_ledger(project: PurchaseProject, action: str, by: User, **facts: Any) -> None:
    append(
        chain=project.topic.street.district_code,
        action=f"matching.{action}",
        actor=by,
        subject=project.subject,
        facts={**facts, "to": project.state},
    )
