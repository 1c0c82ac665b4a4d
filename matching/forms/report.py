"""Reporting to the police: what, to whom, when, under which number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import MANDATORY_REPORT
from matching.forms.versioned import Versioned, chosen


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar with a clock."""

    input_type = "datetime-local"

    def __init__(self, **more: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **more)


class OpenReportForm(Versioned):
    family = chosen(
        _("What has to be reported?"),
        [(family, family.label) for family in MANDATORY_REPORT],
    )


class RecordReportForm(Versioned):
    reported_to = forms.CharField(
        label=_("To whom was it reported?"),
        max_length=60,
        help_text=_("For instance: 110, or the police station of the street."),
    )
    receipt_no = forms.CharField(
        label=_("Receipt number"), max_length=60, required=False
    )
    at = forms.DateTimeField(label=_("When?"), widget=MomentInput())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["at"].initial = timezone.localtime
