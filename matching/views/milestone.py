"""One milestone of a contract: what it rests on, its report, its acceptance."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from matching.domain import milestone as verbs
from matching.enums import REPORTABLE, MilestoneState
from matching.forms import purchase as forms
from matching.models import Engagement, Milestone
from matching.queries.purchase import engagements_open_to
from matching.rules import purchase as rules
from matching.views.act import Act, conflict


class MilestoneAct(Act):
    """An act on a milestone; its state stands for the version."""

    template_name = "matching/purchase_act.html"
    rule = rules.can_settle_milestone
    thing: Milestone

    def load(self, public_id: str) -> Milestone:
        seen = Milestone.objects.visible_to(self.request.user).select_related(
            "project__topic__service_type",
            "project__topic__street",
            "project__contract",
        )
        return get_object_or_404(seen, public_id=public_id)

    def version(self) -> str:
        return self.thing.state

    def way_back(self) -> str:
        return reverse("matching:purchase", args=[self.thing.project.public_id])

    def whence(self) -> str:
        topic = self.thing.project.topic
        return f"{topic.service_type} · {topic.street}"

    def conflict(self, error: ValidationError) -> HttpResponse:
        state = Milestone.objects.get(pk=self.thing.pk).get_state_display()
        context = {"url": self.way_back(), "state": state, "typed": self.typed()}
        return conflict(self.request, error, **context)

    def context(self, form: Any) -> dict[str, Any]:
        return {"topic": self.thing.project.topic, "milestone": self.thing}


class Tie(MilestoneAct):
    states = REPORTABLE
    form_class = forms.TieForm
    title, submit = _("What the milestone rests on"), _("Keep it")
    lead = _(
        "It is due when each of these engagements is confirmed by two keys; where it "
        "rests on none, on its day."
    )
    done = _("Kept.")

    def form_arguments(self) -> dict[str, Any]:
        found = engagements_open_to(self.thing).select_related(
            "line__item__service_type", "need__community"
        )
        parts = self.thing.parts.values_list("engagement", flat=True)
        return {
            "engagements": [(each.pk, _named(each)) for each in found],
            "initial": {"engagements": list(parts)},
        }

    def act(self, form: Any) -> None:
        wanted = form.cleaned_data["engagements"]
        verbs.tie_engagements(
            milestone=self.thing,
            engagements=engagements_open_to(self.thing).filter(pk__in=wanted),
            by=self.request.user,
        )


def _named(engagement: Engagement) -> str:
    """Service, quantity and day; neither number nor words of the need."""
    service = engagement.line.item.service_type
    day = formats.date_format(timezone.localdate(engagement.invited_at), "DATE_FORMAT")
    amount = service.amount(engagement.quantity)
    return f"{service} · {amount} · {day} · {engagement.get_state_display()}"


class Report(MilestoneAct):
    """By the supplier."""

    rule = rules.can_report_milestone
    states = REPORTABLE
    form_class = forms.ReportForm
    title, submit = _("Report the milestone"), _("Report it")
    done = _("Reported. The buyer's side accepts it or says what is missing.")

    def act(self, form: Any) -> None:
        values = form.cleaned_data
        verbs.report_milestone(
            milestone=self.thing,
            report=values["report"],
            file=values["file"],
            by=self.request.user,
        )


class Settle(MilestoneAct):
    """By the street or the centre, never by the supplier's people."""

    states = (MilestoneState.REPORTED,)
    form_class = forms.SettleForm
    title, submit = _("Accept the milestone or not"), _("Keep it")
    done = _("Kept. The supplier was told.")

    def context(self, form: Any) -> dict[str, Any]:
        return {**super().context(form), "quoted": self.thing.report}

    def act(self, form: Any) -> None:
        values = form.cleaned_data
        verbs.settle_milestone(
            milestone=self.thing,
            outcome=values["outcome"],
            words=values["words"],
            by=self.request.user,
        )
