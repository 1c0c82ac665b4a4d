"""All open needs of a district at once: what would change, and keeping it.

The plan is read and computed outside any transaction; each need is then kept by one
short verb of its own, which looks again whether the need is still as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from matching import snapshot
from matching.domain.plating import Plan, as_plan, whole_menu
from matching.domain.proposal import record_proposal, replace_proposal
from matching.engine import Option, PairRanker, propose, suited
from matching.engine.assemble import Key
from matching.engine.dispatch_district import beyond_room, share_out, worth
from matching.enums import ItemState, NeedState, PackState
from matching.models import Need, Pack, PackLine

Lines = dict[Key, int]
"""Units by (item, capability)."""


@dataclass(frozen=True, slots=True)
class Replated:
    """One need: the pack that waits for a yes today, and the one it would have."""

    need: Need
    pack: Pack | None
    plan: Plan

    @property
    def differs(self) -> bool:
        """Whether anybody, any number of units or any gap would be another."""
        return self.pack is None or not _same(self.pack, self.plan)


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a choice of lines serves the items that somebody could do."""

    served: int
    """Items with at least one of those who could."""
    floor: float
    total: float
    crowded: int
    """Lines without room in their week beside the others."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What a district would look like if all of it were plated together."""

    needs: list[Replated]
    fixed: int
    """Needs left out, since people confirmed or chose something there."""
    items: int
    capabilities: int
    """Those that at least one item could be given to."""
    before: Figures
    after: Figures
    proven: bool


def plan_dispatch(*, district: str, ranker: PairRanker, time_limit: float) -> Dispatch:
    """Plate all open and proposed needs of a district together; writes nothing."""
    today = timezone.localdate()
    needs, fixed = _needs(district)
    menu, affinity = whole_menu(today)
    taken = [(need, snapshot.take(need, menu=menu)) for need in needs]
    taken = [(need, shot) for need, shot in taken if shot.need.items]
    options = [
        option
        for _need, shot in taken
        for option in suited(
            shot.need, shot.candidates, ranker=ranker, today=today, affinity=affinity
        )
    ]
    held = _held(fixed)
    shares = share_out(options, held=held, time_limit=time_limit)
    found = []
    for need, shot in taken:
        items = {item.id for item in shot.need.items}
        proposal = propose(
            shot.need,
            shot.candidates,
            ranker=ranker,
            today=today,
            affinity=affinity,
            only={key: n for key, n in shares.loads.items() if key[0] in items},
        )
        pack = next(iter(need.packs.all()), None)
        found.append(Replated(need, pack, as_plan(proposal)))
    after = {(i.item, i.capability): i.quantity for n in found for i in n.plan.lines}
    before = {key: n for each in found for key, n in _lines(each.pack).items()}
    return Dispatch(
        needs=found,
        fixed=len(fixed),
        items=sum(len(shot.need.items) for _need, shot in taken),
        capabilities=len({option.candidate.id for option in options}),
        before=_figures(options, before, held),
        after=_figures(options, after, held),
        proven=shares.proven,
    )


def keep(each: Replated) -> bool:
    """Keep what is planned for one need, in a transaction of its own.

    False where it is not what waits for a yes afterwards: the need, or somebody in its
    pack, has changed meanwhile."""
    first = each.need.state == NeedState.OPEN
    verb = record_proposal if first else replace_proposal
    pack = verb(need_id=each.need.pk, version=each.need.version, proposal=each.plan)
    return pack is not None and _same(pack, each.plan)


def _needs(district: str) -> tuple[list[Need], list[Need]]:
    """The needs to plate, and those that people have fixed something in, by id."""
    proposed = Pack.objects.filter(state=PackState.PROPOSED)
    rows = (
        Need.objects.within(district)
        .filter(state__in=(NeedState.OPEN, NeedState.PROPOSED))
        .filter(items__state=ItemState.OPEN)
        .select_related("community", "worker")
        .prefetch_related(Prefetch("packs", proposed.prefetch_related("lines", "gaps")))
        .distinct()
        .order_by("pk")
    )
    fixed = set(
        Pack.objects.fixed().filter(need__in=rows).values_list("need", flat=True)
    )
    every = list(rows)
    return (
        [need for need in every if need.pk not in fixed],
        [need for need in every if need.pk in fixed],
    )


def _held(fixed: Iterable[Need]) -> Counter[int]:
    """By capability, units of a week that proposed packs are to have, which are left
    as they are; what is confirmed has its weeks booked already."""
    lines = PackLine.objects.filter(
        pack__state=PackState.PROPOSED, pack__need__in=[need.pk for need in fixed]
    )
    found: Counter[int] = Counter()
    for line in lines.select_related("item"):
        found[line.capability_id] += -(-line.quantity // line.item.weeks)
    return found


def _figures(options: list[Option], lines: Lines, held: Mapping[int, int]) -> Figures:
    floor, total = worth(options, lines)
    return Figures(
        served=len({o.item.id for o in options if o.key in lines}),
        floor=floor,
        total=total,
        crowded=beyond_room(options, lines, held),
    )


def _lines(pack: Pack | None) -> Lines:
    if pack is None:
        return {}
    return {(i.item_id, i.capability_id): i.quantity for i in pack.lines.all()}


def _same(pack: Pack, plan: Plan) -> bool:
    lines = {(i.item, i.capability): i.quantity for i in plan.lines}
    gaps = {gap.item: gap.quantity for gap in plan.gaps}
    kept = {gap.item_id: gap.quantity for gap in pack.gaps.all()}
    return lines == _lines(pack) and gaps == kept


def dispatch_words(found: Dispatch) -> list[str]:
    """What plating all needs at once would change, in a few lines."""
    others = sum(each.differs for each in found.needs)
    figures = {"needs": len(found.needs), "items": found.items, "fixed": found.fixed}
    served = {"before": found.before.served, "after": found.after.served}
    return [
        _("Looked at: %(needs)s needs with %(items)s items") % figures,
        _("Left as people fixed them: %(fixed)s needs") % figures,
        _("Items provided for: %(before)s now, %(after)s then") % served,
        _("Needs that would get another pack: %(count)s") % {"count": others},
    ]
