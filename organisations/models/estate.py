"""Estates (小区) and their owners' committees: guided by the street, not providers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import CommitteeState, Role
from organisations.models.spoken import spoken
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User

# 业主大会和业主委员会指导规则 art. 47: the next election is called three months before.
BEFORE_THE_END = timedelta(days=90)
ESTATE_KEEPERS = (Role.STREET_OFFICER, Role.COMMUNITY_SECRETARY)


class CommitteeStep(models.Model):
    """A step towards a committee, and of its renewal: data with version and source."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=100)
    what = models.TextField(_("what is done"), max_length=400)
    what_en = models.TextField(_("in English"), max_length=800)
    who = models.CharField(_("who does it"), max_length=80)
    who_en = models.CharField(_("who, in English"), max_length=160)
    source = models.CharField(_("source"), max_length=120)
    version = models.CharField(_("version"), max_length=20)

    class Meta:
        ordering = ("order",)
        verbose_name = _("step towards a committee")
        verbose_name_plural = _("steps towards a committee")

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def done_what(self) -> str:
        return spoken(self.what, self.what_en)

    @property
    def done_by(self) -> str:
        return spoken(self.who, self.who_en)


class EstateQuerySet(models.QuerySet["Estate"]):
    """Queryset words of estates."""

    def visible_to(self, user: User) -> EstateQuerySet:
        """The street's officers see their street's, the secretary her community's."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        held = user.appointments.current().filter(
            role__in=ESTATE_KEEPERS, territory__isnull=False
        )
        seen = Q(pk__in=[])
        for code in held.values_list("territory__code", flat=True):
            seen |= Q(community__code__startswith=code)
        return self.filter(seen)

    def ending(self, today: date) -> EstateQuerySet:
        """Their committee's term has ended or ends within three months."""
        return self.filter(
            state=CommitteeState.STANDING, term_ends_on__lte=today + BEFORE_THE_END
        )


class Estate(models.Model):
    """One estate of a community and how far its owners' committee is."""

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=60)
    community = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="estates",
        verbose_name=_("community"),
    )
    state = models.CharField(
        _("owners' committee"),
        max_length=10,
        choices=CommitteeState,
        default=CommitteeState.NONE,
    )
    term_ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=0)
    seats_without_hukou = models.PositiveSmallIntegerField(
        _("of these held by members without local hukou"), default=0
    )
    next_step = models.ForeignKey(
        CommitteeStep,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("next step"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EstateQuerySet.as_manager()

    class Meta:
        ordering = ("community__code", "name")
        verbose_name = _("estate")
        verbose_name_plural = _("estates")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"],
                name="estate_once_in_community",
                violation_error_message=_("This community has an estate of this name."),
            ),
            models.CheckConstraint(
                name="estate_seats_without_hukou_are_seats",
                condition=Q(seats_without_hukou__lte=F("seats")),
                violation_error_message=_(
                    "There cannot be more of these seats than seats in all."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"estate:{self.public_id}"

    @property
    def chain(self) -> str:
        return self.community.district_code

    @property
    def is_ending(self) -> bool:
        """Whether its next election should be prepared now."""
        end = self.term_ends_on
        standing = self.state == CommitteeState.STANDING and end is not None
        return standing and end <= timezone.localdate() + BEFORE_THE_END
