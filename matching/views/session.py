"""One session: the provider's key, the second key, a no-show."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from matching import rules
from matching.domain import session as verbs
from matching.domain.feedback import issue_key_link
from matching.domain.planning import confirm_coming
from matching.enums import SessionState, Track
from matching.forms import delivery as forms
from matching.models import Engagement, HourFlag, Session
from matching.queries import second_key_of
from matching.queries.hours import sheets_of
from matching.queries.presence import who_is_here
from matching.queries.slot import who_accepted
from matching.views.act import Act, conflict
from matching.views.made import link_made
from organisations.models import User
from organisations.rules import Verdict
from records.attachments import download


def may_record(user: User, session: Session) -> Verdict:
    return rules.can_answer(user, session.engagement)


def may_ask_for_key(user: User, session: Session) -> Verdict:
    return rules.can_run(user, session.engagement.need)


class SessionAct(Act):
    """An act on a session; its state stands for the version."""

    thing: Session

    def load(self, public_id: str) -> Session:
        seen = Engagement.objects.visible_to(self.request.user)
        sessions = Session.objects.filter(engagement__in=seen).select_related(
            "engagement__need__community",
            "engagement__need__worker",
            "engagement__need__person",
            "engagement__line__item__service_type",
            "engagement__line__capability",
            "engagement__provider",
            "place",
            "keeper",
        )
        return get_object_or_404(sessions, public_id=public_id)

    def version(self) -> str:
        return self.thing.state

    def way_back(self) -> str:
        return reverse("matching:engagement", args=[self.thing.engagement.public_id])

    def whence(self) -> Any:
        return self.thing.engagement.line.item.service_type

    def conflict(self, error: ValidationError) -> HttpResponse:
        state = Session.objects.get(pk=self.thing.pk).get_state_display()
        context = {"url": self.way_back(), "state": state, "typed": self.typed()}
        return conflict(self.request, error, **context)

    def context(self, form: Any) -> dict[str, Any]:
        return {"session": self.thing, "item": self.thing.engagement.line.item}


class Deliver(SessionAct):
    """The first key."""

    rule = may_record
    states = (SessionState.PLANNED,)
    form_class = forms.DeliveryForm
    template_name = "matching/session_act.html"
    title, submit = _("Record what was delivered"), _("Record it")
    done = _("Recorded. It counts when the second key is turned.")

    def form_arguments(self) -> dict[str, Any]:
        length = self.thing.ends_at - self.thing.starts_at
        minutes = int(length.total_seconds() // 60)
        return {
            "unit": self.thing.engagement.line.item.service_type.unit_name,
            "volunteers": who_accepted(self.thing),
            "here": who_is_here(self.thing),
            "initial": {"units": self.thing.units, "minutes": minutes, "people": 1},
        }

    def act(self, form: Any) -> None:
        values = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        verbs.record_delivery(session=self.thing, by=self.request.user, **values)


class Coming(SessionAct):
    """One tap, a day or two before: somebody will be there."""

    rule = may_record
    states = (SessionState.PLANNED,)
    form_class = forms.SecondKeyForm
    template_name = "matching/session_act.html"
    title, submit = _("Are you coming?"), _("Yes, we come")
    done = _("Thank you: the social worker sees your yes.")

    def act(self, form: Any) -> None:
        confirm_coming(session=self.thing, by=self.request.user)


class NoShow(SessionAct):
    rule = may_record
    states = (SessionState.PLANNED,)
    form_class = forms.NoShowForm
    template_name = "matching/session_act.html"
    title, submit = _("Nobody came"), _("Record it")
    lead = _("This time is void; fix another one.")
    done = _("Recorded. Please fix another time.")

    def act(self, form: Any) -> None:
        reason = form.cleaned_data["reason"]
        verbs.report_no_show(session=self.thing, reason=reason, by=self.request.user)


class SecondKey(SessionAct):
    """The yes of another employer, of the person served, of the helper who raised it."""

    rule = rules.can_turn_second_key
    states = (SessionState.DELIVERED,)
    form_class = forms.SecondKeyForm
    template_name = "matching/session_act.html"
    title, submit = _("Did it take place?"), _("Yes, it took place")
    done = _("Confirmed: both keys are turned.")

    def way_back(self) -> str:
        return reverse("matching:need", args=[self.thing.engagement.need.public_id])

    def act(self, form: Any) -> None:
        kind = second_key_of(self.thing, self.request.user)
        verbs.turn_second_key(session=self.thing, kind=kind, by=self.request.user)


class KeyLink(SessionAct):
    """The person served turns the second key by a personal link."""

    rule = may_ask_for_key
    states = (SessionState.DELIVERED,)
    form_class = forms.SecondKeyForm
    template_name = "matching/session_act.html"
    title, submit = _("Let the person confirm"), _("Make the link")
    lead = _("With this link the person served confirms that it took place.")

    def way_back(self) -> str:
        return reverse("matching:need", args=[self.thing.engagement.need.public_id])

    def act(self, form: Any) -> HttpResponse:
        token = issue_key_link(session=self.thing, by=self.request.user)
        return link_made(self.request, token, lead=self.lead, back=self.way_back())


@login_required
@require_safe
def sheet(request: HttpRequest, public_id: str) -> FileResponse:
    """The photograph of the list on paper, for whoever sees the session."""
    sessions = Session.objects.filter(
        Q(engagement__in=Engagement.objects.visible_to(request.user))
        | Q(attendance__flags__in=HourFlag.objects.visible_to(request.user))
        & ~Q(engagement__need__track=Track.CONFIDENTIAL)
    )
    session = get_object_or_404(sessions.distinct(), public_id=public_id)
    return download(get_object_or_404(sheets_of(session)[:1]))
