"""Choosing somebody else, answering for the own agency, saying yes for somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.enums import Consent, SwapReason
from matching.forms.versioned import Versioned, chosen, said


class SwapForm(Versioned):
    """Who instead, and the reason by one tap."""

    choice = forms.TypedChoiceField(
        label=_("Who instead?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose somebody."),
            "invalid_choice": _("This provider cannot take the line any more."),
        },
    )
    reason = chosen(
        _("Why do you choose otherwise?"),
        [(why, why.label) for why in SwapReason if why != SwapReason.AS_BEFORE],
    )
    note = forms.CharField(label=_("In a sentence"), max_length=200, required=False)

    def __init__(self, *args: Any, capabilities: list[int], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["choice"].choices = [(pk, pk) for pk in capabilities]


class OwnAgencyForm(Versioned):
    reason = said(_("Why is your own agency the right one?"), limit=200)


class WordForm(Versioned):
    """The person's yes, passed on by the worker."""

    how = chosen(
        _("How did the person agree?"),
        [
            (word, word.label)
            for word in (Consent.IN_PERSON, Consent.PHONE, Consent.PAPER)
        ],
    )


class CallOffForm(Versioned):
    reason = said(
        _("Why is it called off?"),
        limit=200,
        help_text=_("The provider reads this sentence."),
    )
