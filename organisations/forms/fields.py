"""Form fields of this floor: windows of the week, yuan, territories by name or code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import TerritoryLevel
from organisations.models import Hours, Territory, Volunteer
from organisations.models.capability import day_names

ROWS = 6


class VolunteerField(forms.ModelChoiceField):
    """Volunteers, of whom several may be called 陈**: with their masked numbers."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Volunteer.objects.none(), **more)

    def label_from_instance(self, obj: Volunteer) -> str:
        return f"{obj} · {obj.person.masked_phone}"


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **more)


class HoursWidget(forms.Widget):
    """Rows of seven day boxes and two times; works without a script."""

    template_name = "organisations/widgets/hours.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        days = data.getlist if hasattr(data, "getlist") else data.get
        return [
            (
                "".join(sorted(days(f"{name}-{n}-days") or [])),
                data.get(f"{name}-{n}-start", "").strip(),
                data.get(f"{name}-{n}-end", "").strip(),
            )
            for n in range(ROWS)
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-start" not in data

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = [row for row in value or [] if any(row)]
        shown = min(max(len(rows) + 1, 2), ROWS)
        rows += [("", "", "")] * (shown - len(rows))
        context["rows"] = [self._row(name, n, row) for n, row in enumerate(rows)]
        return context

    def _row(self, name: str, number: int, row: Any) -> dict[str, Any]:
        days, start, end = row
        return {
            "number": number + 1,
            "prefix": f"{name}-{number}",
            "days": [
                {"value": str(n + 1), "label": label, "checked": str(n + 1) in days}
                for n, label in WEEKDAYS_ABBR.items()
            ],
            "start": _clock(start),
            "end": _clock(end),
        }


class HoursField(forms.Field):
    """A list of `Hours`; rows left empty are dropped."""

    widget = HoursWidget

    def in_words(self, value: Any) -> str:
        """“Sat, Sun 09:00–18:00”, line by line, for who compares two versions."""
        rows = [row for row in value or [] if any(row)]
        return "\n".join(
            f"{day_names(days)} {_clock(start)}–{_clock(end)}"
            for days, start, end in rows
        )

    def clean(self, value: Any) -> list[Hours]:
        hours = [
            self._hours(number, row)
            for number, row in enumerate(value or [], start=1)
            if any(row)
        ]
        if self.required and not hours:
            raise forms.ValidationError(self.error_messages["required"], "required")
        return hours

    def _hours(self, number: int, row: tuple[str, str, str]) -> Hours:
        days, start, end = row
        time = forms.TimeField()
        if not days or not set(days) <= set("1234567"):
            raise self._fault(number, gettext("choose at least one day"))
        try:
            hours = Hours(days, time.clean(start), time.clean(end))
        except forms.ValidationError as error:
            raise self._fault(
                number, gettext("enter both times, for instance 09:00 and 17:30")
            ) from error
        if hours.end <= hours.start:
            raise self._fault(number, gettext("the end lies before the beginning"))
        return hours

    def _fault(self, number: int, what: str) -> forms.ValidationError:
        return forms.ValidationError(
            gettext("Line %(number)d: %(what)s."),
            code="hours",
            params={"number": number, "what": what},
        )


def _clock(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:%H:%M}"


class YuanField(forms.DecimalField):
    """Yuan on the page, fen in the database."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, decimal_places=2, max_digits=9, **kwargs)

    def clean(self, value: Any) -> int:
        return int((super().clean(value) or Decimal(0)) * 100)

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 100:.2f}" if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class TerritoriesField(forms.CharField):
    """Territories by code or Chinese name, separated by commas, spaces or lines."""

    def __init__(self, *, limit: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            _("Code or name, for instance 440104021008 or 恒福社区."),
        )
        super().__init__(**kwargs)
        self.limit = limit

    def clean(self, value: Any) -> Any:
        words = super().clean(value).replace(",", " ").replace("，", " ")
        found = [_territory(word) for word in words.replace("、", " ").split()]
        if self.limit == 1:
            if len(found) > 1:
                raise forms.ValidationError(gettext("Name one territory only."), "one")
            return found[0] if found else None
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        if isinstance(value, int):
            value = Territory.objects.filter(pk=value)
        return ", ".join(each.code for each in value)


def _territory(word: str) -> Territory:
    found = list(
        Territory.objects.filter(code=word) or Territory.objects.filter(name=word)[:2]
    )
    if len(found) == 1:
        return found[0]
    sentence = (
        gettext("“%(word)s” is the name of several territories: give the code.")
        if found
        else gettext("No territory has the code or name “%(word)s”.")
    )
    raise forms.ValidationError(sentence, code="territory", params={"word": word})


class _ByCategory(ModelChoiceIterator):
    """Service items under their categories."""

    def __iter__(self) -> Iterator[tuple[str, list[Any]]]:
        kinds = self.queryset.select_related("category")
        for category, group in groupby(kinds, key=lambda kind: kind.category):
            yield str(category), [self.choice(kind) for kind in group]


class FoldedBoxes(forms.CheckboxSelectMultiple):
    """Groups of boxes that open on demand; one with a tick in it stands open."""

    template_name = "organisations/widgets/folded.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["groups"] = [
            {
                "name": group,
                "options": options,
                "ticked": sum(option["selected"] for option in options),
            }
            for group, options, _number in context["widget"]["optgroups"]
        ]
        return context


class ServicesField(forms.ModelMultipleChoiceField):
    """Service items as boxes, folded by category."""

    widget = FoldedBoxes
    iterator = _ByCategory


class StreetsField(forms.ModelMultipleChoiceField):
    """The district and its streets as check boxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, with_district: bool = False, **kwargs: Any) -> None:
        levels = [TerritoryLevel.STREET]
        if with_district:
            levels.append(TerritoryLevel.DISTRICT)
        super().__init__(Territory.objects.filter(level__in=levels), **kwargs)


def add_errors(form: forms.BaseForm, error: forms.ValidationError) -> None:
    """What a verb refuses, said at the field it belongs to, if the form has that."""
    by_field: Mapping[str, Any] = getattr(error, "error_dict", {"__all__": error})
    for name, faults in by_field.items():
        form.add_error(name if name in form.fields else None, faults)
