"""Trainings: offered, signed up for, given back, recorded. Never one place too many."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from organisations.enums import SeatState
from organisations.models import Territory, Training, TrainingSeat, User
from records.domain import message
from records.domain.ledger import append


@transaction.atomic
def offer_training(
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    where: str,
    district: Territory,
    places: int,
    title_en: str = "",
    by: User,
) -> Training:
    """An event with so many places. Raises ValidationError by field (`starts_at` when
    that lies in the past)."""
    row = Training(
        title=title,
        title_en=title_en,
        starts_at=starts_at,
        ends_at=ends_at,
        where=where,
        district=district,
        places=places,
        offered_by=by,
    )
    row.full_clean()
    if not row.is_coming:
        raise ValidationError({"starts_at": gettext("Choose a day that is to come.")})
    row.save()
    _tell(row, "offer_training", by, places=places)
    return row


@transaction.atomic
def sign_up(*, training: Training, by: User) -> TrainingSeat:
    """A place where one is left, else a turn on the waiting list.

    Raises ValidationError `over` (it has begun), `already`.
    """
    row = _held(training)
    if not row.is_coming:
        raise ValidationError(gettext("This training has begun."), code="over")
    if row.seats.exclude(state=SeatState.CANCELLED).filter(user=by).exists():
        raise ValidationError(gettext("You have signed up already."), code="already")
    state = SeatState.HELD if _take_place(row) else SeatState.WAITING
    seat = TrainingSeat.objects.create(training=row, user=by, state=state)
    _tell(row, "sign_up_training", by, state=str(state))
    return seat


@transaction.atomic
def give_back(*, seat: TrainingSeat, by: User) -> TrainingSeat:
    """Give a place (or a turn) back: the first who waits gets it and is told.

    Raises ValidationError `over`, `state` when it was given back before.
    """
    row = _held(seat.training)
    if not row.is_coming:
        raise ValidationError(gettext("This training has begun."), code="over")
    before = TrainingSeat.objects.get(pk=seat.pk)
    if before.state not in (SeatState.HELD, SeatState.WAITING):
        raise ValidationError(gettext("This place was given back."), code="state")
    TrainingSeat.objects.filter(pk=seat.pk).update(state=SeatState.CANCELLED)
    if before.state == SeatState.HELD:
        Training.objects.filter(pk=row.pk).update(taken=F("taken") - 1)
        _next_in_turn(row)
    _tell(row, "give_back_training", by, state=str(before.state))
    before.state = SeatState.CANCELLED
    return before


@transaction.atomic
def record_training(
    *, training: Training, attended: Collection[int], by: User
) -> Training:
    """Who came, by the keys of their places; whoever had one and did not come is
    absent, who waited is not counted. Raises ValidationError `early`, `state`."""
    row = _held(training)
    if row.ends_at > timezone.now():
        raise ValidationError(gettext("This training is not over yet."), code="early")
    if row.recorded_at is not None:
        raise ValidationError(gettext("This was recorded before."), code="state")
    held = row.seats.filter(state=SeatState.HELD)
    came = held.filter(pk__in=attended).update(state=SeatState.ATTENDED)
    absent = held.update(state=SeatState.ABSENT)
    row.seats.filter(state=SeatState.WAITING).update(state=SeatState.CANCELLED)
    row.recorded_at = timezone.now()
    row.save(update_fields=["recorded_at"])
    _tell(row, "record_training", by, attended=came, absent=absent)
    return row


def _held(training: Training) -> Training:
    """The row as it stands, held until the verb ends: turns are never overtaken."""
    rows = Training.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("district").get(pk=training.pk)


def _take_place(training: Training) -> bool:
    """One more place, if one is left: the row itself says no."""
    left = Training.objects.filter(pk=training.pk, taken__lt=F("places"))
    return bool(left.update(taken=F("taken") + 1))


def _next_in_turn(training: Training) -> None:
    waiting = training.seats.filter(state=SeatState.WAITING).order_by("pk")
    seat = waiting.select_related("user").first()
    if seat is None or not _take_place(training):
        return
    TrainingSeat.objects.filter(pk=seat.pk).update(state=SeatState.HELD)
    day = timezone.localdate(training.starts_at)
    message.send(
        recipient=seat.user,
        kind="organisations.training_seat",
        params={
            "title": training.title,
            "title_en": training.title_en,
            "day": day.isoformat(),
        },
        subject=training.subject,
        url=f"/desk/trainings/{training.public_id}/",
    )


def _tell(row: Training, verb: str, by: User, **facts: Any) -> None:
    append(
        chain=row.chain,
        action=f"organisations.{verb}",
        actor=by,
        subject=row.subject,
        facts=facts,
    )
