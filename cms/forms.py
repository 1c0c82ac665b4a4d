"""What the public fills in: reports of facts, and what a list is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from cms.enums import Audience, Cost
from cms.queries.services import Branch
from organisations.enums import ProviderKind
from organisations.models import Person, Territory


class ReportForm(forms.Form):
    """Facts that anybody reports about a public notice."""

    text = forms.CharField(
        label=_("What do you know?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What, when, how you know it. Only the evaluation office reads it."
        ),
    )
    contact = forms.CharField(
        label=_("How can we reach you?"),
        max_length=80,
        required=False,
        help_text=_("May be left empty. It is stored encrypted."),
    )


class ReportStateForm(forms.Form):
    number = forms.CharField(label=_("Number of the report"), max_length=16)
    code = forms.CharField(label=_("Look-up code"), max_length=6)

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).strip().upper()


class ContactForm(forms.Form):
    """What anybody writes to the centre."""

    text = forms.CharField(
        label=_("What would you like to say or ask?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("No ID numbers, medical records or bank cards."),
    )
    name = forms.CharField(
        label=_("How may we call you?"), max_length=40, required=False
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        validators=Person._meta.get_field("phone").validators,
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel"}),
        help_text=_("May be left empty: you read the answer with number and code."),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        max_length=0,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )  # a trap for programs that fill in everything


class ContactStateForm(forms.Form):
    number = forms.CharField(label=_("Number of the letter"), max_length=20)
    code = forms.CharField(label=_("Look-up code"), max_length=6)

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).strip().upper()


# --- what a list is narrowed to: read from the address, all optional ---------------------

Choices = list[tuple[str, Any]]
ALL = [("", _("All"))]


def _choice(label: Any, choices: Choices | type[TextChoices]) -> forms.ChoiceField:
    known = getattr(choices, "choices", choices)
    return forms.ChoiceField(label=label, choices=[*ALL, *known], required=False)


def _street_choices(streets: Iterable[Territory]) -> Choices:
    return [(street.code, str(street)) for street in streets]


class NarrowForm(forms.Form):
    """Filters of a public list; what is unknown is an error and narrows nothing."""

    @property
    def wanted(self) -> dict[str, Any]:
        """What was chosen, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class MenuForm(NarrowForm):
    kind = _choice(_("Service"), [])
    street = _choice(_("Street"), [])
    who = _choice(_("For whom"), Audience)
    cost = _choice(_("Cost"), Cost)
    day = _choice(_("Day"), [(str(n + 1), name) for n, name in WEEKDAYS.items()])

    def __init__(
        self,
        *args: Any,
        tree: Iterable[Branch],
        streets: Iterable[Territory],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [*ALL, *(_branch(each) for each in tree)]
        self.fields["street"].choices = [*ALL, *_street_choices(streets)]


def _branch(branch: Branch) -> tuple[str, Choices]:
    """A category with all its kinds as one choice, then each of them."""
    whole = _("All of it: %(category)s") % {"category": branch.category}
    kinds = [(kind.code, str(kind)) for kind in branch.kinds]
    return str(branch.category), [(branch.category.code, whole), *kinds]


class DirectoryForm(NarrowForm):
    q = forms.CharField(
        label=_("Name of the organisation"), max_length=60, required=False
    )
    kind = _choice(_("Kind"), ProviderKind)
    street = _choice(_("Street"), [])
    grade = _choice(_("Grade"), [(str(n), f"{n}A") for n in range(5, 0, -1)])

    def __init__(self, *args: Any, streets: Iterable[Territory], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["street"].choices = [*ALL, *_street_choices(streets)]
