"""Reads of supervision: what is public of an organisation, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums.supervision import CheckSide, ListKind, ReportStatus
from evaluation.models import (
    AnnualReport,
    Assessment,
    Inspection,
    Listing,
    Penalty,
    SelfCheck,
    SupervisionCase,
)
from evaluation.models.supervision import SUPERVISORS
from evaluation.queries.standing import listed
from organisations.enums import GRADED_FORMS, Role
from organisations.models import Appointment, Grade, Provider, User
from records.queries import Waiting

SUPERVISION = _("Supervision")
SELF_CHECK = _("Yearly self-check")


@dataclass(frozen=True, slots=True)
class Credit:
    """Public facts only: nothing of persons, of cases under way or of self-checks."""

    provider: Provider
    grade: Grade | None
    reports: list[AnnualReport]
    listings: list[Listing]
    on_lists: list[str]
    penalties: list[Penalty]
    inspections: list[Inspection]


def credit_of(provider: Provider, today: date) -> Credit:
    """In six queries."""
    reports = AnnualReport.objects.filter(provider=provider)
    inspections = Inspection.objects.filter(provider=provider).exclude(result="")
    grades = Grade.objects.filter(provider=provider, revoked_at__isnull=True)
    now = listed(today).filter(provider=provider).values_list("kind", flat=True)
    return Credit(
        provider=provider,
        grade=grades.filter(since__lte=today, until__gte=today).first(),
        reports=list(reports.exclude(status=ReportStatus.DUE)[:5]),
        listings=list(Listing.objects.filter(provider=provider)),
        on_lists=[str(ListKind(kind).label) for kind in now],
        penalties=list(Penalty.objects.filter(provider=provider)),
        inspections=list(inspections.select_related("draw").order_by("-draw__year")),
    )


def waiting_supervision(
    user: User, held: list[Appointment], _judged: QuerySet[Assessment]
) -> list[Waiting]:
    """Open cases for who supervises; the self-check of this year for who files it."""
    found: list[Waiting] = []
    if any(each.role in SUPERVISORS for each in held):
        cases = SupervisionCase.objects.open().visible_to(user, held)
        found += [_case(each) for each in cases.select_related("provider")]
    own = [e.provider_id for e in held if e.role == Role.PROVIDER_ADMIN]
    return found + [_check(each) for each in _unchecked(own)] if own else found


def _unchecked(providers: list[int | None]) -> list[Provider]:
    """Graded ones whose own self-check of this year is not filed."""
    year, side = timezone.localdate().year, CheckSide.ORGANISATION
    filed = SelfCheck.objects.filter(year=year, side=side).values("provider")
    graded = Grade.objects.filter(revoked_at__isnull=True).values("provider")
    asked = Provider.objects.filter(pk__in=providers).filter(pk__in=graded)
    return list(asked.exclude(pk__in=filed))


def supervised_by(user: User) -> QuerySet[Provider]:
    """The social organisations of the districts in which this user supervises."""
    if not user.is_authenticated or not user.is_active:
        return Provider.objects.none()
    held = user.appointments.current().filter(role__in=sorted(SUPERVISORS))
    here = Q(pk__in=[])
    for each in held.select_related("territory"):
        here |= Q(street__code__startswith=each.territory.code)
    return Provider.objects.filter(here, form__in=sorted(GRADED_FORMS))


def checked_by(user: User) -> QuerySet[Provider]:
    """Whose yearly self-check this user may file: its own, the federation's members."""
    if not user.is_authenticated or not user.is_active:
        return Provider.objects.none()
    held = user.appointments.current()
    own = held.filter(role=Role.PROVIDER_ADMIN).values("provider")
    federations = held.filter(role=Role.FEDERATION_OFFICER).values("provider")
    theirs = Q(pk__in=own) | Q(associations__in=federations)
    return Provider.objects.filter(theirs, form__in=sorted(GRADED_FORMS)).distinct()


def _case(case: SupervisionCase) -> Waiting:
    return Waiting(
        title=f"{case.provider} · {case.get_trigger_display()}",
        url=reverse("evaluation:credit_file", args=[case.provider.public_id]),
        group=SUPERVISION,
        since=case.opened_at,
    )


def _check(provider: Provider) -> Waiting:
    return Waiting(
        title=str(provider),
        url=reverse("evaluation:self_check", args=[provider.public_id]),
        group=SELF_CHECK,
    )
