"""The organisation's own pages: begin, the task list, one leaf, check and hand in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from evaluation.domain import evidence as evidences
from evaluation.domain.assessment import apply as begin
from evaluation.domain.assessment import ask_for_grade, hand_in, withdraw
from evaluation.domain.score import score_self
from evaluation.enums import ARROWS, AssessmentState, Column, LeafKind, Outcome
from evaluation.forms.case import LevelForm, ReasonForm
from evaluation.forms.leaf import EvidenceForm, SelfForm
from evaluation.models import Assessment, Evidence, Indicator, Round
from evaluation.queries.evidence import basis, standing_evidence
from evaluation.queries.sheet import heads_with_progress
from evaluation.rules.case import can_apply, can_fill
from evaluation.snapshot.plan import plan_of
from evaluation.views.act import CaseAct, allow, conflict, conflicts
from organisations.models import Provider
from records.attachments import download


@login_required
@require_POST
def apply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin the self-assessment of one's own organisation."""
    rounds = Round.objects.visible_to(request.user)
    row = get_object_or_404(rounds, public_id=public_id)
    own = Provider.objects.run_by(request.user)
    provider = get_object_or_404(own, public_id=request.POST.get("provider", ""))
    allow(can_apply(request.user, provider))
    try:
        case = begin(round=row, provider=provider, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("evaluation:rounds")
    return redirect("evaluation:case", case.public_id)


class Level(CaseAct):
    name, title = "level", _("Grade you ask for")
    rule, states = can_fill, (AssessmentState.DRAFT,)
    form_class = LevelForm
    lead = _(
        "1A and 2A are looked at on documents; from 3A up the experts come to you."
    )
    submit = _("Save")

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": {"level": self.case.asked_for}}

    def act(self, form: Any) -> None:
        level = form.cleaned_data["level"]
        ask_for_grade(assessment=self.case, level=level, by=self.request.user)

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return case.sheet.outcome == Outcome.GRADE


class Leaf(CaseAct):
    """One leaf: what it asks, the files put forward, the answer. Saved at once."""

    rule, states = can_fill, (AssessmentState.DRAFT,)
    template_name = "evaluation/leaf.html"
    edits, drafts = "was", _("Self-assessment")
    submit = _("Save and go on")
    leaf: Indicator

    def open(self, public_id: str, **more: str) -> None:
        super().open(public_id=public_id)
        leaves = self.case.sheet.indicators.exclude(kind__in=NODES)
        self.leaf = get_object_or_404(leaves, code=more["code"])
        self.title = self.leaf.spoken_name

    def form(self, data: Any = None) -> SelfForm:
        row = self.case.scores.filter(indicator=self.leaf, column=Column.SELF).first()
        return SelfForm(data, leaf=self.leaf, score=row)

    def context(self, form: Any) -> dict[str, Any]:
        own = standing_evidence(self.case).filter(indicator=self.leaf)
        row = form.score
        stale = bool(row) and row.evidence_digest != basis(self.case, self.leaf)
        return {
            "leaf": self.leaf,
            "evidence": own,
            "evidence_form": EvidenceForm(),
            "stale": stale,
        }

    def act(self, form: Any) -> None:
        score_self(
            assessment=self.case,
            indicator=self.leaf,
            answer=form.answer,
            no_evidence=form.cleaned_data["no_evidence"],
            reason=form.cleaned_data["reason"],
            was=form.read_as,
            by=self.request.user,
        )

    def onward(self) -> str:
        """The next leaf of the sheet, or back to the list after the last one."""
        later = self.case.sheet.indicators.filter(order__gt=self.leaf.order)
        following = later.exclude(kind__in=[*NODES, LeafKind.SHARE]).first()
        if following is None:
            return self.way_back()
        return reverse("evaluation:leaf", args=[self.case.public_id, following.code])


NODES = (LeafKind.NODE, LeafKind.BONUS)


class AddEvidence(Leaf):
    """A further file for the leaf; the answer beside it stays as it is."""

    def form(self, data: Any = None) -> Any:
        return EvidenceForm(data, self.request.FILES)

    def page(self, form: Any, *, status: int = 200) -> HttpResponse:
        """The page of the leaf, with what is wrong with the file."""
        answer = super().form()
        context = {"form": answer, "act": self, "case": self.case}
        context |= {"back": self.way_back(), **self.context(answer)}
        context["evidence_form"] = form
        return render(self.request, self.template_name, context, status=status)

    def act(self, form: Any) -> None:
        evidences.put_forward(
            assessment=self.case,
            indicator=self.leaf,
            by=self.request.user,
            **form.cleaned_data,
        )

    def onward(self) -> str:
        return reverse("evaluation:leaf", args=[self.case.public_id, self.leaf.code])


class HandIn(CaseAct):
    """All answers once more, what stands between them and the next grade, hand in."""

    name, title, first = "hand_in", _("Check the answers and hand in"), True
    rule, states = can_fill, (AssessmentState.DRAFT,)
    template_name = "evaluation/hand_in.html"
    submit = _("Hand in")
    done = _("Handed in. You hear from the evaluation office here.")

    def context(self, form: Any) -> dict[str, Any]:
        return {"heads": heads_with_progress(self.case), "plan": plan_of(self.case)}

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        hand_in(assessment=self.case, version=version, by=self.request.user)


class Withdraw(CaseAct):
    name, title, look = "withdraw", _("Withdraw from the round"), "danger"
    rule = can_fill
    states = tuple(s for s in ARROWS if AssessmentState.WITHDRAWN in ARROWS[s])
    form_class = ReasonForm
    lead = _("The evaluation ends here. Nothing of it is made public.")
    submit, done = _("Withdraw"), _("Withdrawn.")

    def act(self, form: Any) -> None:
        withdraw(assessment=self.case, by=self.request.user, **form.cleaned_data)


# --- files ---------------------------------------------------------------------------------


def _evidence(request: HttpRequest, public_id: str) -> Evidence:
    seen = Assessment.objects.visible_to(request.user)
    rows = Evidence.objects.filter(assessment__in=seen).select_related(
        "assessment", "indicator", "attachment"
    )
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_safe
def evidence_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file as a download, for everybody who sees the assessment."""
    row = _evidence(request, public_id)
    if row.attachment is None:
        raise Http404
    return download(row.attachment)


@login_required
@require_POST
def drop_evidence(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a file back."""
    return _changed(request, public_id, evidences.withdraw_evidence)


@login_required
@require_POST
def replace_evidence(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another file in its place; a score that rests on the old one becomes stale."""
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors.get("file", [])))
        return redirect(_leaf_url(_evidence(request, public_id)))
    file = form.cleaned_data["file"]
    return _changed(request, public_id, evidences.replace_evidence, file=file)


def _changed(
    request: HttpRequest, public_id: str, verb: Any, **more: Any
) -> HttpResponse:
    row = _evidence(request, public_id)
    allow(can_fill(request.user, row.assessment))
    try:
        verb(evidence=row, by=request.user, **more)
    except ValidationError as error:
        if conflicts(error):
            return conflict(request, error, _leaf_url(row))
        messages.error(request, " ".join(error.messages))
    return redirect(_leaf_url(row))


def _leaf_url(row: Evidence) -> str:
    args = [row.assessment.public_id, row.indicator.code]
    return reverse("evaluation:leaf", args=args)
