"""Estates under a street: the board of owners' committees, and the guide to one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organisations import rules
from organisations.domain import estate as verbs
from organisations.enums import CommitteeState, TerritoryLevel
from organisations.forms import estate as forms
from organisations.models import CommitteeStep, Estate
from organisations.models.estate import ESTATE_KEEPERS
from organisations.queries import places_of
from organisations.queries.estate import committee_counts
from organisations.rules import Verdict
from organisations.views.act import Act, allow

PER_PAGE = 25


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """By community: committee or none, until when, its seats, the next step."""
    allow(rules.can_keep_estates(request.user))
    seen = Estate.objects.visible_to(request.user)
    state = request.GET.get("state", "")
    chosen = seen.filter(state=state) if state in CommitteeState else seen
    found = chosen.select_related("community", "next_step")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = committee_counts(seen)
    context = {
        "page": page,
        "state": state,
        "heads": [(each, counts.get(each, 0)) for each in CommitteeState],
    }
    return render(request, "organisations/estates.html", context)


@login_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """How an owners' committee comes about, step by step."""
    context = {
        "steps": CommitteeStep.objects.all(),
        "may_keep": rules.can_keep_estates(request.user).ok,
    }
    return render(request, "organisations/estate_guide.html", context)


class Enter(Act):
    form_class: Any = forms.EstateForm
    title, submit = _("Enter an estate"), _("Put it on the board")
    done = _("Kept.")

    def verdict(self) -> Verdict:
        return rules.can_keep_estates(self.request.user)

    def arguments(self) -> dict[str, Any]:
        level = TerritoryLevel.COMMUNITY
        return {"places": places_of(self.request.user, ESTATE_KEEPERS, level)}

    def act(self, form: Any) -> Estate:
        return verbs.enter_estate(by=self.request.user, **form.cleaned_data)

    def way_back(self) -> str:
        return reverse("organisations:estates")


class Change(Enter):
    form_class = forms.EstateChangeForm
    title, submit = _("Owners' committee"), _("Keep")
    edits = True
    thing: Estate

    def load(self, public_id: str) -> Estate:
        seen = Estate.objects.visible_to(self.request.user)
        return get_object_or_404(seen.select_related("community"), public_id=public_id)

    def arguments(self) -> dict[str, Any]:
        return {"instance": self.thing}

    def act(self, form: Any) -> Estate:
        return verbs.change_estate(
            estate=self.thing, by=self.request.user, **form.cleaned_data
        )
