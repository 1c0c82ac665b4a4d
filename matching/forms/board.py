"""What the duty desk writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.forms.versioned import Versioned


class CommandForm(Versioned):
    number = forms.CharField(
        label=_("Its number at the command centre"),
        max_length=60,
        help_text=_("With the number anybody can ask how it stands."),
    )
