"""Never one too many, never below nothing, whoever asks at once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from organisations.domain.capability import change_capability
from organisations.domain.capacity import free_capacity, hold_capacity
from organisations.models import CapacityWeek, monday_of
from tests.factories.organisations import CapabilityFactory, CapacityWeekFactory

THREADS, ROUNDS = 16, 20


def week():
    return timezone.localdate()


def refusal(**act):
    with pytest.raises(ValidationError) as caught:
        hold_capacity(**act)
    return caught.value


@pytest.mark.django_db
def test_a_hold_takes_from_the_week_of_any_day():
    capability = CapabilityFactory()
    sunday = monday_of(week()) + timedelta(days=6)

    hold_capacity(capability=capability, week=sunday, quantity=1)
    row = hold_capacity(capability=capability, week=week(), quantity=3)

    assert (row.week, row.used, row.cap) == (monday_of(week()), 4, 4)


@pytest.mark.django_db
def test_the_last_one_is_given_and_no_more():
    capability = CapabilityFactory(weekly_capacity=2)
    hold_capacity(capability=capability, week=week(), quantity=2)

    error = refusal(capability=capability, week=week(), quantity=1)

    assert error.code == "full"
    assert "0" in error.messages[0]
    assert CapacityWeek.objects.get().used == 2


@pytest.mark.django_db
def test_more_than_a_week_holds_is_refused():
    assert (
        refusal(capability=CapabilityFactory(), week=week(), quantity=5).code == "full"
    )


@pytest.mark.django_db
def test_nothing_is_not_a_quantity():
    error = refusal(capability=CapabilityFactory(), week=week(), quantity=0)

    assert error.code == "quantity"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state",
    [{"withdrawn": True}, {"provider__suspended": True}, {"provider__pending": True}],
)
def test_what_is_not_offered_is_not_held(state):
    capability = CapabilityFactory(**state)

    assert refusal(capability=capability, week=week(), quantity=1).code == "not_offered"


@pytest.mark.django_db
def test_what_is_freed_can_be_taken_again():
    capability = CapabilityFactory()
    row = hold_capacity(capability=capability, week=week(), quantity=4)

    assert free_capacity(week=row, quantity=3).used == 1
    assert hold_capacity(capability=capability, week=week(), quantity=3).used == 4


@pytest.mark.django_db
def test_no_more_is_given_back_than_was_taken():
    row = hold_capacity(capability=CapabilityFactory(), week=week(), quantity=1)

    with pytest.raises(ValidationError) as caught:
        free_capacity(week=row, quantity=2)

    assert caught.value.code == "not_held"
    assert CapacityWeek.objects.get().used == 1


@pytest.mark.django_db
def test_less_capacity_later_never_breaks_a_promise():
    capability = CapabilityFactory()
    hold_capacity(capability=capability, week=week(), quantity=3)
    later = hold_capacity(
        capability=capability, week=week() + timedelta(days=7), quantity=1
    )

    change_capability(capability=capability, weekly_capacity=2, by=None)

    assert [row.cap for row in CapacityWeek.objects.order_by("week")] == [3, 2]
    later.refresh_from_db()
    assert later.used == 1
    assert refusal(capability=capability, week=week(), quantity=1).code == "full"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_sixteen_at_once_for_the_last_slot_twenty_times():
    """One gets it, fifteen are told: in weeks that were used before, and in new ones
    (where the first to insert the row would hold up the others anyway)."""
    capability = CapabilityFactory(weekly_capacity=1)

    for number in range(ROUNDS):
        monday = monday_of(week()) + timedelta(weeks=number)
        if number % 4:
            CapacityWeekFactory(capability=capability, week=monday, cap=1)
        outcomes = race(capability, monday)
        assert sorted(outcomes) == ["full"] * (THREADS - 1) + ["held"]
        assert CapacityWeek.objects.get(week=monday).used == 1


def race(capability, monday):
    start, outcomes = Barrier(THREADS), []

    def take():
        start.wait()
        try:
            hold_capacity(capability=capability, week=monday, quantity=1)
            outcomes.append("held")
        except ValidationError as error:
            outcomes.append(error.code)
        except Exception as error:
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=take) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
