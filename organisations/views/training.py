"""Trainings: what is offered, one's own place, and who came."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from organisations import rules
from organisations.domain import training as verbs
from organisations.enums import Role, SeatState, TerritoryLevel
from organisations.forms import incubation as forms
from organisations.models import Territory, Training, TrainingSeat, User
from organisations.rules import Verdict
from organisations.views.act import Act

PER_PAGE = 25


def visible_training(user: User, public_id: str) -> Training:
    rows = Training.objects.visible_to(user).select_related("district", "offered_by")
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest first, each with the places left and one's own."""
    own = TrainingSeat.objects.exclude(state=SeatState.CANCELLED)
    seats = Prefetch("seats", own.filter(user=request.user), to_attr="own")
    found = Training.objects.visible_to(request.user).prefetch_related(seats)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_offer": rules.can_offer_training(request.user).ok}
    return render(request, "organisations/trainings.html", context)


@login_required
@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """When, where, how many places; the list of names for who holds it."""
    training = visible_training(request.user, public_id)
    may_offer = rules.can_offer_training(request.user).ok
    seats = list(
        training.seats.exclude(state=SeatState.CANCELLED).select_related("user")
    )
    own = next((each for each in seats if each.user_id == request.user.pk), None)
    context = {
        "training": training,
        "left": training.places - training.taken,
        "waiting": sum(each.state == SeatState.WAITING for each in seats),
        "seats": seats if may_offer else [],
        "own": own,
        "may_offer": may_offer,
        "to_record": training.ends_at <= timezone.now() and not training.recorded_at,
    }
    return render(request, "organisations/training.html", context)


@login_required
@require_POST
def sign_up(request: HttpRequest, public_id: str) -> HttpResponse:
    training = visible_training(request.user, public_id)
    try:
        seat = verbs.sign_up(training=training, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, seat.get_state_display())
    return redirect("organisations:training", public_id)


@login_required
@require_POST
def give_back(request: HttpRequest, public_id: str) -> HttpResponse:
    training = visible_training(request.user, public_id)
    own = training.seats.exclude(state=SeatState.CANCELLED).filter(user=request.user)
    seat = get_object_or_404(own.select_related("training"))
    try:
        verbs.give_back(seat=seat, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("organisations:training", public_id)


class Offer(Act):
    form_class = forms.TrainingForm
    title, submit = _("Offer a training"), _("Offer it")
    done = _("Offered.")

    def verdict(self) -> Verdict:
        return rules.can_offer_training(self.request.user)

    def act(self, form: Any) -> Training:
        return verbs.offer_training(
            **form.cleaned_data, district=self.district(), by=self.request.user
        )

    def district(self) -> Territory:
        held = self.request.user.appointments.current().filter(
            role__in=[Role.CENTRE_OPERATOR, Role.FEDERATION_OFFICER]
        )
        first = held.select_related("territory", "provider__street").first()
        districts = Territory.objects.filter(level=TerritoryLevel.DISTRICT)
        return districts.get(code=first.place.district_code)

    def way_back(self) -> str:
        return reverse("organisations:trainings")

    def way_on(self, made: Training) -> str:
        return reverse("organisations:training", args=[made.public_id])


class Record(Offer):
    form_class = forms.CameForm
    title, submit = _("Who came"), _("Keep")
    done = _("Kept.")

    def load(self, public_id: str) -> Training:
        return visible_training(self.request.user, public_id)

    def arguments(self) -> dict[str, Any]:
        held = self.thing.seats.filter(state=SeatState.HELD).select_related("user")
        return {"held": [(each.pk, each.user.spoken_name) for each in held]}

    def act(self, form: Any) -> Training:
        return verbs.record_training(
            training=self.thing,
            attended=form.cleaned_data["attended"],
            by=self.request.user,
        )

    def way_back(self) -> str:
        return reverse("organisations:training", args=[self.thing.public_id])
