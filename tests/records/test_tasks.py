"""What the queue calls each minute, and what it carries."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from wagtail.admin.viewsets import viewsets
from wagtail.snippets.models import get_snippet_models

from records import tasks
from records.channels.file import FileChannel
from records.domain import job
from records.domain.beat import SCHEDULES, claim, install_schedules
from records.enums import DeliveryState
from records.models import Beat, Delivery
from records.queries import last_beat, published_heads
from tests.factories.records import (
    BeatFactory,
    DeliveryFactory,
    JobFactory,
    LedgerEntryFactory,
)

pytestmark = pytest.mark.django_db


def test_schedules_are_there_after_migrate_each_once() -> None:
    install_schedules()

    rows = Schedule.objects.filter(name__startswith="records.")
    found = {row.name: (row.func, row.schedule_type) for row in rows}
    assert found == SCHEDULES
    assert {(row.minutes, row.repeats) for row in rows} == {(1, -1)}
    assert rows.count() == len(SCHEDULES)


def test_installing_again_keeps_the_next_minute() -> None:
    planned = timezone.now() + timedelta(seconds=40)
    Schedule.objects.update(next_run=planned)

    install_schedules()

    assert {row.next_run for row in Schedule.objects.all()} == {planned}


def test_nobody_can_edit_schedules_or_bells_in_an_admin() -> None:
    """Whoever edits a Schedule can call any function."""
    offered = [getattr(view, "model", None) for view in viewsets.viewsets]
    models = [*offered, *get_snippet_models()]
    labels = {m._meta.app_label if hasattr(m, "_meta") else m for m in models if m}

    assert not apps.is_installed("django.contrib.admin")
    assert not any(label.startswith("django_q") for label in labels)


def test_beat_is_noted() -> None:
    tasks.beat()

    assert timezone.now() - last_beat() < timedelta(seconds=5)


def test_no_beat_yet_is_none() -> None:
    assert last_beat() is None


def test_ready_while_the_queue_beats(client: Client) -> None:
    BeatFactory(at=timezone.now() - timedelta(seconds=170))

    assert client.get("/readyz").status_code == 200


def test_hung_queue_makes_readyz_fail_after_180_seconds(client: Client) -> None:
    BeatFactory(at=timezone.now() - timedelta(seconds=181))

    assert client.get("/readyz").status_code == 503


def test_heads_of_the_day_are_published_once() -> None:
    first = LedgerEntryFactory()
    tasks.publish()
    LedgerEntryFactory()
    tasks.publish()

    (head,) = published_heads()
    assert (head.day, head.length, head.head) == (timezone.localdate(), 1, first.hash)
    assert list(published_heads(head.day)) == [head]
    assert not published_heads(head.day - timedelta(days=1)).exists()


def test_second_sweep_within_the_pause_does_nothing() -> None:
    JobFactory()

    assert [tasks.sweep(), tasks.sweep()] == [1, 0]

    Beat.objects.update(at=timezone.now() - tasks.SWEEP_PAUSE)
    assert tasks.sweep() == 1


def test_claim_is_given_to_one_per_pause() -> None:
    pause = timedelta(minutes=1)

    assert [claim(name="x", pause=pause) for _ in range(3)] == [True, False, False]


def test_bells_lost_by_a_changed_secret_key_are_rung_again(
    settings: Any, work: Any
) -> None:
    done: list[Any] = []
    work(commit=lambda payload, result: done.append(payload))
    lost = JobFactory()
    job.sweep()
    OrmQ.objects.all().delete()  # what django-q2 does with an unreadable bell

    tasks.sweep()
    tasks.run(*OrmQ.objects.get().task["args"])

    assert done == [lost.payload]


def test_letter_is_carried_once_though_the_bell_rings_twice(settings: Any) -> None:
    delivery = DeliveryFactory()
    payload = {"delivery": delivery.pk}

    for _ in range(2):
        tasks.commit_delivery(payload, tasks.plan_delivery(payload))

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert len(list(FileChannel().folder.glob("*.txt"))) == 1


def test_user_without_address_is_noted_not_retried() -> None:
    delivery = DeliveryFactory(channel="email", message__recipient__email="")
    payload = {"delivery": delivery.pk}

    tasks.commit_delivery(payload, tasks.plan_delivery(payload))

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.NO_ADDRESS
    assert mail.outbox == []


def test_erased_message_leaves_nothing_to_deliver() -> None:
    assert tasks.plan_delivery({"delivery": 987654})[0] == DeliveryState.SENT


def test_failure_is_shown_on_the_delivery() -> None:
    delivery = DeliveryFactory()
    payload = {"delivery": delivery.pk}

    tasks.delivery_failed(payload, "OSError: refused", dead=True)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (
        DeliveryState.FAILED,
        "OSError: refused",
    )


def test_late_failure_does_not_unsend_a_letter() -> None:
    delivery = DeliveryFactory(sent=True)

    tasks.delivery_failed({"delivery": delivery.pk}, "late", dead=True)

    assert Delivery.objects.get().state == DeliveryState.SENT


@pytest.fixture(autouse=True)
def letters(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path
