"""What a user says of being reached: addresses, wishes, quiet hours. No act for the
ledger: it is the user's own affair."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext

from records import channels, links
from records.channels import Letter
from records.channels.sms import framed
from records.domain import job
from records.domain.delivery import language_of
from records.enums import Rhythm
from records.models import Address, Link, Preference, QuietHours
from records.models.reach import MOST_TRIES

SEND_CODE = "records.send_code"
BETWEEN_CODES = timedelta(minutes=1)


def personal_channels() -> dict[str, Any]:
    """Channels of this installation whose address the user gives, in its order."""
    found = {name: channels.get(name) for name in settings.MESSAGE_CHANNELS}
    return {name: way for name, way in found.items() if way.confirmed}


@transaction.atomic
def give_address(*, user: Any, channel: str, value: str) -> Address:
    """Keep where a channel reaches the user and send a code there; it replaces the
    address before. Nothing goes there until the code was entered.

    Raises ValidationError: `channel`; what the channel says of the value; `soon` within
    a minute of the last code.
    """
    if channel not in personal_channels():
        raise ValidationError(gettext("There is no such channel."), code="channel")
    clean = channels.get(channel).clean(value)
    now = timezone.now()
    before = Address.objects.select_for_update().filter(user=user, channel=channel)
    last = before.first()
    if last and now < last.asked_at + BETWEEN_CODES:
        raise ValidationError(
            gettext("A code was just sent. Wait a minute before you ask again."),
            code="soon",
        )
    address, _ = Address.objects.update_or_create(
        user=user,
        channel=channel,
        defaults={"value": clean, "asked_at": now, "tries": 0, "confirmed_at": None},
    )
    job.enqueue(
        kind=SEND_CODE,
        key=f"{SEND_CODE}:{address.pk}:{now.isoformat()}",
        payload={"address": address.pk, "asked_at": now.isoformat()},
    )
    return address


def confirm_address(*, user: Any, channel: str, code: str) -> Address:
    """The user has read the code that was sent there. A wrong one counts as a try.

    Raises ValidationError: `code_over` where no code may be entered (10 minutes, five
    tries); `code_wrong`.
    """
    mine = Address.objects.filter(user=user, channel=channel)
    address = mine.first()
    if address is None or not address.takes_code:
        raise ValidationError(
            gettext("This code is over. Ask for a new one."), code="code_over"
        )
    counted = mine.filter(tries__lt=MOST_TRIES, asked_at=address.asked_at)
    right = constant_time_compare(code.strip(), code_of(address))
    if not counted.update(tries=F("tries") + 1) or not right:
        raise ValidationError(gettext("This is not the code."), code="code_wrong")
    mine.update(confirmed_at=timezone.now())
    address.refresh_from_db()
    return address


def drop_address(*, user: Any, channel: str) -> None:
    """Nothing is sent there any more."""
    Address.objects.filter(user=user, channel=channel).delete()


@transaction.atomic
def set_wishes(*, user: Any, wishes: Mapping[tuple[str, str], str]) -> None:
    """(group, channel) -> rhythm, as the user wants it from now on."""
    for (group, channel), rhythm in sorted(wishes.items()):
        Preference.objects.update_or_create(
            user=user,
            group=group,
            channel=channel,
            defaults={"rhythm": Rhythm(rhythm)},
        )


def set_quiet_hours(*, user: Any, since: time, until: time) -> QuietHours:
    """No phone rings between these hours; ValidationError for shorter ones than the
    house keeps."""
    found = QuietHours.objects.filter(user=user).first() or QuietHours(user=user)
    found.since, found.until = since, until
    found.full_clean()
    found.save()
    return found


@transaction.atomic
def leave_group(*, link: Link) -> None:
    """No more e-mails of this kind, said by the link at the end of one; the inbox keeps
    them. Raises LinkGone where the link was used."""
    links.use(link)
    said = link.payload
    Preference.objects.update_or_create(
        user_id=said["user"],
        group=said["group"],
        channel=said["channel"],
        defaults={"rhythm": Rhythm.INBOX},
    )


def code_of(address: Address) -> str:
    """Six digits that follow from the address and the moment they were asked for, so
    that no table holds them."""
    said = (
        f"{address.pk}:{address.channel}:{address.value}:{address.asked_at.isoformat()}"
    )
    digest = salted_hmac("records.reach", said, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**6:06d}"


def compose_code(address: Address) -> Letter:
    """The code in the user's language; the subject tells nothing."""
    with translation.override(language_of(address.user)):
        code = {"code": code_of(address)}
        body = gettext("Code %(code)s: enter it within 10 minutes.") % code
        if channels.get(address.channel).brief:
            body = framed(body, "")
        return Letter(
            key=f"{SEND_CODE}:{address.pk}:{address.asked_at.isoformat()}",
            address=address.value,
            subject=gettext("Your code"),
            body=body,
        )
