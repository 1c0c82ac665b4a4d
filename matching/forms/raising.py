"""The shorter ways in: ten seconds for the grid, and the form without an account."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.enums import Consent, Origin
from matching.forms.need import MOST_WORDS, RaiseForm, new_ticket
from matching.forms.versioned import chosen, said
from organisations.enums import Role
from organisations.models import Person, Territory

Choices = list[tuple[str, list[tuple[str, str]]]]
AGREED = _(
    "I agree that the social worker uses this to arrange this service. Contact data are "
    "deleted 12 months after it ends. I can withdraw by phone at any time."
)


class QuickForm(RaiseForm):
    """The text, and where: nothing else is asked of a grid assistant. Who takes down
    one call after the other says besides how it came and whom to ring back."""

    FIELDS = ("ticket", "text", "community")
    CALLS = ("origin", "contact_name", "contact_phone", "safe_contact", "consent")

    def __init__(self, *args: Any, roles: frozenset[Role], **more: Any) -> None:
        super().__init__(*args, roles=roles, **more)
        self.fields["text"].widget.attrs["rows"] = 3
        calls = () if Role.GRID_LEADER in roles else self.CALLS
        for name in set(self.fields) - {*self.FIELDS, *calls}:
            del self.fields[name]


class AskForm(forms.Form):
    """For anybody, without an account; a person at the community reads it first."""

    ticket = forms.CharField(
        widget=forms.HiddenInput, max_length=40, min_length=32, initial=new_ticket
    )
    text = said(
        _("What is needed?"),
        limit=MOST_WORDS,
        rows=5,
        help_text=_(
            "One or two sentences in your own words. No ID numbers, medical records or "
            "bank cards."
        ),
    )
    community = forms.ChoiceField(label=_("In which community?"))
    origin = chosen(
        _("Whom is it for?"),
        [
            (Origin.PERSON, _("For myself")),
            (Origin.NEIGHBOUR, _("For somebody else, or for several")),
        ],
        initial=Origin.PERSON,
    )
    contact_name = forms.CharField(
        label=_("How may we call you?"), max_length=40, required=False
    )
    contact_phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        validators=Person._meta.get_field("phone").validators,
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel"}),
        help_text=_(
            "Without it nobody can ring you: then keep the number and the code that "
            "you get."
        ),
    )
    agreed = forms.BooleanField(label=AGREED, required=False)
    safe_contact = forms.BooleanField(
        label=_("It is safe to ring this number"), required=False
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(
        self, *args: Any, district: str, ring: bool = False, **more: Any
    ) -> None:
        """`ring`: whoever came by "Please ring me" needs a number and little else."""
        super().__init__(*args, **more)
        self.fields["contact_phone"].required = ring
        if ring:
            self.fields["contact_phone"].help_text = ""
        places = Territory.objects.within(district).exclude(level="grid")
        self.places = {place.code: place for place in places.order_by("code")}
        self.fields["community"].choices = [("", _("Choose…")), *self._by_street()]

    def _by_street(self) -> Choices:
        communities = [p for p in self.places.values() if p.level == "community"]
        return [
            (str(self.places.get(street, "")), [(p.code, str(p)) for p in group])
            for street, group in groupby(communities, key=lambda p: p.street_code)
        ]

    def clean_community(self) -> Territory:
        return self.places[self.cleaned_data["community"]]

    def clean_website(self) -> str:
        """Only programs fill a field that nobody sees."""
        if self.cleaned_data["website"]:
            raise ValidationError(gettext("Leave this field empty and send it again."))
        return ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        name, phone = values.get("contact_name"), values.get("contact_phone")
        if phone and not name:  # a number is enough to be rung
            values["contact_name"] = gettext("A neighbour")
        if (phone or name) and not values.get("agreed"):
            self.add_error(
                "agreed", gettext("Tick this so that we may keep your number.")
            )
        return values

    @property
    def consent(self) -> str:
        return Consent.FORM if self.cleaned_data["agreed"] else Consent.NONE
