"""What the staff may do here: asked of today's appointments, not of stored rights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from organisations.enums import Role
from organisations.models import (
    Appointment,
    Capability,
    PastProject,
    Place,
    Provider,
    ServiceCategory,
    ServiceType,
    Territory,
    User,
)
from organisations.queries import current_roles

KEEPERS = {Role.CENTRE_OPERATOR, Role.SYSTEM_ADMIN}
READ = frozenset({"view"})
KEEP = frozenset({"view", "add", "change"})
ACTIONS: dict[type[models.Model], frozenset[str]] = {
    Territory: READ,
    ServiceCategory: READ,
    ServiceType: READ,
    Place: KEEP,
    Provider: KEEP,
    PastProject: KEEP,
    Capability: KEEP,
    Appointment: KEEP,
    # Wagtail's own pages for users and groups stay shut: rights come from appointments.
    User: frozenset(),
    Group: frozenset(),
}


class TodayPolicy(BasePermissionPolicy):
    """The keepers of the register may do the listed actions; nobody may do others."""

    permission_cache_name = "_roles_of_this_request"

    def __init__(self, model: type[models.Model], actions: frozenset[str]) -> None:
        super().__init__(model)
        self.actions = actions

    def get_all_permissions_for_user(self, user: Any) -> frozenset[Role]:
        return current_roles(user)

    def user_has_permission(self, user: Any, action: str) -> bool:
        roles = self.get_cached_permissions_for_user(user)
        return action in self.actions and bool(roles & KEEPERS)

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:
        if not self.actions & set(actions):
            return User.objects.none()
        held = Appointment.objects.current().filter(role__in=KEEPERS)
        return User.objects.filter(is_active=True, pk__in=held.values("user_id"))


def install() -> None:
    """Register a policy for each model before anything asks for one."""
    for model, actions in ACTIONS.items():
        register_permission_policy(model, TodayPolicy(model, actions))
