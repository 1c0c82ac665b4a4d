"""A committee as the bureau forms it, and its members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evaluation.enums.decision import CommitteeKind, SeatPost
from evaluation.forms.decision import NamedUser
from evaluation.forms.versioned import ActForm, DayInput, chosen
from evaluation.models import CommitteeSeat
from organisations.models import User


class CommitteeForm(ActForm):
    kind = chosen(
        _("What does it decide?"),
        [
            (CommitteeKind.EVALUATION, _("Grades, and reviews where the rules say so")),
            (CommitteeKind.REVIEW, _("Reviews under rules that want a body for them")),
        ],
        initial=CommitteeKind.EVALUATION,
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    size = forms.IntegerField(label=_("Seats"), min_value=3, max_value=99)
    since = forms.DateField(label=_("Since"), widget=DayInput())
    until = forms.DateField(label=_("Until"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            late = ValidationError(_("The last day lies before the first."))
            self.add_error("until", late)
        return found


class SeatForm(ActForm):
    """Who is named, as what."""

    user = NamedUser(User.objects.none(), label=_("Who?"))
    post = chosen(_("As"), SeatPost.choices, initial=SeatPost.MEMBER)

    def __init__(self, *args: Any, people: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        wanted = [user.pk for user in people]
        self.fields["user"].queryset = User.objects.filter(pk__in=wanted)


class NamedSeat(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.user.spoken_name)


class LeaveForm(ActForm):
    seat = NamedSeat(CommitteeSeat.objects.none(), label=_("Who?"))

    def __init__(self, *args: Any, seats: QuerySet[CommitteeSeat], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["seat"].queryset = seats
