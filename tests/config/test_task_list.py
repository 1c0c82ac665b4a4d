"""The home of the workspace reads today's appointments once, for all floors."""

import pytest
from django.test import Client

from organisations.enums import Role
from tests.matching.tools import fresh
from tests.matching.world import World

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def world():
    """Something of every kind waits: a pack, an invitation, a delivery, a report."""
    world = World(clocks=True)
    world.raised()
    world.raised(text="楼上细路成日被爸爸用皮带打。", acknowledged=["minor"])
    world.proposed(need=world.project())
    world.delivered()
    world.invited("team")
    world.released()
    return world


def people(world):
    return {
        Role.SOCIAL_WORKER: world.worker,
        Role.STATION_MANAGER: world.manager,
        Role.STREET_OFFICER: world.officer,
        Role.PARTY_MEMBER: world.member,
        Role.PROVIDER_ADMIN: world.admins[world.providers["org"].pk],
        Role.COMMUNITY_SECRETARY: world.appointed(
            Role.COMMUNITY_SECRETARY, world.community
        ),
        Role.DUTY_DESK: world.appointed(Role.DUTY_DESK, world.district),
        Role.CENTRE_OPERATOR: world.appointed(Role.CENTRE_OPERATOR, world.district),
    }


def test_no_role_takes_more_than_fifteen_queries(world, django_assert_max_num_queries):
    for role, user in people(world).items():
        client = Client()
        client.force_login(fresh(user))
        client.get("/desk/")
        with django_assert_max_num_queries(MOST_QUERIES, info=str(role)):
            assert client.get("/desk/").status_code == 200
