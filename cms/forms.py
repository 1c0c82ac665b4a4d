"""What the public fills in: a report of facts, and the question how it stands."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


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
