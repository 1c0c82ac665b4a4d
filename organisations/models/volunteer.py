"""Somebody who is asked to help: what she can do, when, where; no points, no ranking."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import (
    EMPLOYED_ROLES,
    PERSON_GATES,
    JoinConsent,
    Role,
    VolunteerState,
)
from organisations.models.capability import day_names
from organisations.models.encrypted import EncryptedTextField, keyed_digest
from records.models import PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User

ADULT = 18
DAYS = RegexValidator(r"^1?2?3?4?5?6?7?$")
KEEPING_ROLES = (*sorted(EMPLOYED_ROLES), Role.COMMUNITY_SECRETARY)


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    """Queryset words of volunteers."""

    def active(self) -> VolunteerQuerySet:
        return self.filter(state=VolunteerState.ACTIVE)

    def staying(self) -> VolunteerQuerySet:
        return self.exclude(state=VolunteerState.WITHDRAWN)

    def visible_to(self, user: User) -> VolunteerQuerySet:
        """Oneself; those who live where one works; the team that one administers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(user=user)
        for held in user.appointments.current().select_related("territory"):
            if held.role in KEEPING_ROLES and held.territory:
                seen |= Q(home__code__startswith=held.territory.code)
            elif held.role == Role.PROVIDER_ADMIN:
                members = Volunteer.teams.through.objects.filter(
                    provider_id=held.provider_id
                )
                seen |= Q(pk__in=members.values("volunteer_id"))
        return self.filter(seen)


class Volunteer(models.Model):
    """A person in teams or, without one, in the community's own."""

    public_id = PublicIdField()
    person = models.OneToOneField(
        "organisations.Person",
        models.PROTECT,
        related_name="volunteer",
        verbose_name=_("person"),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="volunteer",
        verbose_name=_("account"),
    )
    identity = models.CharField(max_length=64, editable=False)
    """Keyed digest of name and number: the same person comes in once."""
    home = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="volunteers",
        verbose_name=_("home community"),
    )
    teams = models.ManyToManyField(
        "organisations.Provider",
        blank=True,
        related_name="volunteers",
        verbose_name=_("teams"),
    )
    skills = models.ManyToManyField(
        "organisations.ServiceType",
        blank=True,
        related_name="volunteers",
        verbose_name=_("what I can help with"),
    )
    national_no = EncryptedTextField(_("national volunteer number"), blank=True)
    national_digest = models.CharField(max_length=64, blank=True, editable=False)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    in_service = models.BooleanField(_("in-service Party member"), default=False)
    unit = models.ForeignKey(
        "organisations.Provider",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members_in_service",
        verbose_name=_("home unit"),
    )
    unit_name = models.CharField(_("name of the unit"), max_length=80, blank=True)
    unit_days = models.CharField(
        _("the unit's activity days"), max_length=7, blank=True, validators=[DAYS]
    )
    days_confirmed_at = models.DateTimeField(
        _("days confirmed at"), null=True, editable=False
    )
    days_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("days confirmed by"),
    )
    consent = models.CharField(_("consent"), max_length=12, choices=JoinConsent)
    consent_at = models.DateTimeField(_("consent given at"), default=timezone.now)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=VolunteerState,
        default=VolunteerState.ACTIVE,
    )
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ("home__code", "pk")
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        indexes = [models.Index(fields=["state", "home"])]
        constraints = [
            models.UniqueConstraint(
                fields=["identity"],
                condition=~Q(state=VolunteerState.WITHDRAWN),
                name="volunteer_once",
                violation_error_code="already",
                violation_error_message=_(
                    "Somebody with this name and number has joined already. Sign in, or "
                    "ring the social work station."
                ),
            ),
            models.UniqueConstraint(
                fields=["national_digest"],
                condition=~Q(national_digest=""),
                name="volunteer_national_number_once",
                violation_error_code="national_no",
                violation_error_message=_(
                    "This national volunteer number belongs to somebody else here. "
                    "Check it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.person.masked_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_digests()
        super().save(*args, **kwargs)

    @property
    def subject(self) -> str:
        return f"volunteer:{self.public_id}"

    @property
    def chain(self) -> str:
        return self.home.district_code

    @property
    def masked_number(self) -> str:
        """The last four digits: ********1234."""
        shown = self.national_no[-4:]
        return "*" * (len(self.national_no) - len(shown)) + shown

    @property
    def unit_day_names(self) -> str:
        return day_names(self.unit_days)

    @property
    def home_unit(self) -> str:
        return str(self.unit or self.unit_name)

    def is_minor(self, on: date | None = None) -> bool:
        """Only the year is known: who may still be 17 counts as 17."""
        born = self.person.birth_year
        year = (on or timezone.localdate()).year
        return born is not None and year - born <= ADULT

    def set_digests(self) -> None:
        """What equality is looked for by; a bulk write asks for it itself."""
        person = self.person
        self.identity = keyed_digest(f"{person.name}\n{person.phone}")
        number = self.national_no
        self.national_digest = keyed_digest(number) if number else ""

    def clean(self) -> None:
        if self.unit_days and not (self.in_service and self.home_unit):
            raise ValidationError(
                {
                    "unit_days": ValidationError(
                        gettext("Name the unit whose activity days these are."),
                        code="unit",
                    )
                }
            )


class FreeWindow(models.Model):
    """Days of the week and hours at which a volunteer may be asked; none: any time."""

    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="windows", verbose_name=_("volunteer")
    )
    days = models.CharField(_("days"), max_length=7, validators=[DAYS])
    start = models.TimeField(_("from"))
    end = models.TimeField(_("until"))

    class Meta:
        ordering = ("volunteer_id", "days", "start")
        verbose_name = _("free time")
        verbose_name_plural = _("free times")
        constraints = [
            models.CheckConstraint(
                name="free_window_ends_after_start", condition=Q(end__gt=F("start"))
            )
        ]

    def __str__(self) -> str:
        return f"{day_names(self.days)} {self.start:%H:%M}–{self.end:%H:%M}"


class Clearance(models.Model):
    """A paper that opens a gate for one person until a day: seen by whom, when."""

    volunteer = models.ForeignKey(
        Volunteer,
        models.CASCADE,
        related_name="clearances",
        verbose_name=_("volunteer"),
    )
    gate = models.CharField(
        _("what it is"),
        max_length=4,
        choices=[(gate.value, gate.label) for gate in PERSON_GATES],
    )
    expires_on = models.DateField(_("valid until"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seen by"),
    )
    at = models.DateTimeField(_("seen at"), default=timezone.now)

    class Meta:
        ordering = ("volunteer_id", "gate", "expires_on")
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")

    def __str__(self) -> str:
        return f"{self.get_gate_display()} · {self.expires_on}"
