"""May a body take part in a round: its standing against the rules, with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from evaluation.scoring.rulebook import BARS, Gap, Rulebook, years_after


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on record about a body, as far as the rules ask for it."""

    registered_on: date | None = None
    grade_since: date | None = None
    """First day of a grade that is in force; None without one."""
    report_missing: bool = False
    """The report of last year is overdue or came late."""
    inspection_failed: bool = False
    inspection_basic_twice: bool = False
    last_minor_penalty_on: date | None = None
    last_penalty_on: date | None = None
    """A penalty that is not minor, as the law on it says."""
    penalty_unexecuted: bool = False
    under_investigation: bool = False
    abnormal_list: bool = False
    serious_list: bool = False
    party_branch_missing: bool = False
    """One has to be there and is not (应建未建)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a body is not admitted: the ground, its number of years, where it stands."""

    ground: str
    source: str
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`silent` names the rules that would be needed and are gaps."""

    reasons: tuple[Reason, ...]
    silent: tuple[str, ...]

    @property
    def admitted(self) -> bool:
        """Raises Gap where nothing known stands against it but a rule is not known."""
        if self.reasons:
            return False
        if self.silent:
            raise Gap(self.silent[0])
        return True


def judge(standing: Standing, rules: Rulebook, today: date) -> Judgement:
    """Every reason not to admit a body today, and what the rules leave open of it."""
    grounds = [each for each in BARS if _applies(each, standing, rules, today)]
    silent = [f"bar_{each}" for each in grounds if not rules.knows(f"bar_{each}")]
    reasons = [
        Reason(each, _source(rules, f"bar_{each}"), _years(each, rules))
        for each in grounds
        if rules.knows(f"bar_{each}") and rules.bars(each)
    ]
    if standing.grade_since is not None:
        if not rules.knows("reapply"):
            silent.append("reapply")
        elif not rules.says("reapply").open_on(today, standing.grade_since):
            years = rules.says("reapply").from_years
            reasons.append(Reason("graded", _source(rules, "reapply"), years))
    return Judgement(tuple(reasons), tuple(silent))


def _applies(ground: str, standing: Standing, rules: Rulebook, today: date) -> bool:
    if ground == "registered_too_short":
        return _too_short(standing.registered_on, rules, today)
    if ground == "minor_penalty_last_year":
        return _within_a_year(standing.last_minor_penalty_on, today)
    if ground == "penalty_last_year":
        return _within_a_year(standing.last_penalty_on, today)
    return bool(getattr(standing, ground))


def _too_short(registered_on: date | None, rules: Rulebook, today: date) -> bool:
    """What is not known is not long enough: neither the day nor the years asked for."""
    if registered_on is None or not rules.knows("registered_years"):
        return True
    return today < years_after(registered_on, rules.says("registered_years"))


def _within_a_year(day: date | None, today: date) -> bool:
    return day is not None and today <= years_after(day, 1)


def _years(ground: str, rules: Rulebook) -> int | None:
    asked = ground == "registered_too_short" and rules.knows("registered_years")
    return int(rules.says("registered_years")) if asked else None


def _source(rules: Rulebook, name: str) -> str:
    return str(rules.facts[name]["source"])
