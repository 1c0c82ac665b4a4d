"""What an earlier like need was served with."""

from __future__ import annotations

from django.db.models import Q, Subquery

from matching.enums import NeedState, PackState, Track
from matching.models import Need, Pack, PackLine

SERVED = (NeedState.IN_DELIVERY, NeedState.COMPLETED, NeedState.CLOSED)


def last_lines(need: Need, kinds: set[str]) -> list[PackLine]:
    """The lines of the newest confirmed pack with all these service types: of the same
    person, or, where nobody is named, of the same community and track. None of a
    confidential case."""
    of = (
        Q(need__person=need.person_id)
        if need.person_id
        else Q(need__community=need.community_id, need__track=need.track)
    )
    packs = (
        Pack.objects.filter(of, state=PackState.CONFIRMED, need__state__in=SERVED)
        .exclude(need=need.pk)
        .exclude(need__track=Track.CONFIDENTIAL)
    )
    for kind in sorted(kinds):
        packs = packs.filter(lines__item__service_type=kind)
    newest = packs.order_by("-confirmed_at", "-pk").values("pk")[:1]
    lines = PackLine.objects.filter(pack=Subquery(newest))
    return list(lines.select_related("pack__need", "item", "capability__provider"))
