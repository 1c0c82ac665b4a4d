"""Co-building plans: the list, one plan with its three lists, and what is done to it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organisations import rules
from organisations.domain import cobuilding as verbs
from organisations.enums import PlanState, Role, UnitWord
from organisations.forms import cobuilding as forms
from organisations.models import (
    CoBuildingPlan,
    PlanNeed,
    PlanResource,
    PlanUnit,
    Territory,
    User,
)
from organisations.queries.cobuilding import listed_plans, three_lists
from organisations.rules import Verdict
from organisations.views.act import Act

PER_PAGE = 25


def visible_plan(user: User, public_id: str) -> CoBuildingPlan:
    plans = CoBuildingPlan.objects.visible_to(user).select_related("place", "drawn_by")
    return get_object_or_404(plans, public_id=public_id)


def own_places(user: User) -> Any:
    """Communities and streets whose plan this user draws up."""
    held = user.appointments.current().filter(
        Q(role=Role.COMMUNITY_SECRETARY) | Q(role=Role.STREET_OFFICER)
    )
    return Territory.objects.filter(pk__in=held.values("territory_id"))


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The plans of one's place, or those that one's unit is asked to."""
    found = listed_plans(CoBuildingPlan.objects.visible_to(request.user))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    may_draw = own_places(request.user).exists()
    context = {"page": page, "may_draw": may_draw}
    return render(request, "organisations/plans.html", context)


@login_required
@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """The three lists, who has said yes, and what the reader may do."""
    plan = visible_plan(request.user, public_id)
    lists = three_lists(plan)
    running = set(rules.run_by(request.user))
    may_draw = rules.can_draw_plan(request.user, plan.place).ok
    own = [unit for unit in lists.units if unit.provider_id in running]
    asked = plan.state == PlanState.SENT and plan.drawn_by_id != request.user.pk
    context = {
        "plan": plan,
        "lists": lists,
        "may_draw": may_draw,
        "own": own,
        "to_answer": [u for u in own if asked and u.word == UnitWord.ASKED],
        "may_list": lists.units if may_draw else own,
        "movable": {
            project.pk
            for project in lists.projects
            if may_draw or project.resource.unit.provider_id in running
        },
    }
    return render(request, "organisations/plan.html", context)


class Draw(Act):
    form_class = forms.PlanForm
    title, submit = _("Draw up a plan"), _("Draw it up")
    lead = _(
        "What last year's plan left open stands on it from the start: units, resources, "
        "needs, projects."
    )
    done = _("Drawn up. Ask the units now, and list what the community needs.")

    def verdict(self) -> Verdict:
        place = own_places(self.request.user).first()
        if place is None:
            return rules.no(rules.only_the_secretary())
        return rules.can_draw_plan(self.request.user, place)

    def arguments(self) -> dict[str, Any]:
        year = timezone.localdate().year
        return {"places": own_places(self.request.user), "years": [year, year + 1]}

    def act(self, form: Any) -> CoBuildingPlan:
        return verbs.draw_up_plan(**form.cleaned_data, by=self.request.user)

    def way_back(self) -> str:
        return reverse("organisations:plans")

    def way_on(self, made: CoBuildingPlan) -> str:
        return reverse("organisations:plan", args=[made.public_id])


class PlanAct(Act):
    """An act of whoever draws the plan up."""

    plan: CoBuildingPlan

    def load(self, public_id: str, **names: Any) -> Any:
        self.plan = visible_plan(self.request.user, public_id)
        return self.find(**names)

    def find(self, **names: Any) -> Any:
        return self.plan

    def verdict(self) -> Verdict:
        return rules.can_draw_plan(self.request.user, self.plan.place)

    def way_back(self) -> str:
        return reverse("organisations:plan", args=[self.plan.public_id])


class AskUnit(PlanAct):
    form_class = forms.UnitForm
    title, submit = _("Ask a unit"), _("Put it into the plan")
    lead = _("A public-sector unit or any other body on the register.")
    done = _("Asked. Its administrators were told.")

    def arguments(self) -> dict[str, Any]:
        return {"district": self.plan.place.district_code}

    def act(self, form: Any) -> Any:
        return verbs.ask_unit(
            plan=self.plan, provider=form.cleaned_data["provider"], by=self.request.user
        )


