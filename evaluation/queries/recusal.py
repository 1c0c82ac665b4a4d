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
    barring,
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
    """The path that bars this user from judging this organisation, or None."""
    return barred_of(assessment, [user], on=on).get(user.pk)


def barred_of(
    assessment: Assessment, users: Iterable[User], *, on: date | None = None
) -> dict[int, Path]:
    """By user, the path that bars; who may judge is left out. In a fixed number of
    queries.

    A path has at most two steps; each holds still or ended less than the years ago
    that the case's own rule set says. A challenge that is upheld, or waits for its
    ruling, bars too.
    """
    asked, today = list(users), on or timezone.localdate()
    away = Challenge.objects.barring().filter(assessment=assessment, user__in=asked)
    challenged = set(away.values_list("user_id", flat=True))
    bonds, years = bonds_of_all(asked), years_of(assessment.rule_set)
    provider = assessment.provider_id
    found = {
        user.pk: barring(bonds[user.pk], years=years, today=today).get(provider)
        for user in asked
    }
    names = Provider.objects.in_bulk(
        {step.provider for steps in found.values() for step in steps or ()}
    )
    paths = {
        user: Path(tuple(Edge(s.kind, names[s.provider], s.until) for s in steps))
        for user, steps in found.items()
        if steps
    }
    stopped = Path((Edge(TieKind.CHALLENGE, assessment.provider, None),))
    return paths | dict.fromkeys(challenged, stopped)


def free_of_ties(assessment: Assessment, users: Iterable[User]) -> list[User]:
    """Those who may be asked, in the given order."""
    asked = list(users)
    away = barred_of(assessment, asked)
    return [user for user in asked if user.pk not in away]


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
