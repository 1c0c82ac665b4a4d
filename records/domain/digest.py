"""The daily digest: one letter a day and channel with what was collected, never empty."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from records import channels
from records.channels import SHANGHAI, Letter
from records.domain import job
from records.domain.delivery import (
    after_quiet_hours_of,
    language_of,
    make_links,
    site,
    write_letter,
)
from records.enums import DeliveryState
from records.models import Delivery, Digest, Message

BEGIN, SEND = "records.begin_digests", "records.send_digest"
HOUR = time(8, 30)


def digest_time(at: datetime) -> datetime | None:
    """Half past eight (Shanghai) of that day, None before it."""
    local = at.astimezone(SHANGHAI)
    hour = datetime.combine(local.date(), HOUR, tzinfo=SHANGHAI)
    return hour if local >= hour else None


def readers_waiting(at: datetime) -> list[tuple[int, str]]:
    """(user, channel) for which something was collected before today's hour and no
    digest was made today."""
    hour = digest_time(at)
    if hour is None:
        return []
    had = Digest.objects.filter(day=hour.date()).values_list("recipient_id", "channel")
    collected = Delivery.objects.filter(
        state=DeliveryState.COLLECTED, digest__isnull=True, message__sent_at__lt=hour
    )
    pairs = collected.values_list("message__recipient_id", "channel")
    return sorted(set(pairs) - set(had))


@transaction.atomic
def begin_digest(*, user_id: int, channel: str, at: datetime) -> Digest | None:
    """Put what was collected into one letter and have it sent; None if somebody did."""
    hour = digest_time(at)
    if hour is None:
        return None
    digest, made = Digest.objects.get_or_create(
        recipient_id=user_id, channel=channel, day=hour.date()
    )
    if not made:
        return None
    Delivery.objects.filter(
        message__recipient=user_id,
        channel=channel,
        state=DeliveryState.COLLECTED,
        message__sent_at__lt=hour,
    ).update(digest=digest)
    key = _key(digest)
    make_links(key=key, channel=channel, user_id=user_id, group=None)
    now = timezone.now()
    rings = channels.get(channel).rings
    due = after_quiet_hours_of(user_id, now) if rings else now
    job.enqueue(kind=SEND, key=key, payload={"digest": digest.pk}, due_at=due)
    return digest


def unread_of(digest: Digest) -> list[Message]:
    """What is told of: what its reader has not opened meanwhile, oldest first."""
    found = Message.objects.filter(deliveries__digest=digest, read_at__isnull=True)
    return list(found.order_by("sent_at", "pk"))


def compose_digest(digest: Digest, told: list[Message]) -> Letter:
    """One line each, and the way to the inbox."""
    with translation.override(language_of(digest.recipient)):
        count = len(told)
        head = ngettext(
            "%(count)s message waits in your inbox:",
            "%(count)s messages wait in your inbox:",
            count,
        )
        brief = gettext("%(count)s new messages") % {"count": count}
        lines = [head % {"count": count}, *(f"· {each.text}" for each in told)]
        return write_letter(
            key=_key(digest),
            channel=digest.channel,
            recipient=digest.recipient,
            lines=[*lines, site("/desk/messages/")],
            brief=brief,
            group=None,
        )


def record_digest(*, digest_id: int, state: str, error: str = "") -> None:
    """What became of the letter is what became of each message in it; what was read
    before needed no letter."""
    parts = Delivery.objects.filter(digest=digest_id, state=DeliveryState.COLLECTED)
    read = parts.filter(message__read_at__isnull=False)
    now = timezone.now()
    read.update(state=DeliveryState.NOT_NEEDED, at=now)
    if state != DeliveryState.COLLECTED:
        parts.update(state=state, error=error, at=now)


def _key(digest: Digest) -> str:
    return f"{SEND}:{digest.pk}"
