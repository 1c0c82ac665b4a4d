"""Purchases: the list, one purchase, its files; what is recorded of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from matching.domain import purchase_course as course
from matching.domain.contract import record_contract
from matching.domain.purchase import begin_purchase, change_budget
from matching.enums import PurchaseState, TopicState
from matching.forms import purchase as forms
from matching.forms.versioned import Versioned
from matching.models import PurchaseProject, PurchaseTopic
from matching.queries import timeline
from matching.queries.purchase import (
    every_file,
    files_of,
    listed_purchases,
    milestone_rows,
    rules_for,
)
from matching.rules import purchase as rules
from matching.views.act import Act, allow, conflict
from matching.views.topic import TopicAct
from organisations.models import User
from records.attachments import download

PAGE = 25


def visible_purchase(user: User, public_id: str) -> PurchaseProject:
    """The purchase with what its pages show, or 404."""
    seen = PurchaseProject.objects.visible_to(user).select_related(
        "topic__service_type",
        "topic__street",
        "contract__supplier",
        "contract__recorded_by",
        "performance_by",
    )
    return get_object_or_404(seen, public_id=public_id)


@login_required
@require_safe
def purchase_list(request: HttpRequest) -> HttpResponse:
    """The newest first; no order says who supplies well."""
    allow(rules.can_see_purchases(request.user))
    form = forms.PurchaseFilter(request.GET)
    group = form.cleaned_data["group"] if form.is_valid() else ""
    seen = PurchaseProject.objects.visible_to(request.user)
    found = listed_purchases(seen.filter(state__in=form.GROUPS[group][1]))
    context = {
        "page_obj": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "groups": form.GROUPS,
        "group": group,
    }
    return render(request, "matching/purchase_list.html", context)


@login_required
@require_safe
def purchase_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Terms, contract, milestones, how it went, and the trail of it all."""
    project = visible_purchase(request.user, public_id)
    keeps = rules.can_keep_purchase(request.user, project).ok
    budget = list(project.budget.all())
    context = {
        "project": project,
        "contract": getattr(project, "contract", None),
        "budget": budget,
        "planned": sum(line.amount for line in budget),
        "rows": milestone_rows(project, timezone.localdate()),
        "files": files_of(project),
        "rules": rules_for(project.funding),
        "steps": timeline(project),
        "keeps": keeps,
        "reports": not keeps and rules.can_report_on(request.user, project).ok,
    }
    return render(request, "matching/purchase.html", context)


@login_required
@require_safe
def purchase_file(request: HttpRequest, public_id: str, file: str) -> FileResponse:
    """A file of the contract or of a milestone, for whoever sees the purchase."""
    project = visible_purchase(request.user, public_id)
    return download(get_object_or_404(every_file(project), public_id=file))


class Begin(TopicAct):
    """From a gathered topic."""

    rule = rules.can_begin_purchase
    states = (TopicState.OPEN, TopicState.TAKEN)
    form_class = forms.BeginForm
    template_name = "matching/purchase_act.html"
    title, submit = _("Begin a purchase"), _("Begin it")
    lead = _(
        "Who supplies is decided by the buyer's procurement procedure, outside this "
        "system; its result is recorded here afterwards."
    )
    thing: PurchaseTopic

    def context(self, form: Any) -> dict[str, Any]:
        return {"topic": self.thing}

    def act(self, form: Any) -> HttpResponse:
        project = begin_purchase(
            topic=self.thing,
            version=form.cleaned_data["version"],
            terms=form.terms(),
            budget=form.cleaned_data["lines"],
            by=self.request.user,
        )
        return redirect("matching:purchase", project.public_id)


