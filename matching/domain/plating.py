"""From the engine's answer to the tables: for one need, and for many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from matching import snapshot
from matching.domain.matcher import ranker_in_use
from matching.domain.proposal import GapInput, LineInput, record_proposal
from matching.domain.step import PLATED_STATES
from matching.engine import Affinity, Backdrop, Proposal, Reason, propose
from matching.engine.text import TextAffinity
from matching.enums import ItemState
from matching.models import Need
from organisations.models import ServiceType, monday_of

WEEKS_AHEAD = 53


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal in the words of the verb that keeps it."""

    lines: list[LineInput]
    gaps: list[GapInput]
    matcher: str
    gap: float
    proven: bool


def as_plan(proposal: Proposal) -> Plan:
    """The engine's answer as plain values for the tables."""
    return Plan(
        lines=[
            LineInput(
                item=line.item,
                capability=line.candidate,
                quantity=line.quantity,
                score=line.score,
                reasons=plain(line.reasons),
                alternatives=[
                    {
                        "capability": other.candidate,
                        "quantity": other.quantity,
                        "score": other.score,
                        "own_agency": other.own_agency,
                        "reasons": plain(other.reasons),
                    }
                    for other in line.alternatives
                ],
                own_agency=line.own_agency,
                features=list(line.features),
            )
            for line in proposal.lines
        ],
        gaps=[
            GapInput(
                item=gap.item,
                quantity=gap.quantity,
                rules=[{"rule": str(rule), "count": n} for rule, n in gap.rules],
            )
            for gap in proposal.uncovered
        ],
        matcher=proposal.matcher,
        gap=proposal.gap,
        proven=proposal.proven,
    )


def plain(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [
        {
            "code": str(reason.code),
            "contribution": reason.contribution,
            "facts": dict(reason.facts),
        }
        for reason in reasons
    ]


def propose_many(needs: Iterable[Need]) -> int:
    """A pack for each need among these that has something open and asks for one; how
    many there were.

    One reading of the menu and one fit of the texts serve all of them, so it is for
    times when nobody answers meanwhile (a seeded district). The queue plates one need
    after another and reads the menu anew for each; its jobs find these needs one
    version further on, and have nothing left to do.
    """
    wanted = Need.objects.filter(
        pk__in=[need.pk for need in needs if not need.is_casework],
        state__in=PLATED_STATES,
        items__state=ItemState.OPEN,
    )
    rows = wanted.select_related("community", "worker").distinct().order_by("pk")
    if not rows:
        return 0
    today = timezone.localdate()
    menu, affinity = whole_menu(today)
    plans, ranker = [], ranker_in_use()
    for need in rows:
        taken = snapshot.take(need, menu=menu)
        answer = propose(
            taken.need,
            taken.candidates,
            ranker=ranker,
            today=today,
            affinity=affinity,
        )
        plans.append((need, as_plan(answer)))
    with transaction.atomic():
        for need, plan in plans:
            record_proposal(need_id=need.pk, version=need.version, proposal=plan)
    return len(plans)


def whole_menu(today: date) -> tuple[snapshot.Menu, Affinity]:
    """Everything offered for a year ahead, read once; its texts, fitted."""
    weeks = [monday_of(today) + timedelta(weeks=n) for n in range(WEEKS_AHEAD)]
    every = ServiceType.objects.values_list("pk", flat=True)
    menu = snapshot.menu_of(list(every), weeks, today)
    texts = menu.texts()
    profiles = tuple(tuple(own) for own in texts.values())
    return menu, (_fitted(profiles, snapshot.backdrop()), list(texts))


@lru_cache(maxsize=1)
def _fitted(profiles: tuple[tuple[str, ...], ...], seen: Backdrop) -> TextAffinity:
    """Fitted once a process as long as providers say the same; nothing changes it."""
    return TextAffinity().fit(profiles, seen.messages, seen.catalogue)


def read_words(text: str) -> dict[str, Any]:
    """What the intake suggests for these words: a need keeps it as `suggested`, a
    person decides. To be called outside of any transaction."""
    return snapshot.suggestion(text)
