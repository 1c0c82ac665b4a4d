"""What a proposal becomes: lines with price and funding, gaps, one version a time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching.domain.proposal import GapInput, record_proposal
from organisations.domain.capability import change_capability
from organisations.domain.capacity import hold_capacity
from organisations.enums import ProviderForm
from organisations.models import Capability, Provider, monday_of
from tests.factories.organisations import ProviderFactory
from tests.matching.tools import fresh, line_of, plate, proposal, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("price", "takes", "has", "pays"),
    [
        (1300, ["user_pays", "donation"], ["donation", "user_pays"], "donation"),
        (1300, ["user_pays"], ["lottery", "user_pays"], "user_pays"),
        (0, ["own_resources"], ["lottery"], "own_resources"),
        (0, ["lottery", "donation"], ["donation"], "donation"),
        (0, [], ["donation"], "own_resources"),
    ],
)
def test_a_line_is_paid_by_the_first_source_of_the_need_that_fits(
    world, price, takes, has, pays
):
    capability = world.menu["firm"]
    capability.price, capability.funding = price, takes
    capability.save()
    need = world.opened(items=world.items((world.meal, 1), funding=has))

    line = world.proposed("firm", need=need).lines.get()

    assert (line.price, line.funding) == (price, pays)


def test_volunteers_cost_nothing_and_say_so(world):
    line = world.proposed("team").lines.get()

    assert (line.price, line.funding) == (0, "volunteer")


def suspended(world):
    Provider.objects.filter(pk=world.providers["org"].pk).update(state="suspended")


def off_the_menu(world):
    change_capability(capability=world.menu["org"], active=False, by=None)


def unverified(world):
    world.menu["org"].verifications.all().delete()


def expired(world):
    yesterday = timezone.localdate() - timedelta(days=1)
    Capability.objects.filter(pk=world.menu["org"].pk).update(licence_until=yesterday)


def elsewhere(world):
    world.menu["org"].territories.set([world.far_street])


def booked_up(world):
    week = monday_of(timezone.localdate())
    for monday in (week, week + timedelta(days=7)):
        hold_capacity(capability=world.menu["org"], week=monday, quantity=3)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (suspended, "not_verified"),
        (off_the_menu, "not_verified"),
        (unverified, "not_verified"),
        (expired, "expired"),
        (elsewhere, "not_covered"),
        (booked_up, "full"),
    ],
)
def test_who_no_longer_stands_when_the_pack_is_written_is_a_gap(world, change, rule):
    """The proposal was right when it was made; the tables have moved on since."""
    need = world.opened()
    change(world)

    pack = world.proposed("org", need=need)

    assert (pack.lines.count(), pack.gaps.get().rules) == (
        0,
        [{"rule": rule, "count": 1}],
    )


def test_two_lines_do_not_promise_the_same_week_twice(world):
    need = world.opened((world.visit, 3), (world.visit, 3))

    pack = world.proposed("org", "org", need=need)

    assert [line.quantity for line in pack.lines.all()] == [3]
    assert [gap.rules for gap in pack.gaps.all()] == [[{"rule": "full", "count": 1}]]


def test_who_may_never_carry_a_price_gets_no_line_with_one(world):
    """A price that slipped in (a form that changed later) buys nothing."""
    capability = world.menu["unit"]
    assert capability.provider.form == ProviderForm.PUBLIC_INSTITUTION_ONE
    Capability.objects.filter(pk=capability.pk).update(price=500, funding=["user_pays"])
    need = world.opened(items=world.items((world.meal, 1), funding=["user_pays"]))

    pack = world.proposed("unit", need=need)

    assert (pack.lines.count(), pack.gaps.get().quantity) == (0, 1)


def test_no_priced_line_and_no_priced_invitation_without_its_source(world):
    engagement = world.invited("org")[0]
    for row in (engagement, engagement.line):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(price=100, funding="")


def test_an_equal_beside_the_own_agency_is_chosen(world):
    """The whole way: the same offer twice, one of the worker's own employer."""
    for each in world.menu.values():
        change_capability(capability=each, active=False, by=None)
    own = world.offered(world.agency, world.visit)
    other = world.offered(ProviderFactory(street=world.street), world.visit)
    assert own.pk < other.pk  # a tie would fall to the own agency

    line = plate(world.opened()).lines.get()

    assert (line.capability, line.own_agency) == (other, False)
    (instead,) = line.alternatives
    assert (instead["capability"], instead["own_agency"]) == (own.pk, True)


def test_a_proposal_with_lines_and_gaps(world):
    need = world.opened((world.visit, 3), (world.meal, 2))
    visits, meals = need.items.all()
    rules = [{"rule": "full", "count": 2}]

    pack = record_proposal(
        need_id=need.pk,
        version=need.version,
        proposal=proposal(
            [line_of(visits, world.menu["org"], own_agency=True)],
            [GapInput(meals.pk, 2, rules)],
        ),
    )

    line, gap = pack.lines.get(), pack.gaps.get()
    assert (pack.version, pack.need_version, pack.matcher) == (
        1,
        need.version,
        "rule-test",
    )
    assert (line.item, line.quantity, line.own_agency) == (visits, 3, True)
    assert (gap.item, gap.quantity, gap.rules) == (meals, 2, rules)
    assert told(world.worker)[-1] == "pack_proposed"


def test_a_proposal_where_nothing_is_open_is_not_kept(world):
    need = world.need_in("confirmed")

    found = record_proposal(need_id=need.pk, version=need.version, proposal=proposal())

    assert (found, fresh(need).state, need.packs.count()) == (None, "confirmed", 1)


def test_what_was_left_is_on_the_gap_list_when_the_rest_is_confirmed(world):
    need = world.opened((world.visit, 3), (world.meal, 2))

    world.invited(pack=world.proposed("org", need=need, gaps=True))

    states = list(need.items.values_list("state", flat=True))
    assert (states, fresh(need).state) == (["planned", "unmet"], "confirmed")
