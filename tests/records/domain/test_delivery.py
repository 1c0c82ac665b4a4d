"""By which channels a message goes, when, and what becomes of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone

from records import channels
from records.channels import http
from records.channels.sms import framed, length_of
from records.channels.wecom import WecomChannel
from records.domain import job
from records.domain.delivery import DELIVER, RECEIPT_PAUSES
from records.domain.message import kind_known, mark_read, send
from records.domain.reach import set_quiet_hours
from records.enums import DeliveryState, Rhythm
from records.models import Address, Delivery, Digest, Job, Message, Preference
from records.models.kinds import BRIEFS, GROUPS, TEXTS, URGENT, group_of
from records.queries import sent_about
from tests.factories.records import AddressFactory, PreferenceFactory, ReaderFactory
from tests.records.gateway import Gateway, standing

pytestmark = pytest.mark.django_db
GROUP, PLAIN, RED = "tests.case_", "tests.case_moved", "tests.case_red"


@pytest.fixture(autouse=True)
def house(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    settings.PRIVATE_ROOT = tmp_path
    settings.MESSAGE_CHANNELS = ("email", "sms")
    monkeypatch.setitem(GROUPS, GROUP, "Cases")
    monkeypatch.setitem(BRIEFS, PLAIN, "案件 %(number)s")
    monkeypatch.setitem(BRIEFS, RED, "危险 %(number)s")
    URGENT.add(RED)
    with ExitStack() as stack:
        for kind in (PLAIN, RED):
            stack.enter_context(kind_known(kind, "Case %(number)s moved."))
        yield
    URGENT.discard(RED)


@pytest.fixture
def gateway(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    with standing() as (gateway, url):
        settings.SMS_GATEWAY_URL = url
        monkeypatch.setattr(
            http.ask, "__kwdefaults__", {"headers": None, "patience": 0.2}
        )
        yield gateway


@pytest.fixture
def reader() -> Any:
    """One who gave both an e-mail address and a mobile number."""
    user = ReaderFactory()
    AddressFactory(user=user)
    AddressFactory(user=user, channel="sms", value="13800001234")
    return user


def tell(reader: Any, kind: str = PLAIN, **more: Any) -> Message:
    params = {"number": "XQ-2026-01874"}
    return send(recipient=reader, kind=kind, params=params, url="/desk/x/", **more)


def wish(reader: Any, channel: str, rhythm: str) -> Preference:
    return PreferenceFactory(user=reader, group=GROUP, channel=channel, rhythm=rhythm)


def work_on(times: int = 1) -> None:
    """The queue's work, whatever it waits for."""
    for _ in range(times):
        Job.objects.filter(state="waiting").update(due_at=timezone.now())
        job.drain()


def states(message: Message) -> dict[str, str]:
    return dict(message.deliveries.values_list("channel", "state"))


def test_each_way_that_the_reader_confirmed_carries_it(
    reader: Any, gateway: Gateway
) -> None:
    message = tell(reader)
    for _ in range(2):
        Job.objects.filter(kind=DELIVER).update(due_at=timezone.now())
        job.drain()

    (text,) = gateway.taken.values()
    assert states(message) == {"email": "sent", "sms": "sent"}
    assert text["to"] == "13800001234"
    assert text["text"].startswith(
        "【指导中心】案件 XQ-2026-01874 http://testserver/i/"
    )
    assert length_of(text["text"]) <= 70
    assert mail.outbox[0].to == [Address.objects.get(channel="email").value]


def test_an_address_that_was_not_confirmed_is_not_used() -> None:
    reader = AddressFactory(fresh=True).user

    assert states(tell(reader)) == {}


def test_a_kind_without_brief_words_goes_by_no_text_message(reader: Any) -> None:
    message = send(recipient=reader, kind="tests.told", params={"case": "1"})

    assert states(message) == {"email": "waiting"}


def test_wishes_say_when_and_urgent_does_not_ask(reader: Any) -> None:
    wish(reader, "email", Rhythm.DIGEST)
    wish(reader, "sms", Rhythm.INBOX)

    plain, red = tell(reader), tell(reader, RED)

    assert states(plain) == {"email": "collected"}
    assert states(red) == {"email": "waiting", "sms": "waiting"}


