"""Ties, challenges and reports: what is declared, and what the office rules."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evaluation.domain.recusal import declare_tie, lift_tie, rule_on_challenge
from evaluation.domain.report import begin_verification, rule_on_report
from evaluation.enums.decision import ReportState
from evaluation.forms.decision import (
    ReasonForm,
    ReportRulingForm,
    RulingForm,
    TieForm,
)
from evaluation.forms.versioned import ActForm
from evaluation.models import Assessment, Challenge, Report, Tie
from evaluation.queries.decision import contestable
from evaluation.queries.recusal import challenges_to_rule, own_ties
from evaluation.rules import decision as rules
from evaluation.views.act import Deed, allow


@login_required
@require_safe
def tie_list(request: HttpRequest) -> HttpResponse:
    """One's own declared relations; for the office, those of the people it asks."""
    allow(rules.can_declare(request.user))
    others = Tie.objects.kept_by(request.user).select_related("user", "provider")
    context = {"ties": own_ties(request.user), "others": others}
    return render(request, "evaluation/tie_list.html", context)


class DeclareTie(Deed):
    form_class = TieForm
    title = _("Declare a relation")
    lead = _(
        "You are not asked to judge an organisation to which you have a relation, and "
        "do not see its case."
    )
    submit = _("Declare it")
    done = _("Declared. You stay away from this organisation's cases.")

    def load(self) -> None:
        return None

    def allow(self) -> Any:
        return rules.can_declare(self.request.user)

    def act(self, form: Any) -> None:
        user = self.request.user
        declare_tie(user=user, by=user, **form.cleaned_data)

    def way_back(self) -> str:
        return reverse("evaluation:ties")


class LiftTie(Deed):
    form_class = ReasonForm
    title = _("Lift this recusal")
    submit = _("Lift it")
    done = _("Lifted.")

    def load(self, public_id: str) -> Tie:
        rows = Tie.objects.kept_by(self.request.user).standing()
        return get_object_or_404(
            rows.select_related("provider__street"), public_id=public_id
        )

    def allow(self) -> Any:
        return rules.can_declare(self.request.user)

    def act(self, form: Any) -> None:
        reason = form.cleaned_data["reason"]
        lift_tie(tie=self.thing, reason=reason, by=self.request.user)

    def way_back(self) -> str:
        return reverse("evaluation:ties")


class RuleOnChallenge(Deed):
    form_class = RulingForm
    title = _("Rule on the request for recusal")
    submit = _("Rule")
    done = _("Ruled; the organisation was told.")

    def load(self, public_id: str) -> Challenge:
        judged = Assessment.objects.judged_by(self.request.user)
        rows = challenges_to_rule(self.request.user, judged)
        return get_object_or_404(rows, public_id=public_id)

    def allow(self) -> Any:
        return rules.can_rule_on_challenge(self.request.user, self.thing.assessment)

    def act(self, form: Any) -> None:
        rule_on_challenge(
            challenge=self.thing, by=self.request.user, **form.cleaned_data
        )

    def way_back(self) -> str:
        case = self.thing.assessment
        return reverse("evaluation:decision", args=[case.public_id])

    def context(self, form: Any) -> dict[str, Any]:
        return {"quoted": self.thing.reason, "about": self.thing.user.spoken_name}


@login_required
@require_safe
def report_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was written, for the office and the bureau alone."""
    report = _visible_report(request, public_id)
    may = rules.can_rule_on_report(request.user, report.assessment).ok
    return render(
        request, "evaluation/report.html", {"report": report, "rules_on": may}
    )


class ReportDeed(Deed):
    """What the office does with a report."""

    def load(self, public_id: str) -> Report:
        return _visible_report(self.request, public_id)

    def allow(self) -> Any:
        return rules.can_rule_on_report(self.request.user, self.thing.assessment)

    def way_back(self) -> str:
        return reverse("evaluation:report", args=[self.thing.public_id])


class TakeUpReport(ReportDeed):
    form_class = ActForm
    states = (ReportState.RECEIVED,)
    title = _("Take up the verification")
    submit = _("Take up the verification")

    def act(self, form: Any) -> None:
        begin_verification(report=self.thing, by=self.request.user)


class RuleOnReport(ReportDeed):
    form_class = ReportRulingForm
    states = (ReportState.VERIFYING,)
    title = _("Rule on the report")
    submit = _("Rule")
    done = _("Ruled; both sides are told.")

    def form_arguments(self) -> dict[str, Any]:
        return {"leaves": contestable(self.thing.assessment)}

    def act(self, form: Any) -> None:
        rule_on_report(report=self.thing, by=self.request.user, **form.cleaned_data)


def _visible_report(request: HttpRequest, public_id: str) -> Report:
    rows = Report.objects.visible_to(request.user).select_related(
        "assessment__provider", "assessment__round__district", "assessment__sheet"
    )
    return get_object_or_404(rows, public_id=public_id)
