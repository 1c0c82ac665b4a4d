"""Thirty days ahead, once, to who runs the provider."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations.domain.reminder import remind_of_endings
from organisations.domain.verification import verify_capability
from organisations.tasks import commit_reminders, plan_reminders
from records.domain.beat import ring_minutely
from records.domain.job import drain
from records.models import Message
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    ProviderFactory,
    ServiceTypeFactory,
    VerificationFactory,
)
from tests.factories.registration import DocumentFactory

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def day(offset):
    return today() + timedelta(days=offset)


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def admin(provider):
    return AppointmentFactory(provider_admin=True, provider=provider).user


def service(provider, offset, **more):
    line = CapabilityFactory(provider=provider, **more)
    VerificationFactory(capability=line, expires_on=day(offset))
    return line


def told():
    return list(Message.objects.order_by("pk").values_list("recipient", "subject"))


def test_what_ends_within_thirty_days_is_told_once(provider, admin):
    soon = service(provider, 30)
    service(provider, 31)
    service(provider, -1)

    sent = [remind_of_endings(today=today()) for _ in range(2)]

    assert sent == [1, 0]
    assert told() == [(admin.pk, soon.subject)]
    assert str(soon.service_type) in Message.objects.get().text


def test_a_licence_that_ends_before_the_check_counts(provider, admin):
    licensed = ServiceTypeFactory(licensed=True)
    line = service(provider, 300, service_type=licensed, licence_until=day(10))

    remind_of_endings(today=today())

    assert told() == [(admin.pk, line.subject)]
    assert Message.objects.get().params["day"] == day(10).isoformat()


def test_a_new_check_is_told_of_anew(provider, admin):
    line = service(provider, 5)
    remind_of_endings(today=today())
    verify_capability(
        capability=line, level="document_checked", expires_on=day(20), by=None
    )

    assert remind_of_endings(today=today()) == 1
    assert told() == [(admin.pk, line.subject)] * 2


def test_only_declared_services_and_ended_appointments_are_told_nothing(provider):
    AppointmentFactory(provider_admin=True, provider=provider, over=True)
    service(provider, 5)
    CapabilityFactory(provider=provider, licence_until=day(5))

    assert remind_of_endings(today=today()) == 0


def test_a_paper_of_a_provider_is_told_of(provider, admin):
    paper = DocumentFactory(provider=provider, expires_on=day(7))
    DocumentFactory(expires_on=day(7))

    assert remind_of_endings(today=today()) == 1
    assert told() == [(admin.pk, f"document:{paper.attachment.public_id}")]


@pytest.mark.parametrize("number", [1, 3])
def test_looking_takes_as_many_queries_for_any_number(
    provider, admin, number, django_assert_num_queries
):
    for _ in range(number):
        service(provider, 5)
        DocumentFactory(provider=provider, expires_on=day(7))
    assert remind_of_endings(today=today()) == 2 * number

    with django_assert_num_queries(8):
        assert remind_of_endings(today=today()) == 0


def test_the_minute_rings_and_the_day_is_looked_at_four_times(provider, admin):
    service(provider, 5)

    ring_minutely()
    drain()

    assert Message.objects.count() == 1
    assert plan_reminders({}) is False
    commit_reminders({}, False)
    assert Message.objects.count() == 1
