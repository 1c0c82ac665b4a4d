"""Who acts in the demo's story, and when: small questions to the seeded world."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from config.demo.world import worker_of
from matching.enums import Origin
from matching.models import Engagement, Need, Pack
from organisations.models import Person, User
from organisations.queries import admins_of


def raiser(row: dict[str, Any]) -> User | None:
    """Party members, secretaries (for grid and minutes) and workers have accounts; a
    person or neighbour speaks through the community, without one."""
    role = {
        Origin.PARTY_MEMBER: "party_member",
        Origin.GRID: "community_secretary",
        Origin.MINUTES: "community_secretary",
    }.get(row["origin"])
    if "raised_by" in row:
        return User.objects.get(username=row["raised_by"])
    if row["origin"] == Origin.SOCIAL_WORKER:
        return worker_of(row["community"])
    if role is None:
        return None
    return (
        User.objects.filter(
            appointments__role=role, appointments__territory__code=row["community"]
        )
        .order_by("pk")
        .first()
    )


def proposed(need: Need) -> Pack:
    return need.packs.get(state="proposed")


def version(need: Need) -> int:
    """As it is now; the rest of the need is not read anew."""
    return Need.objects.values_list("version", flat=True).get(pk=need.pk)


def admin_of(engagement: Engagement) -> User:
    admins = admins_of(engagement.provider)
    named = [user for user in admins if user.username == "provider_admin"]
    return (named or admins)[0]


def resident(need: Need) -> Person | None:
    seat = need.team.seats.current().filter(person__isnull=False).first()
    return seat.person if seat else None


def past(*, days: int) -> datetime:
    day: date = timezone.localdate() - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(9, 30)))
