"""Who may do what with a purchase: the street and the centre keep it, the supplier
reports; nobody who belongs to the supplier acts for the buyer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from matching.models import Milestone, PurchaseContract, PurchaseProject, PurchaseTopic
from matching.models.topic import SEEING_ROLES
from matching.queries import works_for
from matching.rules.scope import administers, over
from organisations.enums import Role
from organisations.models import User
from organisations.queries import current_roles
from organisations.rules import YES, Verdict, no


def can_see_purchases(user: User) -> Verdict:
    """The centre and the streets; a supplier its own contracts."""
    if current_roles(user) & {*SEEING_ROLES, Role.PROVIDER_ADMIN}:
        return YES
    return no(_("Purchases are for the guidance centre, the streets and suppliers."))


def can_begin_purchase(user: User, topic: PurchaseTopic) -> Verdict:
    """The street's officer, and the centre's operators of the district."""
    if over(user, topic.street.code, set(SEEING_ROLES)):
        return YES
    return no(_("Only the street's officer or the centre begins a purchase."))


def can_keep_purchase(user: User, project: PurchaseProject) -> Verdict:
    """The same, but for whoever belongs to the supplier."""
    if not can_begin_purchase(user, project.topic):
        return no(_("Only the street's officer or the centre keeps a purchase."))
    contract = PurchaseContract.objects.filter(project=project).first()
    if contract is not None and works_for(user, [contract.supplier_id]):
        return no(
            _("You belong to the supplier: somebody of the buyer's side does this.")
        )
    return YES


def can_settle_milestone(user: User, milestone: Milestone) -> Verdict:
    """Whoever keeps the purchase."""
    return can_keep_purchase(user, milestone.project)


def can_report_on(user: User, project: PurchaseProject) -> Verdict:
    """The supplier's administrators."""
    contract = PurchaseContract.objects.filter(project=project).first()
    if contract is not None and administers(user, contract.supplier_id):
        return YES
    return no(_("Only the supplier reports a milestone."))


def can_report_milestone(user: User, milestone: Milestone) -> Verdict:
    """Whoever reports on its purchase."""
    return can_report_on(user, milestone.project)
