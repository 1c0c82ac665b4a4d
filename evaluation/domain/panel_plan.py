"""All panels of a round that are still to be formed, as they were drawn and shown."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from evaluation.domain.panel import form_panel
from evaluation.enums import ScoringMode
from evaluation.models import Assessment, Indicator, Panel, Round
from evaluation.queries.panel import LEAST_EXPERTS, heads_of
from evaluation.snapshot.panels import PanelPlan, plan_panels
from matching.domain.faults import stale
from organisations.models import User
from records.domain.ledger import append


def drawn_for(round: Round, user: User) -> PanelPlan:
    """What the round's own seed draws for the cases on which this user works."""
    cases = Assessment.objects.judged_by(user).filter(round=round)
    return plan_panels(
        round,
        cases.select_related("provider", "rule_set", "sheet"),
        seats=LEAST_EXPERTS,
        seed=int(round.settings.get("order_seed", 0)),
    )


@transaction.atomic
def form_drawn_panels(*, round: Round, seen: str, by: User) -> list[Panel]:
    """Invite everybody as drawn. `seen` is the digest of the draw that was shown.

    Raises ValidationError `stale` where it would be drawn otherwise by now (a case, an
    expert, a relation, a panel came or went), and as `form_panel`.
    """
    plan = drawn_for(round, by)
    if plan.digest != seen:
        raise stale()
    panels = [
        form_panel(
            assessment=each.case,
            experts=each.experts,
            leader=each.experts[0],
            heads=dealt(each.case, each.experts),
            by=by,
        )
        for each in plan.drawn
    ]
    append(
        chain=round.chain,
        action="evaluation.draw_panels",
        actor=by,
        subject=round.subject,
        facts={
            "seed": plan.seed,
            "panels": {
                each.case.public_id: [user.pk for user in each.experts]
                for each in plan.drawn
            },
        },
    )
    return panels


def dealt(case: Assessment, experts: Sequence[User]) -> dict[int, list[Indicator]]:
    """By user, the heads she scores, dealt in turn; nothing where all score all."""
    if case.sheet.mode != ScoringMode.BY_HEAD or not experts:
        return {}
    heads = list(heads_of(case.sheet_id))
    return {user.pk: heads[n :: len(experts)] for n, user in enumerate(experts)}