@pytest.mark.parametrize(
    ("own", "kind", "due"),
    [
        (None, PLAIN, datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),
        ((time(20), time(9, 30)), PLAIN, datetime(2026, 11, 24, 1, 30, tzinfo=UTC)),
        ((time(20), time(9, 30)), RED, datetime(2026, 11, 23, 14, 30, tzinfo=UTC)),
    ],
)
def test_a_phone_rings_at_night_for_what_is_urgent_only(
    reader: Any, monkeypatch: pytest.MonkeyPatch, own: Any, kind: str, due: datetime
) -> None:
    night = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)  # 22:30 in Shanghai
    monkeypatch.setattr(timezone, "now", lambda: night)
    if own:
        set_quiet_hours(user=reader, since=own[0], until=own[1])

    pk = tell(reader, kind).deliveries.get(channel="sms").pk

    assert Job.objects.get(key=f"{DELIVER}:{pk}").due_at == due


@pytest.mark.parametrize("mood", ["double", "slow"])
def test_a_text_that_went_out_twice_arrives_once(
    reader: Any, gateway: Gateway, mood: str
) -> None:
    gateway.mood = mood
    wish(reader, "email", Rhythm.INBOX)
    message = tell(reader)
    work_on()
    first = states(message)
    gateway.mood = "ok"
    work_on()

    assert first == {"sms": "waiting"}
    assert states(message) == {"sms": "sent"}
    assert len(gateway.asked) >= 2
    assert len(gateway.taken) == 1


def test_what_the_gateway_refuses_goes_by_the_next_way_at_once(
    reader: Any, gateway: Gateway, settings: Any
) -> None:
    settings.MESSAGE_CHANNELS = ("sms", "email")
    wish(reader, "email", Rhythm.DIGEST)
    gateway.mood = "refuse"
    message = tell(reader)
    before = states(message)
    work_on()

    assert before == {"sms": "waiting", "email": "collected"}
    assert states(message) == {"sms": "failed", "email": "sent"}
    assert message.deliveries.get(channel="sms").error == "Refused: HTTP 400"
    assert not message.unreached


def test_a_gateway_that_is_down_is_tried_five_times_and_then_somebody_rings(
    reader: Any, gateway: Gateway
) -> None:
    gateway.mood = "down"
    wish(reader, "email", Rhythm.INBOX)
    message = tell(reader)
    work_on(job.MAX_ATTEMPTS)

    assert len(gateway.asked) == job.MAX_ATTEMPTS
    assert states(message) == {"sms": "failed"}
    assert message.unreached


def test_the_gateway_says_later_whether_it_arrived(
    reader: Any, gateway: Gateway
) -> None:
    wish(reader, "email", Rhythm.INBOX)
    arrived = tell(reader)
    work_on()
    gateway.status = "delivered"
    work_on()
    silent = tell(reader)
    gateway.status = "accepted"
    work_on(len(RECEIPT_PAUSES) + 2)

    assert states(arrived) == {"sms": "delivered"}
    assert states(silent) == {"sms": "sent"}
    assert not Job.objects.filter(state="waiting", kind="records.ask_receipt").exists()


def test_a_text_that_never_arrived_goes_by_the_next_way(
    reader: Any, gateway: Gateway, settings: Any
) -> None:
    settings.MESSAGE_CHANNELS = ("sms", "email")
    wish(reader, "email", Rhythm.DIGEST)
    gateway.status = "failed"
    message = tell(reader)
    work_on(3)

    assert states(message) == {"sms": "failed", "email": "sent"}


def test_an_answer_that_makes_no_sense_is_tried_again(
    reader: Any, gateway: Gateway
) -> None:
    gateway.mood = "loud"
    wish(reader, "email", Rhythm.INBOX)
    message = tell(reader)
    work_on()

    assert states(message) == {"sms": "waiting"}


