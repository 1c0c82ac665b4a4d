"""Reads about co-building: the three lists of a plan, what waits for its sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import OPEN_PROJECTS, PlanState, Role, UnitWord
from organisations.models import (
    Appointment,
    CoBuildingPlan,
    PlanNeed,
    PlanProject,
    PlanResource,
    PlanUnit,
)
from organisations.models.cobuilding import last_day, quarter_over
from organisations.queries.due import Due, codes_of, due_rows, kind_of
from records.queries import SHANGHAI, Waiting

# The street hears of it when nobody has said a word a month after the quarter.
STREET_HEARS = timedelta(days=30)
WORD, LATE = "plan_word", "plan_late"
GROUP = _("Co-building")


@dataclass(frozen=True, slots=True)
class ThreeLists:
    """Everything that stands in a plan, as its page shows it."""

    units: list[PlanUnit]
    resources: list[PlanResource]
    needs: list[PlanNeed]
    projects: list[PlanProject]

    @property
    def used_resources(self) -> set[int]:
        """Lines that a project needs: they stay on the list."""
        return {each.resource_id for each in self.projects}

    @property
    def used_needs(self) -> set[int]:
        return {each.need_id for each in self.projects}


def three_lists(plan: CoBuildingPlan) -> ThreeLists:
    """Units and the three lists, in four queries for any number of lines."""
    resources = PlanResource.objects.filter(unit__plan=plan)
    projects = PlanProject.objects.filter(need__plan=plan)
    return ThreeLists(
        units=list(plan.units.select_related("provider")),
        resources=list(
            resources.select_related("unit__provider", "capability__service_type")
        ),
        needs=list(plan.needs.all()),
        projects=list(
            projects.select_related("need__plan", "resource__unit__provider")
        ),
    )


def listed_plans(plans: QuerySet[CoBuildingPlan]) -> QuerySet[CoBuildingPlan]:
    """With their numbers: units, those that confirmed, projects still open."""
    confirmed = Q(units__word=UnitWord.CONFIRMED)
    running = Q(needs__projects__state__in=sorted(OPEN_PROJECTS))
    numbered = plans.select_related("place").annotate(
        asked=Count("units", distinct=True),
        confirmed=Count("units", filter=confirmed, distinct=True),
        running=Count("needs__projects", filter=running, distinct=True),
    )
    return numbered.order_by("-year", "place__code")


def plans_due(held: list[Appointment]) -> Iterator[QuerySet[Any]]:
    """A unit's word that is waited for; projects whose quarter is over without a word,
    for the community and the unit at once, for the street a month later."""
    own = [a.provider_id for a in held if a.role == Role.PROVIDER_ADMIN]
    led = codes_of(held, Role.COMMUNITY_SECRETARY)
    streets = codes_of(held, Role.STREET_OFFICER)
    if own:
        yield _words(own)
    if own or led or streets:
        yield _overdue(own, led, streets)


def plan_lines(rows: Iterable[Due]) -> list[Waiting]:
    """One line for each word, and one for each plan that has such projects."""
    late: dict[str, list[Due]] = {}
    lines = []
    for row in rows:
        if row.kind == WORD:
            lines.append(_word(row))
        elif row.kind == LATE:
            late.setdefault(row.public_id, []).append(row)
    return lines + [_late(projects) for projects in late.values()]


def _words(own: list[int]) -> QuerySet[Any]:
    asked = PlanUnit.objects.filter(
        provider_id__in=own, word=UnitWord.ASKED, plan__state=PlanState.SENT
    )
    return due_rows(
        asked,
        kind=kind_of(WORD),
        public_id="plan__public_id",
        note="provider__name",
        note_en="provider__name_en",
        place="plan__place__name",
        place_en="plan__place__name_en",
        number="plan__year",
        at="plan__sent_at",
    )


def _overdue(own: list[int], led: list[str], streets: list[str]) -> QuerySet[Any]:
    today = timezone.localdate()
    near = Q(resource__unit__provider_id__in=own)
    near |= Q(need__plan__place__code__in=[*led, *streets])
    below = Q(pk__in=[])
    for code in streets:
        below |= Q(need__plan__place__code__startswith=code)
    late = (near & quarter_over(today)) | (below & quarter_over(today - STREET_HEARS))
    return due_rows(
        PlanProject.objects.open().filter(late),
        kind=kind_of(LATE),
        public_id="need__plan__public_id",
        note="need__what",
        place="need__plan__place__name",
        place_en="need__plan__place__name_en",
        number="need__plan__year",
        second="quarter",
    )


def _word(row: Due) -> Waiting:
    return Waiting(
        title=gettext("Confirm the co-building plan %(year)s of %(place)s")
        % {"year": row.number, "place": row.where},
        url=reverse("organisations:plan", args=[row.public_id]),
        since=row.at,
        group=GROUP,
        detail=row.about,
        tone="amber",
    )


def _late(projects: list[Due]) -> Waiting:
    first = projects[0]
    title = ngettext(
        "Say what became of %(count)d co-building project of %(plan)s",
        "Say what became of %(count)d co-building projects of %(plan)s",
        len(projects),
    )
    ended = min(last_day(each.number, each.second) for each in projects)
    return Waiting(
        title=title
        % {"count": len(projects), "plan": f"{first.where} · {first.number}"},
        url=reverse("organisations:plan", args=[first.public_id]),
        until=datetime.combine(ended, time(23, 59, 59), SHANGHAI),
        group=GROUP,
        detail=gettext(", ").join(each.about for each in projects[:3]),
        tone="red",
    )
