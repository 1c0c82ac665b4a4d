"""Incubation (培育): a body that is not yet one, from an idea to filing or registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import (
    FILED_AIMS,
    INCUBATION_READERS,
    RUNNING_STAGES,
    IncubationAim,
    IncubationStage,
    Role,
)
from organisations.models.spoken import spoken
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User
    from organisations.models.provider import Provider


class IncubationCondition(models.Model):
    """What a body needs before it can be filed or registered: data with a version and
    a source. Met when one of the measures of `any_of` is as large as said there."""

    aim = models.CharField(_("aim"), max_length=20, choices=IncubationAim)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=200)
    any_of = models.JSONField(_("any of these measures"))
    words = models.JSONField(_("words it must not hold"), default=list, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.CharField(_("version"), max_length=20)
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        ordering = ("aim", "order")
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        constraints = [
            models.UniqueConstraint(
                fields=["aim", "code"], name="incubation_condition_once"
            )
        ]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)


class IncubationQuerySet(models.QuerySet["Incubation"]):
    """Queryset words of incubations."""

    def running(self) -> IncubationQuerySet:
        return self.filter(stage__in=[str(stage) for stage in RUNNING_STAGES])

    def visible_to(self, user: User) -> IncubationQuerySet:
        """Those one leads, accompanies or proposed; those of one's place; for centre
        and federation their district's."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(lead=user) | Q(mentor=user) | Q(proposed_by=user)
        held = user.appointments.current()
        for each in held.select_related("territory", "provider__street"):
            if each.role in INCUBATION_READERS and each.territory:
                seen |= Q(place__code__startswith=each.territory.code)
            elif each.role == Role.FEDERATION_OFFICER and each.place:
                seen |= Q(place__code__startswith=each.place.district_code)
        return self.filter(seen)


class Incubation(models.Model):
    """One body on its way, with the figures that its conditions look at."""

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=80)
    aim = models.CharField(_("aim"), max_length=20, choices=IncubationAim)
    idea = models.TextField(_("what it wants to do"), max_length=400)
    place = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="incubations",
        verbose_name=_("community or street"),
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_incubations",
        verbose_name=_("who leads it"),
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mentored_incubations",
        verbose_name=_("mentor"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("put forward by"),
    )
    proposed_at = models.DateTimeField(_("put forward at"), default=timezone.now)
    stage = models.CharField(
        _("stage reached"),
        max_length=12,
        choices=IncubationStage,
        default=IncubationStage.IDEA,
    )
    stage_since = models.DateTimeField(_("since"), default=timezone.now)
    stopped_in = models.CharField(
        _("stopped in"), max_length=12, choices=IncubationStage, blank=True
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    members = models.PositiveIntegerField(_("members"), default=0)
    member_bodies = models.PositiveIntegerField(_("bodies as members"), default=0)
    starters = models.PositiveIntegerField(_("persons who start it"), default=0)
    starter_bodies = models.PositiveIntegerField(
        _("legal persons who start it"), default=0
    )
    staff = models.PositiveIntegerField(_("staff"), default=0)
    funds = models.PositiveIntegerField(_("funds of its own (yuan)"), default=0)
    seat = models.CharField(_("fixed place"), max_length=80, blank=True)
    claimed = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incubations",
        verbose_name=_("its entry on the register"),
    )
    number = models.CharField(
        _("filing number or credit code"), max_length=40, blank=True
    )
    registration = models.ForeignKey(
        "organisations.Registration",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incubations",
        verbose_name=_("registration"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = IncubationQuerySet.as_manager()

    class Meta:
        ordering = ("stage_since", "pk")
        verbose_name = _("incubation")
        verbose_name_plural = _("incubations")
        indexes = [models.Index(fields=["stage", "stage_since"])]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"incubation:{self.public_id}"

    @property
    def chain(self) -> str:
        return self.place.district_code

    @property
    def is_running(self) -> bool:
        return self.stage in RUNNING_STAGES

    @property
    def is_filed_with_street(self) -> bool:
        """Whether its aim is a filing, not a registration with the bureau."""
        return self.aim in FILED_AIMS

    @property
    def provider(self) -> Provider | None:
        """What it became, once the centre has let it onto the register."""
        return self.registration.provider if self.registration else None

    @property
    def age(self) -> int:
        """Whole days in its stage."""
        return (timezone.now() - self.stage_since).days


class IncubationPost(models.Model):
    """A post somebody holds in it or in the community: one half of two-way growth."""

    incubation = models.ForeignKey(
        Incubation,
        models.CASCADE,
        related_name="posts",
        verbose_name=_("incubation"),
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="incubation_posts",
        verbose_name=_("who holds it"),
    )
    title = models.CharField(_("post"), max_length=40)
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("since", "pk")
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                name="incubation_post_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_("The post ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.holder}"
