"""The home of the workspace reads today's appointments once, for all floors."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from config import news
from matching.domain.step import record
from matching.queries.case import TOLD
from matching.queries.changed import changed_since
from organisations.enums import Role
from organisations.models import Appointment
from records.models import Message
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


def here_before(user) -> str:
    """The cookie of a visit that ended three hours ago: everything is new since."""
    ended = int(timezone.now().timestamp()) - 3 * 60 * 60
    return f"{user.pk}.0.{ended}"


def shown_to(user) -> dict[str, str]:
    """By number: what the page says was done last about a case of hers."""
    client = Client()
    client.force_login(fresh(user))
    client.cookies[news.COOKIE] = here_before(user)
    return {each.number: each.what for each in client.get("/desk/").context["cases"]}


def test_what_others_did_about_own_cases_is_in_sight(world):
    need = world.raised()
    held = list(Appointment.objects.of(world.raiser))

    def changes(since):
        found = changed_since(world.raiser, held, since, most=50)
        return {each.number: (each.what, each.acts) for each in found}

    ago = timezone.now() - timedelta(hours=1)
    assert need.number not in changes(ago)  # what she did herself is no news
    world.opened(need=need)
    last = str(TOLD["matching.assess_need"])
    assert changes(ago)[need.number] == (last, 1)
    record(need, "flag_hours", None, rule="overlap")  # for who checks it, not for her
    assert changes(ago)[need.number] == (last, 1)
    assert changes(timezone.now()) == {}
    Message.objects.filter(recipient=world.raiser).delete()
    assert shown_to(world.raiser)[need.number] == last
    told = {"recipient": world.raiser, "subject": need.subject}
    told["params"] = {"number": need.number}
    Message.objects.create(kind="matching.need_closed", **told)
    assert need.number not in shown_to(world.raiser)  # a message says it
    stranger = world.appointed(Role.SOCIAL_WORKER, world.far_street)
    assert shown_to(stranger) == {}


def test_no_role_takes_more_than_fifteen_queries(world, django_assert_max_num_queries):
    for role, user in people(world).items():
        client = Client()
        client.force_login(fresh(user))
        client.get("/desk/")
        client.cookies[news.COOKIE] = here_before(user)
        with django_assert_max_num_queries(MOST_QUERIES, info=str(role)):
            assert client.get("/desk/").status_code == 200
