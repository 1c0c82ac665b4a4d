"""A purchase as it is planned for a topic: its money, its terms, its budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.purchase_rule import check_terms
from matching.domain.purchase_step import tell_ledger, walk
from matching.enums import TAKER_OF_FUNDING, PurchaseState, TopicState
from matching.models import BudgetLine, PurchaseProject, PurchaseTopic
from organisations.models import User


@dataclass(frozen=True, slots=True)
class Terms:
    """Who buys with which money, and what is asked of a supplier."""

    funding: str
    buyer: str
    buyer_form: str
    funding_note: str = ""
    least_grade: int | None = None
    grade_reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a budget, in fen."""

    what: str
    amount: int


@transaction.atomic
def begin_purchase(
    *,
    topic: PurchaseTopic,
    version: int,
    terms: Terms,
    budget: Sequence[Line],
    by: User,
) -> PurchaseProject:
    """Make a purchase of a gathered topic, which is thereby taken up.

    Raises ValidationError `stale`, `wrong_state` (ended, or a purchase runs already),
    `no_budget`, `funding`, and what `check_terms` says.
    """
    taker = TAKER_OF_FUNDING.get(terms.funding)
    if taker is None:
        raise refuse("funding", _("Choose the money it is paid with."), field="funding")
    _check_lines(budget)
    _take_topic(topic, version, taker)
    project = PurchaseProject(topic=topic, begun_by=by, **_values(terms))
    check_terms(project)
    _save_running(project)
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, what=each.what, amount=each.amount)
        for each in budget
    )
    planned = sum(each.amount for each in budget)
    tell_ledger(project, "begin_purchase", by, funding=terms.funding, planned=planned)
    return project


def _values(terms: Terms) -> dict[str, Any]:
    return {
        "funding": terms.funding,
        "funding_note": terms.funding_note.strip(),
        "buyer": terms.buyer.strip(),
        "buyer_form": terms.buyer_form,
        "least_grade": terms.least_grade,
        "grade_reason": terms.grade_reason.strip(),
    }


def _check_lines(budget: Sequence[Line]) -> None:
    if not budget or any(each.amount < 1 or not each.what.strip() for each in budget):
        raise refuse(
            "no_budget",
            _("Write at least one line: what for, how much."),
            field="lines",
        )


def _take_topic(topic: PurchaseTopic, version: int, taker: str) -> None:
    if version != topic.version:
        raise stale()
    if topic.state == TopicState.ENDED:
        raise wrong_state(topic.get_state_display())
    seen = PurchaseTopic.objects.filter(pk=topic.pk, version=version, state=topic.state)
    taken = {"state": TopicState.TAKEN, "taken_by": taker}
    if not seen.update(version=F("version") + 1, **taken):
        raise stale()
    topic.refresh_from_db()


def _save_running(project: PurchaseProject) -> None:
    """One purchase of a topic runs at a time: the constraint says so."""
    project.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError as error:
        raise wrong_state(_("a purchase of this topic is running")) from error


@transaction.atomic
def change_budget(
    *, project: PurchaseProject, version: int, budget: Sequence[Line], by: User
) -> None:
    """Write the lines anew, as long as nothing was signed."""
    _check_lines(budget)
    walk(project, version, PurchaseState.PLANNED, stay=True)
    project.budget.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, what=each.what, amount=each.amount)
        for each in budget
    )
    planned = sum(each.amount for each in budget)
    tell_ledger(project, "change_budget", by, planned=planned)
