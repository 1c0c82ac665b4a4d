"""Who holds which role where, today."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from organisations.enums import EMPLOYED_ROLES, Role, TerritoryLevel
from organisations.models import Appointment, Provider, Territory, User


def current_roles(user: User) -> frozenset[Role]:
    """The roles this user holds today; none for a stranger or a closed account."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    return frozenset(Role(held.role) for held in user.held_today())


def holders(role: Role, code: str) -> list[User]:
    """Active users in this role over the territory with this code, in order of name."""
    held = Appointment.objects.current().over(code).filter(role=role)
    return list(
        User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by(
            "name", "pk"
        )
    )


def places_of(
    user: User, roles: Iterable[Role], *levels: TerritoryLevel
) -> QuerySet[Territory]:
    """Territories of these levels within those that the user holds one of the roles
    over, today."""
    held = Appointment.objects.of(user, *sorted(roles))
    within = Q(pk__in=[])
    for code in held.values_list("territory__code", flat=True):
        if code:
            within |= Q(code__startswith=code)
    return Territory.objects.filter(within, level__in=levels).order_by("code")


def workers_of(street_code: str) -> list[User]:
    """The social workers of a street's station."""
    return holders(Role.SOCIAL_WORKER, street_code)


def station_managers_of(street_code: str) -> list[User]:
    return holders(Role.STATION_MANAGER, street_code)


def admins_of(provider: Provider) -> list[User]:
    """The active administrators of a provider: who is told and who may answer."""
    held = Appointment.objects.current().filter(
        role=Role.PROVIDER_ADMIN, provider=provider
    )
    return list(
        User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by(
            "name", "pk"
        )
    )


def employer_of(user: User, territory: Territory) -> Provider | None:
    """The provider that employs this worker for this place: the own agency."""
    found = [
        held
        for held in user.held_today()
        if held.role in EMPLOYED_ROLES and held.employer and held.covers(territory.code)
    ]
    return min(found, key=lambda held: held.pk).employer if found else None
