"""A round as the office prepares it."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evaluation.enums import PollGroup, Publicity
from evaluation.forms.versioned import ActForm, DayInput, chosen
from evaluation.models import RuleSet, Sheet
from organisations.enums import ProviderForm, Role
from organisations.models import Provider, Territory, User

SEEDS = 2**31


class RoundForm(ActForm):
    """Name, rules, sheets, days, and of the social evaluation how many of each group
    are asked and what the group weighs."""

    name = forms.CharField(label=_("Name of the round"), max_length=120)
    name_en = forms.CharField(
        label=_("Name in English"), max_length=160, required=False
    )
    district = forms.ModelChoiceField(
        Territory.objects.none(),
        to_field_name="code",
        label=_("District"),
        empty_label=_("Choose…"),
    )
    rule_set = forms.ModelChoiceField(
        RuleSet.objects.all(), label=_("Rules"), empty_label=_("Choose…")
    )
    sheets = forms.ModelMultipleChoiceField(
        Sheet.objects.all(),
        label=_("Indicator sheets, one for each form of organisation"),
        widget=forms.CheckboxSelectMultiple,
    )
    apply_from = forms.DateField(label=_("Applications from"), widget=DayInput())
    apply_until = forms.DateField(label=_("Applications until"), widget=DayInput())
    agency = forms.ModelChoiceField(
        Provider.objects.active()
        .filter(form=ProviderForm.SOCIAL_SERVICE_AGENCY)
        .order_by("name"),
        label=_("Third-party agency"),
        required=False,
    )
    publicity = chosen(_("What is made public"), Publicity.choices, initial="grade")

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        held = user.appointments.current().filter(role=Role.EVALUATION_OFFICE)
        districts = Territory.objects.filter(pk__in=held.values("territory_id"))
        self.fields["district"].queryset = districts
        self.fields["district"].initial = districts.first()
        for group in PollGroup:
            self.fields[f"asked_{group}"] = _number(
                _("Asked: %(group)s") % {"group": group.label}
            )
            self.fields[f"weight_{group}"] = _number(
                _("Weight: %(group)s") % {"group": group.label}
            )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        first, last = found.get("apply_from"), found.get("apply_until")
        if first and last and last < first:
            self.add_error(
                "apply_until", ValidationError(_("The last day lies before the first."))
            )
        return found

    @property
    def values(self) -> dict[str, Any]:
        plain = {
            k: v for k, v in self.cleaned_data.items() if "_" not in k or k in KEPT
        }
        return plain | {
            "settings": {
                "order_seed": secrets.randbelow(SEEDS),
                "asked": self._by_group("asked"),
                "weights": self._by_group("weight"),
            }
        }

    def _by_group(self, name: str) -> dict[str, int]:
        found = {g.value: self.cleaned_data.get(f"{name}_{g}") for g in PollGroup}
        return {group: number for group, number in found.items() if number}


KEPT = ("name_en", "rule_set", "apply_from", "apply_until")


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, required=False)
