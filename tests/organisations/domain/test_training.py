"""Places at a training: never one too many, turns in order, whatever people do."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from organisations.domain import training as verbs
from organisations.enums import SeatState
from organisations.models import Training, TrainingSeat
from records.models import Message
from tests.factories.incubation import TrainingFactory, TrainingSeatFactory
from tests.factories.organisations import TerritoryFactory, UserFactory
from tests.records.racing import race


def code(verb, **names):
    try:
        verb(**names)
    except ValidationError as error:
        return getattr(error, "code", None) or sorted(error.message_dict)
    return "done"


def seats(training):
    return list(training.seats.values_list("state", flat=True))


class TurnsAreKept(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(
        places=st.integers(1, 3),
        acts=st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=14),
    )
    def test_whatever_is_signed_up_and_given_back(self, places, acts):
        training = TrainingFactory(places=places)
        people = UserFactory.create_batch(5)
        queue: list[int] = []
        for joins, n in acts:
            if joins and n not in queue:
                verbs.sign_up(training=training, by=people[n])
                queue.append(n)
            elif not joins and n in queue:
                open_ones = TrainingSeat.objects.exclude(state=SeatState.CANCELLED)
                seat = open_ones.get(training=training, user=people[n])
                verbs.give_back(seat=seat, by=people[n])
                queue.remove(n)
            states = dict(
                training.seats.exclude(state=SeatState.CANCELLED).values_list(
                    "user_id", "state"
                )
            )
            expected = [
                SeatState.HELD if turn < places else SeatState.WAITING
                for turn in range(len(queue))
            ]
            assert [states[people[n].pk] for n in queue] == expected
            taken = Training.objects.get(pk=training.pk).taken
            assert taken == min(places, len(queue))


@pytest.mark.django_db
def test_the_first_who_waits_is_told_and_who_came_is_recorded():
    training = TrainingFactory(places=1)
    first, second = UserFactory.create_batch(2)
    seat = verbs.sign_up(training=training, by=first)
    assert verbs.sign_up(training=training, by=second).state == SeatState.WAITING
    assert code(verbs.sign_up, training=training, by=first) == "already"
    verbs.give_back(seat=seat, by=first)
    assert code(verbs.give_back, seat=seat, by=first) == "state"
    assert Message.objects.get().recipient == second
    assert "怎样开好第一次会" in str(Message.objects.get())
    early = {"training": training, "attended": [], "by": first}
    assert code(verbs.record_training, **early) == "early"

    over = TrainingFactory(over=True, places=2, taken=2)
    came, absent = TrainingSeatFactory.create_batch(2, training=over)
    TrainingSeatFactory(training=over, state=SeatState.WAITING)
    assert code(verbs.sign_up, training=over, by=first) == "over"
    assert code(verbs.give_back, seat=came, by=first) == "over"
    verbs.record_training(training=over, attended=[came.pk], by=first)
    assert seats(over) == [SeatState.ATTENDED, SeatState.ABSENT, SeatState.CANCELLED]
    again = {"training": over, "attended": [absent.pk], "by": first}
    assert code(verbs.record_training, **again) == "state"


@pytest.mark.django_db
def test_a_training_is_to_come_and_has_places():
    begins = timezone.now() + timedelta(days=3)
    offer = {
        "title": "怎样备案",
        "where": "指导中心",
        "district": TerritoryFactory(district=True),
        "by": UserFactory(),
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=2),
        "places": 20,
    }
    assert code(verbs.offer_training, **offer) == "done"
    assert code(verbs.offer_training, **offer | {"places": 0}) == ["places"]
    past = {"starts_at": begins - timedelta(days=9)}
    assert code(verbs.offer_training, **offer | past) == ["starts_at"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_eight_at_once_for_the_last_place_get_one():
    training = TrainingFactory(places=1)
    people = UserFactory.create_batch(8)
    states = race(
        *[
            lambda user=user: str(verbs.sign_up(training=training, by=user).state)
            for user in people
        ]
    )
    assert sorted(states) == ["held", *["waiting"] * 7]
    assert Training.objects.get().taken == 1
