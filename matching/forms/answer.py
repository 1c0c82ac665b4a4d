"""What a person without an account says by a personal link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.enums import FeedbackGrade
from matching.queries.danger import families_in

RATHER_NOT = "rather_not"


class FeedbackForm(forms.Form):
    """Five grades or none, and one sentence if somebody likes to."""

    grade = forms.ChoiceField(
        label=_("Your rating"),
        choices=[*FeedbackGrade.choices, (RATHER_NOT, _("I would rather not"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one line; the last one is fine too.")},
    )
    sentence = forms.CharField(
        label=_("One sentence, if you like"), max_length=200, required=False
    )

    def answer(self) -> dict[str, Any]:
        """In the words of the verb; who would rather not say is heard in danger."""
        grade = self.cleaned_data["grade"]
        declined = grade == RATHER_NOT
        sentence = self.cleaned_data["sentence"]
        return {
            "grade": "" if declined else grade,
            "declined": declined,
            "sentence": "" if declined and not families_in(sentence) else sentence,
        }
