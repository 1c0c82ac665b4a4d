"""One thing on the menu: what a provider can do, where, when, how much, for how much."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import NEVER_PRICED, Funding, Gate, ProviderState
from organisations.models.provider import Provider, kept_up
from records.models import Checked, PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User


def monday_of(day: date) -> date:
    """The Monday of the ISO week that this day lies in."""
    return day - timedelta(days=day.weekday())


class CapabilityQuerySet(models.QuerySet["Capability"]):
    """Queryset words of capabilities."""

    def on_menu(self) -> CapabilityQuerySet:
        """Offered at present by an active provider whose entry was confirmed lately
        (verified or not)."""
        offered = self.filter(active=True, provider__state=ProviderState.ACTIVE)
        return offered.filter(kept_up("provider__"))

    def visible_to(self, user: User) -> CapabilityQuerySet:
        """Those of the providers that the user sees."""
        seen = Provider.objects.visible_to(user)
        return self.filter(provider__in=seen.order_by().values("pk"))


class Capability(Checked):
    """Provider x service type, with territories, weekly capacity, windows and price."""

    public_id = PublicIdField()
    provider = models.ForeignKey(
        "organisations.Provider",
        models.CASCADE,
        related_name="capabilities",
        verbose_name=_("provider"),
    )
    service_type = models.ForeignKey(
        "organisations.ServiceType",
        models.PROTECT,
        related_name="capabilities",
        verbose_name=_("service type"),
    )
    territories = models.ManyToManyField(
        "organisations.Territory", related_name="capabilities", verbose_name=_("covers")
    )
    weekly_capacity = models.PositiveIntegerField(
        _("capacity a week"), validators=[MinValueValidator(1)]
    )
    price = models.PositiveIntegerField(
        _("price a unit (fen)"), default=0, help_text=_("0 means free of charge.")
    )
    funding = models.JSONField(_("who may pay"), default=list, blank=True)
    gates = models.JSONField(_("gates it meets"), default=list, blank=True)
    licence_no = models.CharField(_("licence number"), max_length=60, blank=True)
    licence_until = models.DateField(_("licence valid until"), null=True, blank=True)
    note = models.CharField(_("conditions"), max_length=200, blank=True)
    active = models.BooleanField(_("on the menu"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CapabilityQuerySet.as_manager()

    class Meta:
        ordering = ("provider__name", "service_type__code")
        verbose_name = _("capability")
        verbose_name_plural = _("capabilities")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "service_type"], name="capability_once_per_provider"
            ),
            models.CheckConstraint(
                name="capability_has_capacity",
                condition=Q(weekly_capacity__gte=1),
                violation_error_message=_("The capacity a week is at least 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.service_type}"

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"capability:{self.public_id}"

    @property
    def chain(self) -> str:
        return self.provider.chain

    @property
    def yuan(self) -> str:
        """The price in yuan, as a page shows it."""
        return f"{self.price // 100}.{self.price % 100:02d}"

    @property
    def weekly_amount(self) -> str:
        return self.service_type.amount(self.weekly_capacity)

    @property
    def gate_names(self) -> list[str]:
        return [str(Gate(gate).label) for gate in self.gates if gate in Gate]

    @property
    def funding_names(self) -> list[str]:
        return [str(Funding(word).label) for word in self.funding if word in Funding]

    def clean(self) -> None:
        _known(self.funding, Funding, "funding")
        _known(self.gates, Gate, "gates")
        if self.price and self.provider.form in NEVER_PRICED:
            raise ValidationError(
                {
                    "price": ValidationError(
                        gettext(
                            "Volunteers and public institutions of class I never carry "
                            "a price. Set it to 0."
                        ),
                        code="never_priced",
                    )
                }
            )
        if Gate.LIC in self.gates and not (self.licence_no and self.licence_until):
            raise ValidationError(
                {
                    "licence_no": ValidationError(
                        gettext(
                            "A valid licence is named as met: give its number and the "
                            "day it ends."
                        ),
                        code="licence_missing",
                    )
                }
            )
        if self.price and not self.funding:
            raise ValidationError(
                {
                    "funding": ValidationError(
                        gettext("A price needs at least one source that may pay it."),
                        code="no_funding",
                    )
                }
            )


def _known(values: list[Any], choices: type[models.TextChoices], field: str) -> None:
    unknown = [str(value) for value in values if value not in choices]
    if unknown:
        raise ValidationError(
            {field: gettext("Unknown: %(words)s.") % {"words": ", ".join(unknown)}}
        )


def day_names(days: str) -> str:
    """ "12345" as the reader's language says it, runs of three and more as a range."""
    if not days:
        return ""
    whole = "".join(str(day) for day in range(int(days[0]), int(days[-1]) + 1))
    if days == whole and len(days) > 2:
        return f"{_day(days[0])}–{_day(days[-1])}"
    return gettext(", ").join(_day(day) for day in days)


def _day(digit: str) -> str:
    return str(WEEKDAYS_ABBR[int(digit) - 1])


class Hours(NamedTuple):
    """One window: days as digits ("135" is Monday, Wednesday, Friday), from, until."""

    days: str
    start: time
    end: time


class Window(Checked):
    """Days of the week and hours at which a capability is offered."""

    capability = models.ForeignKey(
        Capability, models.CASCADE, related_name="windows", verbose_name=_("capability")
    )
    days = models.CharField(
        _("days"),
        max_length=7,
        validators=[RegexValidator(r"^1?2?3?4?5?6?7?$")],
        help_text=_("1 is Monday, 7 is Sunday."),
    )
    start = models.TimeField(_("from"))
    end = models.TimeField(_("until"))

    class Meta:
        ordering = ("capability_id", "days", "start")
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        constraints = [
            models.CheckConstraint(
                name="window_ends_after_start",
                condition=Q(end__gt=F("start")),
                violation_error_message=_(
                    "The window ends before it starts. Correct one of the two times."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{day_names(self.days)} {self.start:%H:%M}–{self.end:%H:%M}"


class CapacityWeek(models.Model):
    """How much of a week's capacity is taken: the row that stops overbooking."""

    capability = models.ForeignKey(
        Capability, models.CASCADE, related_name="weeks", verbose_name=_("capability")
    )
    week = models.DateField(_("Monday of the ISO week"))
    cap = models.PositiveIntegerField(_("capacity"))
    used = models.PositiveIntegerField(_("taken"), default=0)
    elsewhere = models.PositiveIntegerField(_("of these booked elsewhere"), default=0)

    class Meta:
        ordering = ("capability_id", "week")
        verbose_name = _("capacity week")
        verbose_name_plural = _("capacity weeks")
        constraints = [
            models.UniqueConstraint(
                fields=["capability", "week"], name="capacity_week_once"
            ),
            models.CheckConstraint(
                name="capacity_week_not_over", condition=Q(used__lte=F("cap"))
            ),
            models.CheckConstraint(
                name="capacity_week_elsewhere_is_taken",
                condition=Q(elsewhere__lte=F("used")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capability_id} {self.week} {self.used}/{self.cap}"
