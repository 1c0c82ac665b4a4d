"""A person of flesh and blood: the least that is needed, encrypted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.enums import IdType
from organisations.models.encrypted import EncryptedTextField, keyed_digest
from records.models import PublicIdField


class Person(models.Model):
    """Name, phone and what the law asks for; everything else points here.

    Clear text is read through `organisations.domain.person.reveal` only; pages show
    `masked_name` and `masked_phone`.
    """

    public_id = PublicIdField()
    name = EncryptedTextField(_("name"))
    phone = EncryptedTextField(
        _("telephone"),
        blank=True,
        validators=[
            RegexValidator(
                r"^\+?\d[\d-]{4,18}$",
                _("A telephone number has 5 to 19 digits, for instance 13800001234."),
            )
        ],
    )
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    id_type = models.CharField(
        _("identity document"), max_length=12, choices=IdType, blank=True
    )
    id_number = EncryptedTextField(_("document number"), blank=True)
    id_digest = models.CharField(max_length=64, blank=True, db_index=True)
    birth_year = models.PositiveSmallIntegerField(
        _("birth year"), null=True, blank=True
    )
    guardian = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="wards",
        verbose_name=_("guardian"),
    )

    erased_at = models.DateTimeField(_("erased at"), null=True, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")

    def __str__(self) -> str:
        return self.masked_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_digests()
        super().save(*args, **kwargs)

    def set_digests(self) -> None:
        """What equality is looked for by; a bulk write asks for it itself."""
        self.phone_digest = keyed_digest(self.phone) if self.phone else ""
        self.id_digest = keyed_digest(self.id_number) if self.id_number else ""

    @property
    def subject(self) -> str:
        """How the ledger names the person."""
        return f"person:{self.public_id}"

    @property
    def masked_name(self) -> str:
        """First character only: 张**."""
        return self.name[:1] + "*" * min(max(len(self.name) - 1, 1), 2)

    @property
    def masked_phone(self) -> str:
        """138****1234."""
        if len(self.phone) < 7:
            return "*" * len(self.phone)
        return f"{self.phone[:3]}****{self.phone[-4:]}"


class Disclosure(models.Model):
    """Somebody read a person's clear text: which field, why. Never the text itself."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="disclosures", verbose_name=_("person")
    )
    field = models.CharField(_("field"), max_length=20)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("read by"),
    )
    at = models.DateTimeField(_("read at"), default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")

    def __str__(self) -> str:
        return f"{self.person} · {self.field}"
