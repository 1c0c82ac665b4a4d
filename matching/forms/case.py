"""Asking how a case stands: its number and its code."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def _plain(text: str) -> str:
    """As typed on any keyboard: full-width characters, spaces, long dashes."""
    text = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"\s", "", re.sub("[\u2010-\u2015\u2212]", "-", text))


class CaseForm(forms.Form):
    number = forms.CharField(
        label=_("Case number"),
        max_length=24,
        help_text=_("For instance XQ-2026-00187."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Look-up code"),
        max_length=12,
        help_text=_("The six digits you were given with the number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_number(self) -> str:
        found = re.fullmatch(
            r"(?:XQ-?)?(\d{4})-?(\d{5})", _plain(self.cleaned_data["number"])
        )
        if found is None:
            raise forms.ValidationError(
                gettext("A case number reads like XQ-2026-00187. Copy it again.")
            )
        return f"XQ-{found[1]}-{found[2]}"

    def clean_code(self) -> str:
        code = _plain(self.cleaned_data["code"])
        if re.fullmatch(r"[0-9]{6}", code) is None:
            raise forms.ValidationError(gettext("The code has six digits."))
        return code
