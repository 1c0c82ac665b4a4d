"""What the office writes down of an organisation, and the yearly self-check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evaluation.enums.supervision import (
    CheckAnswer,
    CheckPoint,
    Conclusion,
    InspectionResult,
    ListGround,
    ListKind,
    PartyBranch,
)
from evaluation.forms.versioned import ActForm, DayInput, chosen, said
from evaluation.models import (
    CreditFile,
    Listing,
    Penalty,
    SupervisionCase,
)
from organisations.enums import Role
from organisations.models import Provider, User


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


class ProviderForm(ActForm):
    """A form about one organisation; what can be chosen is its own."""

    def __init__(self, *args: Any, provider: Provider, **more: Any) -> None:
        super().__init__(*args, **more)
        self.provider = provider
        for name, rows in self.rows().items():
            self.fields[name] = forms.ModelChoiceField(
                label=self.labels.get(name, name), queryset=rows, empty_label=None
            )
        self.order_fields([*self.rows(), *self.fields])

    labels: dict[str, Any] = {}

    def rows(self) -> dict[str, QuerySet[Any]]:
        return {}


class FileForm(ProviderForm):
    registered_on = day(_("Registered on, by its certificate"), required=False)
    party_branch = chosen(_("Party branch"), PartyBranch.choices)

    def __init__(self, *args: Any, provider: Provider, **more: Any) -> None:
        super().__init__(*args, provider=provider, **more)
        kept = CreditFile.objects.filter(provider=provider).first()
        if kept is not None:
            self.initial.setdefault("registered_on", kept.registered_on)
            self.initial.setdefault("party_branch", kept.party_branch)


class ReportForm(ProviderForm):
    year = forms.IntegerField(label=_("Year of the report"), min_value=2000)
    filed_on = day(_("Came in on"))
    conclusion = forms.ChoiceField(
        label=_("Annual inspection"),
        choices=[("", _("none")), *Conclusion.choices],
        required=False,
    )


class PenaltyForm(ProviderForm):
    document_no = forms.CharField(label=_("Number of the document"), max_length=60)
    what = said(_("For what, and which penalty"), limit=200)
    decided_on = day(_("Decided on"))
    minor = forms.BooleanField(label=_("A minor penalty"), required=False)


class ExecuteForm(ProviderForm):
    labels = {"penalty": _("Penalty")}
    on = day(_("Carried out on"))

    def rows(self) -> dict[str, QuerySet[Any]]:
        left = Penalty.objects.filter(executed_on__isnull=True)
        return {"penalty": left.filter(provider=self.provider)}


class ListForm(ProviderForm):
    kind = chosen(_("Which list"), ListKind.choices)
    ground = chosen(_("Ground"), ListGround.choices)
    since = day(_("Since"))


class DelistForm(ProviderForm):
    labels = {"listing": _("Entry")}
    on = day(_("Taken off on"))
    reason = said(_("Why"), limit=200)

    def rows(self) -> dict[str, QuerySet[Any]]:
        held = Listing.objects.filter(until__isnull=True)
        return {"listing": held.filter(provider=self.provider)}


class InvestigationForm(ProviderForm):
    about = said(_("What is it about?"), limit=200)


class CloseForm(ProviderForm):
    labels = {"case": _("Case")}
    finding = said(_("What was found"), limit=600)

    def rows(self) -> dict[str, QuerySet[Any]]:
        return {"case": SupervisionCase.objects.open().filter(provider=self.provider)}


class DrawForm(ActForm):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    seed_source = said(
        _("Where the seed will come from"),
        limit=200,
        help_text=_("A public number that nobody knows yet, such as a lottery result."),
    )
    seed_on = day(_("Day on which it will be known"))


class SeedForm(ActForm):
    seed = forms.CharField(label=_("Seed"), max_length=60)


class InspectorsForm(ActForm):
    """Two inspectors, each with papers."""

    def __init__(self, *args: Any, district: str, **more: Any) -> None:
        super().__init__(*args, **more)
        roles = [Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER, Role.EXPERT]
        people = User.objects.filter(
            is_active=True,
            appointments__role__in=roles,
            appointments__territory__code__startswith=district,
        ).distinct()
        for number in ("1", "2"):
            self.fields[f"inspector_{number}"] = forms.ModelChoiceField(
                label=_("Inspector"), queryset=people, empty_label=_("Choose…")
            )
            self.fields[f"paper_{number}"] = forms.CharField(
                label=_("Number of the papers"), max_length=40
            )

    def papers(self) -> dict[User, str]:
        given = self.cleaned_data
        return {given[f"inspector_{n}"]: given[f"paper_{n}"] for n in ("1", "2")}


class ResultForm(ActForm):
    visited_on = day(_("Visited on"))
    result = chosen(_("Result"), InspectionResult.choices)
    finding = said(_("What was found"), limit=600, required=False)


class CheckForm(ActForm):
    """One answer for each point; what is not in order says what will be done."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for point in CheckPoint:
            self.fields[str(point)] = chosen(point.label, CheckAnswer.choices)
        self.fields["note"] = said(
            _("What will be done about it"), limit=600, required=False
        )

    def answers(self) -> dict[str, str]:
        return {str(point): self.cleaned_data[str(point)] for point in CheckPoint}
