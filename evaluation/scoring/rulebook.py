"""The rules of one instrument, read from its facts: every fact typed, a gap never read.

A fact is `{"value", "source", "status"}`; status is `fact` (as the text says),
`assumed` (then with `why`) or `gap` (no value known). Numbers are whole or texts,
never floats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from evaluation.scoring.grades import Band, Bands
from evaluation.scoring.types import Mode, Points, Rounding


class Status(StrEnum):
    FACT = "fact"
    ASSUMED = "assumed"
    GAP = "gap"


class Gap(LookupError):
    """A rule that is needed here is not known: nothing may be guessed in its place."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the rule set does not say: {name}")
        self.name = name


class Wanted(ValueError):
    """A value is not what a rule wants: a sentence, and what stands in its `%(given)s`."""

    def __init__(self, fault: str, given: str = "") -> None:
        super().__init__(fault % {"given": given})
        self.fault, self.given = fault, given


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit: working days by the calendar, or days."""

    days: int
    working: bool


@dataclass(frozen=True, slots=True)
class Validity:
    """`calendar`: 1 January of the next year to 31 December of the last (R26);
    else to the anniversary of the announcement (R39)."""

    years: int
    calendar: bool

    def of(self, announced: date) -> tuple[date, date]:
        """(first day, last day), both in force."""
        if self.calendar:
            first = announced.year + 1
            return date(first, 1, 1), date(first + self.years - 1, 12, 31)
        return announced, years_after(announced, self.years)


@dataclass(frozen=True, slots=True)
class Reapply:
    """When a body whose grade is in force may apply again: from so many full years
    after its first day, and (where the rule says so) only before so many."""

    from_years: int
    until_years: int | None = None

    def open_on(self, today: date, since: date) -> bool:
        late = self.until_years is not None and today >= years_after(
            since, self.until_years
        )
        return today >= years_after(since, self.from_years) and not late


def years_after(day: date, years: int) -> date:
    """The same day of the month so many years later, the last one where there is none
    (Civil Code art. 202)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True)
