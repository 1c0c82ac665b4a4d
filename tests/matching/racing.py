"""One round of the race for the last place of a week, through the real verb."""

import time
from collections import Counter

from django.core.exceptions import ValidationError

from matching.domain import course
from matching.models import Engagement, Need
from matching.queries.invariants import (
    no_week_is_over_its_capacity,
    what_is_taken_is_held,
)
from organisations.models import CapacityWeek
from records.queries import the_ledger_is_whole
from tests.matching.tools import codes, fresh, say_yes, version_of
from tests.records.racing import race


def race_for_the_last_place(world, writers):
    """So many packs, each one yes short, and one place; how often which answer came,
    and the seconds of the race."""
    packs = []
    for _ in range(writers):
        pack = world.proposed("org", need=world.opened((world.visit, 1)))
        say_yes(pack, kind="social_worker", by=world.worker)
        packs.append((pack, version_of(pack)))

    def last_yes(pack):
        word = {"by": world.worker, "person": world.person, "how": "phone"}
        try:
            return str(say_yes(pack, kind="person", **word))
        except ValidationError as error:
            return codes(error)[0]

    started = time.perf_counter()
    answers = race(*[lambda pack=pack: last_yes(pack) for pack, _version in packs])
    seconds = time.perf_counter() - started
    invited = Engagement.objects.filter(line__pack__in=[pack for pack, _v in packs])
    weeks = CapacityWeek.objects.filter(capability=world.menu["org"])
    outcome = Counter(answers)
    if (invited.count(), sum(weeks.values_list("used", flat=True))) != (1, 1):
        outcome["wrong count"] += 1
    end_all(world, packs)
    return outcome, seconds


def end_all(world, packs):
    """Nothing of this round is in the way of the next."""
    for pack, _version in packs:
        need = fresh(pack.need)
        course.withdraw_need(need=need, version=need.version, by=world.raiser)


def whole():
    """What does not hold afterwards; [] is well."""
    checks = (no_week_is_over_its_capacity, what_is_taken_is_held, the_ledger_is_whole)
    unheld = Need.objects.filter(state="withdrawn", engagements__state="invited")
    return [f"{c.__name__} {w}" for c in checks for w in c()] + list(unheld)
