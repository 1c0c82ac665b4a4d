"""One estate of the board."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.enums import CommitteeState
from organisations.forms.enclosure import VersionForm
from organisations.models import Estate


class EstateForm(forms.ModelForm):
    """Where it lies and how far its committee is."""

    state = forms.ChoiceField(
        label=_("Owners' committee"),
        choices=CommitteeState.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Estate
        fields = (
            *("community", "name", "state", "term_ends_on", "seats"),
            *("seats_without_hukou", "next_step", "note"),
        )
        widgets = {
            "term_ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        }

    def __init__(self, *args: Any, places: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["community"].queryset = places
        for name in ("community", "next_step"):
            self.fields[name].empty_label = _("Choose…")

    def _post_clean(self) -> None:
        """The verb checks the row that it writes."""


class EstateChangeForm(VersionForm, EstateForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, places=None, **more)
        del self.fields["community"]