class Rulebook:
    """What a rule set says, by name. Every reading raises Gap where it says nothing."""

    facts: Mapping[str, Mapping[str, Any]]

    def says(self, name: str) -> Any:
        """The value as its kind: Clock, Fraction, tuple ... Raises Gap."""
        fact = self.facts.get(name)
        if fact is None or fact["status"] == Status.GAP:
            raise Gap(name)
        return KINDS[name](fact["value"])

    def knows(self, name: str) -> bool:
        fact = self.facts.get(name)
        return fact is not None and fact["status"] != Status.GAP

    def clock(self, name: str) -> Clock:
        clock: Clock = self.says(f"clock_{name}")
        return clock

    def bars(self, ground: str) -> bool:
        """Whether this ground keeps a body out of a round."""
        return bool(self.says(f"bar_{ground}"))

    def bands(self, scale: Points, outcome: str = "grade") -> Bands:
        """The bands for sheets of so many points, none where the rules have none for
        them: then every grading raises BandUnknown."""
        if not self.knows("bands"):
            return Bands(())
        rounding = self.says("rounding") if self.knows("rounding") else Rounding(_TENTH)
        found = self.says("bands").get((outcome, scale), ())
        return Bands(found, rounding)

    def quorum(self, seats: int) -> int:
        """How many of so many members must be there."""
        share: Fraction = self.says("quorum")
        return -(-seats * share.numerator // share.denominator)

    def majority(self, seats: int) -> int:
        """How many of all members, there or not, must say yes: more than the share."""
        share: Fraction = self.says("majority")
        return seats * share.numerator // share.denominator + 1

    def route(self, grade: str) -> str:
        """`desk` or `site`, by the grade that is asked for. Raises Gap."""
        for route, grades in self.says("routes").items():
            if grade in grades:
                return str(route)
        raise Gap("routes")

    def sample(self, level: str, population: int) -> int:
        """Bodies to draw for random inspection: never below the share."""
        shares: Mapping[str, Fraction] = self.says("inspection_shares")
        if level not in shares:
            raise Gap("inspection_shares")
        share = shares[level]
        return -(-population * share.numerator // share.denominator)


_TENTH = Points(1)
_LEVELS = {"county", "city", "province", "ministry"}


# --- the kinds of value ----------------------------------------------------------------


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise Wanted("a whole number is wanted")
    return value


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise Wanted("true or false is wanted")
    return value


def _share(value: Any) -> Fraction:
    share = Fraction(value) if isinstance(value, str) else Fraction(-1)
    if not 0 < share <= 1:
        raise Wanted('a share such as "2/3" is wanted')
    return share


def _word(*words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in words:
            raise Wanted("one of %(given)s is wanted", ", ".join(words))
        return str(value)

    return read


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        raise Wanted("a list of texts is wanted")
    return tuple(value)


def _clock(value: Any) -> Clock:
    _names(value, {"days", "working"})
    return Clock(_whole(value["days"]), _flag(value["working"]))


def _validity(value: Any) -> Validity:
    _names(value, {"years", "calendar"})
    return Validity(_whole(value["years"]), _flag(value["calendar"]))


def _reapply(value: Any) -> Reapply:
    _names(value, {"from_years"}, {"until_years"})
    until = value.get("until_years")
    return Reapply(
        _whole(value["from_years"]), None if until is None else _whole(until)
    )


def _rounding(value: Any) -> Rounding:
    _names(value, {"step", "mode"})
    return Rounding(Points.of(value["step"]), Mode(value["mode"]))


def _bands(value: Any) -> dict[tuple[str, Points], tuple[Band, ...]]:
    """By outcome and points of the sheet; each band names grade, from, below."""
    found = {}
    for place, rows in _object(value).items():
        outcome, scale = place.split(":")
        bands = tuple(
            Band(row["grade"], Points.of(row["from"]), _end(row.get("below")))
            for row in rows
        )
        found[outcome, Points.of(scale)] = Bands(bands).bands
    return found


def _end(value: Any) -> Points | None:
    return None if value is None else Points.of(value)


def _routes(value: Any) -> dict[str, tuple[str, ...]]:
    _names(value, {"desk", "site"})
    return {route: _words(grades) for route, grades in value.items()}


def _shares(value: Any) -> dict[str, Fraction]:
    _names(value, set(), _LEVELS)
    return {level: _share(share) for level, share in value.items()}


def _month_day(value: Any) -> tuple[int, int]:
    day = date.fromisoformat(f"2000-{value}")
    return day.month, day.day


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Wanted("an object with names is wanted")
    return value


def _names(value: Any, needed: set[str], others: Iterable[str] = ()) -> None:
    names = set(_object(value))
    if not needed <= names <= needed | set(others):
        raise Wanted("exactly these are wanted: %(given)s", ", ".join(sorted(needed)))


BARS = (
    "registered_too_short",
    "report_missing",
    "inspection_failed",
    "inspection_basic_twice",
    "minor_penalty_last_year",
    "penalty_last_year",
    "penalty_unexecuted",
    "under_investigation",
    "abnormal_list",
    "serious_list",
    "party_branch_missing",
)
"""Grounds that may keep a body out, in the order in which they are told."""
CLOCKS = (
    "admission",
    "opinion",
    "report",
    "notice",
    "review_decision",
    "report_ruling",
    "plaque_return",
    "challenge_ruling",
    "committee",
    "confirmation",
    "listing_entry",
)
KINDS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys((f"bar_{ground}" for ground in BARS), _flag),
    **dict.fromkeys((f"clock_{name}" for name in CLOCKS), _clock),
    "registered_years": _whole,
    "reapply": _reapply,
    "validity": _validity,
    "bands": _bands,
    "rounding": _rounding,
    "routes": _routes,
    "site_step_simplified_years": _whole,
    "quorum": _share,
    "majority": _share,
    "committee_seats": _whole,
    "recused_count_in_all": _flag,
    "review_body": _word("review_committee", "committee"),
    "review_may_lower": _flag,
    "recusal_grounds": _words,
    "recusal_left_years": _whole,
    "publicity": _word("grade", "heads", "full"),
    "certificate_from": _word("1A", "2A", "3A", "4A", "5A"),
    "tracking_from": _word("1A", "2A", "3A", "4A", "5A"),
    "no_party_branch_at_most": _word("1A", "2A", "3A", "4A", "5A"),
    "bonus_cap": lambda value: Points.of(value),
    "vetoes": _words,
    "verification_triggers": _words,
    "lowering_events": _words,
    "survey_answers_least": _whole,
    "inspection_shares": _shares,
    "inspectors_least": _whole,
    "abnormal_years_to_serious": _whole,
    "annual_report_due": _month_day,
}
"""Every rule that a rule set may state, and how its value is read."""


def completed(
    facts: Mapping[str, Any], *bases: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """These facts, and for every other name the first base that knows it; what none
    knows is a gap."""
    whole: dict[str, Mapping[str, Any]] = {}
    for name in KINDS:
        stated = [each[name] for each in (facts, *bases) if name in each]
        known = [fact for fact in stated if fact["status"] != Status.GAP]
        if stated:
            whole[name] = (known or stated)[0]
        else:
            whole[name] = {"value": None, "source": "", "status": Status.GAP.value}
    return whole


def validity_state(today: date, since: date, until: date) -> str:
    """`before`, `in_force` or `expired`: both ends are in force."""
    if today < since:
        return "before"
    return "in_force" if today < until + timedelta(days=1) else "expired"
