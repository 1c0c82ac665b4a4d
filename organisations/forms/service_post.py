"""Forms about posts of public benefit and their claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import NEVER_A_POST, TerritoryLevel
from organisations.forms.fields import VolunteerField, day_field
from organisations.forms.pairing import grown_ups_near
from organisations.models import ServicePost, ServiceType, Territory, User, Volunteer
from organisations.models.service_post import LONGEST_WEEK
from organisations.models.volunteer import KEEPING_ROLES

MOST_PLACES, MOST = 50, 200
KEPT = (TerritoryLevel.COMMUNITY, TerritoryLevel.GRID)


class PostForm(forms.Form):
    """What is to be done, where, how often, by how many, from when until when."""

    title = forms.CharField(
        label=_("Name of the post"),
        max_length=ServicePost._meta.get_field("title").max_length,
        help_text=_("For instance: keeps an eye on the sorting of waste"),
    )
    duty = forms.CharField(
        label=_("What the post does"),
        max_length=ServicePost._meta.get_field("duty").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences; nobody is named."),
    )
    place = forms.ModelChoiceField(
        Territory.objects.none(), label=_("Community or grid")
    )
    skill = forms.ModelChoiceField(
        ServiceType.objects.none(),
        label=_("Skill that is needed"),
        required=False,
        help_text=_(
            "Leave it empty where everybody can do it. Papers that the skill asks for are "
            "seen before a claim is confirmed."
        ),
    )
    weekly_hours = forms.IntegerField(
        label=_("Hours a week"), min_value=1, max_value=LONGEST_WEEK, initial=2
    )
    places = forms.IntegerField(
        label=_("How many people"), min_value=1, max_value=MOST_PLACES, initial=2
    )
    since = day_field(_("From"), initial=timezone.localdate)
    until = day_field(_("Until"), help_text=_("Within a year; then set it up anew."))

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        here = Q(pk__in=[])
        for held in user.held_today():
            if held.role in KEEPING_ROLES and held.territory:
                here |= Q(code__startswith=held.territory.code)
        kinds = ServiceType.objects.for_residents()
        never = [kind.pk for kind in kinds if NEVER_A_POST & set(kind.gates)]
        near = Territory.objects.filter(here, level__in=KEPT)
        self.fields["place"].queryset = near.order_by("code")
        self.fields["skill"].queryset = kinds.exclude(pk__in=never)


class ClaimForm(forms.Form):
    """Who asked for the post: volunteers who live there and have the skill."""

    volunteer = VolunteerField(label=_("Volunteer"))

    def __init__(self, *args: Any, post: ServicePost, **more: Any) -> None:
        super().__init__(*args, **more)
        community = post.place.code[:12]
        near = Volunteer.objects.active().filter(home__code=community)
        if post.skill:
            near = near.filter(skills=post.skill)
        near = near.exclude(pk__in=post.claims.live().values("volunteer"))
        self.fields["volunteer"].queryset = near.select_related("person")


class ConfirmForm(forms.Form):
    """The community's yes; who goes along with a minor."""

    companion = VolunteerField(label=_("Adult who goes along"))

    def __init__(self, *args: Any, volunteer: Volunteer, **more: Any) -> None:
        super().__init__(*args, **more)
        if volunteer.is_minor():
            self.fields["companion"].queryset = grown_ups_near(volunteer)
        else:
            del self.fields["companion"]


class ReasonForm(forms.Form):
    """Why, in words that the person reads."""

    reason = forms.CharField(
        label=_("Why?"), max_length=MOST, help_text=_("The person reads this.")
    )


class EndPostForm(forms.Form):
    """One button."""


class LeaveForm(forms.Form):
    """Why, or nothing."""

    reason = forms.CharField(
        label=_("Why? (optional)"), max_length=MOST, required=False
    )
