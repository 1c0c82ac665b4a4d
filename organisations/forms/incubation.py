"""The forms of an incubation and of trainings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import IncubationAim, Measure, ProviderForm
from organisations.forms.enclosure import VersionForm
from organisations.models import (
    Incubation,
    IncubationCondition,
    Provider,
    Territory,
    Training,
    User,
)


class AccountField(forms.CharField):
    """An active account by its user name."""

    def clean(self, value: Any) -> User | None:
        name = super().clean(value).strip()
        if not name:
            return None
        found = User.objects.filter(username=name, is_active=True).first()
        if found is None:
            raise ValidationError(gettext("No account has this user name."))
        return found


class IdeaForm(forms.ModelForm):
    """What somebody wants to begin."""

    aim = forms.ChoiceField(
        label=_("What it is to become"),
        choices=IncubationAim.choices,
        widget=forms.RadioSelect,
        initial=IncubationAim.FILED_GROUP,
    )
    lead = AccountField(
        label=_("User name of who leads it"),
        max_length=150,
        required=False,
        help_text=_("Can be said later: whoever leads it needs an account at the end."),
    )
    claimed = forms.ModelChoiceField(
        Provider.objects.none(),
        label=_("A group that is on the register already"),
        required=False,
        empty_label=_("No, a new one"),
    )

    class Meta:
        model = Incubation
        fields = ("name", "aim", "idea", "place", "lead", "claimed")
        widgets = {"idea": forms.Textarea({"rows": 3})}
        help_texts = {"name": _("May still change.")}

    field_order = ("name", "idea", "aim", "place", "claimed", "lead")

    def __init__(self, data: Any = None, *, places: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["place"].queryset = places
        districts = {place.district_code for place in places}
        groups = Provider.objects.active().filter(form=ProviderForm.GRASSROOTS_GROUP)
        self.fields["claimed"].queryset = groups.filter(
            street__code__in=[
                street.code
                for code in districts
                for street in Territory.objects.within(code).streets()
            ]
        )

    def _post_clean(self) -> None:
        """The verb checks the row that it writes."""


class MentorForm(VersionForm):
    """Who accompanies it."""

    mentor = forms.ModelChoiceField(
        User.objects.none(), label=_("Mentor"), empty_label=_("Choose…")
    )

    def __init__(self, *args: Any, mentors: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["mentor"].queryset = mentors


class GrowthForm(VersionForm, forms.ModelForm):
    """What is there now: only what the conditions of its aim look at."""

    class Meta:
        model = Incubation
        fields = (
            *("name", "members", "member_bodies", "starters", "starter_bodies"),
            *("staff", "funds", "seat"),
        )

    def __init__(self, *args: Any, instance: Incubation, **more: Any) -> None:
        super().__init__(*args, instance=instance, **more)
        conditions = IncubationCondition.objects.filter(aim=instance.aim)
        asked = {measure for each in conditions for measure in each.any_of}
        for name in set(self.Meta.fields) - asked - {Measure.NAME, Measure.SEAT}:
            del self.fields[name]

    def _post_clean(self) -> None:
        """The verb checks the row that it writes."""

    def figures(self) -> dict[str, Any]:
        asked = [name for name in self.Meta.fields if name in self.fields]
        return {name: self.cleaned_data[name] for name in asked}


class StopForm(VersionForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2})
    )


class FileForm(VersionForm):
    """Under which number it was filed or registered, and who runs it from here."""

    number = forms.CharField(label=_("Filing number of the street"), max_length=40)
    lead = AccountField(
        label=_("User name of who leads it"),
        max_length=150,
        help_text=_("The registration is begun in this person's name."),
    )

    def __init__(self, *args: Any, incubation: Incubation, **more: Any) -> None:
        super().__init__(*args, **more)
        if not incubation.is_filed_with_street:
            self.fields["number"].label = _("Unified social credit code")
        if incubation.lead is not None:
            self.fields["lead"].initial = incubation.lead.username


class PostForm(forms.Form):
    """Somebody holds a post from today."""

    holder = AccountField(label=_("User name"), max_length=150)
    title = forms.CharField(
        label=_("Post"),
        max_length=40,
        help_text=_("In the group or in the community, for instance building steward."),
    )


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class TrainingForm(forms.ModelForm):
    class Meta:
        model = Training
        fields = ("title", "title_en", "starts_at", "ends_at", "where", "places")
        widgets = {"starts_at": MomentInput, "ends_at": MomentInput}

    def _post_clean(self) -> None:
        """The verb checks the row that it writes."""


class CameForm(forms.Form):
    """Who of those with a place came."""

    attended = forms.TypedMultipleChoiceField(
        label=_("Who came"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, held: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["attended"].choices = held
