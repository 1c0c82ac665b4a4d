"""The clock of volunteer service: answers that are late, a word two days before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from matching.domain.offer import lapse_offer, release, tell_provider
from matching.domain.slot import tell_volunteer
from matching.enums import LIVE_OFFERS, OfferState, SessionState
from matching.models import SlotOffer
from matching.queries.slot import CONFIRM_FROM, LATE

OFF = (SessionState.CANCELLED, SessionState.NO_SHOW)
AT_ONCE = 500


def tell_of_slots(*, now: datetime) -> int:
    """Everything that is due by `now`, each in a transaction of its own and once."""
    done = 0
    for find, tell in (
        (_unanswered, lapse_offer),
        (_called_off, _say_off),
        (_to_confirm, _ask_again),
        (_unsure, _say_unsure),
    ):
        for offer in find(now)[:AT_ONCE]:
            done += tell(offer=offer) is not False
    return done


def _planned(now: datetime) -> QuerySet[SlotOffer]:
    return SlotOffer.objects.filter(
        slot__session__starts_at__gt=now, slot__session__state=SessionState.PLANNED
    ).select_related(
        "slot__session__engagement__need__community",
        "slot__session__engagement__provider",
        "volunteer__user",
    )


def _unanswered(now: datetime) -> QuerySet[SlotOffer]:
    return _planned(now).filter(state=OfferState.OFFERED, answer_by__lte=now)


def _to_confirm(now: datetime) -> QuerySet[SlotOffer]:
    return _planned(now).filter(
        state=OfferState.ACCEPTED,
        confirmed_at=None,
        asked_again_at=None,
        slot__session__starts_at__lte=now + CONFIRM_FROM,
    )


def _unsure(now: datetime) -> QuerySet[SlotOffer]:
    return _planned(now).filter(
        state=OfferState.ACCEPTED,
        confirmed_at=None,
        asked_again_at__lte=now,
        doubted_at=None,
        slot__session__starts_at__lte=now + LATE,
    )


def _called_off(now: datetime) -> QuerySet[SlotOffer]:
    return SlotOffer.objects.filter(
        state__in=LIVE_OFFERS,
        slot__session__starts_at__gt=now,
        slot__session__state__in=OFF,
    ).select_related("slot__session__engagement__need__community", "volunteer__user")


@transaction.atomic
def _say_off(*, offer: SlotOffer) -> None:
    release(offer, "slot_off")


@transaction.atomic
def _ask_again(*, offer: SlotOffer) -> bool:
    if first := _mark(offer, "asked_again_at"):
        tell_volunteer(offer, "slot_confirm")
    return first


@transaction.atomic
def _say_unsure(*, offer: SlotOffer) -> bool:
    if first := _mark(offer, "doubted_at"):
        tell_provider(offer.slot.session, "slot_unsure")
    return first


def _mark(offer: SlotOffer, field: str) -> bool:
    """Note the moment, once: two workers at the same time tell nobody twice."""
    rows = SlotOffer.objects.filter(pk=offer.pk, **{field: None})
    return bool(rows.update(**{field: timezone.now()}))
