"""Places for volunteers, and their one-tap answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.enums import SLOT_GATES
from matching.forms.versioned import Seen
from matching.models.slot import MOST_PLACES
from organisations.models import ServiceType


class AnswerForm(Seen):
    """Two buttons of one name: nothing to fill in."""

    answer = forms.ChoiceField(
        choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput
    )

    @property
    def yes(self) -> bool:
        return self.cleaned_data["answer"] == "yes"


class SlotForm(Seen):
    """What to do, for how many, and what one has to know or have."""

    role = forms.CharField(
        label=_("What to do"),
        max_length=40,
        help_text=_("In a few words, for instance: carry rice to the sixth floor."),
    )
    number = forms.IntegerField(
        label=_("How many people"),
        min_value=1,
        max_value=MOST_PLACES,
        initial=2,
        error_messages={
            "min_value": _("At least 1."),
            "max_value": _("At most 200 in one session."),
        },
    )
    skill = forms.ModelChoiceField(
        ServiceType.objects.none(),
        label=_("What one must know"),
        required=False,
        empty_label=_("Nothing in particular"),
    )
    gates = forms.MultipleChoiceField(
        label=_("What is asked of each"),
        required=False,
        choices=[(gate.value, gate.label) for gate in SLOT_GATES],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["skill"].queryset = ServiceType.objects.for_residents()
