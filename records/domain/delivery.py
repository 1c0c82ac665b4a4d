"""A message beyond the inbox: by which channels, when, and what became of it.

The user's wishes decide; what is urgent goes at once by every way there is. A channel
that cannot reach the user hands the message on to the next one of the house.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from records import channels, links
from records.channels import Letter
from records.channels.sms import framed
from records.domain import job
from records.enums import GONE_OUT, DeliveryState, Rhythm
from records.models import Address, Delivery, Message, Preference, QuietHours

DELIVER, RECEIPT = "records.deliver", "records.ask_receipt"
LETTER_LINK, LEAVE_LINK = "records.letter", "records.leave_group"
LINK_LASTS = timedelta(days=14)
# When the far end is asked whether a letter arrived, counted from its sending.
RECEIPT_PAUSES = tuple(timedelta(minutes=m) for m in (2, 10, 60, 360))


def hand_on(message: Message) -> None:
    """Have a message carried by the channels its reader wants it by."""
    for name, rhythm in routes(message).items():
        if rhythm == Rhythm.AT_ONCE:
            _hand_over(message, name)
        elif rhythm == Rhythm.DIGEST:
            Delivery.objects.create(
                message=message, channel=name, state=DeliveryState.COLLECTED
            )


def routes(message: Message) -> dict[str, Rhythm]:
    """Channel -> when, in the order of the house, as far as the reader can be reached
    there; what is urgent at once by all of them."""
    ways = [name for name in settings.MESSAGE_CHANNELS if _carries(name, message)]
    if not ways:
        return {}
    user = message.recipient
    given = Address.objects.confirmed().filter(user=user).values_list("channel")
    reached = {channel for (channel,) in given}
    wished = Preference.objects.filter(user=user, group=message.group)
    rhythms = dict(wished.values_list("channel", "rhythm"))
    return {
        name: Rhythm.AT_ONCE
        if message.is_urgent
        else Rhythm(rhythms.get(name, Rhythm.AT_ONCE))
        for name in ways
        if name in reached or not channels.get(name).confirmed
    }


def compose(delivery: Delivery) -> Letter:
    """The letter in the recipient's language; its subject is the same for all."""
    message = delivery.message
    key = f"{DELIVER}:{delivery.pk}"
    with translation.override(language_of(message.recipient)):
        return write_letter(
            key=key,
            channel=delivery.channel,
            recipient=message.recipient,
            lines=[message.text, *([site(message.url)] if message.url else [])],
            brief=message.brief,
            group=None if message.is_urgent else message.group,
        )


def write_letter(
    *,
    key: str,
    channel: str,
    recipient: object,
    lines: list[str],
    brief: str,
    group: str | None,
) -> Letter:
    """What a channel carries: all lines, or the brief words with a link to them.

    E-mails of a `group` (what is urgent has none here) end with the address where one may say "no more of these".
    """
    way = channels.get(channel)
    address = address_of(channel, recipient)
    if way.brief:
        url = site(f"/i/{links.brief_token(key)}/")
        return Letter(key=key, address=address, subject="", body=framed(brief, url))
    leave = site(f"/i/{links.brief_token(f'{key}:leave')}/") if way.confirmed else ""
    if group is not None and leave:
        lines = [
            *lines,
            gettext("No more e-mails of this kind: %(url)s") % {"url": leave},
        ]
    return Letter(
        key=key,
        address=address,
        subject=gettext("A new message is waiting in your inbox"),
        body="\n\n".join(lines),
        leave=leave if group is not None else "",
    )


def make_links(*, key: str, channel: str, user_id: int, group: str | None) -> None:
    """The links that a letter of this key holds; made with it, since writing a letter
    writes nothing."""
    way = channels.get(channel)
    if way.brief:
        _issue(LETTER_LINK, key, {"key": key}, user_id)
    elif way.confirmed and group is not None:
        payload = {"user": user_id, "group": group, "channel": channel}
        _issue(LEAVE_LINK, f"{key}:leave", payload, user_id)


