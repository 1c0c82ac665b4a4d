"""Hours looked at again, corrected, taken back; a dispute and its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.forms.pack import SwapForm
from matching.forms.versioned import Seen, said


class FineForm(Seen):
    note = said(_("What did you find?"), limit=200)


class TakeBackForm(Seen):
    reason = said(
        _("Why are the hours taken back?"),
        limit=200,
        help_text=_("The provider and the social worker read this sentence."),
    )


class CorrectForm(Seen):
    """The minutes of one of those on the list."""

    person = forms.TypedChoiceField(
        label=_("Whose minutes?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    minutes = forms.IntegerField(label=_("Minutes, as it was"), min_value=0)
    reason = said(_("Why is it changed?"), limit=200)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].choices = people


class AskHoursForm(Seen):
    """A volunteer about her own minutes."""

    minutes = forms.IntegerField(label=_("Minutes, as it was"), min_value=0)
    words = said(
        _("How was it?"),
        limit=200,
        help_text=_("Whoever keeps the list reads this and answers."),
    )


class AnswerHoursForm(Seen):
    granted = forms.TypedChoiceField(
        label=_("Are the minutes corrected?"),
        choices=[
            ("yes", _("Yes, as she says")),
            ("no", _("No: they stay as recorded")),
        ],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    answer = said(_("Answer to the volunteer"), limit=200)


class HereForm(Seen):
    """For somebody who is not signed in: the number that she is known by."""

    phone = forms.CharField(
        label=_("Your telephone number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        ),
    )


class DisputeForm(Seen):
    said = said(
        _("What happened?"),
        limit=400,
        help_text=_("The other side reads this, and so does whoever settles it."),
    )


class AnswerDisputeForm(Seen):
    answer = said(_("What happened, as you saw it?"), limit=400)


class SettleForm(Seen):
    took_place = forms.TypedChoiceField(
        label=_("Did it take place?"),
        choices=[
            ("yes", _("Yes: the hours count")),
            ("no", _("No: somebody else is looked for")),
        ],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    finding = said(_("How did you come to this?"), limit=400)


class ReplaceForm(SwapForm):
    """As for a line that is only proposed; the state stands for the version."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=20)
