"""Who may act: user accounts and their appointments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import (
    ADMIN_ROLES,
    ADMIN_SITE_ROLES,
    EMPLOYED_ROLES,
    SCOPE_OF_ROLE,
    Role,
    Scope,
)
from organisations.models.spoken import spoken
from organisations.models.territory import Territory
from records.models import Checked, PublicIdField

T = TypeVar("T")
ADMIN_DOOR = "wagtailadmin.access_admin"


class User(AbstractUser):
    """An account. What it may do is said by its appointments."""

    public_id = PublicIdField()
    name = models.CharField(_("name shown to others"), max_length=60, blank=True)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)

    _kept: dict[str, Any] | None = None

    objects: UserManager[User] = UserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"user:{self.public_id}"

    @property
    def spoken_name(self) -> str:
        """The name in the reader's language."""
        return spoken(str(self), self.name_en)

    def keep_reads(self) -> None:
        """For a page that asks many rules: what they ask about this user is read once
        and stays with this object, which lives as long as its request."""
        self._kept = self._kept or {}

    def read(self, name: str, ask: Callable[[], T]) -> T:
        """What `ask` says now; where reads are kept, what it said the first time."""
        if self._kept is None:
            return ask()
        if name not in self._kept:
            self._kept[name] = ask()
        found: T = self._kept[name]
        return found

    def held_today(self) -> list[Appointment]:
        """Its appointments in force, with place, provider and employer."""
        scope = ("territory", "provider__street", "employer")
        held = self.appointments.current().select_related(*scope)
        return self.read("appointments", lambda: list(held))

    def held_over(self, code: str) -> list[Appointment]:
        """Those of them whose territory contains that with this code."""
        return [each for each in self.held_today() if each.covers(code)]

    def administers(self, provider: int | None) -> bool:
        """Whether it is an administrator of this provider today."""
        return provider is not None and any(
            each.role == Role.PROVIDER_ADMIN and each.provider_id == provider
            for each in self.held_today()
        )

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """As Django's; but the door of the admin site asks the appointments of today.

        Every view of `/admin/` asks for this permission first. Groups that outlived
        their appointment are taken away here, before anything else is looked at.
        """
        if perm == ADMIN_DOOR and not self.admin_roles:
            return False
        return super().has_perm(perm, obj)

    @cached_property
    def admin_roles(self) -> frozenset[str]:
        """Roles of today that open the admin site; looked up once a request."""
        return self.keep_groups_in_step()

    def keep_groups_in_step(self) -> frozenset[str]:
        """Give the groups of the roles held today, take those of ended ones.

        Groups of `ADMIN_SITE_ROLES` carry the name of the role. Returns those held.
        """
        if not self.is_active:
            return frozenset()
        roles = {str(role) for role in ADMIN_SITE_ROLES}
        due = frozenset(
            self.appointments.current()
            .filter(role__in=roles)
            .values_list("role", flat=True)
        )
        held = set(self.groups.filter(name__in=roles).values_list("name", flat=True))
        if due != held:
            self.groups.remove(*Group.objects.filter(name__in=held - due))
            self.groups.add(*Group.objects.filter(name__in=due - held))
        return due


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Queryset words of appointments."""

    def current(self, on: date | None = None) -> AppointmentQuerySet:
        """Those in force today: an ended one counts as absent at once."""
        day = on or timezone.localdate()
        return self.filter(
            Q(until__isnull=True) | Q(until__gte=day),
            Q(ended_at__isnull=True) | Q(ended_at__gt=timezone.now()),
            since__lte=day,
        )

    def of(self, user: User, *roles: Role) -> AppointmentQuerySet:
        found = self.current().filter(user_id=user.pk)
        return found.filter(role__in=roles) if roles else found

    def over(self, code: str) -> AppointmentQuerySet:
        """Those whose territory contains the territory with this code."""
        return self.filter(
            territory__code__in=[code[:n] for n in (6, 9, 12, 15) if n <= len(code)]
        )


class Appointment(Checked):
    """One user in one role over one territory or for one provider, since and until."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="appointments", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=24, choices=Role)
    territory = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("territory"),
    )
    provider = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("provider"),
    )
    employer = models.ForeignKey(
        "organisations.Provider",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="employed_appointments",
        verbose_name=_("employer"),
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(
        _("ended at"), null=True, blank=True, editable=False
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ("user_id", "role", "pk")
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                name="appointment_one_scope",
                condition=Q(territory__isnull=True) | Q(provider__isnull=True),
                violation_error_message=_(
                    "An appointment is bound to a territory or to a provider, not both."
                ),
            ),
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                violation_error_message=_("The appointment ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(
                    role__in=[str(role) for role in ADMIN_ROLES], ended_at__isnull=True
                ),
                name="appointment_one_admin_power",
                violation_error_message=_(
                    "One person holds at most one of the three administrator powers."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.scope_name}"

    @property
    def scope_name(self) -> str:
        return str(self.territory or self.provider or "")

    @property
    def place(self) -> Territory | None:
        """The territory of its scope, or the home street of its provider."""
        return self.provider.street if self.provider else self.territory

    @property
    def chain(self) -> str:
        """The ledger chain it belongs to: the district of its scope."""
        return self.place.district_code if self.place else settings.DISTRICT_CODE

    def covers(self, code: str) -> bool:
        """Whether its territory contains that with this code, as `over()` has it."""
        return self.territory is not None and code.startswith(self.territory.code)

    @property
    def in_force(self) -> bool:
        """Whether it counts today, as `current()` has it."""
        day = timezone.localdate()
        ended = self.ended_at is not None and self.ended_at <= timezone.now()
        begun = self.since <= day
        return begun and not ended and (self.until is None or self.until >= day)

    def clean(self) -> None:
        scope = SCOPE_OF_ROLE.get(Role(self.role)) if self.role in Role else None
        level = self.territory.level if self.territory else None
        found = Scope.PROVIDER if self.provider else Scope(level or Scope.NONE)
        if scope is not None and found != scope:
            raise ValidationError(
                gettext("The role “%(role)s” is bound to %(scope)s; choose that."),
                code="scope",
                params={"role": self.get_role_display(), "scope": scope.label},
            )
        if self.employer and self.role not in EMPLOYED_ROLES:
            raise ValidationError(
                gettext("Only social workers and station managers have an employer."),
                code="employer",
            )
