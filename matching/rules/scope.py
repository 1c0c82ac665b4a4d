"""Whether a user holds something today; the words the rules of this floor are made of."""

from __future__ import annotations

from matching.models import Need
from organisations.models import User


def is_user(user: User, pk: int | None) -> bool:
    """Whether this is the user with that number, signed in; nobody is nobody."""
    return user.is_authenticated and user.is_active and user.pk == pk


def administers(user: User, provider: int) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    return user.administers(provider)


def holds(user: User, need: Need, roles: frozenset[str] | set[str]) -> bool:
    return over(user, need.community.code, roles)


def over(user: User, code: str, roles: frozenset[str] | set[str]) -> bool:
    """Whether the user holds one of these roles over the territory with this code."""
    if not user.is_authenticated or not user.is_active:
        return False
    return any(each.role in roles for each in user.held_over(code))
