"""A purchase: its terms, budget, contract, milestones, and how it went."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.domain.contract import Chosen, Signed, Step
from matching.domain.purchase import Line, Terms
from matching.enums import (
    RUNNING_PURCHASES,
    TAKER_OF_FUNDING,
    BuyerForm,
    MilestoneState,
    Procedure,
    PurchaseState,
)
from matching.forms.versioned import DayInput, Seen, Versioned, chosen, said
from organisations.enums import Funding
from organisations.models import Provider
from records.attachments import Looked, look

# What for, then yuan (12,000 or 12000.50), then perhaps a day.
LINE = re.compile(
    r"(.{1,80}?)[\s,，;；:：]+([\d,]+(?:\.\d{1,2})?)\s*元?"
    r"(?:[\s，;；]+(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?)?"
)
MOST_FEN = 10**13
ENDED = tuple(state for state in PurchaseState if state not in RUNNING_PURCHASES)


def _lines(text: str, *, dated: bool) -> list[tuple[str, int, date | None]]:
    """Each line as what, fen and day. Raises ValidationError naming the line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            found.append(_line(number, line.strip(), dated))
    return found


def _line(number: int, line: str, dated: bool) -> tuple[str, int, date | None]:
    match = LINE.fullmatch(line)
    if match is None or dated != bool(match[3]):
        raise _fault(number, dated)
    what, yuan = match[1], match[2].replace(",", "")
    if not yuan or not 1 <= (fen := int(Decimal(yuan) * 100)) <= MOST_FEN:
        raise _fault(number, dated)
    try:
        day = date(*(int(part) for part in match.groups()[2:])) if dated else None
    except ValueError as error:
        raise _fault(number, dated) from error
    return what, fen, day


def _fault(number: int, dated: bool) -> ValidationError:
    sentence = (
        gettext(
            "Line %(number)d: write what, yuan and a day, as 第一季度 30000 2027-03-31."
        )
        if dated
        else gettext("Line %(number)d: write what for and yuan, as 人员费用 30000.")
    )
    return ValidationError(sentence % {"number": number}, code="line")


def _written(lines: Iterable[Any]) -> str:
    """Lines as somebody would type them."""
    return "\n".join(f"{each.what} {each.amount / 100:.2f}" for each in lines)


