"""What committee, bureau, office and organisation fill in about a decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evaluation.enums.decision import Choice, FollowUpResult
from evaluation.enums.recusal import DECLARED_KINDS
from evaluation.forms.versioned import ActForm, DayInput, Versioned, chosen, said
from evaluation.models import Assessment, CommitteeSeat, Indicator
from organisations.models import Provider, User

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class NamedUsers(forms.ModelMultipleChoiceField):
    """People by name, to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "spoken_name", obj))


class NamedUser(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "spoken_name", obj))


class TieForm(ActForm):
    """A relation that somebody declares of herself."""

    provider = forms.ModelChoiceField(
        Provider.objects.active(),
        label=_("Which organisation?"),
        empty_label=_("Choose…"),
    )
    kind = chosen(
        _("Which relation?"), [(kind.value, kind.label) for kind in DECLARED_KINDS]
    )
    since = forms.DateField(label=_("Since"), widget=DayInput(), required=False)
    until = forms.DateField(
        label=_("Until"),
        widget=DayInput(),
        required=False,
        help_text=_("Leave empty while it lasts."),
    )
    note = said(_("In your words"), limit=200, rows=2, required=False)


class ReasonForm(ActForm):
    reason = said(_("Give the reason."), limit=400)


class ChallengeForm(Versioned):
    """Whom the organisation asks to stay away."""

    user = NamedUser(User.objects.none(), label=_("Who is to stay away?"))
    reason = said(_("Why?"), limit=400)

    def __init__(self, *args: Any, people: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        wanted = [user.pk for user in people]
        self.fields["user"].queryset = User.objects.filter(pk__in=wanted)


class RulingForm(ActForm):
    upheld = chosen(_("Is it founded?"), YES_NO)
    ruling = said(_("Ruling with reasons"), limit=400)

    def clean_upheld(self) -> bool:
        return bool(self.cleaned_data["upheld"] == "yes")


class MeetingForm(ActForm):
    """When the committee meets, and about which cases."""

    held_on = forms.DateField(label=_("Day of the meeting"), widget=DayInput())
    seed = forms.IntegerField(
        label=_("Seed of the order"),
        min_value=0,
        max_value=2**31 - 1,
        help_text=_("Any number; the order of the cases is drawn by it."),
    )
    cases = forms.ModelMultipleChoiceField(
        Assessment.objects.none(),
        label=_("Cases"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, cases: QuerySet[Assessment], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["cases"].queryset = cases


class AttendanceForm(ActForm):
    """Who is there."""

    present = NamedUsers(CommitteeSeat.objects.none(), label=_("Who is there?"))

    def __init__(self, *args: Any, seats: QuerySet[CommitteeSeat], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["present"].queryset = seats


class ArrivalForm(ActForm):
    seat = forms.ModelChoiceField(
        CommitteeSeat.objects.none(), label=_("Who came?"), empty_label=_("Choose…")
    )

    def __init__(self, *args: Any, seats: QuerySet[CommitteeSeat], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["seat"].queryset = seats


class MinutesForm(ActForm):
    minutes = said(_("Minutes of the meeting"), limit=4000, rows=8)


class LookForm(ActForm):
    look = said(_("What was looked at, and found"), limit=600)


class PointsForm(ActForm):
    """Points for one leaf, with the reason."""

    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=_("Indicator"), empty_label=_("Choose…")
    )
    points = forms.DecimalField(label=_("Points"), max_digits=7, decimal_places=1)
    reason = said(_("Reason"), limit=300, rows=2)

    def __init__(self, *args: Any, leaves: QuerySet[Indicator], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["indicator"].queryset = leaves


class BallotForm(ActForm):
    choice = chosen(_("Your vote"), Choice.choices)


class ReviewForm(Versioned):
    """What the organisation contests, and on which grounds."""

    leaves = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label=_("Which indicators do you contest?"),
        widget=forms.CheckboxSelectMultiple,
    )
    text = said(_("Grounds"), limit=1000, rows=5)

    def __init__(self, *args: Any, leaves: QuerySet[Indicator], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["leaves"].queryset = leaves


class ReviewPanelForm(Versioned):
    experts = NamedUsers(User.objects.none(), label=_("Experts of the review"))

    def __init__(self, *args: Any, people: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        wanted = [user.pk for user in people]
        self.fields["experts"].queryset = User.objects.filter(pk__in=wanted)


class HearingForm(Versioned):
    hearing = said(
        _("What the first experts and the organisation said"), limit=1000, rows=5
    )
    fraud = said(
        _("Fraud that was found"),
        limit=400,
        rows=2,
        required=False,
        help_text=_("Leave empty as a rule: only fraud lets a grade fall by a review."),
    )


class DecisionForm(Versioned):
    decision = said(_("Decision with reasons"), limit=600, rows=5)


class ReportRulingForm(ActForm):
    proven = chosen(_("Is it proven?"), YES_NO)
    ruling = said(_("Ruling with reasons"), limit=600)
    leaves = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label=_("Indicators that are touched"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("While the notice runs, what is proven opens a review of these."),
    )

    def __init__(self, *args: Any, leaves: QuerySet[Indicator], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["leaves"].queryset = leaves

    def clean_proven(self) -> bool:
        return bool(self.cleaned_data["proven"] == "yes")


class DrawForm(ActForm):
    seed = forms.CharField(
        label=_("Public seed"),
        max_length=60,
        help_text=_("Announced before the draw, for instance a lottery result."),
    )
    number = forms.IntegerField(label=_("How many?"), min_value=1, max_value=500)


class FollowUpForm(ActForm):
    result = chosen(_("What becomes of the grade?"), FollowUpResult.choices)
    finding = said(_("What was found"), limit=600)
