"""Forms about the pairing of a volunteer with a household."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organisations.enums import Gate, JoinConsent, PairingEnd
from organisations.forms.fields import VolunteerField, day_field
from organisations.models import Person, ServiceType, Territory, Volunteer

WAYS = [way for way in JoinConsent.choices if way[0] != JoinConsent.FORM]
MOST = 200


def grown_ups_near(volunteer: Volunteer) -> QuerySet[Volunteer]:
    """Who may go along: other volunteers of the same street; who is too young is
    refused by the verb."""
    others = Volunteer.objects.active().exclude(pk=volunteer.pk)
    near = others.filter(home__code__startswith=volunteer.home.code[:9])
    return near.select_related("person").order_by("home__code", "pk")


class PairForm(forms.Form):
    """Who is helped, with what, until when, and how the household said yes."""

    name = forms.CharField(label=_("Name of the household's contact"), max_length=40)
    phone = forms.CharField(
        label=_("Telephone"),
        validators=Person._meta.get_field("phone").validators,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("Kept encrypted; the volunteer does not see it here."),
    )
    place = forms.ModelChoiceField(
        Territory.objects.none(), label=_("Community of the household")
    )
    service_type = forms.ModelChoiceField(
        ServiceType.objects.none(), label=_("What is done")
    )
    until = day_field(
        _("Until"), help_text=_("Within a year; then ask the household again.")
    )
    consent = forms.ChoiceField(
        label=_("How did the household agree?"), choices=WAYS, widget=forms.RadioSelect
    )
    consent_on = day_field(_("When did it agree?"))
    companion = VolunteerField(
        label=_("Adult who goes along"),
        required=False,
        help_text=_(
            "Needed where the volunteer is under 18: nobody under 18 goes alone."
        ),
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **more: Any) -> None:
        super().__init__(*args, **more)
        street = volunteer.home.code[:9]
        near = Territory.objects.communities().filter(code__startswith=street)
        kinds = ServiceType.objects.for_residents()
        casework = [kind.pk for kind in kinds if Gate.CASE in kind.gates]
        self.fields["place"].queryset = near.order_by("code")
        self.fields["place"].initial = volunteer.home
        self.fields["service_type"].queryset = kinds.exclude(pk__in=casework)
        self.fields["companion"].queryset = grown_ups_near(volunteer)


class EndPairingForm(forms.Form):
    """Why it ends."""

    end_reason = forms.ChoiceField(
        label=_("Why does it end?"), choices=PairingEnd, widget=forms.RadioSelect
    )


class ContactForm(forms.Form):
    """Why somebody reads a number; kept with who read it."""

    reason = forms.CharField(label=_("What do you need it for?"), max_length=MOST)
