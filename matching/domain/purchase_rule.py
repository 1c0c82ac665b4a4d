"""The rules of purchases: loaded as data, asked by the verbs that record a purchase."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.domain.response import take_over
from matching.enums import PurchaseRuleKind
from matching.models import PurchaseProject, PurchaseRule
from matching.queries.purchase import rules_for
from organisations.models import Provider, User
from records.domain.ledger import append


@transaction.atomic
def load_purchase_rules(*, chain: str, data: dict[str, Any], by: User | None) -> int:
    """Take over the versioned rules; a second run changes nothing. Returns how many are
    in force. Raises ValidationError for a row that its fields cannot hold."""
    changed = take_over(
        PurchaseRule, data["rules"], ("code",), {"version": data["version"]}
    )
    rules = PurchaseRule.objects.count()
    if changed:
        append(
            chain=chain,
            action="matching.load_purchase_rules",
            actor=by,
            subject="purchase_rules",
            facts={"version": data["version"], "rules": rules},
        )
    return rules


def check_terms(project: PurchaseProject) -> None:
    """Who buys, and what the terms ask of a supplier.

    Raises ValidationError `barred_buyer`, `grade_only`, `no_rules`.
    """
    for rule in _in_force(project.funding):
        barred = project.buyer_form in rule.values
        if rule.kind == PurchaseRuleKind.BARRED_BUYER and barred:
            raise _against(rule, "buyer_form")
        asks = project.least_grade and not project.grade_reason
        if rule.kind == PurchaseRuleKind.GRADE_ONLY and asks:
            raise _against(rule, "grade_reason")


def check_supplier(project: PurchaseProject, supplier: Provider) -> None:
    """Raises ValidationError `barred_supplier`, `no_rules`."""
    for rule in _in_force(project.funding):
        barred = supplier.form in rule.values
        if rule.kind == PurchaseRuleKind.BARRED_SUPPLIER and barred:
            raise _against(rule, "supplier")


def check_period(
    project: PurchaseProject, since: date, until: date, reason: str
) -> None:
    """Raises ValidationError `period`, `usual_months` (a longer one needs a reason),
    `longest_months`, `no_rules`."""
    if until < since:
        sentence = _("The period ends before it begins. Correct one of the two days.")
        raise refuse("period", sentence, field="until")
    for rule in _in_force(project.funding):
        if rule.months is None or until < later(since, rule.months):
            continue
        if rule.kind == PurchaseRuleKind.LONGEST_MONTHS:
            raise _against(rule, "until")
        if rule.kind == PurchaseRuleKind.USUAL_MONTHS and not reason.strip():
            raise _against(rule, "period_reason")


def later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _in_force(funding: str) -> list[PurchaseRule]:
    rules = rules_for(funding)
    if not rules:
        raise refuse(
            "no_rules", _("The rules of purchases are not loaded yet: tell the centre.")
        )
    return rules


def _against(rule: PurchaseRule, field: str) -> Exception:
    """What the rule says and where it stands."""
    return refuse(
        rule.kind,
        _("%(rule)s (%(source)s)"),
        field=field,
        rule=str(rule),
        source=rule.source,
    )
