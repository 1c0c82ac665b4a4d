"""Telling a user something: the inbox is the record, channels carry it further."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext

from records import channels
from records.channels import Letter
from records.domain import job
from records.enums import DeliveryState
from records.models import Delivery, Message
from records.models.message import TEXTS

DELIVER = "records.deliver"


def register_kind(name: str, text: str | Promise) -> None:
    """Say what a kind of message (`app.event`) reads: a lazy sentence with %(name)s
    places for the values; called from an app's ready().
    """
    if "." not in name:
        raise ImproperlyConfigured(f"A message kind reads app.event, not {name!r}.")
    TEXTS[name] = text


@contextmanager
def kind_known(name: str, text: str | Promise) -> Iterator[None]:
    """A kind of message that is known, or reads otherwise, inside this block only."""
    before = TEXTS.get(name)
    register_kind(name, text)
    try:
        yield
    finally:
        TEXTS.pop(name)
        if before is not None:
            TEXTS[name] = before


def registered_kinds() -> frozenset[str]:
    return frozenset(TEXTS)


@transaction.atomic
def send(
    *,
    recipient: Any,
    kind: str,
    params: dict[str, Any] | None = None,
    subject: str = "",
    url: str = "",
) -> Message:
    """Put a message into a user's inbox and onto the channels of this installation.

    `params` fill the kind's sentence (case numbers, names of bodies, days; never the
    words of a need); `subject` refers to what it is about, like a ledger subject;
    `url` is a path of this site. Raises LookupError for an unregistered kind and
    KeyError when a value of its sentence is missing.
    """
    if kind not in TEXTS:
        raise LookupError(f"message kind {kind!r} is not registered")
    message = Message(
        recipient=recipient, kind=kind, params=params or {}, subject=subject, url=url
    )
    str(message)  # a missing value shows here, not on the reader's page
    message.save()
    for name in getattr(settings, "MESSAGE_CHANNELS", ()):
        _hand_over(message, name)
    return message


def mark_read(*, message: Message) -> Message:
    """The reader has opened it; the first time counts."""
    now = timezone.now()
    Message.objects.unread().filter(pk=message.pk).update(read_at=now)
    message.refresh_from_db(fields=["read_at"])
    return message


def mark_all_read(*, recipient: Any) -> int:
    """How many messages this user had not opened until now."""
    return Message.objects.of(recipient).unread().update(read_at=timezone.now())


def compose(delivery: Delivery) -> Letter:
    """The letter in the recipient's language; its subject is the same for all."""
    message = delivery.message
    user = message.recipient
    language = getattr(user, "language", "") or settings.LANGUAGE_CODE
    with translation.override(language):
        lines = [message.text]
        if message.url:
            lines.append(settings.WAGTAILADMIN_BASE_URL + message.url)
        return Letter(
            key=f"{DELIVER}:{delivery.pk}",
            address=channels.get(delivery.channel).address_of(user),
            subject=gettext("A new message is waiting in your inbox"),
            body="\n\n".join(lines),
        )


def record_delivery(*, delivery_id: int, state: str, error: str = "") -> None:
    """Note what became of a delivery; one that was sent stays sent."""
    Delivery.objects.filter(pk=delivery_id).exclude(state=DeliveryState.SENT).update(
        state=state, error=error, at=timezone.now()
    )


def _hand_over(message: Message, name: str) -> None:
    delivery = Delivery.objects.create(message=message, channel=name)
    job.enqueue(
        kind=DELIVER,
        key=f"{DELIVER}:{delivery.pk}",
        payload={"delivery": delivery.pk},
        due_at=_earliest(name, timezone.now()),
    )


def _earliest(name: str, now: datetime) -> datetime:
    rings = channels.get(name).rings
    return channels.after_quiet_hours(now) if rings else now
