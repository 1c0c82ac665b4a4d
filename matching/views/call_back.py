"""Calling back after a bad rating: what the person said is kept beside the rating."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching import rules
from matching.domain.call_back import record_sample
from matching.domain.feedback import record_call_back
from matching.enums import NeedState
from matching.forms.call_back import CallBackForm, SampleForm
from matching.models import Feedback, Need, Pack
from matching.views.act import NeedAct
from organisations.models import User


def _said(answer: Feedback) -> str:
    grade = str(answer.get_danger_display() or answer.get_grade_display())
    return f"{grade} · {answer.sentence}" if answer.sentence else grade


class CallBack(NeedAct):
    name, label, rank = "call_back", _("Call back"), 0
    rule = rules.can_call_back
    # also of one that was taken up again because of the rating
    states = (
        NeedState.COMPLETED,
        NeedState.CLOSED,
        NeedState.OPEN,
        NeedState.PROPOSED,
        NeedState.CONFIRMED,
        NeedState.IN_DELIVERY,
        NeedState.UNMET,
    )
    hint = _("It was rated badly: ring the person, then write down what was said.")
    form_class = CallBackForm
    title, submit = _("Call back after a bad rating"), _("Keep it")
    lead = _(
        "Ring the person first. Nobody is blamed: ask what should have been done. After "
        "three tries without an answer it is settled as “Could not be reached”."
    )
    done = _("Kept beside the rating.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        return need.badly_rated

    def context(self, form: Any) -> dict[str, Any]:
        """The rating itself stands above the form."""
        answers = self.thing.feedback.to_call_back()
        said = [_said(answer) for answer in answers]
        return {"need": self.thing, "quoted": gettext("; ").join(said)}

    def act(self, form: Any) -> None:
        record_call_back(need=self.thing, by=self.request.user, **form.cleaned_data)


class SampleCall(NeedAct):
    """The public sample of table 4a, and every urgent need."""

    name, label, rank = "sample_call", _("Call back"), 0
    rule = rules.can_call_back
    states = (NeedState.CLOSED,)
    hint = _("It was drawn for a call-back: ring the person and ask how it was.")
    form_class = SampleForm
    title, submit = _("Call back after closing"), _("Keep it")
    lead = _(
        "Write what the person said. Leave it empty where nobody answered: after three "
        "tries it is settled as “Could not be reached”."
    )
    done = _("Kept.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        return need.drawn and not need.badly_rated

    def act(self, form: Any) -> None:
        record_sample(need=self.thing, by=self.request.user, **form.cleaned_data)
