"""Coming in: an account for somebody whom nobody knows yet."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.models import User


class JoinForm(forms.Form):
    """User name and password as allauth wants them, and one's name."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=60,
        help_text=_("The guidance centre sees it beside the registration."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Letters and digits. You sign in with it, on any device."),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("8 characters at least, not digits alone."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )
    agreed = forms.BooleanField(
        label=_(
            "I act for this body, and I agree that the guidance centre keeps what I "
            "enter to check and to match it."
        ),
        error_messages={"required": _("Tick this so that we may keep what you enter.")},
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_username(self) -> str:
        return get_adapter().clean_username(self.cleaned_data["username"])

    def clean_password(self) -> str:
        user = User(
            username=self.cleaned_data.get("username", ""),
            name=self.cleaned_data.get("name", ""),
        )
        return get_adapter().clean_password(self.cleaned_data["password"], user)

    def clean_website(self) -> str:
        """Only programs fill a field that nobody sees."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                gettext("Leave this field empty and send it again.")
            )
        return ""

    @property
    def account(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in ("username", "name", "password")}