class PurchaseAct(Act):
    """An act on a purchase, by the street or the centre."""

    rule = rules.can_keep_purchase
    template_name = "matching/purchase_act.html"
    thing: PurchaseProject

    def load(self, public_id: str) -> PurchaseProject:
        return visible_purchase(self.request.user, public_id)

    def way_back(self) -> str:
        return reverse("matching:purchase", args=[self.thing.public_id])

    def whence(self) -> str:
        topic = self.thing.topic
        return f"{topic.service_type} · {topic.street}"

    def conflict(self, error: ValidationError) -> HttpResponse:
        state = PurchaseProject.objects.get(pk=self.thing.pk).get_state_display()
        context = {"url": self.way_back(), "state": state, "typed": self.typed()}
        return conflict(self.request, error, **context)

    def context(self, form: Any) -> dict[str, Any]:
        return {"topic": self.thing.topic, "rules": rules_for(self.thing.funding)}


class Budget(PurchaseAct):
    states = (PurchaseState.PLANNED,)
    form_class = forms.BudgetForm
    title, submit = _("Change the budget"), _("Keep it")
    done = _("Kept.")

    def form_arguments(self) -> dict[str, Any]:
        return {"budget": self.thing.budget.all()}

    def act(self, form: Any) -> None:
        values = form.cleaned_data
        change_budget(
            project=self.thing,
            version=values["version"],
            budget=values["lines"],
            by=self.request.user,
        )


class Contract(PurchaseAct):
    states = (PurchaseState.PLANNED,)
    form_class = forms.ContractForm
    title, submit = _("Record the contract"), _("Record it")
    lead = _(
        "Record what the buyer's procedure decided and what was signed. This system "
        "chooses no supplier and compares none."
    )
    done = _("Recorded. The supplier was told.")

    def act(self, form: Any) -> None:
        values = form.cleaned_data
        record_contract(
            project=self.thing,
            version=values["version"],
            chosen=form.chosen(),
            signed=form.signed(),
            steps=values["steps"],
            file=values["file"],
            by=self.request.user,
        )


class Pause(PurchaseAct):
    states = (PurchaseState.CONTRACTED,)
    form_class = forms.WhyForm
    title, submit = _("Pause the purchase"), _("Pause it")
    done = _("Paused. The supplier was told.")

    def act(self, form: Any) -> None:
        course.pause_purchase(
            project=self.thing, by=self.request.user, **form.cleaned_data
        )


class Resume(PurchaseAct):
    states = (PurchaseState.PAUSED,)
    form_class = Versioned
    title, submit = _("Resume the purchase"), _("Resume it")
    done = _("It goes on. The supplier was told.")

    def act(self, form: Any) -> None:
        course.resume_purchase(
            project=self.thing, by=self.request.user, **form.cleaned_data
        )


class Terminate(PurchaseAct):
    states = (PurchaseState.CONTRACTED, PurchaseState.PAUSED)
    form_class = forms.WhyForm
    title, submit, look = _("End the contract early"), _("End it early"), "danger"
    lead = _("What was accepted stays accepted; nothing more is reported.")
    done = _("Ended early. The supplier was told.")

    def act(self, form: Any) -> None:
        course.terminate_purchase(
            project=self.thing, by=self.request.user, **form.cleaned_data
        )


class Drop(PurchaseAct):
    states = (PurchaseState.PLANNED,)
    form_class = forms.WhyForm
    title, submit, look = _("Give the purchase up"), _("Give it up"), "danger"
    lead = _("The topic stays on the list and may be bought another time.")
    done = _("Given up.")

    def act(self, form: Any) -> None:
        course.drop_purchase(
            project=self.thing, by=self.request.user, **form.cleaned_data
        )


class Judge(PurchaseAct):
    states = (PurchaseState.COMPLETED,)
    form_class = forms.JudgeForm
    title, submit = _("Say how well it went"), _("Keep it")
    lead = _("The supplier reads it. It is no ranking and no condition for the next.")
    done = _("Kept. The supplier was told.")

    def act(self, form: Any) -> None:
        course.judge_purchase(
            project=self.thing, by=self.request.user, **form.cleaned_data
        )
