"""What follows from the last yes to a pack: invitations, gaps, who is told."""

from __future__ import annotations

from django.utils import timezone

from matching.domain.engagement import go_on_delivering, invite
from matching.domain.faults import stale
from matching.domain.step import act, move, tell
from matching.domain.topic import gather
from matching.enums import (
    LIVE_ENGAGEMENTS,
    EngagementState,
    ItemState,
    NeedState,
    PackState,
    Track,
    Urgency,
)
from matching.models import Engagement, Need, NeedItem, Pack, Seat
from organisations.models import User
from organisations.queries import station_managers_of
from records.domain.ledger import append_many


def close_pack(pack: Pack, need: Need, by: User | None, kind: str) -> None:
    """The last yes was given: invitations go out, the rest is on the gap list.

    Part of `confirm_pack`; appends to the ledger, so it is its last step.
    """
    changed = Pack.objects.filter(pk=pack.pk, state=PackState.PROPOSED).update(
        state=PackState.CONFIRMED, confirmed_at=timezone.now()
    )
    if not changed:
        raise stale()
    pack.refresh_from_db()
    move(need, NeedState.CONFIRMED)
    invited = _invite_all(pack, need)
    gathered = gather(need, settle_gaps(need), pack, by)
    go_on_delivering(need)
    _tell_second(need, by)
    acts = [
        act(need, "invite", by, engagement=each.public_id, provider=each.provider_id)
        for each in invited
    ]
    closed = act(need, "close_pack", by, pack=pack.version, kind=kind, to=need.state)
    append_many([*acts, *gathered, closed])


def _invite_all(pack: Pack, need: Need) -> list[Engagement]:
    """In one order for all packs, so that no two wait for each other's weeks."""
    today = timezone.localdate()
    lines = pack.lines.select_related(
        "capability__provider", "capability__service_type", "item"
    )
    in_order = sorted(
        lines, key=lambda line: (line.capability_id, line.item.mondays(today)[0])
    )
    return [invite(line=line, need=need) for line in in_order]


def settle_gaps(need: Need) -> list[NeedItem]:
    """Items still open are on the gap list; what of them runs, or was done, counts.

    Returns those that have become unmet, for `gather`.
    """
    unmet = []
    for item in need.items.filter(state=ItemState.OPEN).select_related("service_type"):
        parts = set(
            Engagement.objects.filter(line__item=item).values_list("state", flat=True)
        )
        if parts & set(LIVE_ENGAGEMENTS):
            item.state = ItemState.PLANNED
        elif EngagementState.CONFIRMED in parts:
            item.state = ItemState.DONE
        else:
            item.state = ItemState.UNMET
            unmet.append(item)
        item.save(update_fields=["state"])
    return unmet


def _tell_second(need: Need, by: User | None) -> None:
    """Urgent needs act first: afterwards the other seats of the team are told, or,
    where there is no team, the station manager."""
    if need.urgency != Urgency.URGENT:
        return
    others = station_managers_of(need.community.street_code)
    if need.track == Track.PROJECT:
        seats = Seat.objects.current().filter(team=need.team_id, user__isnull=False)
        others = [seat.user for seat in seats.select_related("user")]
    for user in others:
        if user != by:
            tell(user, "matching.urgent_confirmed", need)
