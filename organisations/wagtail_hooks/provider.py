"""Providers: registered, changed, admitted, suspended; their past projects."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import HeaderButton

from organisations.domain.project import add_project, edit_project
from organisations.domain.provider import (
    approve_provider,
    complete_provider,
    edit_provider,
    register_provider,
    suspend_provider,
)
from organisations.enums import ProviderState
from organisations.forms import ProjectForm, ProviderForm, StepForm
from organisations.models import PastProject, Provider, Territory
from organisations.rules import Verdict, can_approve_provider, can_keep
from organisations.wagtail_hooks.viewset import (
    AddView,
    ChangeView,
    RegisterViewSet,
    StepView,
)


class ProviderStepForm(StepForm):
    class Meta(StepForm.Meta):
        model = Provider


class ProviderAdd(AddView):
    form_class = ProviderForm

    def act(self, values: dict[str, Any]) -> Provider:
        values.pop("version")
        self.demand(can_keep(self.request.user, values["street"]), "street")
        return register_provider(**values, by=self.request.user)


class ProviderChange(ChangeView):
    form_class = ProviderForm

    def place(self, row: Provider) -> Territory:
        return row.street

    def act(self, values: dict[str, Any]) -> Provider:
        """A draft that is given its code goes on to wait for approval."""
        self.demand(can_keep(self.request.user, values["street"]), "street")
        whole = self.object.state == ProviderState.DRAFT and not self.object.lacks_code
        save = complete_provider if whole else edit_provider
        return save(provider=self.object, **values, by=self.request.user)

    @cached_property
    def header_buttons(self) -> list[Any]:
        """The next steps of this provider, by its state."""
        steps = []
        if self.object.state in {ProviderState.PENDING, ProviderState.SUSPENDED}:
            steps.append((_("Admit"), "provider:approve", "check"))
        if self.object.state == ProviderState.ACTIVE:
            steps.append((_("Suspend"), "provider:suspend", "no-view"))
        return [
            HeaderButton(
                label, url=reverse(name, args=[self.object.pk]), icon_name=icon
            )
            for label, name, icon in steps
        ]


class ProviderApprove(StepView):
    form_class = ProviderStepForm
    page_title = _("Admit to the menu")
    submit_button_label = _("Admit this provider")

    def verdict(self) -> Verdict:
        return can_approve_provider(self.request.user, self.object)

    def act(self, values: dict[str, Any]) -> Provider:
        return approve_provider(provider=self.object, by=self.request.user)


class ProviderSuspend(ProviderApprove):
    page_title = _("Take off the menu")
    submit_button_label = _("Suspend this provider")

    def act(self, values: dict[str, Any]) -> Provider:
        return suspend_provider(provider=self.object, by=self.request.user)


class ProviderViewSet(RegisterViewSet):
    model = Provider
    icon = "group"
    add_view_class = ProviderAdd
    edit_view_class = ProviderChange
    list_display = ["name", "kind", "form", "street", "state"]
    list_filter = ["state", "kind"]
    search_fields = ["name", "name_en", "credit_code"]
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        rows = Provider.objects.select_related("street")
        return super().get_index_view_kwargs(queryset=rows, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        steps = {"approve": ProviderApprove, "suspend": ProviderSuspend}
        return super().get_urlpatterns() + [
            path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
            for name, view in steps.items()
        ]


class ProjectAdd(AddView):
    form_class = ProjectForm

    def act(self, values: dict[str, Any]) -> PastProject:
        street = values["provider"].street
        self.demand(can_keep(self.request.user, street), "provider")
        return add_project(**values, by=self.request.user)


class ProjectChange(ChangeView):
    form_class = ProjectForm

    def place(self, row: PastProject) -> Territory:
        return row.provider.street

    def act(self, values: dict[str, Any]) -> PastProject:
        values.pop("provider")
        return edit_project(project=self.object, **values, by=self.request.user)


class ProjectViewSet(RegisterViewSet):
    model = PastProject
    icon = "doc-full"
    add_view_class = ProjectAdd
    edit_view_class = ProjectChange
    list_display = ["title", "provider", "year"]
    list_filter = ["year"]
    search_fields = ["title", "text", "provider__name"]
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        rows = PastProject.objects.select_related("provider")
        return super().get_index_view_kwargs(queryset=rows, **kwargs)