class ListNeed(PlanAct):
    form_class = forms.NeedLineForm
    title, submit = _("A line of the need list"), _("Put it on this list")
    done = _("On the list.")

    def act(self, form: Any) -> Any:
        return verbs.list_need(
            plan=self.plan, by=self.request.user, **form.cleaned_data
        )


class Agree(PlanAct):
    form_class = forms.ProjectLineForm
    title, submit = _("A line of the project list"), _("Put it on this list")
    lead = _("The unit says yes to it when it confirms the plan.")
    done = _("On the list.")

    def arguments(self) -> dict[str, Any]:
        return {"plan": self.plan}

    def act(self, form: Any) -> Any:
        return verbs.agree_project(by=self.request.user, **form.cleaned_data)


class Send(PlanAct):
    title, submit = _("Send the plan to the units"), _("Send it")
    lead = _("Each unit confirms it, or says why not. Lines can be added later too.")
    done = _("Sent. The units were told.")

    def act(self, form: Any) -> Any:
        version = form.cleaned_data["version"]
        return verbs.send_plan(plan=self.plan, version=version, by=self.request.user)


class UnitAct(PlanAct):
    """An act on one unit of the plan."""

    thing: PlanUnit

    def find(self, unit: int) -> PlanUnit:
        units = self.plan.units.select_related("provider", "plan__place")
        return get_object_or_404(units, pk=unit)


class ListResource(UnitAct):
    form_class = forms.ResourceForm
    title, submit = _("A line of the resource list"), _("Put it on this list")
    done = _("On the list.")

    def verdict(self) -> Verdict:
        return rules.can_list_resource(self.request.user, self.thing)

    def arguments(self) -> dict[str, Any]:
        return {"unit": self.thing}

    def act(self, form: Any) -> Any:
        return verbs.list_resource(
            unit=self.thing, by=self.request.user, **form.cleaned_data
        )


class Confirm(UnitAct):
    title, submit = _("Confirm the plan"), _("Confirm it")
    lead = _("You say yes to the projects of your unit as they stand in the plan.")
    done = _("Confirmed.")

    def verdict(self) -> Verdict:
        return rules.can_answer_plan(self.request.user, self.thing)

    def initial(self) -> dict[str, Any]:
        return {"version": self.plan.version}

    def act(self, form: Any) -> Any:
        return verbs.confirm_plan(
            unit=self.thing, by=self.request.user, **form.cleaned_data
        )


class Decline(Confirm):
    form_class = forms.DeclineForm
    title, submit = _("Not this year"), _("Do not take part")
    lead = _("Your projects of this plan are dropped; the community reads the reason.")
    done = _("The community was told.")
    look = "danger"

    def act(self, form: Any) -> Any:
        return verbs.decline_plan(
            unit=self.thing, by=self.request.user, **form.cleaned_data
        )


class DropResource(PlanAct):
    title, submit = _("Take this line off the list"), _("Take it off")
    done = _("Off the list.")
    look = "danger"
    thing: PlanResource

    def find(self, line: int) -> PlanResource:
        lines = PlanResource.objects.filter(unit__plan=self.plan)
        found = lines.select_related("unit__plan__place", "unit__provider")
        return get_object_or_404(found, pk=line)

    def verdict(self) -> Verdict:
        return rules.can_list_resource(self.request.user, self.thing.unit)

    def initial(self) -> dict[str, Any]:
        return {"version": self.plan.version}

    def act(self, form: Any) -> None:
        verbs.drop_line(line=self.thing, by=self.request.user)


class DropNeed(DropResource):
    thing: PlanNeed

    def find(self, line: int) -> PlanNeed:
        return get_object_or_404(self.plan.needs.select_related("plan"), pk=line)

    def verdict(self) -> Verdict:
        return rules.can_draw_plan(self.request.user, self.plan.place)
