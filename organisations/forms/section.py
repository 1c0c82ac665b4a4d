"""The sections of a registration that are typed: kept half done, checked when whole."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from organisations.domain.answer import Entry

NOT_TYPED = ("csrfmiddlewaretoken", "version", "page", "later")


def new_page() -> str:
    return uuid4().hex


class SectionForm(forms.Form):
    """A form whose input is kept as it is typed; `values` once all of it is right."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    page = forms.CharField(widget=forms.HiddenInput, max_length=32, initial=new_page)
    preset: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, as JSON can keep it."""
        raise NotImplementedError

    @property
    def raw(self) -> dict[str, list[str]]:
        """The text of its own fields, as it was sent."""
        return {
            name: list(texts)
            for name, texts in self.data.lists()
            if name not in NOT_TYPED and name.split("-")[0] in self.fields
        }

    @property
    def is_blank(self) -> bool:
        """Nobody has typed anything yet."""
        return not any(
            text.strip()
            for name, texts in self.raw.items()
            if name not in self.preset
            for text in texts
        )

    @property
    def seen(self) -> int:
        sent = self.data.get("version", "")
        return int(sent) if sent.isdigit() and len(sent) < 7 else 0

    @property
    def entry(self) -> Entry:
        valid = self.is_valid()
        return Entry(
            raw=self.raw,
            values=self.values if valid else None,
            problem=bool(self.wrong),
            page=str(self.data.get("page", ""))[:32],
        )

    @property
    def wrong(self) -> dict[str, list[Any]]:
        """Faults in what was typed; what is still to be typed is none."""
        faults = {
            name: [error for error in errors if error.code != "required"]
            for name, errors in self.errors.as_data().items()
        }
        return {name: errors for name, errors in faults.items() if errors}

    def resume(self) -> SectionForm:
        """Show what was typed before, with what is wrong in it, not what is missing."""
        wrong = self.wrong
        self.errors.clear()
        for name, errors in wrong.items():
            self.add_error(None if name == "__all__" else name, errors)
        return self


def typed_before(entry: dict[str, Any]) -> QueryDict:
    """The text of an entry as if it were sent anew, by a page of its own."""
    data = QueryDict(mutable=True)
    for name, texts in entry["raw"].items():
        data.setlist(name, texts)
    data["version"] = str(entry["version"])
    data["page"] = new_page()
    return data
