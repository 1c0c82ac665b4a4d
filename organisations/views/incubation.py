"""Incubation: the board of stages, one body on its way, and what is done for it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organisations import rules
from organisations.domain import incubation as verbs
from organisations.domain.filing import file_group
from organisations.enums import (
    PROPOSING_ROLES,
    RUNNING_STAGES,
    IncubationStage,
    Role,
    TerritoryLevel,
)
from organisations.forms import incubation as forms
from organisations.forms.enclosure import VersionForm
from organisations.models import Incubation, IncubationPost, Territory, User
from organisations.queries import places_of
from organisations.queries.incubation import (
    conditions_of,
    growth_of,
    mentors_for,
    stage_counts,
)
from organisations.rules import Verdict
from organisations.views.act import Act

PER_PAGE = 25
LEVELS = (TerritoryLevel.STREET, TerritoryLevel.COMMUNITY)


def visible_incubation(user: User, public_id: str) -> Incubation:
    rows = Incubation.objects.visible_to(user).select_related(
        "place", "lead", "mentor", "proposed_by", "claimed", "registration__provider"
    )
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """How many stand in which stage, and each with its age there: the longest first."""
    seen = Incubation.objects.visible_to(request.user)
    counts = stage_counts(seen)
    stage = request.GET.get("stage", "")
    chosen = seen.filter(stage=stage) if stage in IncubationStage else seen.running()
    related = chosen.select_related("place", "mentor", "registration")
    page = Paginator(related, PER_PAGE).get_page(request.GET.get("page"))
    states = conditions_of(page.object_list)
    context = {
        "page": page,
        "rows": [(each, _left(states[each.pk])) for each in page.object_list],
        "heads": [(each, counts.get(each, 0)) for each in IncubationStage],
        "stage": stage,
        "may_propose": rules.can_propose(request.user).ok,
    }
    return render(request, "organisations/incubations.html", context)


def _left(states: list[Any]) -> int:
    return sum(not each.met for each in states)


@login_required
@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its stage, its conditions with what is missing, its people's growth."""
    row = visible_incubation(request.user, public_id)
    states = conditions_of([row])[row.pk]
    context = {
        "incubation": row,
        "conditions": states,
        "left": _left(states),
        "growth": growth_of(row),
        "steps": _steps(row),
        "today": timezone.localdate(),
        "may_incubate": rules.can_incubate(request.user, row.place).ok,
        "may_record": rules.can_record_growth(request.user, row).ok,
        "may_file": rules.can_file(request.user, row).ok,
    }
    return render(request, "organisations/incubation.html", context)


def _steps(row: Incubation) -> list[dict[str, Any]]:
    """The stages up to the one it aims at, as components/steps.html takes them."""
    filed, registered = IncubationStage.FILED, IncubationStage.REGISTERED
    way = [*RUNNING_STAGES, filed if row.is_filed_with_street else registered]
    stands = row.stopped_in or row.stage
    at = way.index(IncubationStage(stands))
    ended = stands == way[-1]
    words = ["done"] * (at + ended) + ["now"] * (not ended)
    words += ["to-come"] * (len(way) - len(words))
    return [
        {"label": stage.label, "state": word}
        for stage, word in zip(way, words, strict=True)
    ]


def proposable(user: User) -> Any:
    """Streets and communities for which this user may put an idea forward."""
    roles = PROPOSING_ROLES - {Role.FEDERATION_OFFICER}
    own = places_of(user, roles, *LEVELS)
    federation = user.appointments.current().filter(role=Role.FEDERATION_OFFICER)
    streets = federation.values_list("provider__street__code", flat=True)
    for code in streets:
        within = Territory.objects.within(code[:6]).filter(level__in=LEVELS)
        own = own | within
    return own


class Propose(Act):
    form_class = forms.IdeaForm
    title, submit = _("Put an idea forward"), _("Put it forward")
    lead = _("The guidance centre answers, and accompanies it up to filing.")
    done = _("Put forward. The guidance centre answers here.")

    def verdict(self) -> Verdict:
        return rules.can_propose(self.request.user)

    def arguments(self) -> dict[str, Any]:
        return {"places": proposable(self.request.user)}

    def act(self, form: Any) -> Incubation:
        return verbs.propose_incubation(by=self.request.user, **form.cleaned_data)

    def way_back(self) -> str:
        return reverse("organisations:incubations")

    def way_on(self, made: Incubation) -> str:
        return reverse("organisations:incubation", args=[made.public_id])


