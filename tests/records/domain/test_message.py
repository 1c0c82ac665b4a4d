"""Telling a user something."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from django.utils.translation import gettext_lazy

from records.channels import after_quiet_hours
from records.channels.file import FileChannel
from records.domain import job
from records.domain.message import mark_all_read, mark_read, register_kind, send
from records.enums import DeliveryState
from records.models import Delivery, Job, Message
from records.models.kinds import TEXTS
from records.queries import unread
from tests.factories.records import AddressFactory, MessageFactory, ReaderFactory

pytestmark = pytest.mark.django_db
KIND = "tests.told"


@pytest.fixture(autouse=True)
def letters(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path
    settings.MESSAGE_CHANNELS = ()


def tell(**changes: Any) -> Message:
    given = {"kind": KIND, "params": {"case": "XQ-2026-01874"}, "url": "/desk/needs/1/"}
    return send(**{"recipient": ReaderFactory(), **given, **changes})


def reached(**about: Any) -> Any:
    """A reader whose e-mail address is confirmed."""
    return AddressFactory(user=ReaderFactory(**about)).user


def test_message_is_in_the_inbox_until_it_is_read() -> None:
    message = tell()
    reader = message.recipient

    before = list(unread(reader))
    mark_read(message=message)

    assert (before, list(unread(reader))) == ([message], [])


@pytest.mark.parametrize(
    ("language", "day"), [("zh-hans", "2026年11月30日"), ("en", "30 Nov 2026")]
)
def test_a_day_is_said_as_the_reader_writes_it(language: str, day: str) -> None:
    message = tell(params={"case": "2026-11-30"})

    with translation.override(language):
        assert day in message.text


def test_first_reading_counts() -> None:
    message = mark_read(message=tell())
    first = message.read_at

    assert mark_read(message=message).read_at == first


def test_all_are_read_at_once_and_nobody_elses() -> None:
    reader = ReaderFactory()
    MessageFactory.create_batch(2, recipient=reader)
    MessageFactory(recipient=reader, read=True)
    other = MessageFactory()

    assert mark_all_read(recipient=reader) == 2

    assert list(unread(other.recipient)) == [other]


def test_sentence_is_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(TEXTS, KIND, gettext_lazy("Yes"))
    message = tell(params={})

    with translation.override("en"):
        english = message.text
    with translation.override("zh-hans"):
        chinese = message.text

    assert (english, chinese) == ("Yes", "是")


def test_kind_nobody_registered_is_refused() -> None:
    with pytest.raises(LookupError):
        tell(kind="tests.unheard")


def test_kind_without_its_app_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        register_kind("told", "x")


def test_missing_value_is_refused_when_it_is_sent() -> None:
    with pytest.raises(KeyError):
        tell(params={})

    assert not Message.objects.exists()


def test_without_channels_the_inbox_is_all() -> None:
    tell()

    assert Delivery.objects.count() == Job.objects.count() == 0


def test_each_channel_delivers_by_a_job(settings: Any) -> None:
    settings.MESSAGE_CHANNELS = ("file", "email")

    message = tell(recipient=reached())
    before = set(message.deliveries.values_list("state", flat=True))
    job.drain()

    after = set(message.deliveries.values_list("state", flat=True))
    assert (before, after) == ({DeliveryState.WAITING}, {DeliveryState.SENT})
    assert len(mail.outbox) == len(list(FileChannel().folder.glob("*.txt"))) == 1


def test_mail_speaks_the_recipients_language_and_its_subject_tells_nothing(
    settings: Any,
) -> None:
    settings.MESSAGE_CHANNELS = ("email",)
    tell(recipient=reached(language="en"), params={"case": "XQ-2026-01874"})

    job.drain()

    (letter,) = mail.outbox
    assert letter.subject == "A new message is waiting in your inbox"
    assert letter.body.startswith(
        "Case XQ-2026-01874 was taken up.\n\nhttp://testserver/desk/needs/1/\n\n"
    )


def test_mail_that_goes_out_twice_has_one_message_id(settings: Any) -> None:
    settings.MESSAGE_CHANNELS = ("email",)
    tell(recipient=reached())
    job.drain()
    Delivery.objects.update(state=DeliveryState.WAITING)
    Job.objects.update(state="waiting")
    job.drain()

    one, two = mail.outbox
    assert one.extra_headers["Message-ID"] == two.extra_headers["Message-ID"]


def test_channel_that_is_down_is_tried_again_and_then_reported(
    settings: Any, tmp_path: Path
) -> None:
    settings.MESSAGE_CHANNELS = ("file",)
    (tmp_path / "letters").write_text("a file where the folder should be")
    delivery = tell().deliveries.get()
    states = []

    for _ in range(job.MAX_ATTEMPTS):
        Job.objects.update(due_at=delivery.at)
        job.drain()
        delivery.refresh_from_db()
        states.append(delivery.state)

    assert states == [DeliveryState.WAITING] * 4 + [DeliveryState.FAILED]
    assert delivery.error.startswith("FileExistsError")


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        # UTC: 22:00 in Shanghai is 14:00, 8:00 is 0:00
        (13, 59, datetime(2026, 11, 23, 13, 59, tzinfo=UTC)),
        (14, 0, datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),
        (23, 59, datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),
        (0, 0, datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
        (16, 0, datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_at_eight_in_shanghai(
    hour: int, minute: int, expected: datetime
) -> None:
    moment = datetime(2026, 11, 23, hour, minute, tzinfo=UTC)

    assert after_quiet_hours(moment) == expected


def test_unknown_channel_is_refused(settings: Any) -> None:
    settings.MESSAGE_CHANNELS = ("pigeon",)

    with pytest.raises(LookupError):
        tell()
