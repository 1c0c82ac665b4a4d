"""Reads that shape several tables."""

from matching.queries.call import (
    answer_due,
    callable_units,
    callers_of,
    calling_places,
    listed_calls,
)
from matching.queries.clock import deadline, run_of, stage_of
from matching.queries.matter import matters_by_class
from matching.queries.need import (
    ASSESSING_ROLES,
    CLOSING_ROLES,
    GOOD_GRADES,
    Given,
    MonthFigures,
    Step,
    confirmations_missing,
    confirming_kinds,
    given,
    link_key_of,
    month_figures,
    need_items,
    open_quantities,
    second_key_of,
    timeline,
    units_delivered,
    units_left,
    works_for,
)
from matching.queries.page import (
    asked_engagement,
    places_for,
    station_phone,
    whole_packs,
)
from matching.queries.team import seat_candidates, with_teams
from matching.queries.waiting import waiting_for

__all__ = [
    "ASSESSING_ROLES",
    "CLOSING_ROLES",
    "GOOD_GRADES",
    "Given",
    "MonthFigures",
    "Step",
    "answer_due",
    "asked_engagement",
    "callable_units",
    "callers_of",
    "calling_places",
    "confirmations_missing",
    "confirming_kinds",
    "deadline",
    "given",
    "link_key_of",
    "listed_calls",
    "matters_by_class",
    "month_figures",
    "need_items",
    "open_quantities",
    "places_for",
    "run_of",
    "seat_candidates",
    "second_key_of",
    "stage_of",
    "station_phone",
    "timeline",
    "units_delivered",
    "units_left",
    "waiting_for",
    "whole_packs",
    "with_teams",
    "works_for",
]
