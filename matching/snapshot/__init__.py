"""The only border between the tables and the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from matching.engine import (
    Affinity,
    CandidateView,
    NeedView,
    Proposal,
    fit_affinity,
)
from matching.engine.shortlist import Beyond, completed
from matching.enums import ItemState
from matching.models import Engagement, Need
from matching.queries import given, open_quantities
from matching.snapshot.menu import Menu, candidates, intervals, menu_of
from matching.snapshot.need import need_view
from matching.snapshot.shelf import shortlisted
from matching.snapshot.words import backdrop, similar_needs, suggestion, suggestions

__all__ = [
    "Menu",
    "Snapshot",
    "backdrop",
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
    beyond: Mapping[int, Beyond] = field(default_factory=dict)
    """By item, who else offers its service where the menu is too large for all of them
    to be candidates."""

    def affinity(self) -> Affinity:
        """How well the texts of these candidates' providers answer another text."""
        return fit_affinity(self.candidates, backdrop())

    def completed(self, proposal: Proposal) -> Proposal:
        """A proposal out of these candidates, its gaps counted over everybody."""
        return completed(proposal, self.need, self.candidates, self.beyond)


def take(
    need: Need,
    state: str = ItemState.OPEN,
    menu: Menu | None = None,
    without: Engagement | None = None,
) -> Snapshot:
    """A need's open items (or those in another state) and the capabilities on the
    menu for their service types; the `menu` as it is now unless one is given. What the
    engagement `without` has not delivered counts as open.

    Of a service that very many offer, the best by the index are taken.
    """
    today = timezone.localdate()
    done = given(need, without)
    left = open_quantities(need, done, state)
    items = list(need.items.filter(pk__in=left).select_related("service_type"))
    view = need_view(need, items, left, done)
    kinds = {item.service_type_id for item in items}
    weeks = {monday for item in items for monday in item.mondays(today)}
    beyond: Mapping[int, Beyond] = {}
    if menu is None:
        menu, beyond = shortlisted(need, view, kinds, weeks, today)
    street = need.community.street_code
    return Snapshot(
        version=need.version,
        need=view,
        candidates=tuple(candidates(menu, kinds, weeks, street)),
        today=today,
        beyond=beyond,
    )
