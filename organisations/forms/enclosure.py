"""Contacts and papers of a registration, handing it in, and the centre's decision."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from organisations.enums import DocumentKind, Section
from organisations.models import Person, Registration, Territory
from organisations.queries import standing
from records.attachments import Looked, look


class ContactForm(forms.Form):
    """Whom to ring at one place."""

    name = forms.CharField(label=_("Name"), max_length=40)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        validators=Person._meta.get_field("phone").validators,
        widget=forms.TextInput({"inputmode": "tel", "type": "tel"}),
        help_text=_("Kept encrypted; shown as 138****1234."),
    )
    post = forms.CharField(label=_("Post"), max_length=40)
    place = forms.ModelChoiceField(
        Territory.objects.none(),
        to_field_name="code",
        label=_("For which place"),
        help_text=_("A street or a community. Each place has one contact."),
    )

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        super().__init__(data)
        home = registration.street
        code = home.district_code if home else settings.DISTRICT_CODE
        places = Territory.objects.within(code).filter(
            level__in=("street", "community")
        )
        self.fields["place"].queryset = places
        self.fields["place"].choices = [
            ("", _("Choose…")),
            *[
                (street, [(each.code, str(each)) for each in group])
                for street, group in _by_street(list(places.order_by("code")))
            ],
        ]
        self.initial["place"] = home.code if home else None


class DocumentForm(forms.Form):
    """One paper."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=DocumentKind, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, a picture, Word or Excel without macros, at most 20 MB."),
    )
    expires_on = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("For certificates, licences and insurance."),
    )

    def clean_file(self) -> Looked:
        """Looked at here, before the transaction begins."""
        file = self.cleaned_data["file"]
        return look(file, file.name)


class PasteForm(forms.Form):
    """Last year's annual report."""

    report = forms.CharField(
        label=_("Text of the annual report"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 12}),
        help_text=_("Copy the part about activities and projects and paste it here."),
    )


class SubmitForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("What we have entered is true, and we may be rung about it."),
        error_messages={"required": _("Tick this to hand it in.")},
    )


class VersionForm(forms.Form):
    """A decision without a word: on what was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RefuseForm(VersionForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The applicant reads this."),
    )


class MissingForm(VersionForm):
    """For each section, what is missing there."""

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        super().__init__(data)
        for each in standing(registration):
            self.fields[each.section.value] = forms.CharField(
                label=each.section.label,
                max_length=400,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )

    @property
    def missing(self) -> dict[str, str]:
        return {
            name: words for name, words in self.cleaned_data.items() if name in Section
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need to see this?"), max_length=200, min_length=4
    )


def _by_street(places: list[Territory]) -> list[tuple[str, list[Territory]]]:
    names = {each.code: str(each) for each in places if each.level == "street"}
    return [
        (names.get(code, code), list(group))
        for code, group in groupby(places, key=lambda each: each.street_code)
    ]
