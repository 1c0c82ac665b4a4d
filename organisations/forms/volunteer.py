"""Joining as a volunteer, and what a volunteer says of herself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import (
    PERSON_GATES,
    Gate,
    JoinConsent,
    Language,
    ProviderKind,
)
from organisations.forms.fields import HoursField, ServicesField
from organisations.models import Person, Provider, ServiceType, Territory, Volunteer
from organisations.models.volunteer import ADULT

Choices = list[tuple[str, list[tuple[str, str]]]]
AGREED = _(
    "I agree that the district keeps these data to ask me for help, at most twice a "
    "month. I can rest or leave at any time; then name and number are deleted."
)
PHONE = Person._meta.get_field("phone").validators


def communities_by_street(places: Iterable[Territory]) -> Choices:
    """Communities under the names of their streets, for a select."""
    known = {place.code: place for place in places}
    found = [place for place in known.values() if place.level == "community"]
    return [
        (str(known.get(street, "")), [(place.code, str(place)) for place in group])
        for street, group in groupby(found, key=lambda place: place.street_code)
    ]


def _teams() -> Any:
    return Provider.objects.active().filter(kind=ProviderKind.VOLUNTEER_TEAM)


def _phone(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20,
        required=required,
        validators=PHONE,
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel"}),
    )


class JoinForm(forms.Form):
    """The least that is needed; skills and times are said afterwards."""

    name = forms.CharField(label=_("Your name"), max_length=40)
    phone = _phone(_("Telephone"))
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        min_value=1900,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Only the year, so that nobody too young is asked."),
    )
    home = forms.ChoiceField(label=_("In which community do you live?"))
    team = forms.ModelChoiceField(
        Provider.objects.none(),
        label=_("Volunteer team"),
        required=False,
        empty_label=_("None: the community's own team"),
    )
    in_service = forms.BooleanField(
        label=_("I am an in-service Party member and serve where I live"),
        required=False,
    )
    unit_name = forms.CharField(
        label=_("Unit"),
        max_length=80,
        required=False,
        help_text=_("For in-service members: the unit you work for."),
    )
    guardian_name = forms.CharField(
        label=_("Under 18: who answers for you"), max_length=40, required=False
    )
    guardian_phone = _phone(_("Telephone of that person"), required=False)
    agreed = forms.BooleanField(label=AGREED)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, places: Iterable[Territory], **more: Any) -> None:
        super().__init__(*args, **more)
        self.places = {place.code: place for place in places}
        chosen = communities_by_street(self.places.values())
        self.fields["home"].choices = [("", _("Choose…")), *chosen]
        self.fields["team"].queryset = _teams()

    def clean_home(self) -> Territory:
        return self.places[self.cleaned_data["home"]]

    def clean_website(self) -> str:
        """Only programs fill a field that nobody sees."""
        if self.cleaned_data["website"]:
            raise ValidationError(gettext("Leave this field empty and send it again."))
        return ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        born = values.get("birth_year")
        young = born is not None and timezone.localdate().year - born <= ADULT
        for field in ("guardian_name", "guardian_phone") if young else ():
            if not values.get(field) and field not in self.errors:
                self.add_error(
                    field, gettext("Under 18 somebody has to agree: name them here.")
                )
        if values.get("in_service") and not values.get("unit_name"):
            self.add_error("unit_name", gettext("Say which unit you work for."))
        return values

    def values(self) -> dict[str, Any]:
        """What the verb is given."""
        said = self.cleaned_data
        named = said["guardian_name"], said["guardian_phone"]
        return {
            **{name: said[name] for name in ("name", "phone", "birth_year", "home")},
            "teams": [said["team"]] if said["team"] else [],
            "guardian": named if all(named) else None,
            "in_service": said["in_service"],
            "unit_name": said["unit_name"] if said["in_service"] else "",
        }


class SignUpForm(JoinForm):
    """With an account, to answer by oneself."""

    username = forms.CharField(
        label=_("User name to sign in with"),
        max_length=40,
        help_text=_("Letters and digits, for instance ouyang88."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        help_text=_("At least 8 characters, not digits alone."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class OnBehalfForm(JoinForm):
    """A worker writes it down; how the person agreed is kept."""

    consent = forms.ChoiceField(
        label=_("How did the person agree?"),
        choices=[c for c in JoinConsent.choices if c[0] != JoinConsent.FORM],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["website"]
        self.fields["agreed"].label = _("The person agreed that these data are kept")
        self.fields["name"].label = _("Name")


class ChangeForm(forms.Form):
    """What I can help with, when, in which languages, with whom."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    skills = ServicesField(
        ServiceType.objects.none(), label=_("What I can help with"), required=False
    )
    windows = HoursField(
        label=_("When I am free"),
        required=False,
        help_text=_("Nothing entered means any time."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages I speak"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    teams = forms.ModelMultipleChoiceField(
        Provider.objects.none(),
        label=_("My teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without one you belong to the community's own team."),
    )
    national_no = forms.CharField(
        label=_("National volunteer number"), max_length=40, required=False
    )
    in_service = forms.BooleanField(
        label=_("I am an in-service Party member and serve where I live"),
        required=False,
    )
    unit_name = forms.CharField(label=_("Unit"), max_length=80, required=False)
    unit_days = forms.MultipleChoiceField(
        label=_("Activity days of the unit"),
        choices=[(str(n + 1), day) for n, day in WEEKDAYS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The secretary of your community confirms them."),
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **more: Any) -> None:
        super().__init__(*args, initial=_said(volunteer), **more)
        kinds = ServiceType.objects.for_residents()
        casework = [kind.pk for kind in kinds if Gate.CASE in kind.gates]
        self.fields["skills"].queryset = kinds.exclude(pk__in=casework)
        self.fields["teams"].queryset = _teams()
        if volunteer.national_no:
            self.fields["national_no"].help_text = gettext(
                "On file: %(number)s. Leave it empty to keep it."
            ) % {"number": volunteer.masked_number}

    def clean_unit_days(self) -> str:
        return "".join(sorted(self.cleaned_data["unit_days"]))

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        if not said["national_no"]:
            del said["national_no"]
        if not said["in_service"]:
            said |= {"unit_name": "", "unit_days": ""}
        return said


def _said(volunteer: Volunteer) -> dict[str, Any]:
    """What is on file, as the form shows it; the number stays masked."""
    return {
        "version": volunteer.version,
        "skills": volunteer.skills.all(),
        "windows": [(w.days, w.start, w.end) for w in volunteer.windows.all()],
        "languages": volunteer.languages,
        "teams": volunteer.teams.all(),
        "in_service": volunteer.in_service,
        "unit_name": volunteer.home_unit,
        "unit_days": list(volunteer.unit_days),
    }


class ClearForm(forms.Form):
    """A paper that was seen."""

    gate = forms.ChoiceField(
        label=_("What was seen"),
        choices=[(gate.value, gate.label) for gate in PERSON_GATES],
        widget=forms.RadioSelect,
    )
    expires_on = forms.DateField(
        label=_("Valid until"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