def test_the_robot_of_wecom_names_whom_it_is_for(
    settings: Any, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    letter = channels.Letter("k", "zhang.san", "", "案件 XQ-2026-01874")
    monkeypatch.setattr(
        "records.channels.wecom.ask",
        lambda url, body: sent.append(body) or {"errcode": 93000},
    )

    with pytest.raises(channels.Refused):
        WecomChannel().send(letter)

    assert sent[0]["text"]["mentioned_list"] == ["zhang.san"]


def test_only_the_sender_sees_what_became_of_it(reader: Any) -> None:
    sender, other = ReaderFactory(), ReaderFactory()
    message = tell(reader, sender=sender, subject="need:A")

    assert sent_about(sender, ["need:A"]) == [message]
    assert sent_about(other, ["need:A"]) == sent_about(reader, ["need:A"]) == []


def test_the_link_of_a_text_shows_the_sentence_and_marks_nothing(
    reader: Any, gateway: Gateway, client: Client
) -> None:
    message = tell(reader)
    work_on()
    path = gateway.taken.popitem()[1]["text"].partition("http://testserver")[2]

    page = client.get(path)

    assert "Case XQ-2026-01874 moved." in page.content.decode()
    message.refresh_from_db()
    assert message.read_at is None


def test_the_link_at_the_end_of_an_email_ends_them(reader: Any, client: Client) -> None:
    tell(reader)
    work_on()
    url = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = url.removeprefix("http://testserver")
    asked = client.get(path).content.decode()
    wished = Preference.objects.count()
    client.post(path)

    assert "Cases" in asked
    assert wished == 0
    assert "email" not in states(tell(reader))
    assert states(tell(reader, RED))["email"] == DeliveryState.WAITING


def test_the_digest_is_sent_once_a_day_and_never_empty(
    reader: Any, monkeypatch: pytest.MonkeyPatch, work: Any
) -> None:
    wish(reader, "email", Rhythm.DIGEST)
    wish(reader, "sms", Rhythm.INBOX)
    evening = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    clock = [evening]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])

    def tell_now() -> Message:
        message = tell(reader)
        Message.objects.filter(pk=message.pk).update(sent_at=clock[0])
        return message

    told, read = tell_now(), tell_now()

    def ring(at: datetime) -> int:
        clock[0] = at
        payload = {"at": at.isoformat()}
        handler = job._HANDLERS["records.begin_digests"]
        handler.commit(payload, handler.plan(payload))
        job.drain()
        return len(mail.outbox)

    early = ring(evening + timedelta(hours=14))  # 8:00
    mark_read(message=read)
    on_time = ring(evening + timedelta(hours=14, minutes=30))
    late = tell_now()
    again = ring(evening + timedelta(hours=16))
    mark_read(message=late)
    empty = ring(evening + timedelta(hours=40))

    assert (early, on_time, again, empty) == (0, 1, 1, 1)
    assert mail.outbox[0].body.count("Case XQ-2026-01874 moved.") == 1
    assert (states(told), states(read)) == ({"email": "sent"}, {"email": "not_needed"})
    assert Digest.objects.count() == 2
    assert not Delivery.objects.filter(state="collected").exists()


def test_every_kind_has_a_group_and_every_brief_its_kind() -> None:
    own = {kind for kind in TEXTS if not kind.startswith("tests.")}

    assert {kind for kind in own if not group_of(kind)} <= {
        kind for kind in own if kind.startswith("records.")
    }
    assert {kind for kind in BRIEFS if kind not in TEXTS} == set()
    assert set(BRIEFS) >= URGENT


def test_all_brief_words_fit_behind_an_address_of_24_characters(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://zhidao.gd.gov.cn"
    short = [e for e in run_checks() if e.id == "records.E007"]
    settings.WAGTAILADMIN_BASE_URL = "https://" + "x" * 60
    long = [e for e in run_checks() if e.id == "records.E007"]

    assert short == []
    assert len(long) >= len(BRIEFS)


def test_a_brief_that_names_a_person_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(BRIEFS, PLAIN, "%(name)s waits")

    assert "names" in str([e for e in run_checks() if e.id == "records.E007"])


def test_a_channel_without_its_far_end_is_refused(settings: Any) -> None:
    settings.MESSAGE_CHANNELS, settings.SMS_GATEWAY_URL = ("sms", "pigeon"), ""

    assert len([e for e in run_checks() if e.id == "records.E006"]) == 2


def test_the_length_counts_what_the_gateway_counts(settings: Any) -> None:
    settings.SMS_SIGN = ""

    assert (framed("a", ""), length_of("汉😀")) == ("a", 3)
