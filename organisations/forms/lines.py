"""What a body that comes in can do and has done, one form for each line."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import JOINED_AS, PROVIDER_GATES, Gate, JoiningAs, Section
from organisations.forms.capability import CapabilityForm
from organisations.forms.section import SectionForm
from organisations.models import (
    Capability,
    PastProject,
    Provider,
    Registration,
    ServiceType,
)

EARLIEST_YEAR = 1980


class ServiceForm(SectionForm, CapabilityForm):
    """One line of the menu; the rules of price, licence and windows are the menu's."""

    preset = ("price", "streets")
    field_order = ("service_type", "weekly_capacity", "windows", "streets")

    class Meta(CapabilityForm.Meta):
        fields = ("service_type", *CapabilityForm.Meta.fields[:-1])

    def __init__(
        self, data: Any = None, *, registration: Registration, line: int
    ) -> None:
        kind, forms_left = JOINED_AS[JoiningAs(registration.joining)]
        body = Provider(kind=kind, form=registration.form or forms_left[0])
        super().__init__(data, instance=Capability(provider=body, price=0))
        self.initial["version"] = 0
        if registration.street:
            self.initial["streets"] = [registration.street]
        types = ServiceType.objects.select_related("category").order_by("code")
        field = self.fields["service_type"]
        field.queryset, field.to_field_name = types, "code"
        field.choices = [("", _("Choose…")), *_by_category(types)]
        self.fields["gates"].choices = [
            (gate.value, gate.label) for gate in Gate if gate in PROVIDER_GATES
        ]
        self.elsewhere = {
            (each["values"] or {}).get("service_type")
            for n, each in enumerate(registration.lines(Section.SERVICES))
            if n != line
        }

    def clean_service_type(self) -> ServiceType:
        chosen = self.cleaned_data["service_type"]
        if chosen.code in self.elsewhere:
            raise ValidationError(
                gettext("This service is on your list already: change that line."),
                code="twice",
            )
        return chosen

    @property
    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        plain = ("weekly_capacity", "price", "funding", "gates", "licence_no", "note")
        until = found["licence_until"]
        return {key: found[key] for key in plain} | {
            "service_type": found["service_type"].code,
            "territories": sorted({each.code for each in found["territories"]}),
            "windows": [
                [each.days, f"{each.start:%H:%M}", f"{each.end:%H:%M}"]
                for each in found["windows"]
            ],
            "licence_until": until.isoformat() if until else None,
        }


class PastWorkForm(SectionForm, forms.ModelForm):
    """A past project in the body's own words."""

    preset = ("year",)

    class Meta:
        model = PastProject
        fields = ("title", "text", "year", "service_types")
        widgets = {"text": forms.Textarea({"rows": 6})}
        help_texts = {
            "text": _(
                "60 to 200 characters: for whom, what was done, what came of it, what "
                "did not work. Matching reads this."
            ),
        }

    def __init__(
        self, data: Any = None, *, registration: Registration, line: int
    ) -> None:
        super().__init__(data, instance=PastProject())
        types = self.fields["service_types"]
        types.to_field_name, types.widget.attrs["size"] = "code", 8
        self.initial["year"] = timezone.localdate().year - 1

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not EARLIEST_YEAR <= year <= timezone.localdate().year:
            raise ValidationError(
                gettext("A past project has a year that has begun."), code="year"
            )
        return year

    @property
    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {key: found[key] for key in ("title", "text", "year")} | {
            "service_types": [each.code for each in found["service_types"]]
        }


def _by_category(types: Iterable[ServiceType]) -> list[tuple[str, list[Any]]]:
    return [
        (str(category), [(each.code, str(each)) for each in group])
        for category, group in groupby(types, key=lambda each: each.category)
    ]
