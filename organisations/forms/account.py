"""Forms about accounts and appointments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.forms.fields import TerritoriesField
from organisations.models import Appointment, User


class AppointmentForm(forms.ModelForm):
    """A role for a user over a territory or for a provider; the account may be new."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name, if the account is new"), max_length=60, required=False
    )
    name_en = forms.CharField(
        label=_("Name in English, if the account is new"), max_length=80, required=False
    )
    password = forms.CharField(
        label=_("First password, if the account is new"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        required=False,
        strip=False,
    )
    territory = TerritoriesField(limit=1, label=_("Territory"), required=False)
    since = forms.DateField(
        label=_("Since"),
        widget=forms.DateInput({"type": "date"}),
        required=False,
        help_text=_("Empty means from today on."),
    )
    until = forms.DateField(
        label=_("Until"), widget=forms.DateInput({"type": "date"}), required=False
    )

    class Meta:
        model = Appointment
        fields = ("role", "territory", "provider", "employer", "since", "until")

    field_order = ("username", "name", "name_en", "password")

    def clean_since(self) -> Any:
        return self.cleaned_data["since"] or self.instance.since

    def clean(self) -> dict[str, Any]:
        """`user` is the account found by its name, or None for a new one."""
        cleaned = super().clean()
        found = User.objects.filter(username=cleaned.get("username", "")).first()
        cleaned["user"] = found
        if found is None and "username" in cleaned and not cleaned.get("name"):
            self.add_error(
                "name",
                gettext("There is no such account yet: give a name to open one."),
            )
        return cleaned


class EndForm(forms.ModelForm):
    """The last day of an appointment; without one it ends at once."""

    until = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput({"type": "date"}),
        required=False,
        help_text=_("Leave it empty to end the appointment at once."),
    )

    class Meta:
        model = Appointment
        fields = ("until",)
