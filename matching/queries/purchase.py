"""Reads about purchases: rules in force, what a milestone rests on, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import (
    GOOD_MILESTONES,
    LOST_ENGAGEMENTS,
    EngagementState,
    MilestoneState,
    PurchaseState,
    Track,
)
from matching.models import Engagement, Milestone, PurchaseProject, PurchaseRule
from matching.models.topic import SEEING_ROLES
from organisations.enums import Role
from organisations.models import Appointment
from records.models import Attachment
from records.queries import Waiting

PURCHASE = gettext_lazy("Purchases")
CONFIRMED = Q(parts__engagement__state=EngagementState.CONFIRMED)


def rules_for(funding: str) -> list[PurchaseRule]:
    """The rules that hold for this money, by code."""
    return [each for each in PurchaseRule.objects.all() if funding in each.funding]


def listed_purchases(
    purchases: QuerySet[PurchaseProject],
) -> QuerySet[PurchaseProject]:
    """With what a line of the list shows, the newest first."""
    return (
        purchases.select_related(
            "topic__service_type", "topic__street", "contract__supplier"
        )
        .annotate(
            steps=Count("milestones", distinct=True),
            accepted=Count(
                "milestones",
                filter=Q(milestones__state__in=GOOD_MILESTONES),
                distinct=True,
            ),
        )
        .order_by("-begun_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """One milestone as its page shows it: how much of what it rests on is confirmed,
    whether it is to be reported now, its files."""

    milestone: Milestone
    parts: int
    confirmed: int
    due: bool
    files: list[Attachment]


def milestone_rows(project: PurchaseProject, today: date) -> list[MilestoneRow]:
    """The milestones of a purchase in their order, in three queries."""
    counted = project.milestones.select_related("settled_by", "reported_by").annotate(
        n_parts=Count("parts"), n_confirmed=Count("parts", filter=CONFIRMED)
    )
    rows = list(counted.order_by("pk"))
    due = set(project.milestones.due(today).values_list("pk", flat=True))
    files = _files([each.subject for each in rows])
    return [
        MilestoneRow(
            milestone=each,
            parts=each.n_parts,
            confirmed=each.n_confirmed,
            due=each.pk in due,
            files=[file for file in files if file.subject == each.subject],
        )
        for each in rows
    ]


def _files(subjects: Iterable[str]) -> list[Attachment]:
    found = Attachment.objects.filter(subject__in=subjects)
    return list(found.order_by("uploaded_at", "pk"))


def files_of(project: PurchaseProject) -> list[Attachment]:
    """The files of the contract itself."""
    return _files([project.subject])


def every_file(project: PurchaseProject) -> QuerySet[Attachment]:
    """Whatever was filed with a purchase or one of its milestones."""
    steps = [each.subject for each in project.milestones.all()]
    return Attachment.objects.filter(subject__in=[project.subject, *steps])


def engagements_for(project: PurchaseProject) -> QuerySet[Engagement]:
    """What a milestone may rest on: the supplier's engagements for the service and in
    the street of the topic that did not come to nothing; no confidential case."""
    topic = project.topic
    return (
        Engagement.objects.filter(
            provider=project.contract.supplier_id,
            line__item__service_type=topic.service_type_id,
            need__community__code__startswith=topic.street.code,
        )
        .exclude(state__in=LOST_ENGAGEMENTS)
        .exclude(need__track=Track.CONFIDENTIAL)
        .order_by("invited_at", "pk")
    )


def engagements_open_to(milestone: Milestone) -> QuerySet[Engagement]:
    """Those that rest under no other milestone."""
    free = Q(milestone_part__isnull=True) | Q(milestone_part__milestone=milestone)
    return engagements_for(milestone.project).filter(free)


# --- what waits -----------------------------------------------------------------------


def waiting_purchases(appointments: Iterable[Appointment]) -> Iterator[Waiting]:
    """For the street and the centre: contracts to record, milestones to accept, what
    is to be judged; for a supplier: milestones to report."""
    held = list(appointments)
    places = [a.territory for a in held if a.role in SEEING_ROLES and a.territory]
    own = [a.provider_id for a in held if a.role == Role.PROVIDER_ADMIN]
    if places:
        yield from _to_keep(_within(place.code for place in places))
    if own:
        yield from _to_report(own)


def _within(codes: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for code in codes:
        found |= Q(topic__street__code__startswith=code[:9])
    return found


def _to_keep(here: Q) -> Iterator[Waiting]:
    """In one query: each purchase, once for every milestone that was reported."""
    reported = FilteredRelation(
        "milestones", condition=Q(milestones__state=MilestoneState.REPORTED)
    )
    asking = Q(state=PurchaseState.PLANNED)
    asking |= Q(state=PurchaseState.COMPLETED, performance__isnull=True)
    asking |= Q(state=PurchaseState.CONTRACTED, reported__isnull=False)
    purchases = (
        PurchaseProject.objects.annotate(
            reported=reported,
            step=F("reported__title"),
            step_since=F("reported__reported_at"),
        )
        .filter(here, asking)
        .select_related("topic__service_type", "topic__street")
        .order_by("begun_at", "pk", "reported__due_on", "reported__pk")
    )
    for project in purchases:
        if project.state == PurchaseState.PLANNED:
            title = _("Record the contract, or give it up: %(what)s")
            yield _waiting(title, project, project.topic, project.begun_at)
        elif project.state == PurchaseState.COMPLETED:
            title = _("Say how well it went: %(what)s")
            yield _waiting(title, project, project.topic, None)
        else:
            title = _("Accept it or not: %(what)s")
            yield _waiting(title, project, project.step, project.step_since)


def _to_report(own: list[int | None]) -> Iterator[Waiting]:
    due = Milestone.objects.due(timezone.localdate())
    steps = due.filter(project__contract__supplier__in=own)
    for step in steps.select_related(
        "project__topic__service_type", "project__topic__street"
    ):
        title = _("Report the milestone: %(what)s")
        yield _waiting(title, step.project, step, None)


def _waiting(
    title: str, project: PurchaseProject, what: object, since: object
) -> Waiting:
    return Waiting(
        title=title % {"what": what},
        url=reverse("matching:purchase", args=[project.public_id]),
        since=since,
        group=PURCHASE,
        detail=str(project),
        tone="amber",
    )
