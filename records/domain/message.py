"""Telling a user something: the inbox is the record, channels carry it further."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from records.domain.delivery import hand_on
from records.models import Message
from records.models.kinds import BRIEFS, GROUPS, TEXTS, URGENT


def register_kind(name: str, text: str | Promise) -> None:
    """Say what a kind of message (`app.event`) reads: a lazy sentence with %(name)s
    places for the values; called from an app's ready().
    """
    if "." not in name:
        raise ImproperlyConfigured(f"A message kind reads app.event, not {name!r}.")
    TEXTS[name] = text


def register_words(
    *,
    groups: Mapping[str, str | Promise],
    briefs: Mapping[str, str | Promise] | None = None,
    urgent: frozenset[str] = frozenset(),
) -> None:
    """Say what readers call the groups of an app's kinds (by the start of their
    names), which kinds also go by text message, with which words, and which wait for
    no morning; called from an app's ready().
    """
    GROUPS.update(groups)
    BRIEFS.update(briefs or {})
    URGENT.update(urgent)


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
    sender: Any = None,
) -> Message:
    """Put a message into a user's inbox and onto the channels the user wants it by.

    `params` fill the kind's sentence (case numbers, names of bodies, days; never the
    words of a need); `subject` refers to what it is about, like a ledger subject;
    `url` is a path of this site; `sender` is who may see what became of it. Raises LookupError for an unregistered kind and
    KeyError when a value of its sentence is missing.
    """
    if kind not in TEXTS:
        raise LookupError(f"message kind {kind!r} is not registered")
    message = Message(
        recipient=recipient,
        sender=sender,
        kind=kind,
        params=params or {},
        subject=subject,
        url=url,
    )
    str(message)  # a missing value shows here, not on the reader's page
    message.save()
    hand_on(message)
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
