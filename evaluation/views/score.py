"""The experts' pages: the sheet in three columns, one leaf, signing, the opinion."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evaluation.domain.findings import sign_opinion
from evaluation.domain.panel import submit_scores, unscored_by
from evaluation.domain.score import REVIEWING, leaf_of, score_as_expert
from evaluation.enums import Column, LeafKind, ScoringMode
from evaluation.forms.case import OpinionForm
from evaluation.forms.leaf import ScoreForm
from evaluation.forms.versioned import Versioned
from evaluation.models import Assessment, Indicator, Score
from evaluation.queries.evidence import basis, repeated_evidence, standing_evidence
from evaluation.queries.panel import panel_of, seat_on, seats_of
from evaluation.queries.sheet import (
    NODES,
    blind_to_others,
    heads_with_progress,
    lines_of,
)
from evaluation.rules.case import can_fill, can_lead, can_score
from evaluation.views.act import CaseAct, visible_case
from organisations.models import User


@login_required
@require_safe
def sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """The three columns side by side, as far as this reader may see them."""
    case = visible_case(request.user, public_id)
    context = {
        "case": case,
        "heads": heads_for(case, request.user),
        "own": bool(can_fill(request.user, case)),
        "independent": case.sheet.mode == ScoringMode.INDEPENDENT,
    }
    return render(request, "evaluation/score_sheet.html", context)


def heads_for(case: Assessment, user: User) -> Any:
    """The organisation sees its own column; an expert who scores alone her own beside
    it until she has submitted; everybody else all of them."""
    if can_fill(user, case):
        return heads_with_progress(case)
    seat = seat_on(case, user)
    return lines_of(case, seat=seat if blind_to_others(case, seat) else None)


@login_required
@require_safe
def score_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """An expert's page of one case: every leaf with evidence and points, what is left,
    who has signed."""
    case = visible_case(request.user, public_id)
    seat = seat_on(case, request.user)
    if seat is None:
        raise PermissionDenied(can_score(request.user, case).reason)
    blind = blind_to_others(case, seat)
    left = unscored_by(case, seat)
    context = {
        "case": case,
        "heads": lines_of(case, seat=seat if blind else None),
        "seat": seat,
        "left": left,
        "first_left": left[0] if left else "",
        "blind": blind,
        "seats": [] if blind else list(seats_of(seat.panel)),
        "open": case.state in REVIEWING,
        "repeated": repeated_evidence(case),
        "leads": seat.leads and not blind,
        "independent": case.sheet.mode == ScoringMode.INDEPENDENT,
        "versioned": Versioned(initial={"version": case.version}),
    }
    return render(request, "evaluation/score_list.html", context)


class ScoreLeaf(CaseAct):
    """One leaf: what it asks, what the organisation said, the files, the points."""

    rule, states = can_score, REVIEWING
    template_name = "evaluation/score.html"
    edits = "was"
    submit = _("Save and go on")
    leaf: Indicator

    def open(self, public_id: str, **more: str) -> None:
        super().open(public_id=public_id)
        kinds = [*NODES, LeafKind.SHARE]
        leaves = self.case.sheet.indicators.exclude(kind__in=kinds)
        self.leaf = get_object_or_404(leaves, code=more["code"])
        self.title = self.leaf.spoken_name
        self.seat = seat_on(self.case, self.request.user)

    def own_score(self) -> Score | None:
        """What the group gave, or this expert alone."""
        alone = self.case.sheet.mode == ScoringMode.INDEPENDENT
        rows = self.seat.panel.scores.filter(indicator=self.leaf)
        return rows.filter(seat=self.seat if alone else None).first()

    def form(self, data: Any = None) -> ScoreForm:
        return ScoreForm(
            data,
            ladder=leaf_of(self.leaf).ladder,
            seen=basis(self.case, self.leaf),
            score=self.own_score(),
        )

    def context(self, form: Any) -> dict[str, Any]:
        own = self.case.scores.filter(indicator=self.leaf, column=Column.SELF)
        files = standing_evidence(self.case).filter(indicator=self.leaf)
        return {"leaf": self.leaf, "said": own.first(), "evidence": files}

    def act(self, form: Any) -> None:
        score_as_expert(
            assessment=self.case,
            indicator=self.leaf,
            by=self.request.user,
            **{**form.cleaned_data, "was": form.read_as},
        )

    def way_back(self) -> str:
        return reverse("evaluation:score_list", args=[self.case.public_id])

    def onward(self) -> str:
        """The next leaf that this expert has not scored, or back to the list."""
        left = unscored_by(self.case, self.seat)
        if not left:
            return self.way_back()
        return reverse("evaluation:score", args=[self.case.public_id, left[0]])


class Submit(CaseAct):
    """An expert signs."""

    name, title = "submit", _("Sign the scores")
    rule, states = can_score, REVIEWING
    submit, done = _("Sign"), _("Signed.")

    @property
    def lead(self) -> str:
        if self.case.sheet.mode == ScoringMode.GROUP:
            return gettext(
                "You sign the points of the group. Who changes them later asks everybody to sign again."
            )
        return gettext(
            "Your points stand from here on; you then see those of your colleagues."
        )

    def act(self, form: Any) -> None:
        submit_scores(assessment=self.case, by=self.request.user)

    def way_back(self) -> str:
        return reverse("evaluation:score_list", args=[self.case.public_id])


class Opinion(CaseAct):
    name, title, first = "opinion", _("File the opinion"), True
    rule, states = can_lead, REVIEWING
    form_class = OpinionForm
    lead = _(
        "The experts' opinion with all signatures. It cannot be changed afterwards."
    )
    submit, done = _("Sign and file"), _("The opinion is filed.")

    def act(self, form: Any) -> None:
        sign_opinion(assessment=self.case, by=self.request.user, **form.cleaned_data)

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        panel = panel_of(case)
        return panel is not None and all(s.submitted_at for s in seats_of(panel))
