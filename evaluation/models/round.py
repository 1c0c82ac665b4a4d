"""A round: one notice, under one rule set, for one district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums import Publicity, RoundState
from organisations.enums import Role
from organisations.models.spoken import spoken
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class RoundQuerySet(models.QuerySet["Round"]):
    """Queryset words of rounds."""

    def run_by(self, user: User) -> RoundQuerySet:
        """Those of the districts whose evaluation office this user is in."""
        return self.filter(district__in=_districts(user))

    def visible_to(self, user: User) -> RoundQuerySet:
        """All for the office; announced ones for everybody else with an account."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        announced = Q(announced_at__isnull=False)
        return self.filter(announced | Q(district__in=_districts(user)))


def _districts(user: User) -> models.QuerySet[Any, int]:
    """Those in whose evaluation office this user is today."""
    held = user.appointments.current().filter(role=Role.EVALUATION_OFFICE)
    return held.filter(territory__isnull=False).values_list("territory_id", flat=True)


class Round(models.Model):
    """What is announced: who may apply until when, on which sheets, under which rules.
    The third-party agency is a seat in the round, not a role."""

    public_id = PublicIdField()
    district = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="rounds",
        verbose_name=_("district"),
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    rule_set = models.ForeignKey(
        "evaluation.RuleSet",
        models.PROTECT,
        related_name="rounds",
        verbose_name=_("rule set"),
    )
    sheets = models.ManyToManyField(
        "evaluation.Sheet", related_name="rounds", verbose_name=_("sheets")
    )
    agency = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds_as_agency",
        verbose_name=_("third-party agency"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=RoundState, default=RoundState.DRAFT
    )
    publicity = models.CharField(
        _("what is public"),
        max_length=8,
        choices=Publicity,
        default=Publicity.GRADE,
    )
    apply_from = models.DateField(_("applications from"))
    apply_until = models.DateField(_("applications until"))
    settings = models.JSONField(_("fixed before it opens"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-pk")
        verbose_name = _("evaluation round")
        verbose_name_plural = _("evaluation rounds")
        constraints = [
            models.CheckConstraint(
                name="round_window_in_order",
                condition=Q(apply_until__gte=F("apply_from")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain of its district."""
        return self.district.district_code

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"round:{self.public_id}"

    @property
    def takes_applications(self) -> bool:
        """Announced, and today lies in its days."""
        open_today = self.apply_from <= timezone.localdate() <= self.apply_until
        return self.state == RoundState.ANNOUNCED and open_today

    @property
    def spoken_name(self) -> str:
        """The name in the reader's language."""
        return spoken(self.name, self.name_en)
