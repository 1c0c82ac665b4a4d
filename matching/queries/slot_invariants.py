"""What always holds of volunteer service; read with the invariants of this floor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils import timezone

from matching.enums import OfferState, SessionState
from matching.models import OfferMonth, Session, SlotOffer
from organisations.enums import Gate

PAIR = 2


def who_comes_is_safe() -> Iterator[str]:
    """Nobody goes to a home alone, minors come beside two adults only, and no slot has
    more people than places, of what is still ahead."""
    sessions = Session.objects.filter(
        state=SessionState.PLANNED,
        starts_at__gt=timezone.now(),
        slots__offers__state=OfferState.ACCEPTED,
    ).distinct()
    for session in sessions.prefetch_related("slots__offers__volunteer__person"):
        slots = list(session.slots.all())
        coming = [
            offer
            for slot in slots
            for offer in slot.offers.all()
            if offer.state == OfferState.ACCEPTED
        ]
        taken = Counter(offer.slot_id for offer in coming)
        day = timezone.localdate(session.starts_at)
        adults = sum(not offer.volunteer.is_minor(day) for offer in coming)
        pair = any(Gate.P2 in slot.gates for slot in slots)
        alone = pair and len(coming) < PAIR
        unwatched = adults < min(PAIR, len(coming))
        if alone or unwatched or any(taken[slot.pk] > slot.number for slot in slots):
            yield session.public_id


def each_asking_is_counted() -> Iterator[str]:
    """Whoever was asked in a month was counted as often, and at most twice."""
    asked: Counter[tuple[int, str]] = Counter()
    for pk, at in SlotOffer.objects.order_by().values_list("volunteer", "asked_at"):
        asked[pk, timezone.localdate(at).strftime("%Y-%m")] += 1
    rows = OfferMonth.objects.values_list("volunteer", "month", "used")
    counted = {(pk, month.strftime("%Y-%m")): used for pk, month, used in rows}
    for (pk, month), number in asked.items():
        if counted.get((pk, month)) != number:
            yield f"volunteer {pk} {month}"
