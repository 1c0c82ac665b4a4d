"""The worker's assessment: track, urgency, title, consent, and the service items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.domain.need import ItemInput
from matching.enums import MatterClass, Track, Urgency
from matching.forms.versioned import (
    ASKED_CONSENT,
    DayInput,
    HourInput,
    Versioned,
    chosen,
)
from matching.models import Matter
from organisations.enums import Funding, Language
from organisations.models import ServiceType

DAYS = [(str(n + 1), WEEKDAYS[n]) for n in range(7)]
Choices = list[tuple[str, list[tuple[str, str]]]]


TRACKS = [
    (Track.PROJECT, _("3+N project: the community's team goes along")),
    (Track.INDIVIDUAL, _("Individual: one person or household")),
]
CONFIDENTIAL = (
    Track.CONFIDENTIAL,
    _("Confidential: only the social worker and the station manager see it"),
)


class AssessForm(Versioned):
    track = chosen(_("How is it handled?"), TRACKS)
    urgency = chosen(_("How urgent is it?"), Urgency.choices)
    matter = forms.ChoiceField(
        label=_("Which matter is it?"),
        required=False,
        help_text=_("The class and the limits of the levels follow from it."),
    )
    title = forms.CharField(
        label=_("Short title"),
        max_length=60,
        help_text=_("Seen by everybody who works on it: no names, no illness."),
    )
    title_en = forms.CharField(
        label=_("Short title in English"), max_length=120, required=False
    )
    consent = forms.ChoiceField(
        label=_("How did the person agree?"),
        choices=ASKED_CONSENT,
        required=False,
    )
    health_consent = forms.BooleanField(
        label=_("The person agreed separately that health data are used"),
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that help"),
        choices=Language,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, items: ItemFormSet, station: bool, **more: Any
    ) -> None:
        """`station`: the confidential track is offered to those who go on seeing it."""
        super().__init__(*args, **more)
        self.items = items
        self.fields["matter"].choices = [("", _("Not fixed")), *matter_choices()]
        if station:
            self.fields["track"].choices = [*TRACKS, CONFIDENTIAL]

    def is_valid(self) -> bool:
        """The rows count too; both are looked at, so that all faults show at once."""
        return all([super().is_valid(), self.items.is_valid()])

    def unchecked(self) -> AssessForm:
        """As it was sent, without a word about faults: more is still being added."""
        for form in (self, *self.items.forms):
            form._errors = ErrorDict()
        return self


def matter_choices() -> Choices:
    """The matters grouped by class; nobody picks a class."""
    classes: Iterable[Any] = groupby(
        sorted(Matter.objects.all(), key=lambda m: MatterClass.values.index(m.klass)),
        key=lambda matter: matter.get_klass_display(),
    )
    return [
        (str(klass), [(each.pk, f"{each.pk} {each}") for each in matters])
        for klass, matters in classes
    ]


def _with_unit(kind: ServiceType) -> str:
    text = gettext("%(code)s %(service)s (%(unit)s)")
    return text % {"code": kind.code, "service": kind, "unit": kind.unit_name}


def service_choices() -> tuple[Choices, dict[str, ServiceType]]:
    """The catalogue grouped by category with the unit of each type, and its rows."""
    rows = ServiceType.objects.for_residents().select_related("category")
    types = {kind.code: kind for kind in rows.order_by("category_id", "code")}
    groups: Iterable[Any] = groupby(types.values(), key=lambda kind: kind.category)
    choices = [
        (f"{category.pk} {category}", [(k.code, _with_unit(k)) for k in kinds])
        for category, kinds in groups
    ]
    return choices, types


class ItemForm(forms.Form):
    """One service; only what and how much are asked, the rest waits below."""

    service_type = forms.ChoiceField(
        label=_("Service"), error_messages={"required": _("Choose the service.")}
    )
    quantity = forms.IntegerField(
        label=_("How much in all"),
        min_value=1,
        error_messages={
            "min_value": _("The quantity is at least 1."),
            "required": _("Say how much of it is needed."),
            "invalid": _("Write the quantity in figures."),
        },
    )
    weeks = forms.IntegerField(
        label=_("Over how many weeks"),
        min_value=1,
        max_value=104,
        initial=1,
        error_messages={
            "min_value": _("At least 1 week."),
            "max_value": _("At most 104 weeks: plan two years at a time."),
        },
    )
    starts_on = forms.DateField(label=_("Not before"), required=False)
    days = forms.MultipleChoiceField(
        label=_("On which days"),
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means any day."),
    )
    start = forms.TimeField(label=_("Begins at"), required=False, widget=HourInput())
    end = forms.TimeField(label=_("Ends at"), required=False, widget=HourInput())
    funding = forms.MultipleChoiceField(
        label=_("Sources of funding"),
        choices=Funding,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Priced services are considered only where a source can pay."),
    )
    budget = forms.DecimalField(
        label=_("Budget in yuan"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        error_messages={"min_value": _("A budget is not below zero.")},
    )
    note = forms.CharField(
        label=_("What matters"),
        max_length=200,
        required=False,
        help_text=_("The provider reads this: no names, no address."),
    )

    def __init__(
        self,
        *args: Any,
        choices: Choices,
        types: dict[str, ServiceType],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.types = types
        self.fields["service_type"].choices = [("", _("Choose…")), *choices]
        self.fields["starts_on"].widget = DayInput()

    @property
    def open_details(self) -> bool:
        """Whether the part below is shown unfolded: something is in it, or wrong."""
        below = ("starts_on", "days", "start", "end", "funding", "budget", "note")
        return any(self[name].errors or self[name].value() for name in below)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if bool(start) != bool(end):
            missing = "end" if start else "start"
            self.add_error(missing, gettext("Give both times, or neither."))
        elif start and end and end <= start:
            self.add_error("end", gettext("The end comes before the beginning."))
        return values

    def item(self) -> ItemInput:
        """In the words of the verb."""
        values = self.cleaned_data
        budget: Decimal | None = values["budget"]
        return ItemInput(
            service_type=self.types[values["service_type"]],
            quantity=values["quantity"],
            weeks=values["weeks"],
            starts_on=values["starts_on"],
            days="".join(sorted(values["days"])),
            start=values["start"],
            end=values["end"],
            funding=values["funding"],
            budget=None if budget is None else int(budget * 100),
            note=values["note"],
        )


class ItemFormSet(BaseFormSet):
    """The items of a need; rows left empty are no items, but one must be filled."""

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not any(form.has_changed() for form in self.forms):
            self.forms[0].empty_permitted = False
            self.forms[0].full_clean()
            self._errors[0] = self.forms[0].errors

    def items(self) -> list[ItemInput]:
        return [form.item() for form in self.forms if form.has_changed()]


MOST_ITEMS = 20
PREFIX = "items"
Items = formset_factory(ItemForm, formset=ItemFormSet, extra=1, max_num=MOST_ITEMS)


def items_form(
    data: Any = None, *, one_more: bool = False, first: Sequence[dict[str, Any]] = ()
) -> ItemFormSet:
    """The formset with the catalogue; `one_more` adds an empty row to what was sent,
    `first` are the first values of a form that is not sent yet."""
    choices, types = service_choices()
    if data is not None and one_more:
        data = data.copy()
        total = f"{PREFIX}-TOTAL_FORMS"
        given = data.get(total, "")
        rows = int(given) if given.isdigit() else 0
        if rows < MOST_ITEMS:
            data[total] = str(rows + 1)
            data[f"{PREFIX}-{rows}-weeks"] = "1"
    kinds = {"choices": choices, "types": types}
    items = Items(data, prefix=PREFIX, form_kwargs=kinds, initial=list(first) or None)
    items.extra = 0 if first else 1
    return items
