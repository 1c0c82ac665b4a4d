"""A delivery about which two sides differ; and letting another take over the rest."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching import rules
from matching.domain import dispute as verbs
from matching.domain.faults import refuse
from matching.domain.replacement import replace_engagement
from matching.enums import ENGAGEMENT_ARROWS, EngagementState
from matching.forms import hours as forms
from matching.models import Dispute
from matching.queries import units_delivered
from matching.views.choice import Alternatives, alternatives
from matching.views.engagement import EngagementAct

REPLACEABLE = tuple(
    state
    for state, after in ENGAGEMENT_ARROWS.items()
    if EngagementState.REPLACED in after
)


class NeedSideAct(EngagementAct):
    """An act that leads back to where its reader came from: need or invitation."""

    def way_back(self) -> str:
        if rules.can_answer(self.request.user, self.thing):
            return super().way_back()
        return reverse("matching:need", args=[self.thing.need.public_id])


class Open(NeedSideAct):
    rule = rules.can_take_part_in_dispute
    states = (EngagementState.DELIVERED,)
    form_class = forms.DisputeForm
    title, submit = _("It was not so"), _("Send it")
    lead = _("Until this is settled the hours do not count. The other side is heard.")
    done = _("Sent. The other side and the station manager were told.")

    def act(self, form: Any) -> None:
        said = form.cleaned_data["said"]
        verbs.dispute_delivery(engagement=self.thing, said=said, by=self.request.user)


class DisputedAct(NeedSideAct):
    """What was said stands above the form."""

    states = (EngagementState.DISPUTED,)
    template_name = "matching/dispute_act.html"

    def context(self, form: Any) -> dict[str, Any]:
        dispute = Dispute.objects.select_related("said_by", "answered_by").get(
            engagement=self.thing
        )
        return {**super().context(form), "dispute": dispute}


class Answer(DisputedAct):
    rule = rules.can_take_part_in_dispute
    form_class = forms.AnswerDisputeForm
    title, submit = _("Say what happened"), _("Send it")
    done = _("Kept. The station manager settles it.")

    def act(self, form: Any) -> None:
        answer = form.cleaned_data["answer"]
        verbs.answer_dispute(engagement=self.thing, answer=answer, by=self.request.user)


class Settle(DisputedAct):
    rule = rules.can_settle_dispute
    form_class = forms.SettleForm
    title, submit = _("Settle the dispute"), _("Settle it")
    lead = _("Hear both sides first. Yours is the second key if it took place.")
    done = _("Settled. Both sides were told.")

    def act(self, form: Any) -> None:
        verbs.settle_dispute(
            engagement=self.thing,
            took_place=form.cleaned_data["took_place"],
            finding=form.cleaned_data["finding"],
            by=self.request.user,
        )


class Replace(EngagementAct):
    """Everybody who could take over, found by the engine before the verb begins."""

    rule = rules.can_replace
    states = REPLACEABLE
    form_class = forms.ReplaceForm
    template_name = "matching/swap.html"
    title, submit = _("Let another provider take over"), _("Take this one")
    done = _("The other provider is invited for the rest.")
    found: Alternatives

    def way_back(self) -> str:
        return reverse("matching:need", args=[self.thing.need.public_id])

    def form_arguments(self) -> dict[str, Any]:
        engagement = self.thing
        self.found = alternatives(engagement.need, engagement.line, engagement)
        done = units_delivered([engagement]).get(engagement.pk, 0)
        left = engagement.quantity - done
        whole = [
            each
            for each in self.found.choices
            if each.line.quantity >= left and not each.line.own_agency
        ]
        return {"capabilities": [each.capability.pk for each in whole]}

    def context(self, form: Any) -> dict[str, Any]:
        allowed = {pk for pk, _label in form.fields["choice"].choices}
        choices = [e for e in self.found.choices if e.capability.pk in allowed]
        line, need = self.thing.line, self.thing.need
        more = {"line": line, "need": need, "choices": choices}
        return {**super().context(form), **more, "blocked": self.found.blocked}

    def act(self, form: Any) -> None:
        chosen = self.found.of(form.cleaned_data["choice"])
        if chosen is None:
            raise refuse("full", _("This provider cannot take the line any more."))
        replace_engagement(
            engagement=self.thing,
            choice=chosen.line,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=self.request.user,
        )
