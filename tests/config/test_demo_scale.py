"""The generator of the large demos, on a scale small enough for the suite."""

from collections.abc import Iterator
from random import Random

import pytest
from django.core.management import call_command
from django.db.models import F, Sum
from django.utils import timezone, translation
from stdnum.cn import uscc

from config.demo.caseload import Caseload
from config.demo.growth import Growth
from config.demo.offices import Offices
from config.demo.plan import ENDS, Plan
from config.demo.register import Register
from config.demo.scale import SCALES, Scale, load_city
from config.demo.story import Story
from config.demo.words import credit_code
from config.demo.world import World
from matching.enums import NEED_ARROWS, NeedState, Track
from matching.models import CapacityHold, ClockNotice, Engagement, Need
from organisations.enums import CODE_PREFIX, ProviderKind
from organisations.models import (
    Capability,
    CapacityWeek,
    CoBuildingPlan,
    Estate,
    Incubation,
    Provider,
    Territory,
    TrainingSeat,
)
from tests.demo_world import demo_world

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TINY = Scale("tiny", providers=110, capabilities=360, needs=130)


@pytest.fixture
def world() -> Iterator[World]:
    with translation.override("zh-hans"):
        yield demo_world()


def test_tiny_demo_holds_what_a_district_holds(world: World) -> None:
    Offices(world, TINY).fill()
    Story(world).tell()
    Register(world, TINY).fill()
    Caseload(world, TINY).fill()

    assert Provider.objects.count() == TINY.providers
    assert Capability.objects.count() == TINY.capabilities
    assert Need.objects.count() == TINY.needs
    assert set(Provider.objects.values_list("kind", flat=True)) == set(ProviderKind)
    assert not Provider.objects.exclude(name__endswith="（演示）").exists()
    reached_by_everybody()
    cases = set(Need.objects.values_list("track", "state"))
    assert {track for track, _state in cases} == set(Track)
    assert {state for _track, state in cases} == set(NeedState)
    assert set(NeedState) == set(NEED_ARROWS)
    spread_over_time()
    capacity_is_what_is_held()
    something_grows(world)
    call_command("verify_ledger")


def reached_by_everybody() -> None:
    """A landline of its own and a house in its street, of each body with a code."""
    for each in Provider.objects.select_related("street"):
        here = (each.public_phone, each.public_address.startswith(each.street.name))
        line = f"020-0002-{each.credit_code[12:16]}" if each.credit_code else ""
        assert here == (line, bool(line)), each
    lines = Provider.objects.exclude(public_phone="").values_list("public_phone")
    assert lines.distinct().count() == lines.count()


def something_grows(world: World) -> None:
    """A second filling adds nothing."""
    for _ in range(2):
        Growth(world, TINY).fill()
    assert Estate.objects.count() == 4 + 222
    assert set(Incubation.objects.values_list("stage", flat=True)) == {
        *("idea", "forming", "ready", "filed", "stopped")
    }
    assert set(CoBuildingPlan.objects.values_list("state", flat=True)) >= {"sent"}
    assert TrainingSeat.objects.filter(state="waiting").count() == 1


def spread_over_time() -> None:
    now = timezone.now()
    ages = [(now - raised).days for raised in raised_at()]
    assert max(ages) > 90
    assert len(set(ages)) > 30
    assert not Need.objects.filter(state_since__lt=F("raised_at")).exists()
    assert not Engagement.objects.filter(invited_at__lt=F("need__raised_at")).exists()
    assert Need.objects.filter(due_at__lt=now).exists()
    assert set(ClockNotice.objects.values_list("kind", flat=True)) == {
        "reminder",
        "overdue",
        "level",
    }


def raised_at() -> list:
    return list(Need.objects.values_list("raised_at", flat=True))


def capacity_is_what_is_held() -> None:
    """Week by week, what is taken is what invitations hold and what was booked
    elsewhere; never more than there is."""
    held = dict(
        CapacityHold.objects.filter(released_at__isnull=True)
        .order_by()
        .values_list("week")
        .annotate(Sum("quantity"))
    )
    for week in CapacityWeek.objects.all():
        assert week.used == week.elsewhere + held.get(week.pk, 0)
        assert week.used <= week.cap
    past = CapacityHold.objects.filter(week__week__lt=timezone.localdate())
    assert past.values("week__week").distinct().count() > 3


def test_plan_is_the_same_each_time_and_has_every_end(world: World) -> None:
    teams = list(Territory.objects.communities()[:9])
    first, second = (Plan(world, TINY, teams).cases(200) for _run in range(2))

    assert first == second
    assert {(case.track, case.target) for case in first} == {
        (track, end) for track, ends in ENDS.items() for end in ends
    }


def test_credit_codes_have_both_check_digits_and_the_forms_prefix() -> None:
    dice = Random(1)
    for form, prefix in CODE_PREFIX.items():
        code = credit_code(form, "440104", dice.randrange(1000, 9999))
        assert code.startswith(prefix)
        assert not code or uscc.is_valid(code)
    # Provider 1 of the seed data, written by hand there.
    assert credit_code("social_service_agency", "440104", 1) == "52440104DEM000014Y"


def test_city_has_its_streets_communities_and_grids(world: World) -> None:
    load_city()

    streets = Territory.objects.streets()
    communities = Territory.objects.communities()
    assert streets.count() == 178
    assert communities.count() == 2851
    grids = Territory.objects.filter(level="grid")
    assert 8 * 2851 <= grids.count() <= 9 * 2851
    assert grids.within("440104").count() == 1893
    assert load_city()["created"] == 0


def test_district_is_as_large_as_the_model_district() -> None:
    scale = SCALES["district"]
    assert (scale.providers, scale.capabilities, scale.needs) == (1300, 4000, 2000)