def address_of(channel: str, recipient: object) -> str:
    """Where this channel reaches a user now, "" for nowhere."""
    way = channels.get(channel)
    if not way.confirmed:
        return way.address_of(recipient)
    pk = getattr(recipient, "pk", None)
    found = Address.objects.confirmed().filter(user_id=pk, channel=channel).first()
    return found.value if found else ""


def due_time(channel: str, message: Message) -> datetime:
    """Now, or the end of the reader's quiet hours for what makes a phone ring."""
    now = timezone.now()
    if message.is_urgent or not channels.get(channel).rings:
        return now
    return after_quiet_hours_of(message.recipient_id, now)


def after_quiet_hours_of(user_id: int, now: datetime) -> datetime:
    own = QuietHours.objects.filter(user_id=user_id).first() or QuietHours()
    return channels.after_quiet_hours(now, own.since, own.until)


@transaction.atomic
def record_delivery(*, delivery_id: int, state: str, error: str = "") -> None:
    """Note what became of a delivery; one that was sent stays sent. Where it failed for
    good the next channel has its turn; where it was sent its arrival is asked after.
    """
    changed = (
        Delivery.objects.filter(pk=delivery_id)
        .exclude(state__in=GONE_OUT)
        .update(state=state, error=error, at=timezone.now())
    )
    if not changed:
        return
    delivery = Delivery.objects.select_related("message__recipient").get(pk=delivery_id)
    if state in (DeliveryState.FAILED, DeliveryState.NO_ADDRESS):
        _fail_over(delivery.message)
    elif state == DeliveryState.SENT and channels.get(delivery.channel).receipts:
        ask_receipt(delivery_id=delivery.pk, number=0)


@transaction.atomic
def record_receipt(*, delivery_id: int, outcome: str, number: int) -> None:
    """What the far end says of a letter it took; "" is asked again, four times."""
    sent = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.SENT)
    if not outcome:
        ask_receipt(delivery_id=delivery_id, number=number + 1)
    elif sent.update(state=outcome, at=timezone.now()) and outcome == "failed":
        _fail_over(Message.objects.get(deliveries=delivery_id))


def ask_receipt(*, delivery_id: int, number: int) -> None:
    if number < len(RECEIPT_PAUSES):
        job.enqueue(
            kind=RECEIPT,
            key=f"{RECEIPT}:{delivery_id}:{number}",
            payload={"delivery": delivery_id, "number": number},
            due_at=timezone.now() + RECEIPT_PAUSES[number],
        )


def language_of(user: object) -> str:
    return getattr(user, "language", "") or settings.LANGUAGE_CODE


def site(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def _carries(name: str, message: Message) -> bool:
    return bool(message.brief) or not channels.get(name).brief


def _hand_over(message: Message, name: str) -> None:
    delivery, _ = Delivery.objects.update_or_create(
        message=message, channel=name, defaults={"state": DeliveryState.WAITING}
    )
    key = f"{DELIVER}:{delivery.pk}"
    group = None if message.is_urgent else message.group
    make_links(key=key, channel=name, user_id=message.recipient_id, group=group)
    job.enqueue(
        kind=DELIVER,
        key=key,
        payload={"delivery": delivery.pk},
        due_at=due_time(name, message),
    )


def _fail_over(message: Message) -> None:
    """By the next channel that was to carry it in a digest, where nothing got through."""
    states = dict(message.deliveries.values_list("channel", "state"))
    open_ways = {DeliveryState.WAITING, *GONE_OUT}
    if open_ways & set(states.values()):
        return
    for name, rhythm in routes(message).items():
        untried = states.get(name) in (None, DeliveryState.COLLECTED)
        if untried and rhythm != Rhythm.INBOX:
            _hand_over(message, name)
            return


def _issue(purpose: str, name: str, payload: dict[str, object], user_id: int) -> None:
    token = links.brief_token(name)
    links.issue(
        purpose=purpose,
        subject=f"letter:{name}"[:120],
        expires_at=timezone.now() + LINK_LASTS,
        payload=payload,
        recipient=str(user_id),
        token=token,
    )
