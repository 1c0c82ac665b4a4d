"""The credit file of an organisation: reports, lists, penalties, cases."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums.supervision import (
    CaseKind,
    Conclusion,
    ListGround,
    ListKind,
    PartyBranch,
    ReportStatus,
    Trigger,
)
from organisations.enums import Role
from organisations.models import Appointment, User
from records.models import PublicIdField

SUPERVISORS = frozenset({Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER})


class CreditFile(models.Model):
    """What the register does not say of an organisation and the rules ask for."""

    provider = models.OneToOneField(
        "organisations.Provider",
        models.PROTECT,
        related_name="credit_file",
        verbose_name=_("organisation"),
    )
    registered_on = models.DateField(
        _("registered on, by its certificate"), null=True, blank=True
    )
    party_branch = models.CharField(
        _("Party branch"),
        max_length=8,
        choices=PartyBranch,
        default=PartyBranch.UNKNOWN,
    )

    class Meta:
        verbose_name = _("credit file")
        verbose_name_plural = _("credit files")

    def __str__(self) -> str:
        return str(self.provider)


class AnnualReport(models.Model):
    """The report of one organisation for one year."""

    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="annual_reports",
        verbose_name=_("organisation"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(
        _("status"), max_length=8, choices=ReportStatus, default=ReportStatus.DUE
    )
    due_on = models.DateField(_("due on"))
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    conclusion = models.CharField(
        _("annual inspection"), max_length=8, choices=Conclusion, blank=True
    )

    class Meta:
        ordering = ("provider_id", "-year")
        verbose_name = _("annual report")
        verbose_name_plural = _("annual reports")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "year"], name="annual_report_once_a_year"
            ),
            models.CheckConstraint(
                name="annual_report_filed_on_a_day",
                condition=Q(status__in=["filed", "late"], filed_on__isnull=False)
                | Q(status__in=["due", "overdue"], filed_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.year}"


class Listing(models.Model):
    """A time on one of the two lists. `clock_from` is where its clock begins: a new
    lapse on the list of abnormal activity begins it anew."""

    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="listings",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("list"), max_length=8, choices=ListKind)
    ground = models.CharField(_("ground"), max_length=16, choices=ListGround)
    since = models.DateField(_("since"))
    clock_from = models.DateField(_("clock runs from"))
    until = models.DateField(_("until"), null=True, blank=True)
    removal = models.CharField(_("why taken off"), max_length=200, blank=True)

    class Meta:
        ordering = ("provider_id", "-since", "-pk")
        verbose_name = _("entry on a list")
        verbose_name_plural = _("entries on lists")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "kind"],
                condition=Q(until__isnull=True),
                name="listing_once_at_a_time",
            ),
            models.CheckConstraint(
                name="listing_ends_with_a_reason",
                condition=Q(until__isnull=True, removal="")
                | Q(until__gte=F("since")) & ~Q(removal=""),
            ),
            models.CheckConstraint(
                name="listing_clock_not_before",
                condition=Q(clock_from__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.get_kind_display()}"


class Penalty(models.Model):
    """An administrative penalty, with the number of its document."""

    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="penalties",
        verbose_name=_("organisation"),
    )
    document_no = models.CharField(_("number of the document"), max_length=60)
    what = models.CharField(_("for what, and which penalty"), max_length=200)
    minor = models.BooleanField(_("minor"), default=False)
    decided_on = models.DateField(_("decided on"))
    executed_on = models.DateField(_("carried out on"), null=True, blank=True)

    class Meta:
        ordering = ("provider_id", "-decided_on", "-pk")
        verbose_name = _("penalty")
        verbose_name_plural = _("penalties")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "document_no"], name="penalty_once"
            ),
            models.CheckConstraint(
                name="penalty_executed_after_decision",
                condition=Q(executed_on__isnull=True)
                | Q(executed_on__gte=F("decided_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.document_no}"


class SupervisionCaseQuerySet(models.QuerySet["SupervisionCase"]):
    """Queryset words of cases of supervision."""

    def open(self) -> SupervisionCaseQuerySet:
        return self.filter(closed_at__isnull=True)

    def visible_to(
        self, user: User, held: Iterable[Appointment] | None = None
    ) -> SupervisionCaseQuerySet:
        """Those of its district, for the evaluation office and the bureau. `held` are
        today's appointments, where they were read already."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if held is None:
            held = user.appointments.current().select_related("territory")
        seen = Q(pk__in=[])
        for each in held:
            if each.role in SUPERVISORS:
                seen |= Q(provider__street__code__startswith=each.territory.code)
        return self.filter(seen)


class SupervisionCase(models.Model):
    """Something that has to be looked into, from the event to the finding."""

    public_id = PublicIdField()
    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="supervision_cases",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=CaseKind)
    trigger = models.CharField(_("event"), max_length=16, choices=Trigger)
    about = models.CharField(_("about"), max_length=200)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    finding = models.CharField(_("finding"), max_length=600, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )

    objects = SupervisionCaseQuerySet.as_manager()

    class Meta:
        ordering = ("opened_at", "pk")
        verbose_name = _("case of supervision")
        verbose_name_plural = _("cases of supervision")
        constraints = [
            models.CheckConstraint(
                name="supervision_case_closed_with_finding",
                condition=Q(closed_at__isnull=True, finding="")
                | Q(closed_at__isnull=False) & ~Q(finding=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.get_trigger_display()}"

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"supervision:{self.public_id}"
