"""Reference data of the response system inside Wagtail's admin.

Matters and limits are read here and changed by loading a new version; of a receiving
body the number is kept, by a verb and on the trail.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from matching.domain.body import check_body
from matching.forms.body import BodyForm
from matching.models import LevelLimit, Matter, ReferralBody
from organisations.enums import Role
from organisations.models import Appointment, User
from organisations.queries import current_roles

KEEPERS = frozenset({Role.CENTRE_OPERATOR, Role.SYSTEM_ADMIN})
UNUSED = {"delete", "history", "history_results", "usage", "copy", "add"}


class OperatorPolicy(BasePermissionPolicy):
    """The centre operators of today look; they change where an action is listed."""

    # The same cache as the registers of organisations: the roles are read once.
    permission_cache_name = "_roles_of_this_request"

    def __init__(self, model: type[models.Model], *actions: str) -> None:
        super().__init__(model)
        self.actions = frozenset({"view", *actions})

    def get_all_permissions_for_user(self, user: Any) -> frozenset[Role]:
        return current_roles(user)

    def user_has_permission(self, user: Any, action: str) -> bool:
        roles = self.get_cached_permissions_for_user(user)
        return action in self.actions and bool(roles & KEEPERS)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> Any:
        if not self.actions & set(actions):
            return User.objects.none()
        held = Appointment.objects.current().filter(role__in=KEEPERS)
        return User.objects.filter(is_active=True, pk__in=held.values("user_id"))


register_permission_policy(Matter, OperatorPolicy(Matter))
register_permission_policy(LevelLimit, OperatorPolicy(LevelLimit))
register_permission_policy(ReferralBody, OperatorPolicy(ReferralBody, "change"))


class BodyCheck(generic.EditView):
    """Rung today: the number is right, or this is the new one."""

    form_class = BodyForm

    def save_instance(self) -> ReferralBody:
        return check_body(
            chain=settings.DISTRICT_CODE,
            body=self.object,
            by=self.request.user,
            **self.form.cleaned_data,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            field = getattr(error, "field", "")
            form.add_error(field if field in form.fields else None, error.messages)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class ReadViewSet(ModelViewSet):
    """Looked at, never changed here."""

    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 60
    search_backend_name = None
    form_fields: tuple[str, ...] = ()
    unused = frozenset({*UNUSED, "edit"})

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_common_view_kwargs(**kwargs)
        for link in self.unused:
            found.pop(f"{link}_url_name", None)
        return found

    def get_urlpatterns(self) -> list[URLPattern]:
        found = super().get_urlpatterns()
        return [each for each in found if each.name not in self.unused]


class MatterViewSet(ReadViewSet):
    model = Matter
    icon = "list-ol"
    list_display = ["name", "code", "klass", "lead", "route"]
    list_filter = ["klass", "route"]
    search_fields = ["name", "name_en", "code"]


class LimitViewSet(ReadViewSet):
    model = LevelLimit
    icon = "time"
    list_display = ["__str__", "amount", "unit", "version"]
    list_filter = ["klass", "level"]


class BodyViewSet(ReadViewSet):
    model = ReferralBody
    icon = "mail"
    edit_view_class = BodyCheck
    list_display = ["name", "phone", "for_what", "checked_on"]
    search_fields = ["name", "name_en", "phone"]
    unused = frozenset(UNUSED)

    def get_form_class(self, for_update: bool = False) -> Any:
        return BodyForm


class ResponseSystem(ModelViewSetGroup):
    """One entry of the side menu with the three lists below it."""

    menu_label = _("Response system")
    menu_icon = "warning"
    menu_order = 160
    items = (MatterViewSet, BodyViewSet, LimitViewSet)


@hooks.register("register_admin_viewset")
def register() -> Any:
    return ResponseSystem()
