"""The provider's answer, sessions, and the first key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.domain.hours import Served
from matching.domain.planning import Keeper
from matching.enums import DeclineReason
from matching.forms.versioned import DayInput, HourInput, Seen, chosen, said
from organisations.models import Person, Place, Volunteer
from records.attachments import Looked, look

# A name, a number, perhaps minutes; between them spaces, tabs or commas of any kind.
LINE = re.compile(
    r"(.{1,40}?)[\s,，、;；]+(\+?[\d-]{5,19})(?:[\s,，、;；]+(\d{1,4}))?\D{0,3}"
)


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
    keeper = forms.ChoiceField(label=_("Who goes"), required=False)
    keeper_name = forms.CharField(
        label=_("Or somebody new: name"), max_length=40, required=False
    )
    keeper_phone = forms.CharField(
        label=_("Telephone of the new one"), max_length=20, required=False
    )
    weekly = forms.BooleanField(
        label=_("Every week at this time, until all is planned"), required=False
    )
    despite = forms.CharField(
        label=_("Why plan it all the same?"),
        max_length=200,
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(
        self,
        *args: Any,
        places: QuerySet[Place],
        unit: str,
        faces: Sequence[Person],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.faces = {each.public_id: each for each in faces}
        names = [(pk, f"{p} {p.masked_phone}") for pk, p in self.faces.items()]
        self.fields["keeper"].choices = [("", gettext("not named")), *names]
        self.fields["place"].queryset = places
        self.fields["units"].label = gettext("How much (%(unit)s)") % {"unit": unit}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if start and end and end <= start:
            self.add_error("end", gettext("The end comes before the beginning."))
        if values.get("keeper_name") and not values.get("keeper_phone"):
            sentence = gettext("Add the telephone: the same face is known by it.")
            self.add_error("keeper_phone", sentence)
        return values

    def add_refusal(self, error: ValidationError) -> None:
        """A clash asks for a reason, which the form had no need to ask before."""
        if getattr(error, "code", "") == "clash":
            self.fields["despite"].widget = forms.TextInput()
        super().add_refusal(error)

    def who(self) -> Person | Keeper | None:
        """A known face, or the name and number of a new one."""
        values = self.cleaned_data
        if values["keeper_name"]:
            return Keeper(values["keeper_name"], values["keeper_phone"])
        return self.faces.get(values["keeper"])

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
    came = forms.TypedMultipleChoiceField(
        label=_("Volunteers who came"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    served = forms.CharField(
        label=_("Who else served"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One line each: name, telephone, and the minutes where they differ. "
            "Certificates are made from this list."
        ),
    )
    elsewhere = forms.CharField(
        label=_("System that recorded these hours first"),
        max_length=60,
        required=False,
        help_text=_("They are then shown here, and not counted again."),
    )
    sheet = forms.FileField(label=_("Photograph of the list on paper"), required=False)

    def __init__(
        self,
        *args: Any,
        unit: str,
        volunteers: Sequence[Volunteer] = (),
        here: Mapping[int, datetime] = MappingProxyType({}),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.volunteers = {each.pk: each.person for each in volunteers}
        self.here = here
        names = [(pk, self._named(person)) for pk, person in self.volunteers.items()]
        self.fields["came"].choices = names
        said = [pk for pk, person in self.volunteers.items() if person.pk in here]
        self.initial.setdefault("came", said or list(self.volunteers))
        if not self.volunteers:
            del self.fields["came"]
        label = gettext("How much was delivered (%(unit)s)")
        self.fields["units"].label = label % {"unit": unit}

    def _named(self, person: Person) -> str:
        """The name, and when she said by the code that she is there."""
        at = self.here.get(person.pk)
        if at is None:
            return str(person)
        said = gettext("%(name)s, said by the code at %(time)s")
        return said % {"name": person, "time": f"{timezone.localtime(at):%H:%M}"}

    def clean_sheet(self) -> Looked | None:
        """Looked at here, before the transaction of the delivery begins."""
        file = self.cleaned_data["sheet"]
        return look(file, file.name) if file else None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        lines, minutes = values.get("served", ""), values.get("minutes") or 0
        values["served"] = [
            Served(minutes, person=self.volunteers[pk]) for pk in values.pop("came", [])
        ]
        for number, line in enumerate(lines.splitlines(), 1):
            if line.strip():
                values["served"].append(self._line(number, line, minutes))
        return values

    def _line(self, number: int, line: str, minutes: int) -> Served:
        """`陈一 13800000001 45`, parted by spaces, commas or tabs."""
        found = LINE.fullmatch(line.strip())
        if found is None:
            sentence = gettext(
                "Line %(number)d: write a name, a telephone number, and minutes."
            )
            self.add_error("served", sentence % {"number": number})
            return Served(0)
        name, phone, own = found.groups()
        return Served(int(own) if own else minutes, name, phone)


class NoShowForm(Seen):
    reason = said(_("What happened?"), limit=200)


class SecondKeyForm(Seen):
    """Nothing to fill in: one yes."""