class IncubationAct(Act):
    """An act of centre or federation on one body."""

    thing: Incubation

    def load(self, public_id: str) -> Incubation:
        return visible_incubation(self.request.user, public_id)

    def verdict(self) -> Verdict:
        return rules.can_incubate(self.request.user, self.thing.place)

    def way_back(self) -> str:
        return reverse("organisations:incubation", args=[self.thing.public_id])

    def said(self, form: Any) -> dict[str, Any]:
        return {
            "incubation": self.thing,
            "version": form.cleaned_data["version"],
            "by": self.request.user,
        }


class Accept(IncubationAct):
    form_class = forms.MentorForm
    title, submit = _("Take this idea on"), _("Take it on")
    lead = _("Somebody accompanies it: name the mentor.")
    done = _("Taken on. Whoever leads it was told.")

    def arguments(self) -> dict[str, Any]:
        return {"mentors": mentors_for(self.thing.place)}

    def act(self, form: Any) -> None:
        mentor = form.cleaned_data["mentor"]
        verbs.accept_incubation(**self.said(form), mentor=mentor)


class NameMentor(Accept):
    title, submit = _("Another mentor"), _("Name this mentor")
    lead = ""
    done = _("Kept.")

    def act(self, form: Any) -> None:
        mentor = form.cleaned_data["mentor"]
        verbs.name_mentor(incubation=self.thing, mentor=mentor, by=self.request.user)


class Record(IncubationAct):
    edits = True
    form_class = forms.GrowthForm
    title, submit = _("What is there now"), _("Keep")
    lead = _("The conditions are checked against these figures.")
    done = _("Kept.")

    def verdict(self) -> Verdict:
        return rules.can_record_growth(self.request.user, self.thing)

    def arguments(self) -> dict[str, Any]:
        return {"instance": self.thing}

    def act(self, form: Any) -> None:
        verbs.record_growth(**self.said(form), **form.figures())


class MakeReady(IncubationAct):
    title, submit = _("It is ready to be filed"), _("It is ready")
    lead = _("Only when every condition is met.")
    done = _("Ready. Street and centre see it in their task lists.")

    def act(self, form: Any) -> None:
        verbs.make_ready(**self.said(form))


class Stop(IncubationAct):
    form_class = forms.StopForm
    title, submit = _("Do not take it further for now"), _("Stop it")
    lead = _("Whoever leads it reads the reason; it can be gone on with later.")
    done = _("Stopped. Whoever leads it was told.")
    look = "danger"

    def act(self, form: Any) -> None:
        reason = form.cleaned_data["reason"]
        verbs.stop_incubation(**self.said(form), reason=reason)


class Resume(IncubationAct):
    title, submit = _("Resume this incubation"), _("Resume it")
    done = _("It goes on where it was stopped.")

    def act(self, form: Any) -> None:
        verbs.resume_incubation(**self.said(form))


class File(IncubationAct):
    form_class = forms.FileForm
    title, submit = _("Filed or registered"), _("Write it down")
    lead = _(
        "Its registration here is begun in the name of who leads it, with what is known "
        "already; the centre approves it like any other."
    )
    done = _("Written down. Whoever leads it was told.")

    def verdict(self) -> Verdict:
        return rules.can_file(self.request.user, self.thing)

    def arguments(self) -> dict[str, Any]:
        return {"incubation": self.thing}

    def act(self, form: Any) -> None:
        named = {name: form.cleaned_data[name] for name in ("number", "lead")}
        file_group(**self.said(form), **named)


class HoldPost(IncubationAct):
    form_class = forms.PostForm
    title, submit = _("A post"), _("Keep")
    lead = _("Two-way growth is shown as trainings attended and posts held, no more.")
    done = _("Kept.")

    def verdict(self) -> Verdict:
        return rules.can_record_growth(self.request.user, self.thing)

    def act(self, form: Any) -> None:
        verbs.hold_post(
            incubation=self.thing, by=self.request.user, **form.cleaned_data
        )


class EndPost(HoldPost):
    form_class = VersionForm
    title, submit = _("This post has ended"), _("It has ended")
    lead = ""
    post_held: IncubationPost

    def load(self, public_id: str, post: int) -> Incubation:
        row = visible_incubation(self.request.user, public_id)
        self.post_held = get_object_or_404(row.posts.all(), pk=post)
        return row

    def act(self, form: Any) -> None:
        verbs.end_post(post=self.post_held, by=self.request.user)
