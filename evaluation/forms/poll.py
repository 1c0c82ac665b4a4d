"""Social evaluation: its opening, further people, one answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.enums import PollGroup
from evaluation.forms.versioned import ActForm, DayInput, chosen, said

GRADES = [
    ("5", _("Very content")),
    ("4", _("Content")),
    ("3", _("So-so")),
    ("2", _("Not content")),
    ("1", _("Not content at all")),
]


class AnswerForm(ActForm):
    """One answer by a personal link."""

    grade = chosen(_("How content are you with this organisation?"), GRADES)
    words = said(_("What you would like to add"), limit=300, required=False)

    def clean_grade(self) -> int:
        return int(self.cleaned_data["grade"])


class PollForm(ActForm):
    """How long each group's list is, and the last day for answers. The lists stay with
    the office: only their lengths come in here."""

    closes_on = forms.DateField(label=_("Answers until"), widget=DayInput())

    def __init__(self, data: Any = None, *, asked: dict[str, int], **more: Any) -> None:
        super().__init__(data, **more)
        for group, number in asked.items():
            self.fields[group] = forms.IntegerField(
                label=PollGroup(group).label,
                min_value=0,
                required=False,
                help_text=_("Length of the list; %(number)s are drawn from it.")
                % {"number": number},
            )
        self.groups = list(asked)

    @property
    def counts(self) -> dict[str, int]:
        """By group, those above 0."""
        found = {group: self.cleaned_data.get(group) or 0 for group in self.groups}
        return {group: number for group, number in found.items() if number}
