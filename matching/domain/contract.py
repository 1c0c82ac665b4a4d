"""A contract as it was signed, with whom the buyer's procedure chose.

The software never awards: no verb here chooses or ranks a supplier. Who supplies comes
with the procedure that chose it, the number of its result and its day, or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.domain.purchase_rule import check_period, check_supplier
from matching.domain.purchase_step import (
    refuse_own_side,
    tell_ledger,
    tell_supplier,
    walk,
)
from matching.enums import EXPLAINED_PROCEDURES, PurchaseState
from matching.models import Milestone, PurchaseContract, PurchaseProject
from organisations.enums import ProviderState
from organisations.models import Provider, User
from records.attachments import Looked, store


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone of a contract: what, for how much (fen), by when."""

    title: str
    amount: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom the buyer's procedure chose, as the notice of its result says."""

    supplier: Provider
    procedure: str
    number: str
    decided_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """The contract as it was signed; `amount` in fen."""

    number: str
    signed_on: date
    since: date
    until: date
    amount: int
    period_reason: str = ""


@transaction.atomic
def record_contract(
    *,
    project: PurchaseProject,
    version: int,
    chosen: Chosen,
    signed: Signed,
    steps: Sequence[Step],
    file: Looked,
    by: User,
) -> PurchaseContract:
    """Record what was signed with whom the procedure chose, and its milestones.

    Raises ValidationError `no_result`, `no_reason` (chosen without competition),
    `not_offered` (not an active provider), `same_side`, `days`, `over_budget`, `sum`
    (milestones do not add up to the contract), `stale`, `wrong_state`, and what
    `check_supplier` and `check_period` say.
    """
    _check_chosen(chosen, by)
    check_supplier(project, chosen.supplier)
    check_period(project, signed.since, signed.until, signed.period_reason)
    _check_days(chosen, signed)
    _check_sums(project, signed, steps)
    walk(project, version, PurchaseState.CONTRACTED)
    contract = PurchaseContract(
        project=project,
        supplier=chosen.supplier,
        procedure=chosen.procedure,
        procedure_no=chosen.number.strip(),
        procedure_reason=chosen.reason.strip(),
        decided_on=chosen.decided_on,
        number=signed.number.strip(),
        signed_on=signed.signed_on,
        since=signed.since,
        until=signed.until,
        period_reason=signed.period_reason.strip(),
        amount=signed.amount,
        recorded_by=by,
    )
    contract.full_clean()
    contract.save()
    _save_steps(project, steps)
    store(file, uploaded_by=by, subject=project.subject)
    tell_supplier(project, "matching.contract_recorded", by)
    facts = {"supplier": chosen.supplier.public_id, "procedure": chosen.procedure}
    tell_ledger(project, "record_contract", by, amount=signed.amount, **facts)
    return contract


def _check_chosen(chosen: Chosen, by: User) -> None:
    """Without a procedure and the notice of its result nobody is a supplier."""
    if not chosen.number.strip():
        raise refuse(
            "no_result",
            _("Write the number of the notice of the result, or of the decision."),
            field="procedure_no",
        )
    if chosen.procedure in EXPLAINED_PROCEDURES and not chosen.reason.strip():
        raise refuse(
            "no_reason",
            _("Chosen without competition: write why that was allowed."),
            field="procedure_reason",
        )
    if chosen.supplier.state != ProviderState.ACTIVE:
        raise refuse(
            "not_active",
            _("This body is not active on the register: the centre admits it first."),
            field="supplier",
        )
    refuse_own_side(chosen.supplier.pk, by)


def _check_days(chosen: Chosen, signed: Signed) -> None:
    if not chosen.decided_on <= signed.signed_on <= timezone.localdate():
        raise refuse(
            "days",
            _("First the result, then the signature, neither in the future."),
            field="signed_on",
        )


def _check_sums(
    project: PurchaseProject, signed: Signed, steps: Sequence[Step]
) -> None:
    planned = project.budget.aggregate(sum=Sum("amount"))["sum"] or 0
    if not 1 <= signed.amount <= planned:
        raise refuse(
            "over_budget",
            _("The contract is worth 0.01 to %(most)s yuan: what is planned."),
            field="amount",
            most=f"{planned / 100:,.2f}",
        )
    check_steps(signed.amount, steps)


def check_steps(amount: int, steps: Sequence[Step]) -> None:
    """Milestones are worth together what the contract is worth."""
    found = sum(step.amount for step in steps)
    if found != amount or any(step.amount < 1 for step in steps):
        raise refuse(
            "sum",
            _("The milestones are worth %(found)s yuan, the contract %(wanted)s."),
            field="steps",
            found=f"{found / 100:,.2f}",
            wanted=f"{amount / 100:,.2f}",
        )


def _save_steps(project: PurchaseProject, steps: Sequence[Step]) -> None:
    for step in sorted(steps, key=lambda step: step.due_on):
        row = Milestone(
            project=project, title=step.title, amount=step.amount, due_on=step.due_on
        )
        row.full_clean()
        row.save()
