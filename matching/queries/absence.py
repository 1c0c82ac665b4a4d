"""Reads about leave: who stands in for whom today, whose cases a worker may run."""

from __future__ import annotations

from django.db.models import QuerySet

from matching.models import Absence, Need
from organisations.enums import Role
from organisations.models import Appointment, User


def acting_for(user: User) -> frozenset[int]:
    """The users who are away today and for whom this user stands in."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    away = Absence.objects.on().filter(cover=user.pk).values_list("user_id", flat=True)
    return user.read("covers", lambda: frozenset(away))


def covered_by(user: User) -> list[User]:
    """Those who are away today and for whom this user stands in."""
    away = Absence.objects.on().filter(cover=user.pk).values("user")
    return list(User.objects.filter(pk__in=away).order_by("pk"))


def covers_of(user: User) -> list[User]:
    """Who stands in for this user today."""
    covers = Absence.objects.on().filter(user=user.pk).values("cover")
    return list(User.objects.filter(pk__in=covers, is_active=True).order_by("pk"))


def runs(user: User, worker_id: int | None) -> bool:
    """Whether the cases of this worker are this user's today: her own, or those of
    somebody who is away."""
    if worker_id is None or not user.is_authenticated or not user.is_active:
        return False
    return user.pk == worker_id or worker_id in acting_for(user)


def streets_of(user: User, *roles: str) -> list[str]:
    """Codes of the streets of the appointments held today in one of these roles."""
    if not user.is_authenticated or not user.is_active:
        return []
    held = Appointment.objects.of(user).filter(role__in=roles, territory__isnull=False)
    return sorted({code[:9] for code in held.values_list("territory__code", flat=True)})


def worked_streets(worker: User) -> list[str]:
    """Streets in which she works, or in which open cases are still hers."""
    hers = Need.objects.running().filter(worker=worker.pk).order_by()
    codes = hers.values_list("community__code", flat=True).distinct()
    return sorted({*streets_of(worker, Role.SOCIAL_WORKER), *(c[:9] for c in codes)})


def colleagues(user: User) -> QuerySet[User]:
    """The other social workers of the streets in which this one works."""
    streets = streets_of(user, Role.SOCIAL_WORKER)
    held = Appointment.objects.current().filter(
        role=Role.SOCIAL_WORKER, territory__code__in=streets
    )
    found = User.objects.filter(pk__in=held.values("user_id"), is_active=True)
    return found.exclude(pk=user.pk).order_by("name", "pk")
