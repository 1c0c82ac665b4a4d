"""`manage.py dispatch`: the difference to today, then the packs, need by need."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from matching.domain.dispatch import keep, plan_dispatch
from matching.domain.pack import swap_line
from matching.domain.plating import propose_many
from matching.domain.proposal import LineInput
from matching.enums import ChosenBy, NeedState, PackState, Track
from matching.models import Need, Pack
from matching.queries.invariants import INVARIANTS
from matching.queries.matcher import active_ranker
from records.models import LedgerEntry
from tests.matching.tools import acts, fresh
from tests.matching.world import World

HEADS = 4


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield World(weekly=2)


def said(world, *words):
    out = StringIO()
    call_command("dispatch", "--district", world.district.code, *words, stdout=out)
    return out.getvalue().replace("\xa0", " ").splitlines()


def crowded(world, number=2):
    """Needs of two visits a week each, all plated alone: they name the same provider,
    which has room for one of them."""
    needs = [world.opened() for _n in range(number)]
    propose_many(needs)
    return [fresh(need) for need in needs]


def providers(need):
    lines = need.packs.get(state=PackState.PROPOSED).lines.all()
    return {line.capability_id for line in lines}


def test_a_dry_run_says_what_would_change_and_writes_nothing(world):
    first, second = crowded(world)
    assert providers(first) == providers(second)
    before = LedgerEntry.objects.count()

    lines = said(world, "--dry-run")

    assert (
        lines[0]
        == "2 needs, 2 items, 2 capabilities; 0 needs stay as people fixed them"
    )
    assert lines[1].startswith("today: 2 of 2 items have somebody, floor ")
    assert lines[1].endswith("1 lines beyond the room")
    assert lines[2].startswith("then: 2 of 2 items have somebody, floor ")
    assert lines[2].endswith("0 lines beyond the room, proven best")
    assert lines[3] == "1 needs would get another pack"
    head, gone, come, last = lines[HEADS:]
    assert head.split(" · ")[1] == str(world.community)
    assert gone.startswith("- ")
    assert come.startswith("+ ")
    assert last == "Nothing was written."
    assert Pack.objects.count() == 2
    assert LedgerEntry.objects.count() == before


def test_packs_are_proposed_anew_and_a_second_run_has_no_effect(world):
    needs = crowded(world)
    need = world.opened((world.meal, 1))

    lines = said(world)

    assert lines[-1] == "2 packs were proposed."
    assert providers(needs[0]).isdisjoint(providers(needs[1]))
    changed = next(each for each in needs if each.packs.count() == 2)
    assert acts(changed)[-1] == "replace_proposal"
    assert [pack.state for pack in changed.packs.all()] == ["proposed", "superseded"]
    assert fresh(need).state == NeedState.PROPOSED
    assert acts(need)[-1] == "record_proposal"
    assert all(line.reasons for line in changed.packs.first().lines.all())
    entries = LedgerEntry.objects.count()
    again = said(world)
    assert again[HEADS - 1] == "0 needs would get another pack"
    assert again[-1] == "0 packs were proposed."
    assert LedgerEntry.objects.count() == entries
    assert [list(check()) for check in INVARIANTS] == [[]] * len(INVARIANTS)


def test_what_people_fixed_stays_and_keeps_its_room(world):
    fixed, other = crowded(world)
    line = fixed.packs.get().lines.get()
    taken = next(
        world.menu[name]
        for name in ("org", "team")
        if world.menu[name].pk != line.capability_id
    )
    choice = LineInput(line.item_id, taken.pk, line.quantity, 0.1, [], [])
    swap_line(
        line=line,
        need_version=fixed.version,
        choice=choice,
        reason="nearer",
        by=world.worker,
    )
    confirmed = world.confirmed(
        "unit", pack=world.proposed("unit", need=world.opened((world.meal, 1)))
    )

    lines = said(world)

    assert lines[0].endswith("1 needs stay as people fixed them")
    assert lines[-1] == "0 packs were proposed."
    assert providers(fixed) == {taken.pk}
    assert fixed.packs.get().lines.get().chosen_by == ChosenBy.PERSON
    assert providers(other).isdisjoint({taken.pk})
    assert Pack.objects.get(pk=confirmed.pk).state == PackState.CONFIRMED


def test_what_cannot_be_met_is_said_with_its_rule(world):
    crowded(world, 3)
    lines = said(world)
    (unmet,) = [line for line in lines if line.startswith("cannot be met")]
    assert unmet.endswith(
        "2 visits. 2 candidates were looked at: 2 × fully booked in these weeks."
    )
    gaps = [
        gap for pack in Pack.objects.filter(state="proposed") for gap in pack.gaps.all()
    ]
    assert [gap.rules for gap in gaps] == [[{"rule": "full", "count": 2}]]


def test_a_confidential_need_takes_part_by_its_number_alone(world):
    needs = crowded(world, 3)
    Need.objects.update(track=Track.CONFIDENTIAL)
    lines = said(world, "--dry-run")
    numbers = {need.number for need in needs}
    told = lines[HEADS:-1]
    assert told
    assert {line.removeprefix("cannot be met: ") for line in told} <= numbers


def test_a_need_that_moved_on_meanwhile_is_left_alone(world):
    crowded(world)
    found = plan_dispatch(
        district=world.district.code, ranker=active_ranker(), time_limit=5.0
    )
    (each,) = [each for each in found.needs if each.differs]
    Need.objects.filter(pk=each.need.pk).update(version=each.need.version + 1)
    assert not keep(each)
    assert each.need.packs.count() == 1


def test_an_empty_district_and_an_unknown_one(world):
    assert said(world)[0].startswith("0 needs, 0 items, 0 capabilities")
    with pytest.raises(CommandError, match=r"^There is no district 999999\.$"):
        call_command("dispatch", "--district", "999999")
