"""Verification, capacity and the menu: right, and in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisations.enums import VerificationLevel
from organisations.models import monday_of
from organisations.queries import (
    VerificationState,
    capacity_used,
    in_force,
    menu_of,
    verification_state,
)
from tests.factories.organisations import (
    CapabilityFactory,
    CapacityWeekFactory,
    ProviderFactory,
    VerificationFactory,
    WindowFactory,
)

pytestmark = pytest.mark.django_db


def day(offset):
    return timezone.localdate() + timedelta(days=offset)


def test_the_newest_check_counts():
    old = VerificationFactory(expired=True)
    VerificationFactory(capability=old.capability, proven=True)
    never = CapabilityFactory()

    states = verification_state([old.capability, never])

    assert states[old.capability_id] == VerificationState(
        VerificationLevel.PROVEN, day(365), 11
    )
    assert states[never.pk] == VerificationState()
    assert not states[never.pk].holds_on(day(0))


def test_a_newer_declaration_withdraws_an_older_check():
    checked = VerificationFactory()
    VerificationFactory(capability=checked.capability, declared=True)

    assert not verification_state([checked.capability])[checked.capability_id].checked


@pytest.mark.parametrize("number", [1, 3])
def test_states_take_one_query_for_any_number(number, django_assert_num_queries):
    capabilities = [VerificationFactory().capability for _ in range(number)]

    with django_assert_num_queries(1):
        assert len(verification_state(capabilities)) == number


def test_of_nothing_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert verification_state([]) == {}


def test_capacity_taken_by_capability_and_week():
    row = CapacityWeekFactory(used=3)
    CapacityWeekFactory(used=1)
    monday = monday_of(day(0))

    used = capacity_used([row.capability_id], [monday, monday + timedelta(days=7)])

    assert used == {(row.capability_id, monday): 3}


def test_the_menu_says_what_is_left_this_week_and_next():
    row = CapacityWeekFactory(used=3)
    CapacityWeekFactory(
        capability=row.capability, week=row.week + timedelta(days=7), used=1
    )
    VerificationFactory(capability=row.capability)

    (line,) = menu_of(row.capability.provider)

    assert (line.left, line.left_next, line.valid) == (1, 3, True)


def test_a_capacity_that_shrank_leaves_nothing_not_less():
    row = CapacityWeekFactory(full=True)
    row.capability.weekly_capacity = 2
    row.capability.save()

    assert menu_of(row.capability.provider)[0].left == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_menu_takes_five_queries_for_any_number(number, django_assert_num_queries):
    provider = ProviderFactory()
    for _ in range(number):
        capability = CapabilityFactory(provider=provider)
        WindowFactory(capability=capability)
        VerificationFactory(capability=capability)

    with django_assert_num_queries(5):
        lines = menu_of(provider)
        shown = [
            (str(w), list(x.capability.territories.all()))
            for x in lines
            for w in x.capability.windows.all()
        ]

    assert len(shown) == number


def test_in_force_is_what_the_newest_check_and_the_licence_let_stand():
    stands = VerificationFactory(expires_on=day(0)).capability
    endless = VerificationFactory(proven=True, expires_on=None).capability
    VerificationFactory(expired=True)
    VerificationFactory(declared=True)
    CapabilityFactory()
    VerificationFactory(capability__licence_until=day(-1))
    VerificationFactory(capability__active=False)
    withdrawn = VerificationFactory().capability
    VerificationFactory(capability=withdrawn, declared=True)

    assert set(in_force(day(0))) == {stands, endless}
    assert set(in_force(day(1))) == {endless}
