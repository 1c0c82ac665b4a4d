"""What waits too long for its pack in a district: past three quarters of its clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from matching.enums import Danger, ItemState, NeedState, PackState, Track
from matching.models import Need, NeedItem, Pack, PackLine
from matching.models.need import NeedQuerySet
from organisations.enums import Role
from organisations.models import Territory, User

SEEING_ROLES = frozenset({Role.CENTRE_OPERATOR, Role.DUTY_DESK})


def waiting_too_long(user: User, now: datetime) -> NeedQuerySet:
    """Open and proposed needs of the user's districts, the longest wait first, each
    with its proposed pack. `opens` says whether the user may open its page.

    A bell that is set for the end of the clock, or later, has rung at three quarters.
    Confidential needs are not among them, nor wishes, which have no pack, nor where a
    life is at risk and nobody has taken it yet.
    """
    here = Q(pk__in=[])
    held = user.appointments.current().filter(
        role__in=sorted(SEEING_ROLES), territory__isnull=False
    )
    for code in held.values_list("territory__code", flat=True):
        here |= Q(community__code__startswith=code)
    late = Q(due_at__lte=now) | Q(ring_at__lte=now) | Q(ring_at__gte=F("due_at"))
    items = NeedItem.objects.filter(state=ItemState.OPEN).select_related("service_type")
    lines = PackLine.objects.select_related("capability__provider")
    packs = Pack.objects.filter(state=PackState.PROPOSED).prefetch_related(
        Prefetch("lines", lines), "gaps"
    )
    seen = Need.objects.visible_to(user).filter(pk=OuterRef("pk"))
    return (
        Need.objects.filter(here, late, due_at__isnull=False)
        .filter(state__in=(NeedState.OPEN, NeedState.PROPOSED))
        .exclude(track__in=(Track.CONFIDENTIAL, Track.MICRO_WISH))
        .exclude(danger=Danger.LIFE, worker=None)
        .annotate(opens=Exists(seen))
        .select_related("community")
        .prefetch_related(Prefetch("items", items), Prefetch("packs", packs))
        .order_by("state_since", "pk")
    )


def streets_by_code(needs: Iterable[Need]) -> dict[str, Territory]:
    """The streets of these needs, in one query."""
    codes = {need.community.street_code for need in needs}
    return {each.code: each for each in Territory.objects.filter(code__in=codes)}
