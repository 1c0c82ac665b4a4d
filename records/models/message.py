"""Who was told: the in-site inbox, and each delivery by another channel."""

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records import channels
from records.enums import NOT_REACHED, DeliveryState
from records.models.kinds import BRIEFS, TEXTS, URGENT, group_of

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class MessageQuerySet(models.QuerySet["Message"]):
    """Queryset words of messages."""

    def of(self, user: object) -> "MessageQuerySet":
        return self.filter(recipient_id=getattr(user, "pk", None))

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at__isnull=True)

    def unreached(self) -> "MessageQuerySet":
        """Not read, and each channel that was tried has failed: somebody must ring."""
        tried = Delivery.objects.filter(message=models.OuterRef("pk"))
        other = tried.exclude(state__in=NOT_REACHED)
        return self.unread().filter(models.Exists(tried), ~models.Exists(other))


class Message(models.Model):
    """One thing a user was told. Kept as kind and values, so that each reader sees
    it in the reader's own language; it holds no text of a need.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("recipient"),
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("sender"),
    )
    kind = models.CharField(_("kind"), max_length=80)
    params = models.JSONField(_("values"), default=dict)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    url = models.CharField(_("link"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["recipient", "read_at"], name="message_unread")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The sentence in the language that is active now."""
        return str(TEXTS.get(self.kind, self.kind)) % self._values()

    @property
    def brief(self) -> str:
        """What a text message says of it; "" for a kind that goes by none."""
        return str(BRIEFS.get(self.kind, "")) % self._values()

    @property
    def group(self) -> str:
        return group_of(self.kind)

    @property
    def is_urgent(self) -> bool:
        return self.kind in URGENT

    @property
    def unreached(self) -> bool:
        """As the word of the queryset has it, of deliveries that were read already."""
        states = {each.state for each in self.deliveries.all()}
        return not self.read_at and bool(states) and states <= NOT_REACHED

    def _values(self) -> dict[str, Any]:
        """Names included: a value `x` that has a twin `x_en` is said in English to an
        English reader."""
        values = {key: _spoken(value) for key, value in self.params.items()}
        if not (get_language() or "zh").startswith("zh"):
            values |= {
                k.removesuffix("_en"): v
                for k, v in values.items()
                if v and k.endswith("_en")
            }
        return values


def _spoken(value: Any) -> Any:
    """A day (ISO 8601) as the reader writes days, anything else as it is."""
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    return value


class Delivery(models.Model):
    """A message on its way through one channel besides the inbox, alone or in the
    digest of a day."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=20)
    state = models.CharField(
        _("state"), max_length=12, choices=DeliveryState, default=DeliveryState.WAITING
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    error = models.TextField(_("error"), blank=True)
    digest = models.ForeignKey(
        "records.Digest", models.SET_NULL, null=True, related_name="deliveries"
    )

    class Meta:
        ordering = ("message_id", "channel")
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel"], name="delivery_once_per_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.channel} {self.state}"

    @property
    def title(self) -> str:
        """The channel as readers call it."""
        return str(channels.get(self.channel).title)
