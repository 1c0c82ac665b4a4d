"""What an organisation and the office fill in about one assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.enums import GROUNDS
from evaluation.forms.versioned import ActForm, DayInput, Versioned, chosen, said
from evaluation.models import Indicator, PanelSeat
from evaluation.queries.panel import LEAST_EXPERTS
from evaluation.scoring.eligibility import Standing
from organisations.models import User


class LevelForm(ActForm):
    """The grade that is asked for."""

    level = chosen(_("Grade you ask for"), [(str(n), f"{n}A") for n in range(5, 0, -1)])

    def clean_level(self) -> int:
        return int(self.cleaned_data["level"])


class ReasonForm(Versioned):
    reason = said(_("Why"), limit=200, required=False)


class NoteForm(Versioned):
    note = said(_("What is missing"), limit=200)


# The facts that are ticked; the others are days.
TICKED = (
    "report_missing",
    "inspection_failed",
    "inspection_basic_twice",
    "penalty_unexecuted",
    "under_investigation",
    "abnormal_list",
    "serious_list",
    "party_branch_missing",
)


class StandingForm(Versioned):
    """What is on record about an organisation: the office states facts, the rules say
    what follows."""

    registered_on = forms.DateField(label=_("Registered on"), widget=DayInput())
    last_penalty_on = forms.DateField(
        label=_("Last penalty on"), widget=DayInput(), required=False
    )
    last_minor_penalty_on = forms.DateField(
        label=_("Last minor penalty on"), widget=DayInput(), required=False
    )
    grade_since = forms.DateField(
        label=_("Holds a grade since"), widget=DayInput(), required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in TICKED:
            self.fields[name] = forms.BooleanField(label=GROUNDS[name], required=False)

    @property
    def standing(self) -> Standing:
        given = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        return Standing(**given)


class PanelForm(ActForm):
    """Who is asked; only those who need not stay away can be chosen. Of those who are
    `seated` already one may lead, and nobody else has to be asked if they are enough."""

    experts = forms.MultipleChoiceField(
        label=_("Experts"), widget=forms.CheckboxSelectMultiple
    )
    leader = forms.ChoiceField(label=_("Leads the panel"))

    def __init__(
        self, *args: Any, free: list[User], seated: Sequence[User] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.free = {str(user.pk): user for user in free}
        self.there = {str(user.pk): user for user in seated}
        self.fields["experts"].choices = _names(self.free)
        self.fields["experts"].required = len(seated) < LEAST_EXPERTS
        self.fields["leader"].choices = _names(self.there | self.free)

    @property
    def chosen_experts(self) -> list[User]:
        return [self.free[pk] for pk in self.cleaned_data["experts"]]

    @property
    def chosen_leader(self) -> User:
        return (self.there | self.free)[self.cleaned_data["leader"]]


def _names(users: Mapping[str, User]) -> list[tuple[str, str]]:
    return [(pk, user.spoken_name) for pk, user in users.items()]


class HeadsForm(PanelForm):
    """The same for a sheet that is scored by head: who of the new scores which."""

    def __init__(self, *args: Any, heads: list[Indicator], **more: Any) -> None:
        super().__init__(*args, **more)
        self.heads = heads
        names = _names(self.free)
        for head in heads:
            self.fields[f"head_{head.pk}"] = forms.ChoiceField(
                label=str(head), choices=names
            )

    @property
    def shared(self) -> dict[int, list[Indicator]]:
        """By user, the heads that she scores."""
        found: dict[int, list[Indicator]] = {}
        for head in self.heads:
            found.setdefault(int(self.cleaned_data[f"head_{head.pk}"]), []).append(head)
        return found


class LeaveForm(ActForm):
    """Which of the experts leaves, and why."""

    expert = forms.ChoiceField(label=_("Expert"), widget=forms.RadioSelect)
    reason = said(_("Why"), limit=200)

    def __init__(self, *args: Any, seats: Sequence[PanelSeat], **more: Any) -> None:
        super().__init__(*args, **more)
        self.seats = {str(seat.pk): seat for seat in seats}
        named = {pk: seat.user for pk, seat in self.seats.items()}
        self.fields["expert"].choices = _names(named)

    @property
    def chosen_seat(self) -> PanelSeat:
        return self.seats[self.cleaned_data["expert"]]


class VisitForm(Versioned):
    on = forms.DateField(label=_("Visited on"), widget=DayInput())
    note = said(_("What was seen, with whom (posts, not names)"), limit=600)


class OpinionForm(Versioned):
    opinion = said(_("Opinion of the experts"), limit=2000, rows=6)
    suggestions = said(_("Suggestions to the organisation"), limit=2000, rows=6)


class ExtendForm(Versioned):
    until = forms.DateField(label=_("New last day"), widget=DayInput())
    reason = said(_("Why"), limit=200)
