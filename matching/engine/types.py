"""What goes into the engine and what comes out: frozen, typed, free of Django.

Times are minutes of the week (Monday 00:00 is 0, Sunday 24:00 is 10,080), half
open. Money is in fen (1/100 yuan). Quantities are whole units of the service type.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

WEEK_MINUTES = 7 * 24 * 60

Intervals = tuple[tuple[int, int], ...]


class Rule(StrEnum):
    """Why a candidate is excluded from an item. The order is the order of checking:
    an exclusion names the first rule that blocks, and exactly one."""

    NOT_VERIFIED = "not_verified"
    EXPIRED = "expired"
    RECUSED = "recused"
    NOT_COVERED = "not_covered"
    GATE_MISSING = "gate_missing"
    NO_OVERLAP = "no_overlap"
    NO_FUNDING = "no_funding"
    OVER_BUDGET = "over_budget"
    FULL = "full"


class ReasonCode(StrEnum):
    """What spoke for (or against) a line. Each is one column of the feature matrix."""

    TEXT = "text"
    DELIVERED = "delivered"
    RELIABLE = "reliable"
    NEAR = "near"
    TIME = "time"
    CONTINUITY = "continuity"
    GRADE = "grade"
    LOAD = "load"
    RECENT = "recent"
    NEWCOMER = "newcomer"
    LANGUAGE = "language"


class PersonRule(StrEnum):
    """Why a person is not offered a slot; the order is the order of checking. The last
    two only arise from what others, or the person, are already offered."""

    SKILL = "skill"
    WINDOW = "window"
    CLEARANCE = "clearance"
    MINOR = "minor"
    OFFERS = "offers"
    TAKEN = "taken"
    ALONE = "alone"


class FitCode(StrEnum):
    """What speaks for a person in a slot."""

    ROLE = "role"
    HOME = "home"
    UNIT_DAY = "unit_day"
    LANGUAGE = "language"
    RESTED = "rested"
    LOAD = "load"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class ItemView:
    """One service item of a need."""

    id: int
    service_type: str
    quantity: int
    weekly: int
    """Units in its busiest week: what is held against a weekly capacity."""
    text: str = ""
    windows: Intervals = ()
    """When it may happen; empty means any time."""
    gates: frozenset[str] = frozenset()
    budget: int | None = None
    """Fen for the whole item; None means nobody set a limit."""
    funding: frozenset[str] = frozenset()
    """Sources of money that the need may draw on."""
    kept: frozenset[int] = frozenset()
    """Capabilities ruled out for this item by people (they declined it before)."""


@dataclass(frozen=True, slots=True)
class NeedView:
    """A need, its items and the circle around it."""

    id: int
    community: str
    """Administrative code of the community (12 digits)."""
    items: tuple[ItemView, ...]
    text: str = ""
    languages: frozenset[str] = frozenset()
    own_agency: int | None = None
    """Provider that employs the worker of this need."""
    known: frozenset[int] = frozenset()
    """Providers that served this person or team before."""
    recused: frozenset[int] = frozenset()
    budget: int | None = None
    """Fen for all items together; None means nobody set a limit."""
    at_most_one: tuple[frozenset[int], ...] = ()
    """Candidates by id, of each group at most one may be in the pack: capabilities of
    one provider that exclude each other, or two that may not meet."""


@dataclass(frozen=True, slots=True)
class CandidateView:
    """One capability of one provider, as it stands for the weeks in question."""

    id: int
    provider: int
    kind: str
    service_type: str
    coverage: frozenset[str]
    """Territory codes; a code covers all codes that begin with it."""
    weekly: int
    """Weekly capacity."""
    free: int
    """Units still free in the busiest of the weeks in question."""
    windows: Intervals = ()
    verified: bool = True
    expires: date | None = None
    """Last day on which verification and credentials hold."""
    gates: frozenset[str] = frozenset()
    """Gates that the provider is known to meet."""
    price: int = 0
    """Fen a unit; 0 is free of charge."""
    funding: frozenset[str] = frozenset()
    """Sources that can pay this price."""
    texts: tuple[str, ...] = ()
    """Past projects (the title, a line break, what was done) and the description in
    one line, most telling first."""
    home: str = ""
    """Territory code of the provider's seat or home community."""
    grade: int | None = None
    """1 to 5, or None: none is not low."""
    delivered: int = 0
    """Confirmed deliveries of this service type."""
    delivered_near: int = 0
    """Of these, in the same street as the need."""
    success: float | None = None
    """Share of engagements that were accepted, on time and solved; None: no record."""
    ended: int = 0
    """Engagements behind that share; 0 where nobody counted them."""
    awards: int = 0
    """Engagements received in the last 28 days."""
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One true contribution to a score, in the units of the score."""

    code: ReasonCode | FitCode
    contribution: float
    facts: dict[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One candidate, one item, one blocking rule."""

    item: int
    candidate: int
    rule: Rule
    facts: dict[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that would have to be otherwise: a rule lifted, a feature better."""

    code: Rule | ReasonCode
    facts: dict[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to change for a candidate that has no line of an item."""

    item: int
    candidate: int
    steps: tuple[Step, ...]
    """For an excluded candidate the rule that blocks, then those that would block
    behind it. For an eligible one the smallest single change that puts it ahead. None
    where nothing has to change or, with `after` None, nothing single would do."""
    after: CandidateView | None
    """The candidate with all steps done; None where they would not help."""
    behind: float | None
    """Score points that it would still lack against the chosen line, without `after`
    those it lacks now; negative is ahead. None where no line is there to compare."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Somebody else who could do a line."""

    candidate: int
    provider: int
    score: float
    quantity: int
    """Units of the line that it could take beside the rest of the pack."""
    reasons: tuple[Reason, ...]
    own_agency: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the pack: so many units of an item from one capability."""

    item: int
    candidate: int
    provider: int
    quantity: int
    score: float
    reasons: tuple[Reason, ...]
    own_agency: bool = False
    alternatives: tuple[Alternative, ...] = ()
    features: tuple[float, ...] = ()
    """One per `ReasonCode`, as they stood: what outcomes are learned from later."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Units of an item that nobody can do, and the rules that blocked, counted.

    Beside the exclusions these count, as FULL or OVER_BUDGET, the candidates that
    were eligible but have no room left for another unit. No rule at all means that
    nobody offers this type of service."""

    item: int
    quantity: int
    rules: tuple[tuple[Rule, int], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A service resource pack as the engine proposes it."""

    need: int
    lines: tuple[Line, ...]
    uncovered: tuple[Uncovered, ...]
    exclusions: tuple[Exclusion, ...]
    matcher: str
    objective: float
    """Value of the pack in score points; compare it only within one need."""
    gap: float
    """Relative distance to the bound: 0.0 when proven."""
    proven: bool
    bound: float = 0.0
    """No pack that covers as many units is worth more; the objective when proven."""


@dataclass(frozen=True, slots=True)
class SlotView:
    """So many places in one session, alike in what they ask of a person."""

    id: int
    session: int
    start: int
    """Minutes from the Monday on which the planned week begins; `end` likewise."""
    end: int
    number: int = 1
    skill: str = ""
    """What a person must be able to do; "" for nothing in particular."""
    role: str = ""
    """What a person had better have learnt too."""
    gates: frozenset[str] = frozenset()
    community: str = ""
    languages: frozenset[str] = frozenset()
    provider: int = 0


@dataclass(frozen=True, slots=True)
class PersonView:
    """A volunteer or an in-service member, as the month stands."""

    id: int
    skills: frozenset[str] = frozenset()
    windows: Intervals = ()
    """When free; empty means any time."""
    home: str = ""
    """Code of the community (or grid) in which the person lives."""
    unit_days: frozenset[int] = frozenset()
    """Activity days of the person's unit, Monday is 1."""
    languages: frozenset[str] = frozenset()
    clearances: frozenset[str] = frozenset()
    """Gates met in person: record check, licence."""
    teams: frozenset[int] = frozenset()
    """Providers whose team the person is in."""
    offers: int = 0
    """Offers received this month."""
    asked: int | None = None
    """Days since the last offer; None: never asked."""
    load: float = 0.0
    """Hours served in the last four weeks."""
    age: int | None = None
    minor: bool = False
    """Under 18 by what is on file, even where the age is not."""


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Who was given to which need, out of all needs and all capacity."""

    pairs: npt.NDArray[np.int64]
    """(k, 2) need and provider, sorted; each pair at most once."""
    total: float
    """Sum of the scores of all pairs."""
    floor: float
    """Least sum of scores over the needs that ask for something and have an allowed
    pair; 0.0 where there is none."""
    optimal: bool
    """Proven: no answer that covers as much has a greater floor (if the floor was
    asked for), and none with this floor a greater total."""
    bound: float
    """No answer exceeds this: its floor, or its total if only that was asked for."""
    total_bound: float
    """No answer that covers as much, with this floor if one was asked for, has a
    greater total."""
    unmet: npt.NDArray[np.int64]
    """(n_needs,) how many of the providers asked for could not be given."""
