"""Who stays away from which case, and by which path; asked before any invitation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, Challenge, Tie
from evaluation.models.ties import (
    Step,
    barring,
    bonds_of,
    bonds_of_all,
    joint_projects,
    years_of,
)
from organisations.models import Provider, User


@dataclass(frozen=True, slots=True)
class Edge:
    """One step of a path as a reader sees it."""

    kind: TieKind
    provider: Provider
    until: date | None

    def __str__(self) -> str:
        words = {"kind": self.kind.label, "name": self.provider}
        if self.until is None:
            return _("%(kind)s: %(name)s") % words
        words["day"] = date_format(self.until, "DATE_FORMAT")
        return _("%(kind)s: %(name)s, until %(day)s") % words


@dataclass(frozen=True, slots=True)
class Path:
    """Why somebody is barred: one or two steps to the organisation."""

    edges: tuple[Edge, ...]

    def __str__(self) -> str:
        return " → ".join(str(edge) for edge in self.edges)

    @property
    def kinds(self) -> list[str]:
        """What the ledger may hold of it: the kinds, never the names."""
        return [edge.kind.value for edge in self.edges]


def barred(
    assessment: Assessment, user: User, *, on: date | None = None
) -> Path | None:
    """The path that bars this user from judging this organisation, or None.

    A path has at most two steps; each holds still or ended less than the years ago
    that the case's own rule set says. A challenge that is upheld, or waits for its
    ruling, bars too.
    """
    if Challenge.objects.barring().of(user).filter(assessment=assessment).exists():
        return Path((Edge(TieKind.CHALLENGE, assessment.provider, None),))
    return _path(assessment, user, on or timezone.localdate())


def free_of_ties(assessment: Assessment, users: Iterable[User]) -> list[User]:
    """Those who may be asked, in the given order; in a fixed number of queries."""
    asked, today = list(users), timezone.localdate()
    bonds, years = bonds_of_all(asked), years_of(assessment.rule_set)
    away = Challenge.objects.barring().filter(assessment=assessment, user__in=asked)
    challenged = set(away.values_list("user_id", flat=True))
    return [
        user
        for user in asked
        if user.pk not in challenged
        and assessment.provider_id
        not in barring(bonds[user.pk], years=years, today=today)
    ]


def clients_of(agency: Provider) -> set[int]:
    """The organisations an agency may not evaluate: itself and its joint projects."""
    steps = joint_projects([agency.pk]).get(agency.pk, [])
    return {agency.pk, *(step.provider for step in steps)}


def own_ties(user: User) -> QuerySet[Tie]:
    """What this user declared, the standing ones first."""
    rows = Tie.objects.filter(user_id=user.pk).select_related("provider", "lifted_by")
    return rows.order_by("lifted_at", "-pk")


def challenges_to_rule(user: User, judged: QuerySet[Assessment]) -> QuerySet[Challenge]:
    """Those of the cases on which this user works, but of herself."""
    waiting = Challenge.objects.open().filter(assessment__in=judged.values("pk"))
    return waiting.exclude(user_id=user.pk).select_related(
        "user", "assessment__provider", "assessment__round__district"
    )


def _path(assessment: Assessment, user: User, today: date) -> Path | None:
    years = years_of(assessment.rule_set)
    found = barring(bonds_of(user), years=years, today=today)
    steps = found.get(assessment.provider_id)
    return Path(tuple(_edges(steps))) if steps else None


def _edges(steps: Iterable[Step]) -> list[Edge]:
    steps = list(steps)
    names = Provider.objects.in_bulk({step.provider for step in steps})
    return [Edge(step.kind, names[step.provider], step.until) for step in steps]
