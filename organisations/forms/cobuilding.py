"""The forms of a co-building plan: its year, its units, its three lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import Quarter, UnitWord
from organisations.forms.enclosure import VersionForm
from organisations.models import (
    Capability,
    CoBuildingPlan,
    PlanNeed,
    PlanProject,
    PlanResource,
    PlanUnit,
    Provider,
    Territory,
)

SHOWN = 5


class PlanForm(forms.Form):
    """For which place, for which year."""

    place = forms.ModelChoiceField(
        Territory.objects.none(), label=_("Community or street"), empty_label=None
    )
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, places: Any, years: list[int], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].queryset = places
        self.fields["year"].choices = [(year, str(year)) for year in years]


class UnitForm(forms.Form):
    """A unit of the register, by its name or a part of it."""

    provider = forms.CharField(
        label=_("Name of the unit"),
        max_length=80,
        help_text=_(
            "As it stands on the register; a part of the name is enough if only one "
            "unit has it. Whoever is not there yet registers first."
        ),
    )

    def __init__(self, *args: Any, district: str, **more: Any) -> None:
        super().__init__(*args, **more)
        here = Provider.objects.active().filter(street__code__startswith=district)
        self.providers = here.select_related("street")

    def clean_provider(self) -> Provider:
        words = self.cleaned_data["provider"].strip()
        found = list(self.providers.named(words)[: SHOWN + 1])
        exact = [each for each in found if words in (each.name, each.name_en)]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(
                gettext("No active unit of this district has “%(words)s” in its name."),
                params={"words": words},
            )
        names = gettext(", ").join(str(each) for each in found[:SHOWN])
        raise ValidationError(
            gettext("Several units fit. Write more of the name: %(names)s."),
            params={"names": names},
        )


class ResourceForm(forms.Form):
    """What a unit offers; a service of its menu where it is one."""

    what = forms.CharField(
        label=_("What the unit offers"),
        max_length=80,
        help_text=_("For instance: the large hall, two evenings a month."),
    )
    capability = forms.ModelChoiceField(
        Capability.objects.none(),
        label=_("Service on its menu"),
        required=False,
        empty_label=_("None of these"),
    )

    def __init__(self, *args: Any, unit: PlanUnit, **more: Any) -> None:
        super().__init__(*args, **more)
        menu = Capability.objects.on_menu().filter(provider=unit.provider)
        self.fields["capability"].queryset = menu.select_related(
            "service_type", "provider"
        )
        self.fields["capability"].label_from_instance = lambda each: each.service_type


class NeedLineForm(forms.Form):
    """What the community needs."""

    what = forms.CharField(
        label=_("What the community needs"),
        max_length=80,
        help_text=_("In general words: no names, no addresses, nobody's illness."),
    )
    need_number = forms.CharField(
        label=_("Case number"),
        max_length=20,
        required=False,
        validators=PlanNeed._meta.get_field("need_number").validators,
        help_text=_("Where a need was raised for it, for instance XQ-2026-01874."),
    )


class ProjectLineForm(forms.Form):
    """Which resource meets which need, in which quarter."""

    need = forms.ModelChoiceField(
        PlanNeed.objects.none(), label=_("Need"), empty_label=_("Choose…")
    )
    resource = forms.ModelChoiceField(
        PlanResource.objects.none(), label=_("Resource"), empty_label=_("Choose…")
    )
    quarter = forms.TypedChoiceField(
        label=_("Quarter"),
        coerce=int,
        choices=Quarter,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, plan: CoBuildingPlan, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["need"].queryset = plan.needs.all()
        offered = PlanResource.objects.filter(unit__plan=plan)
        self.fields["resource"].queryset = offered.exclude(
            unit__word=UnitWord.DECLINED
        ).select_related("unit__provider")
        self.fields["resource"].label_from_instance = lambda r: f"{r.unit} · {r}"


class WhyForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2})
    )


class DeclineForm(WhyForm, VersionForm):
    """A unit's no, on the plan that was seen."""


class PutOffForm(WhyForm):
    quarter = forms.TypedChoiceField(
        label=_("Quarter"), coerce=int, widget=forms.RadioSelect
    )
    field_order = ("quarter", "reason")

    def __init__(self, *args: Any, project: PlanProject, **more: Any) -> None:
        super().__init__(*args, **more)
        later = [each for each in Quarter.choices if each[0] > project.quarter]
        self.fields["quarter"].choices = later
