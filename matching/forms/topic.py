"""The purchase list: its filter, who takes a topic up, the words others read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.domain.rewriting import MOST
from matching.enums import TopicState, TopicTaker
from matching.forms.versioned import Versioned, chosen
from matching.models import TopicItem
from organisations.models import Territory


class TopicFilter(forms.Form):
    """Street and state above the list; running topics where nothing is chosen."""

    GROUPS = {
        "": (_("Running"), (TopicState.OPEN, TopicState.TAKEN)),
        "open": (_("Gathered"), (TopicState.OPEN,)),
        "taken": (_("Taken up for purchase or funding"), (TopicState.TAKEN,)),
        "ended": (_("Ended"), (TopicState.ENDED,)),
    }
    group = forms.ChoiceField(
        required=False, choices=[(key, label) for key, (label, _s) in GROUPS.items()]
    )
    street = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, streets: Iterable[Territory]) -> None:
        super().__init__(data)
        self.fields["street"].choices = [
            ("", _("All streets")),
            *((street.code, str(street)) for street in streets),
        ]


class TakeForm(Versioned):
    taker = chosen(_("Who takes it up?"), TopicTaker.choices)


class WordsForm(Versioned):
    """One line for each item of a need that is on the purchase list."""

    def __init__(self, *args: Any, entries: Iterable[TopicItem], **more: Any) -> None:
        super().__init__(*args, **more)
        for entry in entries:
            self.fields[f"words_{entry.item_id}"] = forms.CharField(
                label=str(entry.item.service_type),
                max_length=MOST,
                required=False,
                initial=entry.rewritten,
                help_text=_("What is needed and when: nothing that tells who it is."),
            )

    def words(self) -> dict[int, str]:
        """By item, what was written."""
        return {
            int(name.removeprefix("words_")): text
            for name, text in self.cleaned_data.items()
            if name.startswith("words_")
        }
