"""Job handlers: `plan` reads and computes outside any transaction, `commit` is one
short verb that re-checks the version and writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matching import snapshot
from matching.domain.engagement import expire_engagement
from matching.domain.pack import GapInput, LineInput, record_proposal
from matching.engine import Proposal, Reason, propose
from matching.models import Engagement, Need


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal in the words of the verb that keeps it."""

    lines: list[LineInput]
    gaps: list[GapInput]
    matcher: str
    gap: float
    proven: bool


def plan_pack(payload: dict[str, Any]) -> Plan | None:
    """Compute a proposal; None when the need has moved on meanwhile."""
    need = Need.objects.select_related("community", "worker").get(pk=payload["need"])
    if need.version != payload["version"]:
        return None
    taken = snapshot.take(need)
    return as_plan(propose(taken.need, taken.candidates, today=taken.today))


def commit_pack(payload: dict[str, Any], result: Plan | None) -> None:
    if result is not None:
        record_proposal(
            need_id=payload["need"], version=payload["version"], proposal=result
        )


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


def plan_expiry(payload: dict[str, Any]) -> int:
    return int(payload["engagement"])


def commit_expiry(payload: dict[str, Any], result: int) -> None:
    expire_engagement(engagement=Engagement.objects.get(pk=result))
