"""The small forms of a micro-wish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.forms.versioned import ASKED_CONSENT, Seen, Versioned, chosen
from organisations.models import Provider

MYSELF = "me"


class ReleaseForm(Versioned):
    title = forms.CharField(
        label=_("The wish in a few words"),
        max_length=60,
        help_text=_(
            "Everybody who may claim it reads this: no name, no house, no illness, no "
            "“alone”. As a rule one thing of up to 500 yuan."
        ),
    )
    title_en = forms.CharField(
        label=_("Short title in English"), max_length=120, required=False
    )
    consent = forms.ChoiceField(
        label=_("How did the person agree?"),
        choices=ASKED_CONSENT,
        required=False,
    )


class ClaimForm(Seen):
    """In whose name; asked only of those who have more than one."""

    name = chosen(_("In whose name?"), [], required=False)

    def __init__(
        self, *args: Any, units: Sequence[Provider], alone: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.units = {unit.public_id: unit for unit in units}
        choices = [(MYSELF, gettext("My own"))] if alone else []
        choices += [(key, str(unit)) for key, unit in self.units.items()]
        name = self.fields["name"]
        name.choices = choices
        name.initial = choices[0][0] if choices else ""
        if len(choices) < 2:
            name.widget = forms.HiddenInput()

    def unit(self) -> Provider | None:
        """The unit chosen; without a choice the only name there is."""
        chosen_name = self.cleaned_data["name"] or self.fields["name"].initial
        return self.units.get(chosen_name)


class FulfilForm(Seen):
    note = forms.CharField(
        label=_("How was it done?"),
        max_length=200,
        help_text=_("One sentence, no names. The social work station reads it."),
    )
