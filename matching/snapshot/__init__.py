"""The only border between the tables and the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from matching.engine import CandidateView, NeedView
from matching.enums import ItemState
from matching.models import Need
from matching.queries import given, open_quantities
from matching.snapshot.menu import Menu, candidates, intervals, menu_of
from matching.snapshot.need import need_view
from matching.snapshot.words import similar_needs, suggestion, suggestions

__all__ = [
    "Menu",
    "Snapshot",
    "intervals",
    "menu_of",
    "similar_needs",
    "suggestion",
    "suggestions",
    "take",
]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the engine is given: a need, its version, and everybody who could help."""

    version: int
    need: NeedView
    candidates: tuple[CandidateView, ...]
    today: date


def take(need: Need, state: str = ItemState.OPEN, menu: Menu | None = None) -> Snapshot:
    """A need's open items (or those in another state) and the capabilities on the
    menu for their service types; the `menu` as it is now unless one is given."""
    today = timezone.localdate()
    done = given(need)
    left = open_quantities(need, done, state)
    items = list(need.items.filter(pk__in=left).select_related("service_type"))
    return Snapshot(
        version=need.version,
        need=need_view(need, items, left, done),
        candidates=tuple(candidates(need, items, today, menu)),
        today=today,
    )
