"""What every form of this floor carries: the version of what its reader saw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from matching.enums import Consent

# How somebody who asks a person may note the answer.
ASKED_CONSENT = [
    (word, label)
    for word, label in Consent.choices
    if word not in (Consent.LINK, Consent.FORM)
]


class ActForm(forms.Form):
    """What every form of an act can do."""

    def add_refusal(self, error: ValidationError) -> None:
        """Show a verb's refusal at the field it blames, else at the head of the page."""
        named = getattr(error, "field", "")
        field = named if named in self.fields else None
        self.add_error(field, ValidationError(list(error.messages)))


class Versioned(ActForm):
    """A form about a need; the verb refuses it when the need has moved on."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class Seen(ActForm):
    """A form about an engagement or session: it carries the state that was seen."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=20)


def said(label: Any, *, limit: int, required: bool = True, **more: Any) -> Any:
    """A few lines of text; `lang` where it is not the page's own language."""
    attrs = {"rows": more.pop("rows", 3)}
    if "lang" in more:
        attrs["lang"] = more.pop("lang")
    area = forms.Textarea(attrs=attrs)
    return forms.CharField(
        label=label, max_length=limit, required=required, widget=area, **more
    )


def chosen(label: Any, choices: Any, *, required: bool = True, **more: Any) -> Any:
    """One of a few, as large radio buttons."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
        **more,
    )


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **more: Any) -> None:
        super().__init__(format="%Y-%m-%d", **more)


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **more: Any) -> None:
        super().__init__(format="%H:%M", **more)
