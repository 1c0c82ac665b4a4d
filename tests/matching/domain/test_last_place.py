"""The small version of `python -m benchmarks.last_slot`: real commits, real threads."""

from collections import Counter

import pytest

from tests.matching.racing import race_for_the_last_place, whole
from tests.matching.world import World

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
ROUNDS, WRITERS = 10, 8


def test_the_last_place_goes_to_one_in_every_round():
    world, seen = World(weekly=1), Counter()

    for _ in range(ROUNDS):
        outcome, _seconds = race_for_the_last_place(world, WRITERS)
        seen += outcome

    assert seen == {"True": ROUNDS, "full": ROUNDS * (WRITERS - 1)}
    assert whole() == []
