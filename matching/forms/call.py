"""Calling a unit, its answer, the score."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from matching.enums import CallState, MatterClass
from matching.forms.versioned import ActForm, Versioned, chosen, said
from matching.models import Matter
from organisations.models import Provider, Territory

MattersByClass = list[tuple[MatterClass, list[Matter]]]
SCORES = [
    ("5", _("5 · answered at once, solved")),
    ("4", _("4 · answered in time, solved")),
    ("3", _("3 · answered, solved in part")),
    ("2", _("2 · answered late, or hardly solved")),
    ("1", _("1 · not solved")),
]


class MatterField(forms.ModelChoiceField):
    """The matters under the headings of their classes, read once for a form."""

    def offer(self, classes: MattersByClass) -> None:
        self.choices = [
            ("", _("Choose…")),
            *(
                (name.label, [(m.pk, f"{m.pk} {m}") for m in ms])
                for name, ms in classes
            ),
        ]


class CallForm(ActForm):
    """What it is about, whom to call, what is asked of them."""

    street = forms.ModelChoiceField(
        Territory.objects.none(), label=_("Who calls?"), empty_label=_("Choose…")
    )
    matter = MatterField(Matter.objects.all(), label=_("Which matter?"))
    unit = forms.ModelChoiceField(
        Provider.objects.none(),
        label=_("Which unit is called?"),
        empty_label=_("Choose…"),
    )
    text = said(
        _("What is asked of the unit?"),
        limit=300,
        help_text=_("What, where, by when. No names, no telephone numbers."),
    )

    def __init__(
        self,
        *args: Any,
        places: Iterable[Territory],
        units: QuerySet[Provider],
        classes: MattersByClass,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        places = list(places)
        street = self.fields["street"]
        street.queryset = Territory.objects.filter(pk__in=[p.pk for p in places])
        if len(places) == 1:
            street.initial = places[0]
            street.widget = forms.HiddenInput()
        self.fields["unit"].queryset = units
        self.fields["matter"].offer(classes)


class CallAnswerForm(Versioned):
    answer = said(
        _("Your answer"),
        limit=500,
        rows=4,
        help_text=_("What was done, or what will be done by when, and whom to ring."),
    )


class ScoreForm(Versioned):
    score = chosen(_("How was the answer?"), SCORES)
    reason = said(
        _("Why this score?"),
        limit=200,
        rows=2,
        help_text=_("The unit reads it. The score cannot be changed afterwards."),
    )

    def clean_score(self) -> int:
        return int(self.cleaned_data["score"])


class CallFilter(forms.Form):
    """The groups of states above the list."""

    GROUPS = {
        "": (_("All"), CallState.values),
        "called": (_("Waiting for the answer"), [CallState.CALLED]),
        "answered": (_("To be scored"), [CallState.ANSWERED]),
        "scored": (_("Scored"), [CallState.SCORED]),
        "withdrawn": (_("Withdrawn"), [CallState.WITHDRAWN]),
    }
    group = forms.ChoiceField(
        required=False, choices=[(key, label) for key, (label, _s) in GROUPS.items()]
    )
    unit = forms.CharField(required=False, max_length=12)
