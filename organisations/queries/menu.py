"""What is offered, how well it is proven, how much of it is left."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from organisations.enums import VERIFIED_LEVELS, VerificationLevel
from organisations.models import (
    Capability,
    CapacityWeek,
    Provider,
    Verification,
    monday_of,
)


@dataclass(frozen=True, slots=True)
class VerificationState:
    """Where a capability stands: the newest check and the licence taken together."""

    level: VerificationLevel = VerificationLevel.DECLARED
    expires_on: date | None = None
    """Last day on which both check and licence hold; None: no end is known."""
    deliveries: int = 0

    @property
    def checked(self) -> bool:
        """Somebody checked it; says nothing about expiry."""
        return self.level in VERIFIED_LEVELS

    def holds_on(self, day: date) -> bool:
        return self.checked and (self.expires_on is None or self.expires_on >= day)


def verification_state(
    capabilities: Iterable[Capability],
) -> dict[int, VerificationState]:
    """The state of each capability by its key, in one query for any number."""
    wanted = {capability.pk: capability for capability in capabilities}
    newest = (
        Verification.objects.filter(capability=OuterRef("pk"))
        .order_by("-pk")
        .values("pk")[:1]
    )
    latest = (
        Capability.objects.filter(pk__in=wanted)
        .order_by()
        .values(newest=Subquery(newest))
    )
    found = {
        row.capability_id: row for row in Verification.objects.filter(pk__in=latest)
    }
    return {pk: state_of(each, found.get(pk)) for pk, each in wanted.items()}


def newest_of(providers: Collection[int]) -> QuerySet[Verification]:
    """The newest verification of each active line of these providers, with the line
    and what it is."""
    newer = Verification.objects.filter(
        capability=OuterRef("capability"), pk__gt=OuterRef("pk")
    )
    lines = Verification.objects.filter(
        capability__provider__in=providers, capability__active=True
    )
    return lines.exclude(Exists(newer)).select_related(
        "capability__provider", "capability__service_type"
    )


def state_of(capability: Capability, row: Verification | None) -> VerificationState:
    """What a line's newest verification makes of it."""
    days = [capability.licence_until, row.expires_on if row else None]
    return VerificationState(
        level=VerificationLevel(row.level) if row else VerificationLevel.DECLARED,
        expires_on=min((day for day in days if day), default=None),
        deliveries=row.deliveries if row else 0,
    )


def in_force(day: date) -> QuerySet[Capability]:
    """What is on the menu, was checked, and whose check and licence still hold."""
    newest = Verification.objects.filter(capability=OuterRef("pk")).order_by("-pk")
    offered = Capability.objects.on_menu().annotate(
        checked_as=Subquery(newest.values("level")[:1]),
        checked_until=Subquery(newest.values("expires_on")[:1]),
    )
    holds = Q(checked_until=None) | Q(checked_until__gte=day)
    licensed = Q(licence_until=None) | Q(licence_until__gte=day)
    return offered.filter(holds, licensed, checked_as__in=sorted(VERIFIED_LEVELS))


def capacity_used(
    capability_ids: Collection[int], weeks: Collection[date]
) -> dict[tuple[int, date], int]:
    """Units taken by (capability, Monday); a pair that is absent has none taken."""
    rows = CapacityWeek.objects.filter(
        capability_id__in=capability_ids, week__in=weeks
    ).values_list("capability_id", "week", "used")
    return {(capability, week): used for capability, week, used in rows}


@dataclass(frozen=True, slots=True)
class MenuLine:
    """One capability as a page shows it."""

    capability: Capability
    state: VerificationState
    used: int
    """Units taken this week."""
    used_next: int
    valid: bool
    """Checked, and neither check nor licence has run out."""

    @property
    def left(self) -> int:
        return max(self.capability.weekly_capacity - self.used, 0)

    @property
    def left_next(self) -> int:
        return max(self.capability.weekly_capacity - self.used_next, 0)


def menu_of(provider: Provider) -> list[MenuLine]:
    """Everything a provider offers or offered, in five queries for any number."""
    offered = (
        provider.capabilities.select_related("service_type")
        .prefetch_related("windows", "territories")
        .order_by("-active", "service_type__code")
    )
    return menu_lines(offered)


def menu_lines(offered: Iterable[Capability]) -> list[MenuLine]:
    """These capabilities as a page shows them, in two queries beside their own."""
    offered = list(offered)
    today = timezone.localdate()
    week, next_week = monday_of(today), monday_of(today) + timedelta(days=7)
    states = verification_state(offered)
    used = capacity_used([each.pk for each in offered], [week, next_week])
    return [
        MenuLine(
            capability=each,
            state=states[each.pk],
            used=used.get((each.pk, week), 0),
            used_next=used.get((each.pk, next_week), 0),
            valid=states[each.pk].holds_on(today),
        )
        for each in offered
    ]
