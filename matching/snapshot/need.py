"""A need and its items as the engine sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from matching.engine import ItemView, NeedView
from matching.enums import DeclineReason, EngagementState
from matching.models import Engagement, Need, NeedItem
from matching.queries import Given
from matching.snapshot.menu import intervals
from organisations.enums import PROVIDER_GATES
from organisations.queries import employer_of


def need_view(
    need: Need, items: Iterable[NeedItem], left: dict[int, int], done: Given
) -> NeedView:
    refused = _refused(need)
    own = employer_of(need.worker, need.community) if need.worker else None
    return NeedView(
        id=need.pk,
        community=need.community.code[:12],
        items=tuple(
            _item(item, left[item.pk], refused[item.pk], done.get(item.pk, (0, 0))[1])
            for item in items
        ),
        text=f"{need.title}\n{need.text}",
        languages=frozenset(need.languages),
        own_agency=own.pk if own else None,
        known=_known(need),
        recused=_recused(need),
    )


def _refused(need: Need) -> dict[int, frozenset[int]]:
    """By item, the capabilities that declined, did not answer or were called off."""
    lost = Engagement.objects.filter(
        need=need,
        state__in=(
            EngagementState.DECLINED,
            EngagementState.EXPIRED,
            EngagementState.CANCELLED,
        ),
    ).values_list("line__item_id", "line__capability_id")
    found: dict[int, set[int]] = defaultdict(set)
    for item, capability in lost:
        found[item].add(capability)
    return defaultdict(frozenset, {key: frozenset(v) for key, v in found.items()})


def _recused(need: Need) -> frozenset[int]:
    """Providers that declared a recusal: for every item of this need."""
    declared = Engagement.objects.filter(
        need=need,
        state=EngagementState.DECLINED,
        decline_reason=DeclineReason.RECUSAL,
    )
    return frozenset(declared.values_list("provider_id", flat=True))


def _known(need: Need) -> frozenset[int]:
    """Providers that served this person, or this team's community, before."""
    before = Engagement.objects.filter(state=EngagementState.CONFIRMED)
    if need.person_id:
        before = before.filter(need__person=need.person_id)
    elif need.team_id:
        before = before.filter(need__team=need.team_id)
    else:
        return frozenset()
    return frozenset(before.values_list("provider_id", flat=True))


def _item(
    item: NeedItem, quantity: int, refused: frozenset[int], spent: int
) -> ItemView:
    """What is open of an item; its budget less what others already cost."""
    kind = item.service_type
    budget = None if item.budget is None else max(item.budget - spent, 0)
    return ItemView(
        id=item.pk,
        service_type=kind.code,
        quantity=quantity,
        weekly=-(-quantity // item.weeks),
        text=f"{kind.name} {kind.description} {item.note}",
        windows=intervals(item.days, item.start, item.end),
        gates=frozenset(set(kind.gates) & PROVIDER_GATES),
        budget=budget,
        funding=frozenset(item.funding),
        kept=refused,
    )
