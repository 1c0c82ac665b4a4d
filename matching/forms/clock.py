"""More time for a stage, and taking up what was closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.domain.need import ItemInput
from matching.enums import ExtendReason, ReopenReason
from matching.forms.versioned import Versioned, chosen
from organisations.models import ServiceType


class ExtendForm(Versioned):
    amount = forms.IntegerField(label=_("How much more?"), min_value=1)
    reason = chosen(_("Why?"), ExtendReason.choices)

    def __init__(self, *args: Any, most: int, unit: str, **more: Any) -> None:
        super().__init__(*args, **more)
        amount = self.fields["amount"]
        amount.help_text = _("At most half of the limit: %(most)d %(unit)s.") % {
            "most": most,
            "unit": unit,
        }
        amount.widget.attrs["max"] = most


class ReopenForm(Versioned):
    """Why, and one more item where something new is needed."""

    reason = chosen(_("Why is it taken up again?"), ReopenReason.choices)
    service_type = forms.ChoiceField(
        label=_("One more service"),
        required=False,
        help_text=_("Leave it empty to go on with what was left undone."),
    )
    quantity = forms.IntegerField(
        label=_("How much in all"), min_value=1, initial=1, required=False
    )

    def __init__(
        self, *args: Any, types: Mapping[str, ServiceType], choices: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.types = types
        self.fields["service_type"].choices = [("", _("Nothing new")), *choices]

    def items(self) -> list[ItemInput]:
        """The item asked for, as `reopen_need` takes it."""
        values = self.cleaned_data
        if not values["service_type"]:
            return []
        kind = self.types[values["service_type"]]
        return [ItemInput(kind, values["quantity"] or 1)]
