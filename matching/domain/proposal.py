"""The proposal of a pack: recorded once, replaced while nobody has touched it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from matching.domain.funding import is_payable, source_of
from matching.domain.step import PLATED_STATES, move, move_on, record, take, tell
from matching.enums import BlockingRule, ItemState, NeedState, PackState
from matching.models import Need, Pack, PackGap, PackLine
from matching.queries.finalist import blocked_now
from organisations.models import Capability


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line as the matcher or a page proposes it."""

    item: int
    capability: int
    quantity: int
    score: float
    reasons: list[dict[str, Any]]
    alternatives: list[dict[str, Any]]
    own_agency: bool = False
    features: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GapInput:
    """Units that nobody can do, with the blocking rules counted."""

    item: int
    quantity: int
    rules: list[dict[str, Any]]


class ProposalInput(Protocol):
    """What `record_proposal` needs to know of a proposal."""

    lines: Iterable[LineInput]
    gaps: Iterable[GapInput]
    matcher: str
    gap: float
    proven: bool


@transaction.atomic
def record_proposal(
    *, need_id: int, version: int, proposal: ProposalInput
) -> Pack | None:
    """Keep a proposal for one version of a need; a queue may deliver it twice.

    Returns the pack that answers this version, or None when the need has moved on.
    An empty proposal is kept too: its gaps say why. Nothing open, nothing to propose;
    casework has no pack.
    """
    need = take(need_id)
    kept = need.packs.filter(need_version=version).first()
    if kept or need.version != version or need.state not in PLATED_STATES:
        return kept
    if need.is_casework or not need.items.filter(state=ItemState.OPEN).exists():
        return None
    move(need, NeedState.PROPOSED)
    pack = _written(need, version, proposal)
    tell(need.worker, "matching.pack_proposed", need)
    record(need, "record_proposal", None, to=need.state, **_facts(pack))
    return pack


@transaction.atomic
def replace_proposal(
    *, need_id: int, version: int, proposal: ProposalInput
) -> Pack | None:
    """Put another proposal where one waits that no person has touched yet.

    Returns the pack that answers this version: the same one however often it is asked.
    None when the need has moved on, or a person has said yes or chosen otherwise. Forms
    for the old pack are stale; the clock of the need runs on.
    """
    need = take(need_id)
    kept = need.packs.filter(need_version=version).first()
    if kept or need.version != version or need.state != NeedState.PROPOSED:
        return kept
    if need.is_casework or need.packs.fixed().exists():
        return None
    need.packs.filter(state=PackState.PROPOSED).update(state=PackState.SUPERSEDED)
    move_on(need)
    pack = _written(need, version, proposal)
    tell(need.worker, "matching.pack_proposed", need)
    record(need, "replace_proposal", None, **_facts(pack))
    return pack


def _written(need: Need, version: int, proposal: ProposalInput) -> Pack:
    """The pack of a proposal with its gaps and lines."""
    pack = Pack.objects.create(
        need=need,
        version=need.packs.count() + 1,
        need_version=version,
        matcher=proposal.matcher,
        gap=proposal.gap,
        proven=proposal.proven,
    )
    PackGap.objects.bulk_create(
        PackGap(pack=pack, item_id=g.item, quantity=g.quantity, rules=g.rules)
        for g in proposal.gaps
    )
    _write_lines(pack, proposal.lines)
    return pack


def _facts(pack: Pack) -> dict[str, Any]:
    """What the ledger keeps of a proposal."""
    return {
        "pack": pack.version,
        "lines": pack.lines.count(),
        "gaps": pack.gaps.count(),
        "matcher": pack.matcher,
    }


def _write_lines(pack: Pack, lines: Iterable[LineInput]) -> None:
    """What no longer stands, or has a price that nobody pays, is no line but a gap."""
    wanted = list(lines)
    found = Capability.objects.select_related("provider").in_bulk(
        [line.capability for line in wanted]
    )
    items = {item.pk: item for item in pack.need.items.all()}
    asked = {(line.item, line.capability): line.quantity for line in wanted}
    blocked = blocked_now(pack.need, asked, items, timezone.localdate())
    rows = []
    for line in wanted:
        capability, item = found[line.capability], items[line.item]
        rule = blocked.get((line.item, line.capability))
        if rule is None and not is_payable(capability, item.funding):
            rule = BlockingRule.NO_FUNDING
        if rule is not None:
            add_gap(pack, item.pk, line.quantity, rule)
            continue
        rows.append(
            PackLine(
                pack=pack,
                item=item,
                capability=capability,
                quantity=line.quantity,
                price=capability.price,
                funding=source_of(capability, item.funding),
                score=line.score,
                reasons=line.reasons,
                alternatives=line.alternatives,
                own_agency=line.own_agency,
                features=line.features,
            )
        )
    PackLine.objects.bulk_create(rows)


def add_gap(pack: Pack, item: int, quantity: int, rule: str = "") -> None:
    gap, _new = PackGap.objects.get_or_create(
        pack=pack, item_id=item, defaults={"quantity": 0}
    )
    gap.quantity += quantity
    if rule:
        gap.rules = [*gap.rules, {"rule": str(rule), "count": 1}]
    gap.save()
