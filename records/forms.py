"""What a user says of being reached, from text to clean values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.enums import Rhythm
from records.models.kinds import BRIEFS, GROUPS, group_of

MORE = "~"  # stands for the group without a name in the name of a field


def groups() -> list[tuple[str, Any]]:
    """The groups with their names, the nameless one last."""
    return sorted(GROUPS.items(), key=lambda each: not each[0])


class AddressForm(forms.Form):
    value = forms.CharField(label=_("Address or number"), max_length=120)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of 6 digits"),
        min_length=6,
        max_length=6,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
    )


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class QuietForm(forms.Form):
    since = forms.TimeField(label=_("Quiet from"), widget=ClockInput())
    until = forms.TimeField(label=_("Quiet until"), widget=ClockInput())


class WishesForm(forms.Form):
    """One choice for each group of messages and each channel that carries any of it."""

    def __init__(
        self,
        *args: Any,
        ways: Mapping[str, Any],
        kept: Mapping[tuple[str, str], str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.ways = ways
        by_text = {group_of(kind) for kind in BRIEFS}
        for group, title in groups():
            for name, way in ways.items():
                if way.brief and group not in by_text:
                    continue
                self.fields[f"{group or MORE}|{name}"] = forms.ChoiceField(
                    label=f"{title} · {way.title}",
                    choices=Rhythm.choices,
                    initial=(kept or {}).get((group, name), Rhythm.AT_ONCE),
                )

    def rows(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        """Group, then its choices with the name of their channel: for the page."""
        return [
            (
                title,
                [
                    (way.title, self[f"{group or MORE}|{name}"])
                    for name, way in self.ways.items()
                    if f"{group or MORE}|{name}" in self.fields
                ],
            )
            for group, title in groups()
        ]

    def wishes(self) -> dict[tuple[str, str], str]:
        """(group, channel) -> rhythm."""
        found = {}
        for name, rhythm in self.cleaned_data.items():
            group, _bar, channel = name.partition("|")
            found[group.removeprefix(MORE), channel] = rhythm
        return found
