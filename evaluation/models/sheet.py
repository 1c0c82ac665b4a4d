"""The indicator sheet: a tree of indicators, frozen once it is used."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import LeafKind, Outcome, ScoringMode
from organisations.enums import ProviderForm, Role
from organisations.models.account import User
from organisations.models.spoken import spoken
from records.models import PublicIdField

# Those who see a sheet before a round is announced on it.
SHEET_READERS = frozenset({Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER})


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Queryset words of sheets."""

    def visible_to(self, user: User) -> SheetQuerySet:
        """All for who prepares them; what a round was announced on for the others."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        held = user.appointments.current()
        if held.filter(role__in=sorted(SHEET_READERS)).exists():
            return self.all()
        return self.filter(frozen_at__isnull=False)


class Sheet(models.Model):
    """What a form of organisation is scored on. Points have one decimal place (half
    points); `total` is what the heads without bonus add up to."""

    public_id = PublicIdField()
    key = models.CharField(_("sheet"), max_length=24)
    version = models.CharField(_("version"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    form = models.CharField(_("for the form"), max_length=24, choices=ProviderForm)
    total = models.DecimalField(_("points in all"), max_digits=7, decimal_places=1)
    bonus_cap = models.DecimalField(
        _("cap of the bonus"), max_digits=7, decimal_places=1, default=0
    )
    outcome = models.CharField(
        _("leads to"), max_length=8, choices=Outcome, default=Outcome.GRADE
    )
    mode = models.CharField(
        _("how experts score"),
        max_length=12,
        choices=ScoringMode,
        default=ScoringMode.GROUP,
    )
    proposal = models.BooleanField(_("a proposal, not official"), default=False)
    source = models.CharField(_("source"), max_length=200)
    settings = models.JSONField(_("caps on the grade"), default=dict, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ("key", "-version")
        verbose_name = _("indicator sheet")
        verbose_name_plural = _("indicator sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"], name="sheet_version_once"
            ),
            models.CheckConstraint(
                name="sheet_points_not_negative",
                condition=Q(total__gt=0, bonus_cap__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"

    @property
    def spoken_name(self) -> str:
        """The name in the reader's language."""
        return spoken(self.name, self.name_en)


class Indicator(models.Model):
    """One node of a sheet. `code` is its place (2.3.1); a leaf's `settings` holds its
    levels, bands, cap or the condition of a veto, by kind."""

    sheet = models.ForeignKey(
        Sheet, models.CASCADE, related_name="indicators", verbose_name=_("sheet")
    )
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    code = models.CharField(_("code"), max_length=20)
    order = models.PositiveIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    kind = models.CharField(
        _("kind"), max_length=12, choices=LeafKind, default=LeafKind.NODE
    )
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=1)
    settings = models.JSONField(_("how it is scored"), default=dict, blank=True)
    evidence = models.CharField(
        _("evidence that is looked for"), max_length=300, blank=True
    )

    class Meta:
        ordering = ("sheet_id", "order")
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "code"], name="indicator_once"),
            models.UniqueConstraint(
                fields=["sheet", "order"], name="indicator_order_once"
            ),
            models.CheckConstraint(
                name="indicator_points_not_negative", condition=Q(points__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.spoken_name}"

    @property
    def spoken_name(self) -> str:
        """The name in the reader's language."""
        return spoken(self.name, self.name_en)
