"""Two who claim the same wish at the same moment: one has it. Real commits."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from matching.domain import wish
from matching.models import WishClaim
from organisations.enums import Role
from tests.matching.tools import acts, codes, fresh
from tests.matching.world import World
from tests.records.racing import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MANY = 8


def claiming(need, user):
    def run():
        try:
            return wish.claim_wish(need=fresh(need), by=user).by_id
        except ValidationError as error:
            return codes(error)[0]

    return run


def test_one_of_many_who_claim_at_once_has_it():
    world = World()
    need = world.released()
    users = [world.appointed(Role.VOLUNTEER, world.community) for _n in range(MANY)]

    results = race(*[claiming(need, user) for user in users])

    assert sorted(map(str, results)).count("claimed") == MANY - 1
    [claim] = WishClaim.objects.all()
    assert claim.by_id in results
    assert fresh(need).state == "in_delivery"
    assert acts(need).count("claim_wish") == 1
    call_command("verify_ledger")


def test_a_claim_and_its_lapse_at_once_leave_one_of_both():
    world = World(clocks=True)
    need = world.released()
    type(need).objects.filter(pk=need.pk).update(due_at=need.state_since)

    claimed, lapsed = race(
        claiming(need, world.member), lambda: wish.lapse_wish(need_id=need.pk)
    )

    found = (fresh(need).state, claimed, lapsed)
    assert found in [
        ("in_delivery", world.member.pk, False),
        ("unmet", "wrong_state", True),
    ]
    assert WishClaim.objects.count() == (0 if lapsed else 1)
