"""Raising a need, finding one, and the small forms of its course."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.enums import (
    Consent,
    NeedState,
    Origin,
    PauseReason,
    RefusalReason,
    Urgency,
)
from matching.forms.versioned import DayInput, Versioned, chosen, said
from matching.models import Need
from organisations.enums import Role
from organisations.models import Person, Territory

# What a role most likely passes on; the first that the user holds counts.
ORIGIN_OF_ROLE = {
    Role.SOCIAL_WORKER: Origin.SOCIAL_WORKER,
    Role.STATION_MANAGER: Origin.SOCIAL_WORKER,
    Role.COMMUNITY_SECRETARY: Origin.PARTY_MEMBER,
    Role.PARTY_MEMBER: Origin.PARTY_MEMBER,
    Role.GRID_LEADER: Origin.GRID,
    Role.STREET_OFFICER: Origin.HOTLINE,
    Role.DUTY_DESK: Origin.HOTLINE,
    Role.RESIDENT: Origin.PERSON,
}
RESIDENTS = (Origin.PERSON, Origin.NEIGHBOUR)
MOST_WORDS = Need._meta.get_field("text").max_length or 2000


def new_ticket() -> str:
    """A form that is sent twice raises one need."""
    return secrets.token_hex(16)


class RaiseForm(forms.Form):
    """The shortest form there is: what, where; all else has a default or is optional."""

    ticket = forms.CharField(
        widget=forms.HiddenInput, max_length=40, required=False, initial=new_ticket
    )
    text = said(
        _("What is needed?"),
        limit=MOST_WORDS,
        rows=5,
        help_text=_(
            "One or two sentences in your own words. No ID numbers, medical records or "
            "bank cards."
        ),
    )
    community = forms.ModelChoiceField(Territory.objects.none(), label=_("Community"))
    urgency = chosen(_("How urgent is it?"), Urgency.choices, initial=Urgency.NORMAL)
    origin = forms.ChoiceField(label=_("Who said it?"), choices=Origin)
    for_whom = forms.CharField(
        label=_("For whom?"),
        max_length=60,
        required=False,
        help_text=_("For instance: an elderly couple on the sixth floor. No names."),
    )
    contact_name = forms.CharField(
        label=_("Name of the contact person"), max_length=40, required=False
    )
    contact_phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        validators=Person._meta.get_field("phone").validators,
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel"}),
    )
    consent = forms.ChoiceField(
        label=_("Has the person agreed?"),
        choices=[(word, label) for word, label in Consent.choices if word != "link"],
        required=False,
        help_text=_(
            "The social worker uses this to arrange this service. Contact data are "
            "deleted 12 months after it ends. The person can withdraw by phone at any "
            "time."
        ),
    )

    def __init__(
        self,
        *args: Any,
        communities: QuerySet[Territory],
        roles: frozenset[Role],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._offer_communities(communities)
        origin = self.fields["origin"]
        origin.initial = next(
            (ORIGIN_OF_ROLE[role] for role in ORIGIN_OF_ROLE if role in roles),
            Origin.NEIGHBOUR,
        )
        if roles <= {Role.RESIDENT, Role.VOLUNTEER}:
            origin.choices = [(word, word.label) for word in RESIDENTS]

    def _offer_communities(self, communities: QuerySet[Territory]) -> None:
        """One community is chosen already; several are listed in order of code."""
        field = self.fields["community"]
        field.queryset = communities
        first = list(communities[:2])
        if len(first) == 1:
            field.initial = first[0]
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("contact_phone") and not values.get("contact_name"):
            self.add_error(
                "contact_name", gettext("Write whose telephone number this is.")
            )
        return values


class NeedFilter(forms.Form):
    """The search line and the groups of states above the list."""

    GROUPS = {
        "": (_("All that run"), ()),
        "new": (_("To assess"), ("draft", "raised", "returned")),
        "matching": (_("Pack"), ("open", "proposed")),
        "delivery": (_("In delivery"), ("confirmed", "in_delivery", "completed")),
        "waiting": (_("Paused or unmet"), ("paused", "unmet")),
        "ended": (
            _("Ended"),
            ("closed", "referred", "merged", "refused", "withdrawn"),
        ),
    }
    q = forms.CharField(required=False, max_length=60)
    group = forms.ChoiceField(
        required=False, choices=[(key, label) for key, (label, _s) in GROUPS.items()]
    )


class QuestionForm(Versioned):
    question = said(
        _("What do you need to know?"),
        limit=300,
        help_text=_("Whoever raised it reads this question."),
    )


class AnswerForm(Versioned):
    answer = said(_("Your answer"), limit=600)


class ReferForm(Versioned):
    body = forms.CharField(
        label=_("Which body receives it?"),
        max_length=60,
        help_text=_(
            "For instance: 12345 hotline, 12348 legal aid, the street's rescue desk."
        ),
    )
    number = forms.CharField(
        label=_("Its number there"),
        max_length=60,
        required=False,
        help_text=_("With the number anybody can ask how it stands."),
    )


class RefuseForm(Versioned):
    reason = chosen(_("Why?"), RefusalReason.choices)


class MergeForm(Versioned):
    number = forms.CharField(
        label=_("Case number of the need that goes on"),
        max_length=16,
        help_text=_("For instance XQ-2026-00187."),
    )

    def __init__(self, *args: Any, needs: QuerySet[Need], **more: Any) -> None:
        super().__init__(*args, **more)
        self.needs = needs

    def clean_number(self) -> Need:
        number = self.cleaned_data["number"].strip().upper()
        found = self.needs.filter(number=number).exclude(state=NeedState.MERGED).first()
        if found is None:
            raise forms.ValidationError(
                gettext("There is no running need with this number in your area.")
            )
        return found


class PauseForm(Versioned):
    reason = chosen(_("What are you waiting for?"), PauseReason.choices)
    until = forms.DateField(label=_("Until which day?"), widget=DayInput())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.fields["until"].widget.attrs["min"] = tomorrow.isoformat()


class RevealForm(Versioned):
    """Which field of the contact, and why."""

    FIELDS = (("phone", _("Telephone")), ("name", _("Name")))
    field = chosen(_("What do you need to see?"), FIELDS, initial="phone")
    reason = forms.CharField(
        label=_("Why do you need to see it?"),
        max_length=100,
        help_text=_("It is recorded who looked, when and why."),
    )
