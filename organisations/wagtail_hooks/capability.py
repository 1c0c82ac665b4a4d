"""The menu: offered, changed, checked, withdrawn."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import HeaderButton

from organisations.domain.capability import (
    change_capability,
    offer_capability,
    withdraw_capability,
)
from organisations.domain.verification import verify_capability
from organisations.forms import (
    CapabilityForm,
    OfferForm,
    StepForm,
    VerificationForm,
)
from organisations.models import Capability, Territory
from organisations.rules import Verdict, can_keep, can_verify
from organisations.wagtail_hooks.viewset import (
    AddView,
    ChangeView,
    RegisterViewSet,
    StepView,
)
from records.attachments import store


class CapabilityStepForm(StepForm):
    class Meta(StepForm.Meta):
        model = Capability


class CapabilityAdd(AddView):
    form_class = OfferForm

    def act(self, values: dict[str, Any]) -> Capability:
        values.pop("version")
        street = values["provider"].street
        self.demand(can_keep(self.request.user, street), "provider")
        return offer_capability(**values, by=self.request.user)


class CapabilityChange(ChangeView):
    form_class = CapabilityForm

    def place(self, row: Capability) -> Territory:
        return row.provider.street

    def act(self, values: dict[str, Any]) -> Capability:
        return change_capability(capability=self.object, **values, by=self.request.user)

    @cached_property
    def header_buttons(self) -> list[Any]:
        steps = [(_("Add a check"), "capability:verify", "check")]
        if self.object.active:
            steps.append((_("Withdraw"), "capability:withdraw", "no-view"))
        return [
            HeaderButton(
                label, url=reverse(name, args=[self.object.pk]), icon_name=icon
            )
            for label, name, icon in steps
        ]


class CapabilityVerify(StepView):
    form_class = VerificationForm
    page_title = _("Add a check")
    submit_button_label = _("Write down this check")

    def verdict(self) -> Verdict:
        return can_verify(self.request.user, self.object.provider)

    def act(self, values: dict[str, Any]) -> Capability:
        looked, by = values.pop("evidence"), self.request.user
        if looked:
            store(looked, uploaded_by=by, subject=self.object.subject)
        verify_capability(
            capability=self.object,
            **values,
            evidence_digest=looked.digest if looked else "",
            by=by,
        )
        return self.object


class CapabilityWithdraw(StepView):
    form_class = CapabilityStepForm
    page_title = _("Take off the menu")
    submit_button_label = _("Withdraw this service")

    def place(self, row: Capability) -> Territory:
        return row.provider.street

    def act(self, values: dict[str, Any]) -> Capability:
        return withdraw_capability(capability=self.object, by=self.request.user)


class CapabilityViewSet(RegisterViewSet):
    model = Capability
    icon = "clipboard-list"
    add_view_class = CapabilityAdd
    edit_view_class = CapabilityChange
    list_display = [
        "__str__",
        "weekly_capacity",
        Column("yuan", label=_("Price (yuan)"), sort_key="price"),
        "licence_until",
        BooleanColumn("active", label=_("on the menu"), sort_key="active"),
    ]
    list_filter = ["active", "service_type__category"]
    search_fields = ["provider__name", "service_type__name", "service_type__code"]
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        rows = Capability.objects.select_related("provider", "service_type")
        return super().get_index_view_kwargs(queryset=rows, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        steps = {"verify": CapabilityVerify, "withdraw": CapabilityWithdraw}
        return super().get_urlpatterns() + [
            path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
            for name, view in steps.items()
        ]
