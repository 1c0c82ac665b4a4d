"""Filling in for somebody: the need as always, and how the person said yes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.domain.consent import ConsentInput
from matching.enums import BEHALF_CONSENT, Consent
from matching.enums.consent import CONSENT_VERSION, consent_text
from matching.forms.need import RaiseForm
from matching.forms.versioned import DayInput, Versioned, chosen
from records.attachments import Looked, look


class ConsentFields(forms.Form):
    """How and when the person agreed; paper comes with its photo."""

    consent = chosen(
        _("How did the person agree?"),
        [(way, way.label) for way in BEHALF_CONSENT],
        help_text=_("Under 14 years of age the guardian agrees."),
    )
    given_on = forms.DateField(
        label=_("On which day?"), widget=DayInput(), initial=timezone.localdate
    )
    photo = forms.FileField(
        label=_("Photo of the signed paper"),
        required=False,
        help_text=_("Needed where the person agreed on paper."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,.pdf"}),
    )
    read_out = forms.BooleanField(
        label=_("I read these sentences to the person, and the person said yes.")
    )

    def clean_photo(self) -> Looked | None:
        """Looked at here, before any transaction begins."""
        file = self.cleaned_data["photo"]
        return look(file, file.name) if file else None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        on_paper = values.get("consent") == Consent.PAPER
        if on_paper and not values.get("photo") and "photo" not in self.errors:
            self.add_error("photo", gettext("Add a photo of the signed paper."))
        return values

    @property
    def sentences(self) -> Any:
        """What is read out."""
        return consent_text(CONSENT_VERSION)

    def given(self) -> ConsentInput:
        values = self.cleaned_data
        return ConsentInput(values["consent"], values["given_on"], values["photo"])


class BehalfForm(ConsentFields, RaiseForm):
    """A name to ask for is needed: the worker goes back to this person."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["contact_name"].required = True
        self.fields["contact_name"].label = _("How may we call the person?")


class ConsentForm(ConsentFields, Versioned):
    """A yes to a need that is there."""
