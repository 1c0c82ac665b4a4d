"""The course of a need: taken over, asked back, referred, paused, closed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from matching import rules
from matching.domain import course
from matching.domain.feedback import issue_feedback_link
from matching.domain.need import accept_draft, receive_need
from matching.enums import NEED_ARROWS, NeedState, Track
from matching.forms import need as forms
from matching.models import Need, Pack
from matching.views.act import NeedAct
from matching.views.made import link_made
from matching.views.raising import acknowledged, cards_for, danger_of
from organisations.models import User

WITHDRAWABLE = tuple(
    state for state in NEED_ARROWS if NeedState.WITHDRAWN in NEED_ARROWS[state]
)


class AcceptDraft(NeedAct):
    name, label, rank, one_tap = "accept_draft", _("Take it over"), 0, True
    rule = rules.can_accept_draft
    states = (NeedState.DRAFT,)
    title, submit = _("Take over a public form"), _("Take it over")
    done = _("Taken over: the social worker of the street assesses it next.")

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        accept_draft(need=self.thing, version=version, by=self.request.user)


class Receive(NeedAct):
    name, label, rank, one_tap = "receive", _("Take it on"), 1, True
    rule = rules.can_accept_draft
    states = (NeedState.RAISED,)
    title, submit = _("Take it on"), _("Take it on")
    done = _("Received. From now on the time to assess it runs.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        return need.received_at is None

    def context(self, form: Any) -> dict[str, Any]:
        return {"need": self.thing, "quoted": self.thing.text}

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        receive_need(need=self.thing, version=version, by=self.request.user)


class Return(NeedAct):
    name, label, rank = "return", _("Ask back"), 1
    rule = rules.can_assess
    states = (NeedState.RAISED,)
    form_class = forms.QuestionForm
    title, submit = _("Ask back"), _("Send the question")
    done = _("The question is on its way.")

    def act(self, form: Any) -> None:
        course.return_need(need=self.thing, by=self.request.user, **form.cleaned_data)


class Answer(NeedAct):
    name, label, rank = "answer", _("Answer"), 0
    rule = rules.can_answer_return
    states = (NeedState.RETURNED,)
    form_class = forms.AnswerForm
    title, submit = _("Answer the question"), _("Send the answer")
    done = _("Thank you. The social worker goes on with it.")

    template_name = "matching/answer.html"

    def act(self, form: Any) -> HttpResponse | None:
        course.answer_return(
            need=self.thing,
            by=self.request.user,
            acknowledged=acknowledged(self.request),
            **form.cleaned_data,
        )
        seen = Need.objects.visible_to(self.request.user).filter(pk=self.thing.pk)
        # What the answer made confidential is not for its reader any more.
        return None if seen.exists() else redirect("matching:need_list")

    def refused(self, form: Any, error: ValidationError) -> HttpResponse:
        self.families = danger_of(error)
        return super().refused(form, error)

    def context(self, form: Any) -> dict[str, Any]:
        found = getattr(self, "families", [])
        cards = cards_for(found) if found else {}
        return {"need": self.thing, "quoted": self.thing.question, **cards}


class Refer(NeedAct):
    name, label, rank = "refer", _("Refer to another body"), 1
    rule = rules.can_assess
    states = (NeedState.RAISED, NeedState.OPEN, NeedState.PROPOSED)
    case_states = (NeedState.IN_DELIVERY,)
    form_class = forms.ReferForm
    title, submit = _("Refer to another body"), _("Refer it")
    lead = _(
        "For what belongs to a government department: a road, a deed, fumes. Whoever "
        "raised it is told the body and its number."
    )
    done = _("Referred. Whoever raised it was told.")

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": {"known": self.request.GET.get("body", "")}}

    def act(self, form: Any) -> None:
        course.refer_need(need=self.thing, by=self.request.user, **form.cleaned_data)

    @classmethod
    def offer(cls, need: Need, pack: Any, user: Any) -> Any:
        offered = super().offer(need, pack, user)
        if offered and need.state != NeedState.RAISED:
            return type(offered)(offered.label, offered.url, offered.one_tap, 2)
        return offered


class Refuse(NeedAct):
    name, label = "refuse", _("Do not accept")
    rule = rules.can_assess
    states = (NeedState.DRAFT, NeedState.RAISED, NeedState.RETURNED)
    form_class = forms.RefuseForm
    title, submit, look = _("Do not accept"), _("Do not accept it"), "danger"
    lead = _("Whoever raised it is told why.")
    done = _("Ended. Whoever raised it was told why.")

    def act(self, form: Any) -> None:
        course.refuse_need(need=self.thing, by=self.request.user, **form.cleaned_data)


class Merge(NeedAct):
    name, label = "merge", _("Merge with another need")
    rule = rules.can_assess
    states = (NeedState.RAISED,)
    form_class = forms.MergeForm
    title, submit = _("Merge with another need"), _("Merge")
    lead = _("The same matter was raised before: go on with one of the two.")
    done = _("Merged. Whoever raised it was told.")

    def form_arguments(self) -> dict[str, Any]:
        others = Need.objects.visible_to(self.request.user).exclude(pk=self.thing.pk)
        number = self.request.GET.get("number", "")
        return {"needs": others, "initial": {"number": number}}

    def act(self, form: Any) -> None:
        into, version = form.cleaned_data["number"], form.cleaned_data["version"]
        course.merge_need(
            need=self.thing, version=version, into=into, by=self.request.user
        )


class Withdraw(NeedAct):
    name, label = "withdraw", _("Withdraw")
    rule = rules.can_withdraw
    states = WITHDRAWABLE
    title, submit, look = _("Withdraw this need"), _("Withdraw it"), "danger"
    lead = _("It ends here; what was said so far is kept in the trail.")
    done = _("Withdrawn.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        return need.paused_state != NeedState.IN_DELIVERY

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        course.withdraw_need(need=self.thing, version=version, by=self.request.user)


class Pause(NeedAct):
    name, label = "pause", _("Pause")
    rule = rules.can_pause
    states = (NeedState.RAISED, NeedState.OPEN, NeedState.PROPOSED, NeedState.CONFIRMED)
    case_states = (NeedState.IN_DELIVERY,)
    form_class = forms.PauseForm
    title, submit = _("Pause"), _("Pause it")
    lead = _("The clock stops until that day; the reason is shown to all involved.")
    done = _("Paused.")

    def act(self, form: Any) -> None:
        course.pause_need(need=self.thing, by=self.request.user, **form.cleaned_data)


class Resume(NeedAct):
    name, label, rank, one_tap = "resume", _("Go on"), 0, True
    rule = rules.can_pause
    states = (NeedState.PAUSED,)
    title, submit = _("End the pause"), _("Go on")
    done = _("It goes on where it stopped.")

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        course.resume_need(need=self.thing, version=version, by=self.request.user)


class Close(NeedAct):
    name, label, rank, one_tap = "close", _("Close it"), 0, True
    rule = rules.can_close
    states = (NeedState.COMPLETED, NeedState.UNMET)
    title, submit = _("Close this need"), _("Close it")
    lead = _("Whoever raised it learns what became of it.")
    done = _("Closed. Whoever raised it learns what became of it.")

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        course.close_need(need=self.thing, version=version, by=self.request.user)


class FeedbackLink(NeedAct):
    name, label, rank, one_tap = "feedback_link", _("Make a link for rating"), 1, True
    rule = rules.can_run
    states = (NeedState.COMPLETED, NeedState.CLOSED)
    title, submit = _("Ask how it was"), _("Make the link")
    lead = _("With this link the person served can say how it was.")

    @classmethod
    def fits(cls, need: Need, pack: Pack | None, user: User) -> bool:
        """Of a project several people may say it, of a person's need the person."""
        return need.track == Track.PROJECT or not need.is_rated

    def act(self, form: Any) -> HttpResponse:
        token = issue_feedback_link(need=self.thing, by=self.request.user)
        return link_made(self.request, token, lead=self.lead, back=self.way_back())


ACTS: tuple[type[NeedAct], ...] = (
    AcceptDraft,
    Receive,
    Answer,
    Return,
    Refer,
    Resume,
    Close,
    FeedbackLink,
    Pause,
    Merge,
    Refuse,
    Withdraw,
)
