"""A round: prepared, announced (from then on its rules stand), closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.enums import Publicity, RoundState
from evaluation.models import Round, RuleSet, Sheet
from evaluation.queries.round import open_cases
from evaluation.scoring.sheet import sum_faults
from evaluation.snapshot import view_of
from matching.domain.faults import refuse, stale, wrong_state
from organisations.models import Provider, Territory, User
from records.domain.job import enqueue
from records.domain.ledger import append


@transaction.atomic
def open_round(
    *,
    district: Territory,
    name: str,
    rule_set: RuleSet,
    sheets: Iterable[Sheet],
    apply_from: date,
    apply_until: date,
    by: User,
    name_en: str = "",
    agency: Provider | None = None,
    publicity: str = Publicity.GRADE,
    settings: dict[str, Any] | None = None,
) -> Round:
    """Prepare a round; nothing is fixed before it is announced.

    `settings` holds what is fixed with it: `order_seed`, and of the social evaluation
    `asked` (how many of each group) and `weights` (of each group, whole numbers).
    """
    row = Round(
        district=district,
        name=name,
        name_en=name_en,
        year=apply_from.year,
        rule_set=rule_set,
        agency=agency,
        publicity=publicity,
        apply_from=apply_from,
        apply_until=apply_until,
        settings=settings or {},
    )
    row.full_clean()
    row.save()
    row.sheets.set(sheets)
    _record("open_round", row, by, rule_set=f"{rule_set.key} {rule_set.version}")
    return row


@transaction.atomic
def announce_round(*, round: Round, version: int, by: User) -> Round:
    """Put it into force: rules, sheets, weights and seeds stand from here on.

    Raises ValidationError `not_in_force` (the rule set), `no_sheet`, `form_twice`,
    `sums` (naming sheet and node), `weights`, and by state and version.
    """
    row = _taken(round, version, RoundState.DRAFT)
    _refuse_rules(row)
    sheets = list(row.sheets.order_by("pk"))
    _refuse_sheets(sheets)
    _refuse_weights(row.settings)
    now = timezone.now()
    row.sheets.filter(frozen_at__isnull=True).update(frozen_at=now)
    row.state, row.announced_at = RoundState.ANNOUNCED, now
    _keep(row)
    enqueue(
        kind="evaluation.tell_round",
        key=f"tell_round:{row.public_id}",
        payload={"round": row.pk},
    )
    facts = {"sheets": [each.public_id for each in sheets], "settings": row.settings}
    _record("announce_round", row, by, **facts)
    return row


@transaction.atomic
def close_round(*, round: Round, version: int, by: User) -> Round:
    """End it. Raises ValidationError `open_cases` while one has not come to its end."""
    row = _taken(round, version, RoundState.ANNOUNCED)
    left = open_cases(row).count()
    if left:
        raise refuse(
            "open_cases",
            _("%(count)d organisations are still on their way in this round."),
            count=left,
        )
    row.state, row.closed_at = RoundState.CLOSED, timezone.now()
    _keep(row)
    _record("close_round", row, by)
    return row


def _taken(round: Round, version: int, state: str) -> Round:
    rows = Round.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("district", "rule_set").get(pk=round.pk)
    if row.version != version:
        raise stale()
    if row.state != state:
        raise wrong_state(row.get_state_display())
    return row


def _keep(row: Round) -> None:
    row.version += 1
    row.full_clean()
    row.save()


def _record(action: str, row: Round, by: User, **facts: Any) -> None:
    append(
        chain=row.chain,
        action=f"evaluation.{action}",
        actor=by,
        subject=row.subject,
        facts=facts,
    )


def _refuse_rules(row: Round) -> None:
    rules, today = row.rule_set, timezone.localdate()
    begun = rules.in_force_from <= today
    ended = rules.in_force_until is not None and rules.in_force_until < today
    if not begun or ended:
        raise refuse(
            "not_in_force",
            _("“%(rules)s” is not in force today: choose the rules that are."),
            rules=rules.name,
        )


def _refuse_sheets(sheets: list[Sheet]) -> None:
    if not sheets:
        raise refuse("no_sheet", _("Choose at least one indicator sheet."))
    forms = [each.form for each in sheets]
    if len(set(forms)) < len(forms):
        raise refuse("form_twice", _("Choose one sheet for each form of organisation."))
    for sheet in sheets:
        for fault in sum_faults(view_of(sheet)):
            raise refuse(
                "sums",
                _(
                    "“%(sheet)s” does not add up: %(node)s says %(stated)s points, its "
                    "parts give %(found)s."
                ),
                sheet=sheet.spoken_name,
                node=fault.code or _("the whole sheet"),
                stated=str(fault.stated),
                found=str(fault.found),
            )


def _refuse_weights(settings: dict[str, Any]) -> None:
    """The groups that are asked, and what each weighs, are known before it opens."""
    asked, weights = settings.get("asked", {}), settings.get("weights", {})
    whole = [*asked.values(), *weights.values()]
    fits = asked and asked.keys() == weights.keys()
    if not fits or any(type(n) is not int or n < 1 for n in whole):
        raise ValidationError(
            _(
                "Say for each group of the social evaluation how many are asked and what it weighs."
            ),
            code="weights",
        )
