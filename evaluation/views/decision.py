"""The decision page of a case, and what is done there: challenge, notice, review."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evaluation.domain.award import confirm
from evaluation.domain.public_notice import publish_notice
from evaluation.domain.recusal import challenge
from evaluation.domain.review import (
    form_review_panel,
    request_review,
    serve_decision,
)
from evaluation.domain.second_look import finish_look, score_again
from evaluation.enums import NOT_PUBLIC, AssessmentState
from evaluation.enums.decision import ReviewState
from evaluation.forms.decision import (
    ChallengeForm,
    DecisionForm,
    HearingForm,
    PointsForm,
    ReviewForm,
    ReviewPanelForm,
)
from evaluation.models import Assessment
from evaluation.queries.committee import review_of
from evaluation.queries.decision import (
    challengeable,
    contestable,
    decision_of,
    held_up,
)
from evaluation.queries.review import review_experts
from evaluation.rules import decision as rules
from evaluation.views.act import CaseAct, visible_case
from organisations.models import User

_S = AssessmentState


@login_required
@require_safe
def decision_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Votes, notice, review and reports of one case, and what this reader does next."""
    case = visible_case(request.user, public_id)
    offers = [act.offer(case, request.user) for act in ACTS]
    context = {
        "case": case,
        "offers": [offer for offer in offers if offer],
        "waits": Confirm.waits(case, request.user),
        **decision_of(case, request.user),
    }
    return render(request, "evaluation/decision.html", context)


class DecisionAct(CaseAct):
    """What the acts of this page share."""

    template_name = "evaluation/decide.html"

    def way_back(self) -> str:
        return reverse("evaluation:decision", args=[self.case.public_id])

    @classmethod
    def review_is(cls, case: Assessment, *states: str) -> bool:
        review = review_of(case)
        return review is not None and review.state in states


class Challenge(DecisionAct):
    name = "challenge"
    form_class = ChallengeForm
    rule = staticmethod(rules.can_challenge)
    states = tuple(sorted(NOT_PUBLIC))
    title = _("Ask that somebody stay away")
    lead = _(
        "Say why this expert or member might not judge impartially. Until the ruling "
        "she does nothing in your case and no time limit runs."
    )
    submit = _("Send to the evaluation office")
    done = _("Sent. The evaluation office rules with reasons.")

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return case.state != _S.DRAFT and bool(challengeable(case))

    def form_arguments(self) -> dict[str, Any]:
        return {"people": challengeable(self.case)}

    def act(self, form: Any) -> None:
        challenge(
            assessment=self.case,
            user=form.cleaned_data["user"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )


class Publish(DecisionAct):
    name = "publish_notice"
    rule = staticmethod(rules.can_publish)
    states = (_S.GRADED,)
    first = True
    title = _("Publish the result")
    lead = _("What is published now is never changed. From today the days run.")
    submit = _("Publish")
    done = _("Published.")

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        publish_notice(assessment=self.case, version=version, by=self.request.user)


class AskReview(DecisionAct):
    name = "ask_review"
    form_class = ReviewForm
    rule = staticmethod(rules.can_ask_review)
    states = (_S.PUBLIC_NOTICE,)
    title = _("Ask for a review")
    lead = _("Other experts look again at what you contest, once.")
    submit = _("Ask for the review")
    done = _("Your request is with the evaluation office.")

    def form_arguments(self) -> dict[str, Any]:
        return {"leaves": contestable(self.case)}

    def act(self, form: Any) -> None:
        request_review(
            assessment=self.case,
            leaves=form.cleaned_data["leaves"],
            text=form.cleaned_data["text"],
            by=self.request.user,
        )


class FormReviewPanel(DecisionAct):
    name = "review_panel"
    form_class = ReviewPanelForm
    rule = staticmethod(rules.can_form_review)
    states = (_S.REVIEW_REQUESTED,)
    first = True
    title = _("Name the experts of the review")
    lead = _("Nobody of the first panel and nobody with a tie is listed.")
    submit = _("Ask them")
    done = _("They were asked.")

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return cls.review_is(case, ReviewState.ASKED)

    def form_arguments(self) -> dict[str, Any]:
        return {"people": review_experts(self.case)}

    def act(self, form: Any) -> None:
        form_review_panel(
            review=self.case.review,
            experts=form.cleaned_data["experts"],
            by=self.request.user,
        )


class ScoreAgain(DecisionAct):
    name = "score_again"
    form_class = PointsForm
    rule = staticmethod(rules.can_look_again)
    states = (_S.REVIEW_REQUESTED,)
    first = True
    title = _("Look again at a contested indicator")
    submit = _("Save the points")
    done = _("Saved.")

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return cls.review_is(case, ReviewState.LOOKING)

    def form_arguments(self) -> dict[str, Any]:
        return {"leaves": self.case.review.leaves.all()}

    def act(self, form: Any) -> None:
        score_again(review=self.case.review, by=self.request.user, **form.cleaned_data)


class FinishLook(DecisionAct):
    name = "finish_look"
    form_class = HearingForm
    rule = staticmethod(rules.can_look_again)
    states = (_S.REVIEW_REQUESTED,)
    title = _("Sign the second look")
    submit = _("Sign")
    done = _("Signed. The committee votes on it.")

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return cls.review_is(case, ReviewState.LOOKING)

    def act(self, form: Any) -> None:
        finish_look(
            review=self.case.review,
            hearing=form.cleaned_data["hearing"],
            fraud=form.cleaned_data["fraud"],
            by=self.request.user,
        )


class Serve(DecisionAct):
    name = "serve_decision"
    form_class = DecisionForm
    rule = staticmethod(rules.can_publish)
    states = (_S.REVIEWED,)
    first = True
    title = _("Serve the decision on the review")
    lead = _("The organisation is told, and the result is published.")
    submit = _("Serve it")
    done = _("Served and published.")

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return cls.review_is(case, ReviewState.DECIDED)

    def act(self, form: Any) -> None:
        serve_decision(
            review=self.case.review,
            decision=form.cleaned_data["decision"],
            by=self.request.user,
        )


class Confirm(DecisionAct):
    name = "confirm_result"
    rule = staticmethod(rules.can_publish)
    states = (_S.PUBLIC_NOTICE, _S.REVIEWED)
    title = _("Confirm and announce")
    lead = _("The grade goes into the register and is in force from its first day.")
    submit = _("Confirm")
    done = _("Confirmed.")

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return held_up(case) is None

    @classmethod
    def waits(cls, case: Assessment, user: User) -> str:
        """For whoever confirms it later: what has to end first, in a sentence."""
        if case.state not in cls.states or not cls.rule(user, case):
            return ""
        _code, sentence = held_up(case) or ("", "")
        return sentence

    def context(self, form: Any) -> dict[str, Any]:
        return {"quoted": _("Result: %(grade)s.") % {"grade": self.case.grade}}

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        confirm(assessment=self.case, version=version, by=self.request.user)


ACTS: tuple[type[DecisionAct], ...] = (
    Publish,
    FormReviewPanel,
    ScoreAgain,
    FinishLook,
    Serve,
    Confirm,
    AskReview,
    Challenge,
)
