"""A project of a co-building plan: begun, done, put off, dropped, by either side."""

from __future__ import annotations

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from organisations import rules
from organisations.domain.plan_project import move_project, put_off_project
from organisations.enums import ProjectState
from organisations.forms import cobuilding as forms
from organisations.models import PlanProject
from organisations.rules import Verdict
from organisations.views.cobuilding import PlanAct


class ProjectAct(PlanAct):
    thing: PlanProject
    done = _("Kept.")

    def find(self, project: int) -> PlanProject:
        projects = PlanProject.objects.filter(need__plan=self.plan)
        found = projects.select_related(
            "need__plan__place", "resource__unit__provider", "resource__unit__plan"
        )
        return get_object_or_404(found, pk=project)

    def verdict(self) -> Verdict:
        return rules.can_move_project(self.request.user, self.thing)

    def initial(self) -> dict[str, Any]:
        return {"version": self.plan.version}


class Begin(ProjectAct):
    title, submit = _("This project has begun"), _("It has begun")
    to: ClassVar[ProjectState] = ProjectState.UNDER_WAY

    def act(self, form: Any) -> Any:
        reason = form.cleaned_data.get("reason", "")
        return move_project(
            project=self.thing, to=self.to, reason=reason, by=self.request.user
        )


class Finish(Begin):
    title, submit = _("This project is done"), _("It is done")
    to = ProjectState.DONE


class Drop(Begin):
    form_class = forms.WhyForm
    title, submit = _("Drop this project"), _("Drop it")
    lead = _("Both sides read the reason.")
    look = "danger"
    to = ProjectState.DROPPED


class PutOff(ProjectAct):
    form_class = forms.PutOffForm
    title, submit = _("Put this project off"), _("Put it off")
    lead = _("What is still open at the end of the year goes into the next plan.")

    def arguments(self) -> dict[str, Any]:
        return {"project": self.thing}

    def act(self, form: Any) -> Any:
        return put_off_project(
            project=self.thing, by=self.request.user, **form.cleaned_data
        )
