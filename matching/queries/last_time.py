"""What an earlier like need was served with."""

from __future__ import annotations

from django.db.models import Prefetch, Q

from matching.enums import NeedState, PackState, Track
from matching.models import Need, Pack, PackLine

SERVED = (NeedState.IN_DELIVERY, NeedState.COMPLETED, NeedState.CLOSED)
MOST_COMPARED = 10


def last_pack(need: Need, kinds: set[str]) -> Pack | None:
    """The newest confirmed pack with all these service types: of the same person, or,
    where nobody is named, of the same community and track. None of a confidential
    case."""
    of = (
        Q(need__person=need.person_id)
        if need.person_id
        else Q(need__community=need.community_id, need__track=need.track)
    )
    lines = PackLine.objects.select_related("item", "capability__provider")
    packs = (
        Pack.objects.filter(of, state=PackState.CONFIRMED, need__state__in=SERVED)
        .exclude(need=need.pk)
        .exclude(need__track=Track.CONFIDENTIAL)
        .select_related("need")
        .prefetch_related(Prefetch("lines", lines))
        .order_by("-confirmed_at", "-pk")
    )
    for pack in packs[:MOST_COMPARED]:
        if kinds <= {line.item.service_type_id for line in pack.lines.all()}:
            return pack
    return None
