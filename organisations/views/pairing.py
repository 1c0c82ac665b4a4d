"""Pairings of volunteers with households: the list, pairing, the number, the end."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organisations.domain.pairing import end_pairing, pair_household
from organisations.domain.person import reveal
from organisations.forms.fields import add_errors
from organisations.forms.pairing import ContactForm, EndPairingForm, PairForm
from organisations.models import Pairing, Volunteer
from organisations.rules import Verdict, can_join_for, can_pair, can_reveal
from organisations.views.act import Act

PER_PAGE = 25


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those that run first, the next to end on top; names and numbers masked."""
    seen = Pairing.objects.visible_to(request.user).select_related(
        *("volunteer__person", "companion__person", "household"),
        *("place", "service_type"),
    )
    rows = seen.order_by(F("ended_at").desc(nulls_first=True), "until", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    keeps = {row.pk for row in page.object_list if can_pair(request.user, row.place)}
    context = {"page": page, "keeps": keeps, "pairs": can_join_for(request.user).ok}
    return render(request, "organisations/pairings.html", context)


class Pair(Act):
    form_class = PairForm
    title, submit = _("Pair with a household"), _("Pair them")
    lead = _(
        "Ask the household first, and introduce the two to each other. Nobody is paired "
        "without the household's own yes; either side may end it at any time."
    )
    done = _("Paired. The volunteer was told; introduce them to each other now.")
    thing: Volunteer

    def load(self, public_id: str) -> Volunteer:
        seen = Volunteer.objects.visible_to(self.request.user).staying()
        rows = seen.select_related("person", "home")
        return get_object_or_404(rows, public_id=public_id)

    def verdict(self) -> Verdict:
        return can_pair(self.request.user, self.thing.home)

    def arguments(self) -> dict[str, Any]:
        return {"volunteer": self.thing}

    def act(self, form: Any) -> Pairing:
        by = self.request.user
        return pair_household(volunteer=self.thing, by=by, **form.cleaned_data)

    def way_back(self) -> str:
        return reverse("organisations:volunteer", args=[self.thing.public_id])

    def way_on(self, made: Any) -> str:
        return reverse("organisations:pairings")


class PairingAct(Act):
    """An act on one pairing, by station or community."""

    thing: Pairing

    def load(self, public_id: str) -> Pairing:
        seen = Pairing.objects.visible_to(self.request.user)
        rows = seen.select_related("volunteer__person", "household", "place")
        return get_object_or_404(rows, public_id=public_id)

    def verdict(self) -> Verdict:
        return can_pair(self.request.user, self.thing.place)

    def way_back(self) -> str:
        return reverse("organisations:pairings")


class End(PairingAct):
    form_class = EndPairingForm
    title, submit, look = _("End the pairing"), _("End it"), "danger"
    lead = _("The volunteer is told. Name and number of the household are erased.")
    done = _("Ended. Thank both of them.")

    def act(self, form: Any) -> Pairing:
        reason = form.cleaned_data["end_reason"]
        return end_pairing(pairing=self.thing, reason=reason, by=self.request.user)


class Contact(PairingAct):
    """Name and number of the household, for the station alone; each look is recorded."""

    form_class = ContactForm
    title, submit = _("Name and number of the household"), _("Show it")
    lead = _("Who looked, when and why is recorded.")

    def verdict(self) -> Verdict:
        return can_reveal(self.request.user, self.thing.household, self.thing.place)

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:
        self.open(**names)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        said = {"reason": form.cleaned_data["reason"], "by": request.user}
        try:
            shown = [reveal(self.thing.household, n, **said) for n in ("name", "phone")]
        except ValidationError as error:
            add_errors(form, error)
            return self.page(form, status=422)
        context = {"act": self, "shown": shown, "back": self.way_back()}
        return render(request, "organisations/pairing_contact.html", context)
