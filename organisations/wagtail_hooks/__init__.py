"""The guidance centre's register inside Wagtail's admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from organisations.wagtail_hooks import policy
from organisations.wagtail_hooks.appointment import AppointmentViewSet
from organisations.wagtail_hooks.capability import CapabilityViewSet
from organisations.wagtail_hooks.provider import ProjectViewSet, ProviderViewSet
from organisations.wagtail_hooks.register import (
    CategoryViewSet,
    PlaceViewSet,
    ServiceTypeViewSet,
    TerritoryViewSet,
)

policy.install()


class GuidanceCentre(ModelViewSetGroup):
    """One entry of the side menu with all registers below it."""

    menu_label = _("Guidance centre")
    menu_icon = "group"
    menu_order = 150
    items = (
        ProviderViewSet,
        CapabilityViewSet,
        ProjectViewSet,
        PlaceViewSet,
        AppointmentViewSet,
        ServiceTypeViewSet,
        CategoryViewSet,
        TerritoryViewSet,
    )


@hooks.register("register_admin_viewset")
def register() -> Any:
    return GuidanceCentre()
