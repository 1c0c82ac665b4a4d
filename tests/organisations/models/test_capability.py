"""What a line of the menu may not say."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from organisations.enums import Gate
from organisations.models import Capability, CapacityWeek, Window, monday_of
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    CapacityWeekFactory,
    ProviderFactory,
    WindowFactory,
)

pytestmark = pytest.mark.django_db


def codes(row):
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return {
        name: [e.code for e in found] for name, found in caught.value.error_dict.items()
    }


def test_a_window_that_ends_before_it_starts_is_refused_in_words():
    window = WindowFactory.build(
        capability=CapabilityFactory(), start=time(11), end=time(9)
    )

    with translation.override("en"), pytest.raises(ValidationError) as caught:
        window.full_clean()

    assert "The window ends before it starts." in str(caught.value.messages)


def test_the_database_too_refuses_such_a_window():
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.create(
            capability=CapabilityFactory(), days="1", start=time(11), end=time(11)
        )


@pytest.mark.parametrize("days", ["0", "8", "21", "11", "a"])
def test_days_are_ascending_digits_from_1_to_7(days):
    assert "days" in codes(
        WindowFactory.build(capability=CapabilityFactory(), days=days)
    )


def test_windows_are_shown_in_words():
    weekdays = WindowFactory.build(days="12345", start=time(9), end=time(17, 30))
    some = WindowFactory.build(days="13", start=time(9), end=time(11))

    assert str(weekdays) == "周一–周五 09:00–17:30"
    assert str(some).startswith("周一")


def test_volunteers_never_carry_a_price():
    team = ProviderFactory(volunteers=True)
    offer = CapabilityFactory(provider=team)
    offer.price, offer.funding = 100, ["user_pays"]

    assert codes(offer) == {"price": ["never_priced"]}


def test_a_price_needs_somebody_who_may_pay_it():
    offer = CapabilityFactory()
    offer.price = 100

    assert codes(offer) == {"funding": ["no_funding"]}


def test_unknown_words_are_refused():
    offer = CapabilityFactory()
    offer.gates = ["XYZ"]

    assert "gates" in codes(offer)


def test_a_licence_named_as_met_has_number_and_end():
    offer = CapabilityFactory()
    offer.gates = [Gate.LIC]

    assert codes(offer) == {"licence_no": ["licence_missing"]}


def test_a_provider_offers_a_service_once():
    first = CapabilityFactory()
    second = CapabilityFactory.build(
        provider=first.provider, service_type=first.service_type
    )

    assert "__all__" in codes(second)


def test_the_database_refuses_more_than_there_is():
    week = CapacityWeekFactory(full=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        CapacityWeek.objects.filter(pk=week.pk).update(used=5)


def test_the_monday_of_a_week():
    assert monday_of(date(2026, 11, 29)) == date(2026, 11, 23)
    assert monday_of(date(2026, 11, 23)) == date(2026, 11, 23)


def test_on_the_menu_are_offers_of_active_providers():
    offered = CapabilityFactory()
    CapabilityFactory(withdrawn=True)
    CapabilityFactory(provider__suspended=True)

    assert list(Capability.objects.on_menu()) == [offered]


def test_a_capability_is_visible_with_its_provider():
    mine, other = CapabilityFactory(), CapabilityFactory()
    user = AppointmentFactory(provider_admin=True, provider=mine.provider).user

    assert list(Capability.objects.visible_to(user)) == [mine]
    assert other not in Capability.objects.visible_to(user)
