"""Grades after the vote: the list, one grade, what the bureau does with it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evaluation.domain.follow_up import (
    close_follow_up,
    draw_tracking,
    open_verification,
)
from evaluation.domain.plaque import give_plaque, take_plaque_back, void_plaque
from evaluation.enums.decision import FollowUpResult
from evaluation.forms.decision import DrawForm, FollowUpForm, ReasonForm
from evaluation.forms.versioned import ActForm
from evaluation.models import Award, FollowUp
from evaluation.queries.award import draws
from evaluation.rules import decision as rules
from evaluation.views.act import Deed
from organisations.enums import Role
from organisations.models import Territory

PAGE = 25
PLAQUE = {
    "give": (give_plaque, _("Hand over the plaque")),
    "back": (take_plaque_back, _("Note that the plaque came back")),
    "void": (void_plaque, _("Declare the plaque void")),
}


@login_required
@require_safe
def award_list(request: HttpRequest) -> HttpResponse:
    """Grades this reader sees: those that are looked at first, then by their end."""
    awards = Award.objects.visible_to(request.user).select_related(
        "assessment__provider", "assessment__round"
    )
    page = Paginator(awards, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "draws": draws(request.user)}
    return render(request, "evaluation/award_list.html", context)


@login_required
@require_safe
def award_page(request: HttpRequest, public_id: str) -> HttpResponse:
    award = visible_award(request, public_id)
    context = {
        "award": award,
        "follow_ups": award.follow_ups.select_related("closed_by"),
        "keeps": rules.can_keep_award(request.user, award).ok,
    }
    return render(request, "evaluation/award.html", context)


def visible_award(request: HttpRequest, public_id: str) -> Award:
    rows = Award.objects.visible_to(request.user).select_related(
        *("assessment__provider", "assessment__round__district"),
        *("assessment__rule_set", "certificate", "grade"),
    )
    return get_object_or_404(rows, public_id=public_id)


class AwardDeed(Deed):
    def load(self, public_id: str, **_named: str) -> Award:
        return visible_award(self.request, public_id)

    def allow(self) -> Any:
        return rules.can_keep_award(self.request.user, self.thing)

    def way_back(self) -> str:
        return reverse("evaluation:award", args=[self.thing.public_id])


class Verify(AwardDeed):
    form_class = ReasonForm
    title = _("Open a verification")
    lead = _("Something happened that may touch the grade.")
    submit = _("Open it")

    def act(self, form: Any) -> None:
        reason = form.cleaned_data["reason"]
        open_verification(award=self.thing, reason=reason, by=self.request.user)


class Plaque(AwardDeed):
    form_class = ActForm
    submit = _("Note it")

    @property
    def title(self) -> Any:
        return PLAQUE[self.kwargs["deed"]][1]

    def act(self, form: Any) -> None:
        verb, _label = PLAQUE[self.kwargs["deed"]]
        verb(award=self.thing, by=self.request.user)


class CloseFollowUp(Deed):
    form_class = FollowUpForm
    title = _("Close the follow-up")
    submit = _("Close it")
    done = _("Closed; the organisation is told when its grade changes.")

    def load(self, public_id: str) -> FollowUp:
        awards = Award.objects.visible_to(self.request.user)
        rows = FollowUp.objects.filter(award__in=awards.values("pk"))
        open_ones = rows.filter(closed_at__isnull=True)
        return get_object_or_404(
            open_ones.select_related("award__assessment__round__district"),
            public_id=public_id,
        )

    def allow(self) -> Any:
        return rules.can_keep_award(self.request.user, self.thing.award)

    def act(self, form: Any) -> None:
        close_follow_up(
            follow_up=self.thing,
            result=FollowUpResult(form.cleaned_data["result"]),
            finding=form.cleaned_data["finding"],
            by=self.request.user,
        )

    def way_back(self) -> str:
        return reverse("evaluation:award", args=[self.thing.award.public_id])


class Draw(Deed):
    form_class = DrawForm
    title = _("Draw grades for tracking")
    lead = _("Whoever knows the seed and the list of grades draws the same again.")
    submit = _("Draw")

    def load(self) -> Territory:
        held = self.request.user.appointments.current()
        mine = held.filter(role=Role.BUREAU_REVIEWER).values("territory_id")
        places = Territory.objects.filter(pk__in=mine).order_by("code")[:1]
        return get_object_or_404(places)

    def allow(self) -> Any:
        return rules.can_draw(self.request.user, self.thing)

    def act(self, form: Any) -> None:
        draw_tracking(district=self.thing, by=self.request.user, **form.cleaned_data)

    def way_back(self) -> str:
        return reverse("evaluation:awards")
