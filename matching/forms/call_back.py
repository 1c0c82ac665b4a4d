"""What the person said when the station manager called back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from matching.forms.versioned import Versioned, said


class CallBackForm(Versioned):
    note = said(
        _("What did the person say?"),
        limit=200,
        required=False,
        help_text=_(
            "And what was agreed: a new need, another provider, an apology. Leave it "
            "empty where nobody answered."
        ),
    )


class SampleForm(Versioned):
    note = said(
        _("What did the person say?"),
        limit=200,
        required=False,
        help_text=_("Leave it empty where nobody answered."),
    )
