"""Words for the public site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.forms.versioned import Versioned, said


class ReleaseNeedForm(Versioned):
    """`off` is asked only of what is on the site."""

    summary = said(_("What is wanted, in your own words"), limit=160)
    summary_en = said(_("The same in English"), limit=320, required=False, lang="en")
    off = forms.BooleanField(label=_("Take it off the public site"), required=False)

    def __init__(self, *args: Any, shown: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not shown:
            del self.fields["off"]
