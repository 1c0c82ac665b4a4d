"""One estate of the board."""

from __future__ import annotations

from typing import Any

from django import forms

from organisations.enums import CommitteeState
from organisations.forms.enclosure import VersionForm
from organisations.models import Estate


class EstateForm(forms.ModelForm):
    """Where it lies and how far its committee is."""

    state = forms.ChoiceField(
        label=Estate._meta.get_field("state").verbose_name,
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

    def _post_clean(self) -> None:
        """The verb checks the row that it writes."""


class EstateChangeForm(VersionForm, EstateForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, places=None, **more)
        del self.fields["community"]
