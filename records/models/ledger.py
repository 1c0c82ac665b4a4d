"""What happened: hash chains of append-only rows, and the heads that were published."""

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.chain import GENESIS, Row, Seal


def as_written(moment: datetime) -> str:
    """UTC, ISO, microseconds, Z: how a moment stands in the digested text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Chain(models.Model):
    """One hash chain, as a rule one per district. `head` is the last row's digest."""

    key = models.CharField(_("key"), max_length=40, unique=True)
    length = models.PositiveBigIntegerField(_("length"), default=0)
    head = models.CharField(_("head"), max_length=128, default=GENESIS)

    class Meta:
        ordering = ("key",)
        verbose_name = _("chain")
        verbose_name_plural = _("chains")

    def __str__(self) -> str:
        return self.key

    def seal(self) -> Seal:
        return Seal(self.length, self.head)


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    """Queryset words of ledger rows."""

    def about(self, subject: str) -> "LedgerEntryQuerySet":
        return self.filter(subject=subject)

    def oldest_first(self) -> "LedgerEntryQuerySet":
        return self.order_by("chain_id", "seq")


class LedgerEntry(models.Model):
    """One act. Triggers refuse UPDATE, DELETE and TRUNCATE; facts hold ids and
    salted digests, never personal data: erasure must stay possible elsewhere.
    """

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    action = models.CharField(_("action"), max_length=80)
    actor_id = models.BigIntegerField(_("actor"), null=True)
    subject = models.CharField(_("subject"), max_length=120)
    facts = models.JSONField(_("facts"), default=dict)
    previous = models.CharField(_("previous digest"), max_length=128)
    hash = models.CharField(_("digest"), max_length=128)
    algorithm = models.CharField(_("algorithm"), max_length=16)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        ordering = ("chain_id", "seq")
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "seq"], name="ledgerentry_number_once"
            ),
            models.UniqueConstraint(
                fields=["chain", "previous"], name="ledgerentry_never_forks"
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="ledgerentry_subject")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject}"

    def content(self) -> dict[str, Any]:
        """The part that is digested: the contract of the ledger, field by field."""
        return {
            "seq": self.seq,
            "at": as_written(self.at),
            "action": self.action,
            "actor": self.actor_id,
            "subject": self.subject,
            "facts": self.facts,
        }

    def row(self) -> Row:
        return Row(self.seq, self.content(), self.previous, self.hash, self.algorithm)


class Anchor(models.Model):
    """The head of a chain as it was published on a day: shows a cut-off tail."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="anchors")
    day = models.DateField(_("day"))
    length = models.PositiveBigIntegerField(_("length"))
    head = models.CharField(_("head"), max_length=128)

    class Meta:
        ordering = ("-day", "chain_id")
        verbose_name = _("published head")
        verbose_name_plural = _("published heads")
        constraints = [
            models.UniqueConstraint(fields=["chain", "day"], name="anchor_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.day} {self.length}"

    def seal(self) -> Seal:
        return Seal(self.length, self.head)
