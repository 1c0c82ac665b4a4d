"""The rounds of `benchmarks.last_slot`, on the database of DATABASE_URL."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from tests.matching.racing import race_for_the_last_place, whole  # noqa: E402
from tests.matching.world import World  # noqa: E402


def main(rounds: int, writers: int) -> dict[str, object]:
    """Migrate, build one small district, race; what came of it."""
    call_command("migrate", verbosity=0)
    world, seen, too_many = World(weekly=1), Counter(), 0
    started, racing = time.perf_counter(), 0.0
    for _ in range(rounds):
        outcome, seconds = race_for_the_last_place(world, writers)
        racing += seconds
        too_many += outcome["True"] != 1
        seen += outcome
    return {
        "rounds": rounds,
        "writers": writers,
        "got_in": seen["True"],
        "full": seen["full"],
        "other": {k: n for k, n in seen.items() if k not in ("True", "full")},
        "too_many": too_many,
        "faults": whole(),
        "racing_seconds": round(racing, 1),
        "seconds": round(time.perf_counter() - started, 1),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
