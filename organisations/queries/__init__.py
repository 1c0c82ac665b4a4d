"""Reads that shape several tables: who holds a role, what is proven, what waits."""

from organisations.queries.appointment import (
    admins_of,
    current_roles,
    employer_of,
    holders,
    places_of,
    station_managers_of,
    workers_of,
)
from organisations.queries.menu import (
    MenuLine,
    VerificationState,
    capacity_used,
    in_force,
    menu_lines,
    menu_of,
    verification_state,
)
from organisations.queries.registration import own_registration, standing
from organisations.queries.waiting import waiting_for

__all__ = [
    "MenuLine",
    "VerificationState",
    "admins_of",
    "capacity_used",
    "current_roles",
    "employer_of",
    "holders",
    "in_force",
    "menu_lines",
    "menu_of",
    "own_registration",
    "places_of",
    "standing",
    "station_managers_of",
    "verification_state",
    "waiting_for",
    "workers_of",
]
