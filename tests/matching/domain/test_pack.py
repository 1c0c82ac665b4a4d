"""What a proposal becomes: lines with price and funding, gaps, one version a time."""

import pytest

from matching.domain.pack import GapInput, record_proposal
from tests.matching.tools import fresh, line_of, proposal, told
from tests.matching.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


@pytest.mark.parametrize(
    ("price", "takes", "has", "pays"),
    [
        (1300, ["user_pays", "donation"], ["donation", "user_pays"], "donation"),
        (1300, ["user_pays"], ["lottery", "user_pays"], "user_pays"),
        (1300, ["user_pays"], ["lottery"], ""),
        (0, ["own_resources"], ["lottery"], "own_resources"),
        (0, ["lottery", "donation"], ["donation"], "donation"),
        (0, [], ["donation"], ""),
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
