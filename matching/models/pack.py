"""The service resource pack: versioned lines, gaps, and who confirmed it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.enums import (
    ChosenBy,
    ConfirmerKind,
    Consent,
    PackState,
    SwapReason,
)
from organisations.enums import Funding
from records.models import PublicIdField


class PackQuerySet(models.QuerySet["Pack"]):
    """Queryset words of packs."""

    def fixed(self) -> PackQuerySet:
        """Confirmed, or proposed and touched by a person: somebody said yes, chose a
        line or answered for the own agency. Nothing replaces them by itself."""
        touched = (
            Q(lines__chosen_by=ChosenBy.PERSON)
            | Q(lines__own_agency_by__isnull=False)
            | Q(confirmations__isnull=False)
        )
        proposed = Q(state=PackState.PROPOSED)
        found = self.filter(Q(state=PackState.CONFIRMED) | (proposed & touched))
        return found.distinct()


class Pack(models.Model):
    """One version of what a need is to be served with."""

    public_id = PublicIdField()
    need = models.ForeignKey(
        "matching.Need", models.CASCADE, related_name="packs", verbose_name=_("need")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    need_version = models.PositiveIntegerField(_("version of the need it answers"))
    state = models.CharField(
        _("state"), max_length=12, choices=PackState, default=PackState.PROPOSED
    )
    matcher = models.CharField(_("matcher"), max_length=40)
    gap = models.FloatField(_("relative distance to the bound"), default=0.0)
    proven = models.BooleanField(_("proven best"), default=False)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ("need_id", "-version")
        verbose_name = _("service resource pack")
        verbose_name_plural = _("service resource packs")
        constraints = [
            models.UniqueConstraint(
                fields=["need", "version"], name="pack_version_once"
            ),
            models.UniqueConstraint(
                fields=["need", "need_version"], name="pack_once_per_need_version"
            ),
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(state=PackState.PROPOSED),
                name="pack_one_proposed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} · {self.version}"


class PackLine(models.Model):
    """So many units of an item from one capability, with the true reasons."""

    public_id = PublicIdField()
    pack = models.ForeignKey(
        Pack, models.CASCADE, related_name="lines", verbose_name=_("pack")
    )
    item = models.ForeignKey(
        "matching.NeedItem",
        models.CASCADE,
        related_name="lines",
        verbose_name=_("item"),
    )
    capability = models.ForeignKey(
        "organisations.Capability",
        models.PROTECT,
        related_name="pack_lines",
        verbose_name=_("capability"),
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    price = models.PositiveIntegerField(_("price a unit (fen)"), default=0)
    funding = models.CharField(_("funding"), max_length=20, choices=Funding, blank=True)
    score = models.FloatField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    alternatives = models.JSONField(_("alternatives"), default=list, blank=True)
    # What outcomes are learned from later: as it stood when it was proposed or chosen.
    features = models.JSONField(_("features"), default=list, blank=True)
    put_aside = models.JSONField(
        _("whom a person put aside, and why"), default=list, blank=True
    )
    chosen_by = models.CharField(
        _("chosen by"), max_length=8, choices=ChosenBy, default=ChosenBy.MATCHER
    )
    swap_reason = models.CharField(
        _("why chosen otherwise"), max_length=12, choices=SwapReason, blank=True
    )
    swap_note = models.CharField(_("note"), max_length=200, blank=True)
    own_agency = models.BooleanField(_("own agency"), default=False)
    own_agency_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("own agency confirmed by"),
    )
    own_agency_reason = models.CharField(
        _("why the own agency"), max_length=200, blank=True
    )

    class Meta:
        ordering = ("pack_id", "item_id", "pk")
        verbose_name = _("pack line")
        verbose_name_plural = _("pack lines")
        constraints = [
            models.CheckConstraint(
                name="line_quantity_positive", condition=Q(quantity__gte=1)
            ),
            models.CheckConstraint(
                name="line_priced_names_source",
                condition=Q(price=0) | ~Q(funding=""),
            ),
            models.UniqueConstraint(
                fields=["pack", "item", "capability"], name="line_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.capability}"


class PackGap(models.Model):
    """Units of an item that nobody can do, with the counted blocking rules."""

    pack = models.ForeignKey(
        Pack, models.CASCADE, related_name="gaps", verbose_name=_("pack")
    )
    item = models.ForeignKey(
        "matching.NeedItem", models.CASCADE, related_name="gaps", verbose_name=_("item")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    rules = models.JSONField(_("blocking rules, counted"), default=list, blank=True)

    class Meta:
        ordering = ("pack_id", "item_id")
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        constraints = [
            models.UniqueConstraint(fields=["pack", "item"], name="gap_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.quantity}"


class Confirmation(models.Model):
    """One seat's yes to a pack."""

    pack = models.ForeignKey(
        Pack, models.CASCADE, related_name="confirmations", verbose_name=_("pack")
    )
    kind = models.CharField(_("as"), max_length=16, choices=ConfirmerKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person without an account"),
    )
    how = models.CharField(_("how"), max_length=12, choices=Consent, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("pack_id", "at", "pk")
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.CheckConstraint(
                name="confirmation_by_one",
                condition=Q(user__isnull=False, person__isnull=True)
                | Q(user__isnull=True, person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["pack", "user"],
                condition=Q(user__isnull=False),
                name="confirmation_once_per_user",
            ),
            models.UniqueConstraint(
                fields=["pack", "person"],
                condition=Q(person__isnull=False),
                name="confirmation_once_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack} · {self.get_kind_display()}"
