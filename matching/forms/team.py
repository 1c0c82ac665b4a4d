"""Who takes a seat of a standing team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import User


class SeatForm(forms.Form):
    """A seat for somebody with an account: one list, by kind of seat."""

    holder = forms.ChoiceField(
        label=_("Who takes a seat?"),
        help_text=_("Listed is who is appointed here and holds no seat yet."),
    )

    def __init__(
        self, *args: Any, candidates: Mapping[str, tuple[Any, list[User]]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.people = {
            f"{kind}:{user.pk}": (kind, user)
            for kind, (_label, users) in candidates.items()
            for user in users
        }
        self.fields["holder"].choices = [
            ("", _("Please choose")),
            *(
                (label, [(f"{kind}:{user.pk}", user.spoken_name) for user in users])
                for kind, (label, users) in candidates.items()
                if users
            ),
        ]

    def clean_holder(self) -> tuple[str, User]:
        """The kind of seat and the user."""
        return self.people[self.cleaned_data["holder"]]


class ResidentForm(forms.Form):
    """The resident's seat, for a person without an account."""

    name = forms.CharField(label=_("Name of the resident"), max_length=40)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        help_text=_("Only for the personal link; it is kept encrypted."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
