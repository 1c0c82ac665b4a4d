"""Reads about standing teams: who sits, who could sit."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from matching.enums import SeatKind
from matching.models import Seat
from organisations.enums import Role
from organisations.models import Territory, User
from organisations.queries import holders

ROLE_OF_SEAT = {
    SeatKind.PARTY_MEMBER: Role.PARTY_MEMBER,
    SeatKind.SOCIAL_WORKER: Role.SOCIAL_WORKER,
}


def with_teams(communities: QuerySet[Territory]) -> QuerySet[Territory]:
    """Communities with their team and today's seats, in a fixed number of queries."""
    seats = Seat.objects.current().select_related("user", "person")
    return communities.select_related("team").prefetch_related(
        Prefetch("team__seats", seats, to_attr="held")
    )


def seat_candidates(community: Territory) -> dict[str, tuple[Any, list[User]]]:
    """By kind of seat: its label, and the users appointed here who hold no seat."""
    seated = set(
        Seat.objects.current()
        .filter(team__community=community, user__isnull=False)
        .values_list("user_id", flat=True)
    )
    return {
        str(kind): (
            kind.label,
            [user for user in holders(role, community.code) if user.pk not in seated],
        )
        for kind, role in ROLE_OF_SEAT.items()
    }
