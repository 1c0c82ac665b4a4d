"""Making a certificate of service; the file for the national system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.enums import HolderId
from matching.forms.versioned import ActForm, DayInput, Seen, chosen, said


class Period(forms.Form):
    """Two days, both included."""

    since = forms.DateField(label=_("From"), widget=DayInput())
    until = forms.DateField(label=_("To"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("The period ends before it begins."))
        return values


class CertificateForm(Period, ActForm):
    """The fields that the rules ask for and the records do not hold."""

    holder_id = chosen(_("Document of the holder"), HolderId.choices)
    id_number = forms.CharField(
        label=_("Its number"),
        max_length=40,
        help_text=_("Only the first four and last two characters are kept."),
    )
    in_charge = forms.CharField(label=_("Person in charge"), max_length=40)
    contact = forms.CharField(
        label=_("Telephone for questions"),
        max_length=60,
        help_text=_("It is printed on the paper."),
    )
    version = forms.CharField(widget=forms.HiddenInput, max_length=20)


class ReasonForm(Seen):
    reason = said(
        _("Why?"),
        limit=200,
        help_text=_("Of a paper that went out, everybody who checks it reads this."),
    )


class ExchangeForm(Period):
    file = forms.ChoiceField(
        label=_("File"), choices=[("xlsx", "Excel / WPS"), ("csv", "CSV")]
    )
