"""Why somebody may not judge: declared ties, and the organisation's own challenge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluation.enums.recusal import DECLARED_KINDS, TieKind
from organisations.enums import Role
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models import User


class TieQuerySet(models.QuerySet["Tie"]):
    """Queryset words of ties."""

    def standing(self) -> TieQuerySet:
        """Those that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)

    def kept_by(self, user: User) -> TieQuerySet:
        """Those that the evaluation office of a district keeps: of others, towards the
        organisations of the district."""
        held = user.appointments.current().filter(role=Role.EVALUATION_OFFICE)
        here = Q(pk__in=[])
        for code in held.values_list("territory__code", flat=True):
            here |= Q(provider__street__code__startswith=code)
        return self.filter(here).exclude(user_id=user.pk)


class Tie(models.Model):
    """A relation that was declared. What the register and deliveries show is read at
    the moment of use (`models.ties`) and needs no row. Nobody lifts a tie of her own."""

    public_id = PublicIdField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="ties",
        verbose_name=_("person"),
    )
    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        related_name="ties",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(
        _("relation"),
        max_length=10,
        choices=[(kind.value, kind.label) for kind in DECLARED_KINDS],
    )
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("in her words"), max_length=200, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("declared by"),
    )
    declared_at = models.DateTimeField(_("declared at"), default=timezone.now)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    lifted_reason = models.CharField(_("why lifted"), max_length=200, blank=True)

    objects = TieQuerySet.as_manager()

    class Meta:
        ordering = ("user_id", "provider_id", "pk")
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        constraints = [
            models.CheckConstraint(
                name="tie_ends_after_start",
                condition=Q(since__isnull=True)
                | Q(until__isnull=True)
                | Q(until__gte=F("since")),
                violation_error_message=_("The relation ends before it begins."),
            ),
            models.CheckConstraint(
                name="tie_lifted_by_another",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False)
                & ~Q(lifted_by=F("user"))
                & ~Q(lifted_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {TieKind(self.kind).label} · {self.provider}"

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"tie:{self.public_id}"


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    """Queryset words of challenges."""

    def open(self) -> ChallengeQuerySet:
        return self.filter(ruled_at__isnull=True)

    def of(self, user: User) -> ChallengeQuerySet:
        return self.filter(user_id=user.pk)

    def barring(self) -> ChallengeQuerySet:
        """Not ruled yet, or upheld: until the ruling the challenged does not act."""
        return self.filter(Q(ruled_at__isnull=True) | Q(upheld=True))


class Challenge(models.Model):
    """The organisation asks that an expert or a member stay away; the office rules
    with reasons. The clock of the case stands still meanwhile."""

    public_id = PublicIdField()
    assessment = models.ForeignKey(
        "evaluation.Assessment",
        models.PROTECT,
        related_name="challenges",
        verbose_name=_("assessment"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="challenges",
        verbose_name=_("challenged"),
    )
    reason = models.CharField(_("reason"), max_length=400)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    upheld = models.BooleanField(_("upheld"), null=True, blank=True)
    ruling = models.CharField(_("ruling with reasons"), max_length=400, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ruled by"),
    )
    ruled_at = models.DateTimeField(_("ruled at"), null=True, blank=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "pk")
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "user"], name="challenge_once_a_person"
            ),
            models.CheckConstraint(
                name="challenge_ruled_with_reasons",
                condition=Q(
                    ruled_at__isnull=True, upheld__isnull=True, ruled_by__isnull=True
                )
                | Q(
                    ruled_at__isnull=False,
                    upheld__isnull=False,
                    ruled_by__isnull=False,
                )
                & ~Q(ruling="")
                & ~Q(ruled_by=F("user")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.user}"

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"challenge:{self.public_id}"
