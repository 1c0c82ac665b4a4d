"""What waits for the centre and for a provider's administrators."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from organisations.queries import waiting_for
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    ProviderFactory,
    StreetFactory,
    VerificationFactory,
)
from tests.factories.registration import RegistrationFactory

pytestmark = pytest.mark.django_db


def day(offset):
    return timezone.localdate() + timedelta(days=offset)


def test_the_centre_sees_who_awaits_approval_in_its_district():
    operator = AppointmentFactory(operator=True).user
    first = ProviderFactory(pending=True)
    ProviderFactory()
    ProviderFactory(pending=True, street=StreetFactory(code="440103001", name="外区"))

    (item,) = waiting_for(operator)

    assert item.title == str(first)
    assert item.url == f"/admin/provider/edit/{first.pk}/"
    assert item.since == first.registered_at


def test_the_centre_sees_who_was_handed_in_and_the_applicant_what_is_open():
    operator = AppointmentFactory(operator=True).user
    handed_in = RegistrationFactory(submitted=True)
    draft = RegistrationFactory()
    elsewhere = StreetFactory(code="440103001", name="外区")
    RegistrationFactory(submitted=True, credit_code="", street=elsewhere)

    (asked,), (own,) = waiting_for(operator), waiting_for(draft.applicant)

    assert asked.url == f"/desk/registrations/{handed_in.public_id}/"
    assert asked.since == handed_in.submitted_at
    assert handed_in.name in asked.title
    assert (own.url, own.tone) == ("/desk/registration/", "amber")
    assert waiting_for(handed_in.applicant) == []


@pytest.mark.parametrize("number", [1, 3])
def test_registrations_take_no_more_queries(number, django_assert_num_queries):
    operator = AppointmentFactory(operator=True).user
    for n in range(number):
        RegistrationFactory(submitted=True, credit_code="", name=f"第{n}队")

    with django_assert_num_queries(4):
        assert len(waiting_for(operator)) == number


def test_what_a_draft_lacks_is_asked_of_the_centre_and_of_its_administrator():
    operator = AppointmentFactory(operator=True).user
    draft = ProviderFactory(draft=True)
    admin = AppointmentFactory(provider_admin=True, provider=draft).user
    ProviderFactory(draft=True, street=StreetFactory(code="440103001", name="外区"))

    (entered,), (given,) = waiting_for(operator), waiting_for(admin)

    assert entered.url == f"/admin/provider/edit/{draft.pk}/"
    assert given.url == f"/desk/provider/{draft.public_id}/"
    for item in (entered, given):
        assert str(draft) in item.title
        assert item.detail == "缺：统一社会信用代码"


@pytest.mark.parametrize("number", [1, 3])
def test_drafts_take_no_more_queries(number, django_assert_num_queries):
    operator = AppointmentFactory(operator=True).user
    ProviderFactory.create_batch(number, draft=True)

    with django_assert_num_queries(4):
        assert len(waiting_for(operator)) == number


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_four_queries_for_any_number(number, django_assert_num_queries):
    operator = AppointmentFactory(operator=True).user
    ProviderFactory.create_batch(number, pending=True)

    with django_assert_num_queries(4):
        assert len(waiting_for(operator)) == number


def test_a_provider_is_told_what_runs_out_within_thirty_days():
    provider = ProviderFactory()
    admin = AppointmentFactory(provider_admin=True, provider=provider).user
    late = VerificationFactory(capability__provider=provider, expired=True)
    soon = VerificationFactory(capability__provider=provider, expires_on=day(20))
    VerificationFactory(capability__provider=provider)
    VerificationFactory(capability__provider=provider, declared=True)
    VerificationFactory(expires_on=day(20))

    items = waiting_for(admin)

    assert [timezone.localdate(item.until) for item in items] == [
        late.expires_on,
        soon.expires_on,
    ]
    assert {item.url for item in items} == {f"/desk/provider/{provider.public_id}/"}


@pytest.mark.parametrize("number", [1, 3])
def test_that_takes_three_queries_for_any_number(number, django_assert_num_queries):
    provider = ProviderFactory()
    admin = AppointmentFactory(provider_admin=True, provider=provider).user
    for _ in range(number):
        VerificationFactory(
            capability=CapabilityFactory(provider=provider), expires_on=day(3)
        )

    with django_assert_num_queries(3):
        assert len(waiting_for(admin)) == number


@pytest.mark.parametrize(("days", "lines"), [(364, 0), (365, 1), (800, 1)])
def test_an_entry_that_nobody_confirmed_for_a_year_is_asked_about(days, lines):
    provider = ProviderFactory(confirmed_on=day(-days))
    admin = AppointmentFactory(provider_admin=True, provider=provider).user
    for _ in range(2):
        CapabilityFactory(provider=provider)

    items = waiting_for(admin)

    url = f"/desk/provider/{provider.public_id}/"
    assert [item.url for item in items] == [url] * lines


def test_nothing_waits_for_strangers_and_ended_appointments():
    ProviderFactory(pending=True)
    ended = AppointmentFactory(operator=True, over=True).user

    assert waiting_for(AnonymousUser()) == []
    assert waiting_for(ended) == []
