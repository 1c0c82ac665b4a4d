"""What the public fills in: a report of facts, and the question how it stands."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import Person


class ReportForm(forms.Form):
    """Facts that anybody reports about a public notice."""

    text = forms.CharField(
        label=_("What do you know?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What, when, how you know it. Only the evaluation office reads it."
        ),
    )
    contact = forms.CharField(
        label=_("How can we reach you?"),
        max_length=80,
        required=False,
        help_text=_("May be left empty. It is stored encrypted."),
    )


class ReportStateForm(forms.Form):
    number = forms.CharField(label=_("Number of the report"), max_length=16)
    code = forms.CharField(label=_("Look-up code"), max_length=6)

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).strip().upper()


class ContactForm(forms.Form):
    """What anybody writes to the centre."""

    text = forms.CharField(
        label=_("What would you like to say or ask?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("No ID numbers, medical records or bank cards."),
    )
    name = forms.CharField(
        label=_("How may we call you?"), max_length=40, required=False
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        validators=Person._meta.get_field("phone").validators,
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel"}),
        help_text=_("May be left empty: you read the answer with number and code."),
    )
    website = forms.CharField(
        label=_("Leave this empty"), max_length=0, required=False
    )  # a trap for programs that fill in everything


class ContactStateForm(forms.Form):
    number = forms.CharField(label=_("Number of the letter"), max_length=20)
    code = forms.CharField(label=_("Look-up code"), max_length=6)

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).strip().upper()
