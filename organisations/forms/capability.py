"""Forms about the menu: offering, changing, checking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.enums import Funding, Gate, VerificationLevel
from organisations.forms.fields import (
    HoursField,
    StreetsField,
    TerritoriesField,
    YuanField,
)
from organisations.models import Capability, Territory
from records.attachments import Looked, look

CHECKS = [
    (level.value, level.label)
    for level in (VerificationLevel.DOCUMENT_CHECKED, VerificationLevel.SITE_CHECKED)
]


class MenuForm(forms.ModelForm):
    """What a provider's own administrators change: how much, when, on what conditions."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    windows = HoursField(
        label=_("Times at which it is offered"),
        required=False,
        help_text=_("Leave all lines empty if any time will do."),
    )

    class Meta:
        model = Capability
        fields = ("weekly_capacity", "windows", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        if self.instance.pk:
            self.initial["windows"] = list(
                self.instance.windows.values_list("days", "start", "end")
            )


class CapabilityForm(MenuForm):
    """All of it, for the centre; provider and service type stay as they are."""

    streets = StreetsField(with_district=True, label=_("Covers"), required=False)
    communities = TerritoriesField(label=_("Covers these communities"), required=False)
    price = YuanField(label=_("Price a unit (yuan)"), required=False)
    funding = forms.MultipleChoiceField(
        label=_("Who may pay"),
        choices=Funding,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    gates = forms.MultipleChoiceField(
        label=_("Requirements it meets"),
        choices=Gate,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta(MenuForm.Meta):
        fields = (
            "weekly_capacity",
            "windows",
            "price",
            "funding",
            "gates",
            "licence_no",
            "licence_until",
            "note",
            "active",
        )
        widgets = {"licence_until": forms.DateInput(attrs={"type": "date"})}

    field_order = ("provider", "service_type", "streets", "communities")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            covered = list(self.instance.territories.all())
            wide = [each for each in covered if len(each.code) <= 9]
            self.initial["streets"] = wide
            self.initial["communities"] = [e for e in covered if len(e.code) > 9]

    def clean(self) -> dict[str, Any]:
        """`territories` puts both inputs together; which may be empty, but not both."""
        cleaned = super().clean()
        wide: list[Territory] = list(cleaned.pop("streets", None) or ())
        narrow: list[Territory] = cleaned.pop("communities", None) or []
        cleaned["territories"] = wide + narrow
        if not cleaned["territories"] and "communities" not in self.errors:
            sentence = _("Choose at least one territory that is covered.")
            self.add_error("streets", forms.ValidationError(sentence, "required"))
        return cleaned


class OfferForm(CapabilityForm):
    """A new line on the menu."""

    class Meta(CapabilityForm.Meta):
        fields = ("provider", "service_type", *CapabilityForm.Meta.fields[:-1])


class VerificationForm(forms.Form):
    """A check by the centre: how, valid until, on what evidence."""

    level = forms.ChoiceField(
        label=_("How it was checked"), choices=CHECKS, widget=forms.RadioSelect
    )
    expires_on = forms.DateField(
        label=_("Valid until"), widget=forms.DateInput(attrs={"type": "date"})
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("A scan or picture; its digest is kept with the check."),
    )

    def __init__(self, *args: Any, instance: Capability, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance = instance

    def clean_evidence(self) -> Looked | None:
        """Looked at here, before the transaction of the check begins."""
        file = self.cleaned_data["evidence"]
        return look(file, file.name) if file else None
