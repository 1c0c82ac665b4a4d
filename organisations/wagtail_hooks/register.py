"""Territories, the catalogue, places."""

from __future__ import annotations

from typing import Any

from organisations.domain.place import edit_place, keep_place
from organisations.forms import PlaceForm
from organisations.models import Place, ServiceCategory, ServiceType, Territory
from organisations.rules import can_keep
from organisations.wagtail_hooks.viewset import (
    AddView,
    ChangeView,
    ReadViewSet,
    RegisterViewSet,
)


class TerritoryViewSet(ReadViewSet):
    model = Territory
    icon = "site"
    list_display = ["name", "level", "code", "name_en"]
    list_filter = ["level"]
    search_fields = ["name", "code", "name_en"]
    search_backend_name = None


class CategoryViewSet(ReadViewSet):
    model = ServiceCategory
    icon = "folder-open-inverse"
    list_display = ["name", "code", "name_en"]


class ServiceTypeViewSet(ReadViewSet):
    model = ServiceType
    icon = "list-ul"
    list_display = ["name", "code", "category", "unit", "version"]
    list_filter = ["category", "for_organisations"]
    search_fields = ["name", "code", "name_en"]
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        rows = ServiceType.objects.select_related("category")
        return super().get_index_view_kwargs(queryset=rows, **kwargs)


class PlaceAdd(AddView):
    form_class = PlaceForm

    def act(self, values: dict[str, Any]) -> Place:
        self.demand(can_keep(self.request.user, values["territory"]), "territory")
        return keep_place(**values, by=self.request.user)


class PlaceChange(ChangeView):
    form_class = PlaceForm

    def place(self, row: Place) -> Territory:
        return row.territory

    def act(self, values: dict[str, Any]) -> Place:
        self.demand(can_keep(self.request.user, values["territory"]), "territory")
        return edit_place(place=self.object, **values, by=self.request.user)


class PlaceViewSet(RegisterViewSet):
    model = Place
    icon = "home"
    add_view_class = PlaceAdd
    edit_view_class = PlaceChange
    list_display = ["name", "kind", "territory", "hours"]
    list_filter = ["kind"]
    search_fields = ["name", "name_en"]
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        rows = Place.objects.select_related("territory")
        return super().get_index_view_kwargs(queryset=rows, **kwargs)