class BudgetForm(Versioned):
    lines = said(
        _("Budget: one line each, what for and how many yuan"),
        limit=4000,
        rows=5,
        help_text=_("For instance: 人员费用 30000"),
    )

    def __init__(self, *args: Any, budget: Iterable[Any] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial.setdefault("lines", _written(budget))

    def clean_lines(self) -> list[Line]:
        found = _lines(self.cleaned_data["lines"], dated=False)
        return [Line(what, fen) for what, fen, _day in found]


class BeginForm(BudgetForm):
    """Who buys with which money, and what is asked of a supplier."""

    funding = chosen(
        _("Which money pays it?"),
        [(each.value, each.label) for each in Funding if each in TAKER_OF_FUNDING],
    )
    funding_note = forms.CharField(
        label=_("Document that grants the money"),
        max_length=120,
        required=False,
        help_text=_("Number of the budget or of the decision."),
    )
    buyer = forms.CharField(label=_("Who buys (full name)"), max_length=80)
    buyer_form = chosen(_("What kind of body buys?"), BuyerForm.choices)
    least_grade = forms.TypedChoiceField(
        label=_("Must a supplier have a grade?"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            ("", _("No: ungraded bodies may apply")),
            *((n, f"{n}A") for n in range(1, 6)),
        ],
    )
    grade_reason = forms.CharField(
        label=_("Legal reason for asking for a grade"),
        max_length=200,
        required=False,
        help_text=_("Only where a grade is asked for: law and article."),
    )
    field_order = (
        "funding",
        "funding_note",
        "buyer",
        "buyer_form",
        "lines",
        "least_grade",
        "grade_reason",
    )

    def terms(self) -> Terms:
        values = self.cleaned_data
        names = ("funding", "buyer", "buyer_form", "funding_note")
        more = {name: values[name] for name in names}
        return Terms(
            **more,
            least_grade=values["least_grade"],
            grade_reason=values["grade_reason"],
        )


class ContractForm(Versioned):
    """What was decided elsewhere and signed; the supplier is written, never picked from
    a list."""

    supplier = forms.CharField(
        label=_("Supplier: full name or credit code"),
        max_length=80,
        help_text=_("As it stands in the notice of the result."),
    )
    procedure = chosen(_("How was it chosen?"), Procedure.choices)
    procedure_no = forms.CharField(
        label=_("Number of the notice of the result, or of the decision"), max_length=80
    )
    procedure_reason = forms.CharField(
        label=_("Without competition: why that was allowed"),
        max_length=200,
        required=False,
    )
    decided_on = forms.DateField(label=_("Day of the result"), widget=DayInput())
    number = forms.CharField(label=_("Number of the contract"), max_length=60)
    signed_on = forms.DateField(label=_("Signed on"), widget=DayInput())
    since = forms.DateField(label=_("Runs from"), widget=DayInput())
    until = forms.DateField(label=_("Runs to"), widget=DayInput())
    period_reason = forms.CharField(
        label=_("Longer than usual: why"), max_length=200, required=False
    )
    amount = forms.DecimalField(
        label=_("Worth (yuan)"),
        min_value=Decimal("0.01"),
        decimal_places=2,
        max_digits=13,
    )
    steps = said(
        _("Milestones: one line each, what, how many yuan, due day"),
        limit=6000,
        rows=5,
        help_text=_(
            "Together worth the contract. For instance: 第一季度 30000 2027-03-31"
        ),
    )
    file = forms.FileField(label=_("The signed contract (PDF or picture)"))

    def clean_supplier(self) -> Provider:
        words = self.cleaned_data["supplier"].strip()
        named = Q(name=words) | Q(credit_code=words.upper()) & ~Q(credit_code="")
        found = Provider.objects.filter(named).select_related("street").first()
        if found is None:
            raise ValidationError(
                gettext("Nobody on the register has this name or credit code."),
                code="supplier",
            )
        return found

    def clean_amount(self) -> int:
        return int(self.cleaned_data["amount"] * 100)

    def clean_steps(self) -> list[Step]:
        found = _lines(self.cleaned_data["steps"], dated=True)
        return [Step(what, fen, day) for what, fen, day in found if day]

    def clean_file(self) -> Looked:
        """Looked at here, before the transaction of the contract begins."""
        file = self.cleaned_data["file"]
        return look(file, file.name)

    def chosen(self) -> Chosen:
        values = self.cleaned_data
        return Chosen(
            supplier=values["supplier"],
            procedure=values["procedure"],
            number=values["procedure_no"],
            decided_on=values["decided_on"],
            reason=values["procedure_reason"],
        )

    def signed(self) -> Signed:
        values = self.cleaned_data
        names = ("number", "signed_on", "since", "until", "amount", "period_reason")
        return Signed(**{name: values[name] for name in names})


class WhyForm(Versioned):
    reason = said(_("Why?"), limit=200, help_text=_("Both sides read this sentence."))


class JudgeForm(Versioned):
    points = forms.IntegerField(
        label=_("Points, 0 to 100"),
        min_value=0,
        max_value=100,
        help_text=_("For this contract alone: suppliers are not compared by it."),
    )
    reasons = said(_("Reasons"), limit=400)


class TieForm(Seen):
    """The engagements a milestone rests on."""

    engagements = forms.TypedMultipleChoiceField(
        label=_("What it rests on"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, engagements: list[tuple[int, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["engagements"].choices = engagements


class ReportForm(Seen):
    report = said(_("What was delivered?"), limit=400)
    file = forms.FileField(label=_("Report or list"), required=False)

    def clean_file(self) -> Looked | None:
        file = self.cleaned_data["file"]
        return look(file, file.name) if file else None


class SettleForm(Seen):
    outcome = chosen(
        _("Is it accepted?"),
        [
            (MilestoneState.ACCEPTED, _("Accepted")),
            (MilestoneState.REMARKED, _("Accepted with remarks")),
            (
                MilestoneState.REFUSED,
                _("Not accepted: the supplier mends and reports again"),
            ),
        ],
    )
    words = said(_("Remarks, or why not"), limit=400, required=False)


class PurchaseFilter(forms.Form):
    """State above the list; running ones where nothing is chosen."""

    GROUPS = {
        "": (_("Running"), RUNNING_PURCHASES),
        "ended": (_("Ended"), ENDED),
        "all": (_("All"), tuple(PurchaseState.values)),
    }
    group = forms.ChoiceField(
        required=False, choices=[(key, label) for key, (label, _s) in GROUPS.items()]
    )
