"""The office's acts on one case: eligibility, panel, visit, poll, feedback, report."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evaluation.domain.admission import admit, judged, refuse_admission, send_back
from evaluation.domain.case_clock import WITH_EXPERTS, extend_clock
from evaluation.domain.delivery import refresh_records
from evaluation.domain.evidence import UNTIL_THE_REPORT
from evaluation.domain.findings import (
    begin_desk_review,
    file_report,
    record_visit,
    send_feedback,
)
from evaluation.domain.panel import FORMING, form_panel, leave_panel
from evaluation.domain.panel_plan import dealt, drawn_for
from evaluation.domain.poll import POLLING, close_poll, invite_more, open_poll
from evaluation.enums import GROUNDS, AssessmentState, PollGroup, Route, ScoringMode
from evaluation.forms.case import (
    ExtendForm,
    HeadsForm,
    LeaveForm,
    NoteForm,
    PanelForm,
    StandingForm,
    VisitForm,
)
from evaluation.forms.poll import PollForm
from evaluation.forms.round import SEEDS
from evaluation.models import Assessment, Poll
from evaluation.queries.panel import (
    experts_of,
    heads_of,
    heads_without,
    is_whole,
    panel_of,
    seats_of,
)
from evaluation.queries.recusal import barred_of
from evaluation.queries.standing import standing_of
from evaluation.rules.case import can_form_panel, can_run_case
from evaluation.views.act import CaseAct


class Admission(CaseAct):
    """The office states facts; the page says what the rules make of them; the office
    admits or refuses, never against the rules."""

    name, title, first = "admission", _("May it take part?"), True
    rule, states = can_run_case, (AssessmentState.SELF_SCORED,)
    form_class = StandingForm
    template_name = "evaluation/admission.html"

    def form_arguments(self) -> dict[str, Any]:
        """What the district has on record already; the office puts it right."""
        known = standing_of(self.case.provider, timezone.localdate())
        return {"initial": asdict(known)}

    def act(self, form: Any) -> HttpResponse | None:
        decision = self.request.POST.get("decision", "")
        verb = {"admit": admit, "refuse": refuse_admission}.get(decision)
        if verb is None:
            return self.page(form)
        version = form.cleaned_data["version"]
        verb(
            assessment=self.case,
            version=version,
            standing=form.standing,
            by=self.request.user,
        )
        return None

    def context(self, form: Any) -> dict[str, Any]:
        if not form.is_bound or not form.is_valid():
            return {}
        found = judged(self.case, form.standing)
        return {
            "looked": True,
            "reasons": [(GROUNDS[r.ground], r.source) for r in found.reasons],
            "silent": found.silent,
        }


class SendBack(CaseAct):
    name, title = "send_back", _("Send back")
    rule, states = can_run_case, (AssessmentState.SELF_SCORED,)
    form_class = NoteForm
    lead = _("The organisation reads this, changes it and hands it in again.")
    submit, done = _("Send back"), _("Sent back.")

    def act(self, form: Any) -> None:
        send_back(assessment=self.case, by=self.request.user, **form.cleaned_data)


class FormPanel(CaseAct):
    """Who is asked. Those who have to stay away are named with the path, and cannot be
    chosen."""

    name, title = "panel", _("Form the panel")
    rule, states = can_form_panel, FORMING
    template_name = "evaluation/panel.html"
    submit, done = _("Invite"), _("The experts are invited.")

    def open(self, public_id: str, **more: str) -> None:
        super().open(public_id=public_id)
        self.panel = panel_of(self.case)
        self.seats = list(seats_of(self.panel)) if self.panel else []
        seated = {seat.user_id for seat in self.seats}
        asked = [u for u in experts_of(self.case) if u.pk not in seated]
        paths = barred_of(self.case, asked)
        self.free = [user for user in asked if user.pk not in paths]
        away = (user for user in asked if user.pk in paths)
        self.away = [(user.spoken_name, paths[user.pk]) for user in away]

    def form(self, data: Any = None) -> Any:
        given = {"free": self.free, "seated": [seat.user for seat in self.seats]}
        if self.case.sheet.mode != ScoringMode.BY_HEAD:
            return PanelForm(data, **given, initial=self.initial())
        heads = (
            heads_without(self.panel) if self.panel else heads_of(self.case.sheet_id)
        )
        return HeadsForm(data, **given, heads=list(heads), initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """The panel that was drawn for this case beside the others of the round; the
        office may choose otherwise, and chooses herself who comes in for somebody."""
        leader = next((str(seat.user_id) for seat in self.seats if seat.leads), "")
        if self.panel:
            return {"leader": leader}
        drawn = drawn_for(self.case.round, self.request.user).experts_for(self.case)
        chosen = [str(user.pk) for user in drawn]
        leader = chosen[0] if chosen else ""
        shared = dealt(self.case, drawn)
        heads = {
            f"head_{head.pk}": str(user) for user in shared for head in shared[user]
        }
        return {"experts": chosen, "leader": leader, **heads}

    def act(self, form: Any) -> None:
        form_panel(
            assessment=self.case,
            experts=form.chosen_experts,
            leader=form.chosen_leader,
            heads=getattr(form, "shared", None),
            by=self.request.user,
        )

    def context(self, form: Any) -> dict[str, Any]:
        return {"away": self.away, "seats": self.seats}

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return not is_whole(panel_of(case))


class LeavePanel(CaseAct):
    name, title = "leave_panel", _("An expert leaves")
    rule, states = can_form_panel, FORMING
    lead = _(
        "What she scored stays on record. The next page asks who comes in for her."
    )
    submit, done = _("Confirm"), _("She has left the panel.")

    def form(self, data: Any = None) -> Any:
        panel = panel_of(self.case)
        return LeaveForm(data, seats=list(seats_of(panel)) if panel else [])

    def act(self, form: Any) -> None:
        reason = form.cleaned_data["reason"]
        leave_panel(seat=form.chosen_seat, reason=reason, by=self.request.user)

    def onward(self) -> str:
        return reverse("evaluation:panel", args=[self.case.public_id])

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return panel_of(case) is not None


class Visit(CaseAct):
    name, title, first = "visit", _("Record the visit"), True
    rule, states = can_form_panel, (AssessmentState.ELIGIBLE,)
    form_class = VisitForm
    lead = _("From this day on the experts have their time for the opinion.")
    submit, done = _("Record"), _("Recorded. The experts can score now.")

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": {"on": timezone.localdate()}}

    def act(self, form: Any) -> None:
        record_visit(assessment=self.case, by=self.request.user, **form.cleaned_data)

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return case.route == Route.SITE and panel_of(case) is not None


class DeskReview(CaseAct):
    name, title, first = "desk_review", _("Begin the review of the documents"), True
    rule, states = can_form_panel, (AssessmentState.ELIGIBLE,)
    lead = _("From today on the experts have their time for the opinion.")
    submit, done = _("Begin"), _("The experts can score now.")

    def act(self, form: Any) -> None:
        begin_desk_review(
            assessment=self.case, by=self.request.user, **form.cleaned_data
        )

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return case.route != Route.SITE and panel_of(case) is not None


class Extend(CaseAct):
    name, title = "extend", _("Give the experts more time")
    rule, states = can_run_case, WITH_EXPERTS
    form_class = ExtendForm
    submit, done = _("Give more time"), _("The last day is changed.")

    def act(self, form: Any) -> None:
        extend_clock(assessment=self.case, by=self.request.user, **form.cleaned_data)


class RefreshRecords(CaseAct):
    """Delivery counts as they are by now, until the report is ready."""

    name, title = "refresh_records", _("Read the delivery records again")
    rule, states = can_run_case, UNTIL_THE_REPORT[1:]
    lead = _(
        "Where a count has changed, its points are scored again. Experts who have "
        "signed them sign once more; after their opinion the committee sees the mark."
    )
    submit = _("Read them again")

    def act(self, form: Any) -> None:
        found = refresh_records(assessment=self.case, by=self.request.user)
        said = ngettext(
            "%(n)d count has changed.", "%(n)d counts have changed.", len(found)
        )
        text = said % {"n": len(found)} if found else _("No count has changed.")
        messages.success(self.request, text)

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return case.sheet.indicators.filter(settings__has_key="record").exists()


class OpenPoll(CaseAct):
    """Draw who is asked; the links are shown once, to be handed on."""

    name, title = "open_poll", _("Open the social evaluation")
    rule, states = can_run_case, POLLING
    form_class = PollForm
    lead = _(
        "Number the people on each list and keep the lists in the office: only their "
        "lengths are entered here, and chance draws the numbers."
    )
    submit = _("Draw and make the links")

    def form_arguments(self) -> dict[str, Any]:
        return {"asked": self.case.round.settings.get("asked", {})}

    def act(self, form: Any) -> HttpResponse:
        _poll, sent = open_poll(
            assessment=self.case,
            lists=form.counts,
            closes_on=form.cleaned_data["closes_on"],
            seed=secrets.randbelow(SEEDS),
            by=self.request.user,
        )
        return self.links(sent)

    def links(self, sent: Any) -> HttpResponse:
        """The page with the personal links; they are never shown again."""
        rows = [
            (PollGroup(each.group).label, each.number, self.address(each.token))
            for each in sent
        ]
        context = {"case": self.case, "rows": rows, "back": self.way_back()}
        return render(self.request, "evaluation/poll_links.html", context)

    def address(self, token: str) -> str:
        return self.request.build_absolute_uri(reverse("link", args=[token]))

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return not Poll.objects.filter(assessment=case).exists()


class InviteMore(OpenPoll):
    name, title = "invite_more", _("Ask more people")
    lead = _("Further people are drawn from the same lists.")

    def form_arguments(self) -> dict[str, Any]:
        return {"asked": dict.fromkeys(self.poll.lists, 0)}

    def open(self, public_id: str, **more: str) -> None:
        super().open(public_id=public_id)
        polls = Poll.objects.filter(assessment=self.case)
        self.poll = get_object_or_404(polls)

    def act(self, form: Any) -> HttpResponse:
        sent = invite_more(
            poll=self.poll,
            more=form.counts,
            closes_on=form.cleaned_data["closes_on"],
            by=self.request.user,
        )
        return self.links(sent)

    @classmethod
    def fits(cls, case: Assessment) -> bool:
        return Poll.objects.filter(assessment=case, closed_at__isnull=True).exists()


class ClosePoll(CaseAct):
    name, title, first = "close_poll", _("Close the social evaluation"), True
    rule, states = can_run_case, (AssessmentState.OPINION_FILED,)
    lead = _(
        "Below the least number of answers the result is “insufficient”: these "
        "indicators then have no points, not 0."
    )
    submit, done = _("Close"), _("The social evaluation is closed.")

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        close_poll(assessment=self.case, version=version, by=self.request.user)


class Feedback(CaseAct):
    name, title, first = "feedback", _("Send the findings"), True
    rule, states = can_run_case, (AssessmentState.SOCIAL_SCORED,)
    lead = _("The organisation reads the opinion and the suggestions, no points.")
    submit, done = _("Send"), _("Sent to the organisation.")

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        send_feedback(assessment=self.case, version=version, by=self.request.user)


class Report(CaseAct):
    name, title, first = "report", _("File the report"), True
    rule, states = can_run_case, (AssessmentState.FEEDBACK_SENT,)
    lead = _("Points and the grade they lead to go to the committee, which decides.")
    submit, done = _("File the report"), _("The report is with the committee.")

    def act(self, form: Any) -> None:
        version = form.cleaned_data["version"]
        file_report(assessment=self.case, version=version, by=self.request.user)
