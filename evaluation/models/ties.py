"""What binds a user to organisations, read at the moment of use.

Direct: declared ties, appointments (of today and ended ones), registrations, contacts,
services ordered. Through one more organisation: joint projects. A path has at most two
steps; each step knows until when it held (None: it still does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from evaluation.enums.recusal import TieKind
from evaluation.models.rule_set import RuleSet
from evaluation.models.tie import Challenge, Tie
from evaluation.scoring.rulebook import Rulebook, years_after
from matching.enums import LIVE_ENGAGEMENTS, LOST_ENGAGEMENTS, EngagementState
from matching.models import Engagement
from organisations.enums import Role
from organisations.models import Appointment, Contact, Registration

if TYPE_CHECKING:
    from organisations.models import User

EDGE = ("bound", "relation", "towards", "day", "moment")
NO_DAY = Cast(None, models.DateField())
NO_MOMENT = Cast(None, models.DateTimeField())
NOT_AGREED = frozenset(LOST_ENGAGEMENTS) | {EngagementState.INVITED}


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of a path: how, to which organisation, until when."""

    kind: TieKind
    provider: int
    until: date | None = None

    def holds(self, years: int | None, today: date) -> bool:
        """Whether it holds still, or ended less than so many years ago; where the
        rules do not say how many (None), it holds for ever."""
        if self.until is None or years is None:
            return True
        return today < years_after(self.until, years)


Path = tuple[Step, ...]


def bonds_of(user: User) -> list[Path]:
    """Every path of one or two steps from this user, shorter ones first; of a reader
    read once a page."""
    return user.read("bonds", lambda: bonds_of_all([user])[user.pk])


def bonds_of_all(users: Iterable[User]) -> dict[int, list[Path]]:
    """By user, every path of one or two steps, shorter ones first; in as many queries
    for a hundred users as for one."""
    direct = _direct([user.pk for user in users])
    near = {step.provider for steps in direct.values() for step in steps}
    ends = joint_projects(near)
    return {
        user: [
            *((step,) for step in steps),
            *((step, more) for step in steps for more in ends.get(step.provider, ())),
        ]
        for user, steps in direct.items()
    }


def barring(
    bonds: Iterable[Path], *, years: int | None, today: date
) -> dict[int, Path]:
    """By organisation, the first path on which every step still bars."""
    found: dict[int, Path] = {}
    for path in bonds:
        if all(step.holds(years, today) for step in path):
            found.setdefault(path[-1].provider, path)
    return found


def recused(user: User) -> Q:
    """Assessments from which this user stays away, by the rules each was opened under
    and by challenges; in a fixed number of queries."""
    bonds, today = bonds_of(user), timezone.localdate()
    found = Q(pk__in=Challenge.objects.barring().of(user).values("assessment_id"))
    if bonds:
        for rule_set in RuleSet.objects.only("facts"):
            barred = barring(bonds, years=years_of(rule_set), today=today)
            found |= Q(rule_set=rule_set.pk, provider__in=sorted(barred))
    return found


def years_of(rule_set: RuleSet) -> int | None:
    """For how many years after its end a relation bars; None where that is not said."""
    rules = Rulebook(rule_set.facts)
    known = rules.knows("recusal_left_years")
    return int(rules.says("recusal_left_years")) if known else None


def joint_projects(providers: Iterable[int]) -> dict[int, list[Step]]:
    """By organisation, those that served the same need with it."""
    wanted = set(providers)
    if not wanted:
        return {}
    rows = (
        Engagement.objects.filter(need__engagements__provider__in=wanted)
        .exclude(state__in=NOT_AGREED)
        .order_by("pk")
        .values_list("need_id", "provider_id", "state", "answered_at", "invited_at")
        .distinct()
    )
    by_need: dict[int, dict[int, date | None]] = defaultdict(dict)
    for need, provider, state, answered, invited in rows:
        live = state in LIVE_ENGAGEMENTS
        by_need[need][provider] = None if live else _day(answered or invited)
    found: dict[int, list[Step]] = defaultdict(list)
    for parts in by_need.values():
        for one in sorted(wanted & parts.keys()):
            for other, until in parts.items():
                if other != one:
                    found[one].append(Step(TieKind.PROJECT, other, until))
    return found


def _direct(users: Sequence[int]) -> dict[int, list[Step]]:
    """By user, the steps to whom they are bound themselves, in one query."""
    found: dict[int, list[Step]] = {user: [] for user in users}
    ties, *others = _edges(users)
    order = ("rank", "row", "bound", "towards")
    for user, kind, provider, day, moment, *_ in ties.union(*others).order_by(*order):
        found[user].append(Step(TieKind(kind), provider, _ended(day, moment)))
    return found


def _edges(users: Sequence[int]) -> Iterator[QuerySet[Any, Any]]:
    """What was declared; posts and employers; organisations for whose registration one
    applied, or whose contact one is; those that served a need of which one was the
    worker."""
    posts = Appointment.objects.filter(user__in=users)
    over = {"day": F("until"), "moment": F("ended_at")}
    led = posts.filter(role=Role.PROVIDER_ADMIN, provider__isnull=False)
    employed = posts.filter(employer__isnull=False)
    applied = Registration.objects.filter(applicant__in=users, provider__isnull=False)
    contact = Contact.objects.filter(
        person__volunteer__user__in=users, provider__isnull=False
    )
    served = Engagement.objects.filter(need__worker__in=users)
    ended = Case(
        When(state__in=sorted(LIVE_ENGAGEMENTS), then=NO_MOMENT),
        default=Coalesce("answered_at", "invited_at"),
    )
    yield _edge(
        *(Tie.objects.standing().filter(user__in=users), 0, "user"),
        kind=F("kind"),
        day=F("until"),
    )
    yield _edge(led, 1, "user", kind=Value(TieKind.POST), **over)
    yield _edge(employed, 2, "user", "employer", kind=Value(TieKind.EMPLOYER), **over)
    director = {"kind": Value(TieKind.DIRECTOR), "row": F("provider")}
    yield _edge(applied, 3, "applicant", **director)
    yield _edge(contact, 3, "person__volunteer__user", **director)
    yield _edge(
        *(served.exclude(state__in=NOT_AGREED), 4, "need__worker"),
        kind=Value(TieKind.CONTRACT),
        moment=ended,
    )


def _edge(
    rows: QuerySet[Any], rank: int, user: str, provider: str = "provider", **said: Any
) -> QuerySet[Any, Any]:
    """Rows of one kind as: user, kind, provider, the day and the moment of its end."""
    told = {"day": NO_DAY, "moment": NO_MOMENT, "row": F("pk"), **said}
    named = {"bound": F(user), "towards": F(provider), "rank": Value(rank), **told}
    relation = named.pop("kind")
    return (
        rows.order_by()
        .annotate(relation=relation, **named)
        .values_list(*EDGE, "rank", "row")
    )


def _ended(day: date | None, moment: datetime | None) -> date | None:
    """The day it ended, by its own date or by an act; None where none is known."""
    days = [day, moment and _day(moment)]
    return min((day for day in days if day), default=None)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
