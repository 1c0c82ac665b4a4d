"""A purchase topic that became a project: its terms, its contract, what it is worth.

Who supplies is decided by the buyer's procedure, outside; it is recorded here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import (
    RUNNING_PURCHASES,
    BuyerForm,
    Procedure,
    PurchaseRuleKind,
    PurchaseState,
)
from matching.models.topic import PurchaseTopic
from organisations.enums import Funding, Role
from organisations.models.spoken import spoken
from records.models import Checked, PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class PurchaseRule(models.Model):
    """One rule of purchases, with its source; it holds for the money it names."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=PurchaseRuleKind)
    values = models.JSONField(_("forms of bodies"), default=list, blank=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    funding = models.JSONField(_("holds for this money"), default=list)
    text = models.CharField(_("text"), max_length=200)
    text_en = models.CharField(_("text in English"), max_length=300)
    version = models.CharField(_("version"), max_length=20)
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        ordering = ("code",)
        verbose_name = _("rule of purchases")
        verbose_name_plural = _("rules of purchases")

    def __str__(self) -> str:
        return spoken(self.text, self.text_en)


class PurchaseProjectQuerySet(models.QuerySet["PurchaseProject"]):
    """Queryset words of purchases."""

    def running(self) -> PurchaseProjectQuerySet:
        return self.filter(state__in=RUNNING_PURCHASES)

    def visible_to(self, user: User) -> PurchaseProjectQuerySet:
        """Those of topics the user sees; a supplier sees its own from the contract on."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = user.appointments.current().filter(role=Role.PROVIDER_ADMIN)
        topics = PurchaseTopic.objects.visible_to(user).order_by()
        return self.filter(
            Q(topic__in=topics.values("pk"))
            | Q(contract__supplier__in=own.values("provider_id"))
        )


class PurchaseProject(Checked):
    """What is bought for one topic, with which money, on which terms."""

    public_id = PublicIdField()
    topic = models.ForeignKey(
        PurchaseTopic,
        models.PROTECT,
        related_name="purchases",
        verbose_name=_("purchase topic"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=PurchaseState, default=PurchaseState.PLANNED
    )
    version = models.PositiveIntegerField(default=1)
    funding = models.CharField(_("funding"), max_length=20, choices=Funding)
    funding_note = models.CharField(
        _("document that grants the money"), max_length=120, blank=True
    )
    buyer = models.CharField(_("buyer"), max_length=80)
    buyer_form = models.CharField(
        _("form of the buyer"), max_length=24, choices=BuyerForm
    )
    least_grade = models.PositiveSmallIntegerField(
        _("least grade asked for"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    grade_reason = models.CharField(
        _("legal reason for asking for a grade"), max_length=200, blank=True
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("begun by"),
    )
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    reason = models.CharField(
        _("why paused, ended early or given up"), max_length=200, blank=True
    )
    performance = models.PositiveSmallIntegerField(
        _("performance"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    performance_reason = models.CharField(
        _("reasons for it"), max_length=400, blank=True
    )
    performance_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("judged by"),
    )
    performance_at = models.DateTimeField(_("judged at"), null=True, blank=True)

    objects = PurchaseProjectQuerySet.as_manager()

    class Meta:
        ordering = ("-begun_at", "-pk")
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        constraints = [
            models.UniqueConstraint(
                name="one_running_purchase",
                fields=["topic"],
                condition=Q(state__in=RUNNING_PURCHASES),
            ),
            models.CheckConstraint(
                name="purchase_grade_has_reason",
                condition=Q(least_grade__isnull=True) | ~Q(grade_reason=""),
            ),
            models.CheckConstraint(
                name="purchase_stopped_with_reason",
                condition=~Q(state__in=("paused", "terminated", "dropped"))
                | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="purchase_judged_whole",
                condition=Q(performance__isnull=True, performance_by__isnull=True)
                | Q(
                    state="completed",
                    performance__lte=100,
                    performance_by__isnull=False,
                )
                & ~Q(performance_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.topic)

    @property
    def subject(self) -> str:
        """How the ledger and its files name it."""
        return f"purchase:{self.public_id}"


class BudgetLine(models.Model):
    """One thing that the money is planned for."""

    project = models.ForeignKey(
        PurchaseProject,
        models.CASCADE,
        related_name="budget",
        verbose_name=_("purchase"),
    )
    what = models.CharField(_("what for"), max_length=80)
    amount = models.PositiveBigIntegerField(
        _("amount (fen)"), validators=[MinValueValidator(1)]
    )

    class Meta:
        ordering = ("project_id", "pk")
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")

    def __str__(self) -> str:
        return self.what


class PurchaseContract(Checked):
    """The contract as it was signed, and the procedure that chose the supplier."""

    project = models.OneToOneField(
        PurchaseProject,
        models.CASCADE,
        related_name="contract",
        verbose_name=_("purchase"),
    )
    supplier = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="contracts",
        verbose_name=_("supplier"),
    )
    procedure = models.CharField(_("procedure"), max_length=16, choices=Procedure)
    procedure_no = models.CharField(
        _("number of the notice of the result"), max_length=80
    )
    procedure_reason = models.CharField(
        _("why without competition"), max_length=200, blank=True
    )
    decided_on = models.DateField(_("day of the result"))
    number = models.CharField(_("number of the contract"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    period_reason = models.CharField(
        _("why longer than usual"), max_length=200, blank=True
    )
    amount = models.PositiveBigIntegerField(_("amount (fen)"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        ordering = ("-signed_on", "-pk")
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(
                name="contract_follows_its_procedure",
                condition=Q(decided_on__lte=F("signed_on")),
            ),
            models.CheckConstraint(
                name="contract_period", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="contract_has_amount", condition=Q(amount__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.number
