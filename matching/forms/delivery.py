"""The provider's answer, sessions, and the first key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.enums import DeclineReason
from matching.forms.versioned import DayInput, HourInput, Seen, chosen, said
from organisations.models import Place


class AcceptForm(Seen):
    note = forms.CharField(
        label=_("A word to the social worker"), max_length=200, required=False
    )


class DeclineForm(Seen):
    reason = chosen(_("Why not?"), DeclineReason.choices)
    note = forms.CharField(label=_("In a sentence"), max_length=200, required=False)


class SessionForm(Seen):
    """One time: day, hours, how much, where."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    start = forms.TimeField(label=_("Begins at"), widget=HourInput())
    end = forms.TimeField(label=_("Ends at"), widget=HourInput())
    units = forms.IntegerField(
        min_value=1,
        error_messages={"min_value": _("At least 1.")},
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Where"),
        required=False,
        empty_label=_("At the person's home, or agreed by telephone"),
    )

    def __init__(
        self, *args: Any, places: QuerySet[Place], unit: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["place"].queryset = places
        self.fields["units"].label = gettext("How much (%(unit)s)") % {"unit": unit}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if start and end and end <= start:
            self.add_error("end", gettext("The end comes before the beginning."))
        return values

    def moment(self, field: str) -> datetime:
        """Day and hour as one moment in local time."""
        both = datetime.combine(self.cleaned_data["day"], self.cleaned_data[field])
        return timezone.make_aware(both)


class DeliveryForm(Seen):
    units = forms.IntegerField(
        min_value=1,
        error_messages={"min_value": _("At least 1.")},
    )
    minutes = forms.IntegerField(
        label=_("Minutes in all"),
        min_value=1,
        max_value=1440,
        error_messages={
            "min_value": _("At least 1."),
            "max_value": _("At most 1,440 minutes: record each day by itself."),
        },
    )
    people = forms.IntegerField(
        label=_("People served"),
        min_value=1,
        initial=1,
        error_messages={"min_value": _("At least 1.")},
    )
    note = forms.CharField(label=_("In a sentence"), max_length=200, required=False)

    def __init__(self, *args: Any, unit: str, **more: Any) -> None:
        super().__init__(*args, **more)
        label = gettext("How much was delivered (%(unit)s)")
        self.fields["units"].label = label % {"unit": unit}


class NoShowForm(Seen):
    reason = said(_("What happened?"), limit=200)


class SecondKeyForm(Seen):
    """Nothing to fill in: one yes."""
