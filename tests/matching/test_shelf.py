"""The index in use: it says what reading everybody says, and never more than it knows."""

from datetime import time, timedelta
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone

from matching.snapshot import take
from matching.snapshot.shelf import build_index, index_is_behind
from matching.tasks import plan_pack
from organisations.domain.provider import confirm_provider, suspend_provider
from organisations.domain.verification import verify_capability
from organisations.enums import VerificationLevel
from organisations.models import Capability, Provider
from records.domain.beat import ring_minutely
from records.domain.job import drain
from records.models import Job
from tests.factories.organisations import (
    CapabilityFactory,
    CapacityWeekFactory,
    GradeFactory,
    PastProjectFactory,
    ProviderFactory,
    VerificationFactory,
    WindowFactory,
)
from tests.matching.tools import fresh
from tests.matching.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings):
    settings.LARGE_MENU, settings.SHORTLIST = 3, 2
    made = World()
    rng = np.random.default_rng(7)
    for number in range(24):
        offer(made, rng, number)
    yield made
    Path(settings.INDEX_FILE).unlink(missing_ok=True)


def offer(world, rng, number):
    """One more capability for visits, with any of the faults that rules name."""
    provider = ProviderFactory(street=(world.street, world.far_street)[number % 2])
    capability = CapabilityFactory(
        provider=provider,
        service_type=world.visit,
        territories=[(world.street, world.far_street)[rng.random() < 0.2]],
        weekly_capacity=int(rng.integers(1, 5)),
        price=int(rng.integers(1, 9)) * 100 if rng.random() < 0.5 else 0,
        funding=["donation"],
    )
    if rng.random() < 0.85:
        VerificationFactory(capability=capability)
    if rng.random() < 0.5:
        WindowFactory(capability=capability, days="6", start=time(9), end=time(10))
    if rng.random() < 0.5:
        GradeFactory(provider=provider, level=int(rng.integers(1, 6)))
    if rng.random() < 0.5:
        PastProjectFactory(provider=provider, text="每周上门探访独居长者。")
    if rng.random() < 0.3:
        CapacityWeekFactory(
            capability=capability, cap=capability.weekly_capacity, used=1
        )


def asked(world, quantity=9, **more):
    values = {"weeks": 1, "days": "13", "start": time(9), "end": time(11)} | more
    return world.opened(
        items=world.items((world.visit, quantity), (world.meal, 2), **values)
    )


def planned(need):
    return plan_pack({"need": need.pk, "version": fresh(need).version})


def gaps(plan):
    return [(gap.item, gap.quantity, gap.rules) for gap in plan.gaps]


def same_without_index(need, settings):
    """The plan out of the shortlist and the one out of everybody, held side by side."""
    short = planned(need)
    assert take(fresh(need)).beyond != {}
    settings.LARGE_MENU = 10_000
    whole = planned(need)
    settings.LARGE_MENU = 3
    units = [sum(line.quantity for line in plan.lines) for plan in (short, whole)]
    assert units[0] == units[1]
    assert gaps(short) == gaps(whole)
    return short


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"funding": ["donation"]},
        {"funding": ["donation"], "budget": 700},
        {"quantity": 400},
    ],
)
def test_as_many_units_and_the_same_gaps_as_out_of_everybody(world, settings, more):
    need = asked(world, **more)
    build_index()

    same_without_index(need, settings)


def test_fewer_are_looked_at(world):
    need = asked(world, quantity=1)
    everybody = len(take(fresh(need)).candidates)
    build_index()

    taken = take(fresh(need))

    assert len(taken.candidates) < everybody
    (beyond,) = taken.beyond.values()
    looked_at = {c.id for c in taken.candidates if c.service_type == "A1"}
    counted = sum(n for _rule, n in beyond.blocked) + len(beyond.prices)
    offered = Capability.objects.on_menu().filter(service_type=world.visit)
    assert counted + len(looked_at) == offered.count()


def test_what_verbs_change_is_seen_by_the_next_need(world, settings):
    need = asked(world, quantity=400)
    build_index()
    before = same_without_index(need, settings)
    first = next(line for line in before.lines if line.item == need.items.first().pk)
    gone = Capability.objects.get(pk=first.capability)
    suspend_provider(provider=gone.provider, by=None)
    unseen = Capability.objects.filter(verifications=None).first()
    verify_capability(
        capability=unseen,
        level=VerificationLevel.SITE_CHECKED,
        expires_on=timezone.localdate() + timedelta(days=90),
        by=None,
    )

    after = same_without_index(need, settings)

    assert gone.pk not in {line.capability for line in after.lines}


@pytest.mark.parametrize("large", [3, 10_000])
def test_who_left_the_menu_unconfirmed_is_back_at_once(world, settings, large):
    settings.LARGE_MENU = large
    need = asked(world, quantity=400)
    build_index()
    first = next(line for line in planned(need).lines)
    gone = Capability.objects.get(pk=first.capability).provider
    long_ago = timezone.localdate() - settings.ENTRY_LEAVES_AFTER
    Provider.objects.filter(pk=gone.pk).update(confirmed_on=long_ago)
    build_index()
    assert first.capability not in {line.capability for line in planned(need).lines}

    confirm_provider(provider=gone, by=None)

    assert first.capability in {line.capability for line in planned(need).lines}


def test_a_change_that_the_ledger_does_not_know_is_never_proposed(world):
    need = asked(world, quantity=1)
    build_index()
    Capability.objects.filter(service_type=world.visit).update(active=False)

    assert [line.item for line in planned(need).lines] == [need.items.last().pk]


@pytest.mark.parametrize("content", [None, b"", b"not an index", "cut"])
def test_without_a_sound_file_the_database_is_read(world, settings, caplog, content):
    need = asked(world)
    settings.LARGE_MENU = 10_000
    whole = planned(need)
    settings.LARGE_MENU = 3
    path = build_index().path
    if content is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-9] if content == "cut" else content)

    plan = planned(need)

    assert (plan.lines, plan.gaps) == (whole.lines, whole.gaps)
    assert "capability index" in caplog.text


def test_the_command_says_what_it_built(world):
    out = StringIO()

    call_command("build_index", stdout=out)

    size, rest = out.getvalue().split(" capabilities, ")
    assert int(size) == Capability.objects.on_menu().count()
    assert len(rest.split("sha256 ")[1].strip()) == 64


def test_a_job_builds_what_is_missing_and_leaves_what_is_there(world, settings):
    assert index_is_behind()

    ring_minutely()
    drain()

    path = Path(settings.INDEX_FILE)
    written = path.stat().st_mtime_ns
    assert not index_is_behind()
    assert set(
        Job.objects.filter(kind="matching.mind_index").values_list("state", flat=True)
    ) == {"done"}
    ring_minutely(now=timezone.now() + timedelta(minutes=1))
    drain()
    assert path.stat().st_mtime_ns == written


def test_a_small_menu_needs_no_index(world, settings):
    settings.LARGE_MENU = 300

    assert not index_is_behind()
