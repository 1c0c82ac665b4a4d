"""Handing over cases, planning leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from matching.enums import HandOverReason
from matching.forms.versioned import ActForm, DayInput, chosen
from organisations.models import User


def _somebody(label: Any, users: Iterable[User], **more: Any) -> forms.ChoiceField:
    return chosen(label, [(user.pk, user.spoken_name) for user in users], **more)


class HandOverForm(ActForm):
    """To whom, why, and all of them or the ticked ones (`needs`, in the table)."""

    def __init__(self, *args: Any, workers: QuerySet[User], **more: Any) -> None:
        super().__init__(*args, **more)
        self.workers = {str(user.pk): user for user in workers}
        self.fields["to"] = _somebody(_("To whom?"), self.workers.values())
        self.fields["reason"] = chosen(
            _("Why do they change hands?"), HandOverReason.choices
        )
        self.fields["everything"] = forms.BooleanField(
            label=_("All open cases, not only those ticked"), required=False
        )

    def clean_to(self) -> User:
        return self.workers[self.cleaned_data["to"]]

    def tick_some(self) -> None:
        self.add_error(
            None,
            ValidationError(_("Tick the cases in the table, or choose all of them.")),
        )


class LeaveForm(ActForm):
    """From a day to a day, and who stands in."""

    since = forms.DateField(label=_("First day"), widget=DayInput())
    until = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, *args: Any, workers: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        self.workers = {str(user.pk): user for user in workers}
        self.fields["cover"] = _somebody(
            _("Who stands in?"),
            self.workers.values(),
            help_text=_("Sees these tasks, gets these messages, may act meanwhile."),
        )

    def clean_cover(self) -> User:
        return self.workers[self.cleaned_data["cover"]]
