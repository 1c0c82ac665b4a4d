"""A committee as the bureau appoints it: its term, its members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evaluation.enums.decision import CommitteeKind, SeatPost
from evaluation.forms.decision import NamedUser
from evaluation.forms.versioned import ActForm, DayInput, chosen
from organisations.models import Territory, User


class CommitteeForm(ActForm):
    """What it decides, name, seats and term. Quorum and majority are counted from the seats."""

    district = forms.ModelChoiceField(
        Territory.objects.none(),
        to_field_name="code",
        label=_("District"),
        empty_label=_("Choose…"),
    )
    kind = chosen(
        _("What does it decide?"),
        [
            (CommitteeKind.EVALUATION, _("Grades, and reviews where the rules say so")),
            (CommitteeKind.REVIEW, _("Reviews under rules that want a body for them")),
        ],
        initial=CommitteeKind.EVALUATION,
    )
    name = forms.CharField(label=_("Name of the committee"), max_length=80)
    size = forms.IntegerField(
        label=_("Number of seats"),
        min_value=3,
        max_value=99,
        help_text=_("Quorum and majority are counted from it, vacant seats included."),
    )
    since = forms.DateField(label=_("In office from"), widget=DayInput())
    until = forms.DateField(label=_("In office until"), widget=DayInput())

    def __init__(self, *args: Any, districts: QuerySet[Territory], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["district"].queryset = districts
        self.fields["district"].initial = districts.first()


class SeatForm(ActForm):
    """One member and her post."""

    user = NamedUser(User.objects.none(), label=_("Who takes the seat?"))
    post = chosen(_("As what?"), SeatPost.choices, initial=SeatPost.MEMBER)

    def __init__(self, *args: Any, people: QuerySet[User], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["user"].queryset = people
