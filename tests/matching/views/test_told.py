"""Who was told of a need: reminders for all, messages and links for who runs the case."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import ClockNotice
from records.enums import DeliveryState
from records.links import issue
from records.models import Delivery, Message

QUERIES = 11


def url(name, need):
    return reverse(f"matching:{name}", args=[need.public_id])


@pytest.fixture
def told(world):
    """A need with a reminder, and an invitation that its worker sent."""
    need = world.confirmed().need
    ClockNotice.objects.create(
        need=need, kind="reminder", since=need.state_since, told=world.manager
    )
    [message] = Message.objects.filter(sender=world.worker)
    return need, message


def test_the_page_of_the_need_counts_it_and_leads_there(world, reader, clean, told):
    need, message = told
    text = clean(reader(world.worker).get(url("need", need)))
    assert url("need_told", need) in text
    assert "2 reminders, messages and links" in text
    assert "did not arrive" not in text
    text = clean(reader(world.worker).get(url("need_told", need)))
    assert message.recipient.name_en in text
    assert world.manager.name_en in text


def test_others_see_the_reminders_alone(world, reader, clean, told):
    need, _message = told
    for user in (world.manager, world.raiser):
        assert "1 reminder, message or link" in clean(
            reader(user).get(url("need", need))
        )
        page = reader(user).get(url("need_told", need))
        assert (page.context["sent"], page.context["handed"]) == ([], [])
        assert len(page.context["notices"]) == 1


def test_a_message_that_did_not_arrive_is_said_on_the_page_of_the_need(
    world, reader, clean, told
):
    need, message = told
    Delivery.objects.filter(message=message).delete()
    Delivery.objects.create(
        message=message, channel="email", state=DeliveryState.FAILED
    )
    client, words = reader(world.worker), "1 message did not arrive: please ring."
    assert words in clean(client.get(url("need", need)))
    assert words not in clean(reader(world.manager).get(url("need", need)))
    Delivery.objects.create(message=message, channel="sms", state=DeliveryState.SENT)
    assert words not in clean(client.get(url("need", need)))


def test_nobody_else_sees_it_and_without_anything_no_way_leads_there(
    world, reader, clean, told
):
    need, _message = told
    stranger = world.appointed("social_worker", world.far_street)
    assert reader(stranger).get(url("need_told", need)).status_code == 404
    new = world.raised()
    assert url("need_told", new) not in clean(
        reader(world.worker).get(url("need", new))
    )
    text = clean(reader(world.worker).get(url("need_told", new)))
    assert "Nobody was told anything yet." in text


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_for_one_and_three_rows(
    world, reader, told, django_assert_num_queries, rows
):
    need, message = told
    names = ["reminder", "overdue", "level"][:rows]
    need.notices.all().delete()
    for kind in names:
        ClockNotice.objects.create(
            need=need, kind=kind, since=need.raised_at, told=world.manager
        )
        issue(
            purpose="matching.follow",
            subject=need.subject,
            expires_at=timezone.now() + timedelta(days=1),
            by=world.worker,
        )
    Message.objects.bulk_create(
        Message(
            recipient=world.appointed("provider_admin", None),
            sender=world.worker,
            kind=message.kind,
            params=message.params,
            subject=message.subject,
        )
        for _more in range(rows - 1)
    )
    Delivery.objects.all().delete()
    for each in Message.objects.filter(sender=world.worker):
        Delivery.objects.create(message=each, channel="sms")
    client = reader(world.worker)
    with django_assert_num_queries(QUERIES):
        context = client.get(url("need_told", need)).context
    shown = [len(context[name]) for name in ("notices", "sent", "handed")]
    assert shown == [rows, rows, rows]
    page = client.get(url("need", need)).context
    assert page["told"] == 3 * rows
