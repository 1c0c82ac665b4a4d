"""The answer of one leaf, by its kind; a file for it; the points of an expert."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evaluation.enums import LeafKind
from evaluation.forms.versioned import ActForm, chosen, said
from evaluation.models import Indicator, Score
from evaluation.scoring.types import Points
from organisations.models.spoken import spoken
from records.attachments import look

YES_NO = [("yes", _("Met")), ("no", _("Not met"))]
STRIKES = [("no", _("Does not apply")), ("yes", _("Applies"))]


class EvidenceForm(ActForm):
    """A file, where to look in it, what it shows."""

    file = forms.FileField(
        label=_("File"), help_text=_("A document or picture, up to 20 MB.")
    )
    page = forms.CharField(
        label=_("Page or place in it"), max_length=60, required=False
    )
    note = forms.CharField(label=_("What it shows"), max_length=300, required=False)

    def clean_file(self) -> Any:
        """Parsed here, where no transaction is open."""
        upload = self.cleaned_data["file"]
        return look(upload, upload.name)


class LockedForm(ActForm):
    """Of a row that several people write: it carries the state that its reader saw."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def read_as(self) -> str | None:
        """The mark of that state, "" for no row yet; None where none was sent."""
        return self.data.get("was")


class SelfForm(LockedForm):
    """What the organisation says of itself on one leaf."""

    no_evidence = forms.BooleanField(
        label=_("There is no evidence for this"), required=False
    )
    reason = said(_("Remark"), limit=300, required=False, rows=2)
    field_order = ("answer",)

    def __init__(
        self, data: Any = None, *, leaf: Indicator, score: Score | None = None
    ) -> None:
        self.leaf, self.score = leaf, score
        initial: dict[str, Any] = {}
        if score is not None:
            initial = {"no_evidence": score.no_evidence, "reason": score.reason}
            initial["was"] = score.mark
            initial["answer"] = _shown(leaf.kind, score.answer)
        super().__init__(data, initial=initial)
        self.fields["answer"] = answer_field(leaf)
        self.order_fields(self.field_order)

    @property
    def answer(self) -> dict[str, Any]:
        """As `evaluation.scoring.answers` reads it."""
        given = self.cleaned_data["answer"]
        name = ANSWERS.get(self.leaf.kind, "points")
        if name in ("passed", "strikes"):
            return {name: given == "yes"}
        return {name: given if name == "count" else str(given)}


ANSWERS = {
    LeafKind.PASS_FAIL: "passed",
    LeafKind.VETO: "strikes",
    LeafKind.RATIO_BANDS: "ratio",
    LeafKind.COUNT_CAP: "count",
    LeafKind.DEDUCTION: "taken",
}


def answer_field(leaf: Indicator) -> forms.Field:
    """The question of a leaf, by its kind."""
    if leaf.kind == LeafKind.PASS_FAIL:
        return chosen(_("Is it met?"), YES_NO)
    if leaf.kind == LeafKind.VETO:
        return chosen(_("Does it apply to you?"), STRIKES)
    if leaf.kind == LeafKind.LEVELS:
        return chosen(_("Which level?"), levels_of(leaf))
    if leaf.kind == LeafKind.COUNT_CAP:
        return forms.IntegerField(label=_("How many?"), min_value=0)
    if leaf.kind == LeafKind.RATIO_BANDS:
        return forms.DecimalField(label=_("The ratio"), min_value=0, decimal_places=3)
    label = _("Points off") if leaf.kind == LeafKind.DEDUCTION else _("Points")
    return forms.DecimalField(
        label=label, min_value=0, max_value=leaf.points, decimal_places=1
    )


def levels_of(leaf: Indicator) -> list[tuple[str, str]]:
    """The levels with their words, the highest first, and none of them."""
    found = [
        (str(each["points"]), _level_words(each)) for each in leaf.settings["levels"]
    ]
    if not any(points in ("0", "0.0") for points, _words in found):
        found.append(("0", _("%(points)s points") % {"points": "0"}))
    return found


def _level_words(level: dict[str, Any]) -> str:
    words = spoken(level.get("name", ""), level.get("name_en", ""))
    points = _("%(points)s points") % {"points": level["points"]}
    return f"{words} · {points}" if words else str(points)


def _shown(kind: str, answer: dict[str, Any]) -> Any:
    value = answer.get(ANSWERS.get(LeafKind(kind), "points"))
    return {True: "yes", False: "no"}.get(value, value) if kind in FLAGS else value


FLAGS = (LeafKind.PASS_FAIL, LeafKind.VETO)


class ScoreForm(LockedForm):
    """Points of one leaf by an expert, with the reason for what is taken off. `seen` is
    the digest of the evidence that stood on the page."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    points = forms.CharField(label=_("Points"), max_length=8)
    reason = said(_("Why points are taken off"), limit=300, required=False, rows=2)

    def __init__(
        self,
        data: Any = None,
        *,
        ladder: tuple[Points, ...],
        seen: str = "",
        score: Score | None = None,
    ) -> None:
        initial: dict[str, Any] = {"seen": seen}
        if score is not None:
            points = str(Points.of(score.points))
            initial |= {"points": points, "reason": score.reason, "was": score.mark}
        super().__init__(data, initial=initial)
        if len(ladder) <= MOST_CHOICES:
            steps = [(str(points), str(points)) for points in reversed(ladder)]
            self.fields["points"] = chosen(_("Points"), steps)
        else:
            self.fields["points"].help_text = _("From %(least)s to %(most)s") % {
                "least": ladder[0],
                "most": ladder[-1],
            }

    def clean_points(self) -> Points:
        try:
            return Points.of(self.cleaned_data["points"].strip())
        except ValueError as error:
            raise ValidationError(
                _("Give points such as 7 or 7.5."), code="points"
            ) from error


MOST_CHOICES = 6
"""Steps of a leaf that are shown as buttons; more are typed."""
