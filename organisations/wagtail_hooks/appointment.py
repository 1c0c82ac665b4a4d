"""Who holds which role: appointed (the account opened, if new) and ended."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from organisations.domain.account import appoint, create_account, end_appointment
from organisations.forms import AppointmentForm, EndForm
from organisations.models import Appointment, User
from organisations.rules import Verdict, can_appoint
from organisations.wagtail_hooks.viewset import AddView, RegisterViewSet, StepView


class AppointmentAdd(AddView):
    form_class = AppointmentForm

    def act(self, values: dict[str, Any]) -> Appointment:
        account = {
            name: values.pop(name)
            for name in ("username", "name", "name_en", "password")
        }
        by = self.request.user
        user = values.pop("user")
        place = Appointment(
            territory=values["territory"], provider=values["provider"]
        ).place
        self.demand(can_appoint(by, user or User(), values["role"], place), "role")
        if user is None:
            account["password"] = account["password"] or None
            user = create_account(**account, by=by)
        return appoint(user=user, **values, by=by)


class AppointmentEnd(StepView):
    form_class = EndForm
    page_title = _("End the appointment")
    submit_button_label = _("End it")

    def verdict(self) -> Verdict:
        held = self.object
        return can_appoint(self.request.user, held.user, held.role, held.place)

    def act(self, values: dict[str, Any]) -> Appointment:
        return end_appointment(appointment=self.object, **values, by=self.request.user)


class AppointmentViewSet(RegisterViewSet):
    model = Appointment
    icon = "user"
    add_view_class = AppointmentAdd
    edit_view_class = AppointmentEnd
    list_display = [
        "user",
        "role",
        Column("scope_name", label=_("Scope")),
        "since",
        "until",
    ]
    list_filter = ["role"]
    search_fields = [
        "user__username",
        "user__name",
        "provider__name",
        "territory__name",
    ]
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        rows = Appointment.objects.select_related("user", "territory", "provider")
        return super().get_index_view_kwargs(queryset=rows, **kwargs)
