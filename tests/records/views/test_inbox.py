"""The inbox page: own messages only, nothing changed by looking."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from records.models import Message
from tests.factories.records import MessageFactory, ReaderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client):
    reader = ReaderFactory()
    client.force_login(reader)
    return reader


def test_only_own_messages_are_listed(client: Client, reader) -> None:
    mine = MessageFactory(recipient=reader)
    MessageFactory()

    page = client.get(reverse("inbox")).context["page"]

    assert list(page) == [mine]


def test_looking_changes_nothing(client: Client, reader) -> None:
    message = MessageFactory(recipient=reader)

    client.get(reverse("inbox"))

    message.refresh_from_db()
    assert message.read_at is None


def test_opening_marks_read_and_leads_on(client: Client, reader) -> None:
    message = MessageFactory(recipient=reader, url="/desk/")

    response = client.post(reverse("message", args=[message.pk]))

    message.refresh_from_db()
    assert (response.status_code, response.url) == (302, "/desk/")
    assert message.read_at is not None


def test_somebody_elses_message_is_not_found(client: Client, reader) -> None:
    message = MessageFactory()

    response = client.post(reverse("message", args=[message.pk]))

    message.refresh_from_db()
    assert (response.status_code, message.read_at) == (404, None)


def test_all_can_be_marked_read_at_once(client: Client, reader) -> None:
    MessageFactory.create_batch(3, recipient=reader)

    client.post(reverse("inbox_read"))

    assert Message.objects.of(reader).unread().count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_one_row_as_for_three(
    client: Client, reader, rows: int, django_assert_num_queries
) -> None:
    MessageFactory.create_batch(rows, recipient=reader)

    with django_assert_num_queries(7):
        client.get(reverse("inbox"))


def test_names_are_said_in_the_readers_language() -> None:
    names = {"case": "木棉邻", "case_en": "Kapok"}
    message = MessageFactory(kind="tests.told", params=names)

    assert message.text == "Case 木棉邻 was taken up."
    with translation.override("en"):
        assert message.text == "Case Kapok was taken up."
