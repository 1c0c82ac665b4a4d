"""A body that comes in by itself: what it tells, whom to ring, what it hands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import (
    OPEN_STATES,
    DocumentKind,
    JoiningAs,
    ProviderForm,
    RegistrationState,
    Role,
    Section,
)
from organisations.models.provider import Provider
from organisations.models.spoken import spoken
from records.models import Attachment, PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import User

HOLDING_A_CODE = (
    RegistrationState.SUBMITTED,
    RegistrationState.RETURNED,
    RegistrationState.APPROVED,
)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Queryset words of registrations."""

    def open(self) -> RegistrationQuerySet:
        """Those that are still their applicant's to change."""
        return self.filter(state__in=OPEN_STATES)

    def of(self, user: User) -> RegistrationQuerySet:
        """Those that this user made, the newest first."""
        return self.filter(applicant_id=user.pk).order_by("-pk")

    def visible_to(self, user: User) -> RegistrationQuerySet:
        """Those handed in, for the centre's operators of the district."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(pk__in=[])
        centre = user.appointments.current().filter(role=Role.CENTRE_OPERATOR)
        for code in centre.values_list("territory__code", flat=True):
            seen |= Q(street__code__startswith=code[:6])
        return self.filter(seen).exclude(state=RegistrationState.DRAFT)


class Registration(models.Model):
    """One body's way onto the register, from the first word to the decision.

    `answers` holds each section by its name: an entry, or a list of entries where a
    section has several lines. An entry is `{"raw", "values", "problem", "version",
    "page"}`: what was typed, what it means once it is complete (else null), whether
    something in it is wrong, the registration's version at which it was saved, and the
    opened page that saved it. No telephone number ever lies in it.
    """

    public_id = PublicIdField()
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="registrations",
        verbose_name=_("applicant"),
    )
    joining = models.CharField(_("comes in as"), max_length=24, choices=JoiningAs)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=RegistrationState,
        default=RegistrationState.DRAFT,
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    form = models.CharField(_("form"), max_length=24, choices=ProviderForm, blank=True)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, blank=True
    )
    street = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("home street"),
    )
    claimed = models.ForeignKey(
        Provider,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("claims this entry"),
    )
    provider = models.ForeignKey(
        Provider,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("became"),
    )
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    missing = models.JSONField(_("what is missing"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ("submitted_at", "pk")
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["applicant"],
                condition=Q(state__in=sorted(OPEN_STATES)),
                name="registration_one_open_per_applicant",
                violation_error_message=_(
                    "You have begun a registration already: finish that one first."
                ),
                violation_error_code="open",
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(state__in=HOLDING_A_CODE) & ~Q(credit_code=""),
                name="registration_one_per_code",
                violation_error_message=_(
                    "Somebody else has handed in a registration with this credit code. "
                    "Ring the guidance centre."
                ),
                violation_error_code="taken",
            ),
        ]

    def __str__(self) -> str:
        names = self.spoken_for
        return spoken(names["name"], names["name_en"]) or str(
            self.get_joining_display()
        )

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"registration:{self.public_id}"

    @property
    def spoken_for(self) -> dict[str, str]:
        """Its name as messages take it, for a reader of either language."""
        if self.claimed:
            return {"name": self.claimed.name, "name_en": self.claimed.name_en}
        name_en = self.values(Section.WHO).get("name_en", "")
        return {"name": self.name, "name_en": name_en}

    @property
    def chain(self) -> str:
        """The ledger chain it belongs to: its district, once that is known."""
        return self.street.district_code if self.street else settings.DISTRICT_CODE

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def entry(self, section: str) -> dict[str, Any]:
        """What was typed into a section of one page; {} before the first word."""
        return self.answers.get(section, {})

    def lines(self, section: str) -> list[dict[str, Any]]:
        """The entries of a section of several lines."""
        return self.answers.get(section, [])

    def values(self, section: str) -> dict[str, Any]:
        return self.entry(section).get("values") or {}


class Contact(models.Model):
    """Whom to ring about a body at one place."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="contacts"
    )
    provider = models.ForeignKey(
        Provider, models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    person = models.ForeignKey(
        "organisations.Person", models.PROTECT, related_name="contact_of"
    )
    place = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="+",
        verbose_name=_("place"),
    )
    post = models.CharField(_("post"), max_length=40)

    class Meta:
        ordering = ("registration_id", "place__code")
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "place"],
                name="contact_one_per_place",
                violation_error_message=_(
                    "This place has its contact already. Take that one away first."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"


class Document(models.Model):
    """A paper of a body: kept once, with the day it ends."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="documents"
    )
    provider = models.ForeignKey(
        Provider, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    attachment = models.OneToOneField(
        Attachment, models.PROTECT, related_name="document", verbose_name=_("file")
    )
    kind = models.CharField(_("what it is"), max_length=16, choices=DocumentKind)
    digest = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ("registration_id", "pk")
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "digest"],
                name="document_once_per_registration",
                violation_error_message=_(
                    "This very file is here already: it need not be sent twice."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.attachment.name}"

    @property
    def expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()
