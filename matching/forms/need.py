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
    Lane,
    Level,
    MatterClass,
    NeedState,
    NoticeKind,
    Origin,
    PauseReason,
    RefusalReason,
    Urgency,
)
from matching.forms.versioned import ASKED_CONSENT, DayInput, Versioned, chosen, said
from matching.models import Need, ReferralBody
from organisations.enums import Role
from organisations.models import Person, ServiceType, Territory

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
    community = forms.ModelChoiceField(
        Territory.objects.none(), label=_("Community"), empty_label=_("Choose…")
    )
    urgency = chosen(_("How urgent is it?"), Urgency.choices, initial=Urgency.NORMAL)
    origin = forms.ChoiceField(label=_("How did it come?"), choices=Origin)
    origin_no = forms.CharField(
        label=_("Its number there"),
        max_length=60,
        required=False,
        help_text=_("The hotline's number, or day and item of the minutes."),
    )
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
    safe_contact = forms.BooleanField(
        label=_("It is safe to ring this number"), required=False
    )
    consent = forms.ChoiceField(
        label=_("Has the person agreed?"),
        choices=ASKED_CONSENT,
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
    # what the figures of a board lead to
    street = forms.RegexField(r"^\d{6,12}$", required=False)
    state = forms.ChoiceField(required=False, choices=NeedState)
    lane = forms.ChoiceField(required=False, choices=Lane)
    klass = forms.ChoiceField(
        required=False,
        choices=[*MatterClass.choices, ("none", _("No matter fixed yet"))],
    )
    notice = forms.ChoiceField(required=False, choices=NoticeKind)
    level = forms.ChoiceField(required=False, choices=Level)
    late = forms.BooleanField(required=False)
    service = forms.CharField(required=False, max_length=4)
    BOARD = ("street", "state", "lane", "klass", "notice", "level", "late", "service")

    def asked_by_board(self) -> dict[str, Any]:
        """What a link of a board asks for; nothing where the reader searches."""
        values = self.cleaned_data
        return {name: values[name] for name in self.BOARD if values.get(name)}

    def in_words(self) -> list[str]:
        """The same as the labels of the choices, for the head of the list."""
        asked = self.asked_by_board()
        words = [gettext("late")] if asked.pop("late", False) else []
        code, service = asked.pop("street", ""), asked.pop("service", "")
        words += map(str, ServiceType.objects.filter(code=service)[: bool(service)])
        for name, value in asked.items():
            choices = dict(self.fields[name].choices)
            words.append(str(choices[value]))
        place = Territory.objects.filter(code=code).first() if code else None
        return [str(place), *words] if place else words


class QuestionForm(Versioned):
    question = said(
        _("What do you need to know?"),
        limit=300,
        help_text=_("Whoever raised it reads this question."),
    )


class AnswerForm(Versioned):
    answer = said(_("Your answer"), limit=600)


class ReferForm(Versioned):
    """One of the directory, or another body in words; the verb keeps its name."""

    known = forms.ModelChoiceField(
        ReferralBody.objects.none(),
        label=_("Which body receives it?"),
        required=False,
        empty_label=_("Another body"),
    )
    body = forms.CharField(
        label=_("Another body"),
        max_length=60,
        required=False,
        help_text=_("Only where it is not in the list above."),
    )
    number = forms.CharField(
        label=_("Its number there"),
        max_length=60,
        required=False,
        help_text=_("With the number anybody can ask how it stands."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = self.fields["known"]
        known.queryset = ReferralBody.objects.all()
        known.label_from_instance = _with_phone

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        known, other = values.pop("known", None), values.get("body", "")
        if known is None and not other:
            self.add_error("known", gettext("Name the body that receives it."))
        values["body"] = other or (_with_phone(known) if known else "")
        return values


def _with_phone(body: ReferralBody) -> str:
    """`12345 Government service hotline`, in the reader's language."""
    return f"{body.phone} {body}".strip()[:60]


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
