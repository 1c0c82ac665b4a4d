"""Co-building (共建): a place, its units, and the three lists of one year's plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import (
    OPEN_PROJECTS,
    PlanState,
    ProjectState,
    Quarter,
    Role,
    UnitWord,
)
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User

NEED_NUMBER = RegexValidator(
    r"^[A-Z]{2}-\d{4}-\d{4,6}$", _("A case number looks like XQ-2026-01874.")
)
# The community draws it up; street, station and centre read it.
PLAN_READERS = (
    Role.COMMUNITY_SECRETARY,
    Role.STREET_OFFICER,
    Role.STATION_MANAGER,
    Role.CENTRE_OPERATOR,
)


class CoBuildingPlanQuerySet(models.QuerySet["CoBuildingPlan"]):
    """Queryset words of plans."""

    def visible_to(self, user: User) -> CoBuildingPlanQuerySet:
        """Those of one's place and below; those that one's own unit is asked to."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(pk__in=[])
        for held in user.appointments.current().select_related("territory"):
            if held.role in PLAN_READERS and held.territory:
                seen |= Q(place__code__startswith=held.territory.code)
            elif held.role == Role.PROVIDER_ADMIN:
                own = PlanUnit.objects.filter(provider_id=held.provider_id)
                seen |= Q(pk__in=own.values("plan_id"))
        return self.filter(seen)


class CoBuildingPlan(models.Model):
    """What a community (or street) and its units do together in one year."""

    public_id = PublicIdField()
    place = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="co_building_plans",
        verbose_name=_("community or street"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(
        _("state"), max_length=8, choices=PlanState, default=PlanState.DRAWN
    )
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("drawn up by"),
    )
    drawn_at = models.DateTimeField(_("drawn up at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent to the units at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CoBuildingPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "place__code")
        verbose_name = _("co-building plan")
        verbose_name_plural = _("co-building plans")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year"], name="co_building_plan_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} · {self.year}"

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"plan:{self.public_id}"

    @property
    def chain(self) -> str:
        return self.place.district_code


class PlanUnit(models.Model):
    """A unit that is asked to a plan, and its word."""

    plan = models.ForeignKey(
        CoBuildingPlan, models.CASCADE, related_name="units", verbose_name=_("plan")
    )
    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="co_building",
        verbose_name=_("unit"),
    )
    word = models.CharField(
        _("word"), max_length=10, choices=UnitWord, default=UnitWord.ASKED
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        ordering = ("plan_id", "pk")
        verbose_name = _("co-building unit")
        verbose_name_plural = _("co-building units")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "provider"],
                name="plan_unit_once",
                violation_error_message=_("This unit is in the plan already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.provider)


class PlanResource(models.Model):
    """A line of the resource list (资源清单): what a unit offers."""

    unit = models.ForeignKey(
        PlanUnit, models.CASCADE, related_name="resources", verbose_name=_("unit")
    )
    what = models.CharField(_("what the unit offers"), max_length=80)
    capability = models.ForeignKey(
        "organisations.Capability",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service on its menu"),
    )
    since_year = models.PositiveSmallIntegerField(_("on the list since"))

    class Meta:
        ordering = ("unit_id", "pk")
        verbose_name = _("line of the resource list")
        verbose_name_plural = _("resource list")

    def __str__(self) -> str:
        return self.what


class PlanNeed(models.Model):
    """A line of the need list (需求清单), in the community's own words. A case is named
    by its number only: its words are for those who may see it."""

    plan = models.ForeignKey(
        CoBuildingPlan, models.CASCADE, related_name="needs", verbose_name=_("plan")
    )
    what = models.CharField(_("what the community needs"), max_length=80)
    need_number = models.CharField(
        _("case number"), max_length=20, blank=True, validators=[NEED_NUMBER]
    )
    since_year = models.PositiveSmallIntegerField(_("on the list since"))

    class Meta:
        ordering = ("plan_id", "pk")
        verbose_name = _("line of the need list")
        verbose_name_plural = _("need list")

    def __str__(self) -> str:
        return self.what


class PlanProjectQuerySet(models.QuerySet["PlanProject"]):
    """Queryset words of projects."""

    def open(self) -> PlanProjectQuerySet:
        return self.filter(state__in=sorted(OPEN_PROJECTS))


def quarter_over(today: date) -> Q:
    """Projects whose quarter was over on this day."""
    quarter = (today.month - 1) // 3 + 1
    this_year = Q(need__plan__year=today.year, quarter__lt=quarter)
    return Q(need__plan__year__lt=today.year) | this_year


def last_day(year: int, quarter: int) -> date:
    """The day on which a quarter ends."""
    month = quarter * 3
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


class PlanProject(models.Model):
    """A line of the project list (项目清单): a resource meets a need in a quarter."""

    resource = models.ForeignKey(
        PlanResource,
        models.PROTECT,
        related_name="projects",
        verbose_name=_("resource"),
    )
    need = models.ForeignKey(
        PlanNeed, models.PROTECT, related_name="projects", verbose_name=_("need")
    )
    quarter = models.PositiveSmallIntegerField(_("quarter"), choices=Quarter)
    state = models.CharField(
        _("state"), max_length=10, choices=ProjectState, default=ProjectState.PLANNED
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    since_year = models.PositiveSmallIntegerField(_("on the list since"))
    state_since = models.DateTimeField(_("since"), default=timezone.now)

    objects = PlanProjectQuerySet.as_manager()

    class Meta:
        ordering = ("quarter", "pk")
        verbose_name = _("line of the project list")
        verbose_name_plural = _("project list")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "need"],
                condition=Q(state__in=sorted(OPEN_PROJECTS)),
                name="plan_project_open_once",
                violation_error_message=_("This project is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.need} · {self.resource}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PROJECTS

    @property
    def ends_on(self) -> date:
        """The last day of its quarter."""
        return last_day(self.need.plan.year, self.quarter)

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.ends_on < timezone.localdate()
