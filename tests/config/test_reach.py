"""Each part of issue 5 is reached by links alone from the task list of its roles."""

import re
from collections import Counter, deque
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from organisations.enums import Role
from tests.factories.cobuilding import CoBuildingPlanFactory
from tests.factories.matching import FeedbackFactory
from tests.factories.organisations import UserFactory, VolunteerFactory
from tests.factories.registration import RegistrationFactory
from tests.factories.service_post import PostClaimFactory
from tests.matching.domain.test_topic import unmet
from tests.matching.purchases import contracted, load_rules
from tests.matching.slots import Service
from tests.matching.world import World

pytestmark = pytest.mark.django_db
DEEPEST, OPENED = 3, 2
LINK = re.compile(r'href="(/(?:desk|admin)/[^"#]*)"')

# role -> part of the issue -> names of its pages
PARTS = {
    "applicant": {1: ["organisations:registration", "organisations:section"]},
    "social_worker": {
        2: ["organisations:providers", "organisations:provider"],
        3: [
            "organisations:volunteers",
            "organisations:volunteer",
            "organisations:volunteer_new",
            "organisations:pairings",
            "organisations:pair",
            "organisations:posts",
            "organisations:post_new",
        ],
        5: ["matching:dispute"],
        7: ["organisations:incubations", "organisations:trainings"],
        8: ["organisations:sheets", "organisations:sheet_send"],
    },
    "station_manager": {
        3: [
            "organisations:volunteers",
            "organisations:volunteer",
            "organisations:volunteer_new",
            "organisations:pairings",
            "organisations:pair",
            "organisations:posts",
            "organisations:post_new",
        ],
        7: ["organisations:incubations", "organisations:trainings"],
        8: ["organisations:sheets", "organisations:sheet_send"],
        10: ["matching:call_back"],
    },
    "community_secretary": {
        3: [
            "organisations:volunteers",
            "organisations:pair",
            "organisations:posts",
            "organisations:post_new",
            "organisations:post_confirm",
        ],
        7: [
            "organisations:plans",
            "organisations:plan_new",
            "organisations:plan",
            "organisations:incubation_new",
            "organisations:estates",
            "organisations:estate_guide",
            "organisations:trainings",
        ],
    },
    "provider_admin": {
        2: ["organisations:provider", "organisations:capability"],
        3: ["organisations:volunteers"],
        4: ["matching:slots"],
        5: ["matching:engagement", "matching:calendar", "matching:deliver"],
        6: ["matching:certificates"],
        7: ["organisations:plans", "organisations:incubations"],
    },
    "supplier": {9: ["matching:purchases", "matching:purchase"]},
    "volunteer": {
        3: [
            "matching:volunteer",
            "organisations:volunteer_change",
            "organisations:pairings",
            "organisations:posts",
            "organisations:post",
        ],
        4: ["matching:offer"],
        7: ["organisations:trainings"],
    },
    "street_officer": {
        7: ["organisations:plans", "organisations:estates", "organisations:trainings"],
        8: ["organisations:sheets"],
        9: ["matching:topics", "matching:topic", "matching:purchase_begin"],
    },
    "centre_operator": {
        1: ["organisations:review", "organisations:approve", "organisations:refuse"],
        2: ["organisations:providers", "wagtailadmin_home"],
        5: ["matching:hours"],
        7: ["organisations:incubations", "organisations:trainings"],
        8: ["organisations:sheets", "organisations:sheet_send"],
        9: ["matching:topics", "matching:purchases"],
    },
    "bureau_reviewer": {2: ["organisations:providers"]},
}


def reached(user, wanted):
    """Names of the wanted pages to which links lead; of each name two are opened."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    seen = {"/desk/"}
    found, queue = Counter(), deque([("/desk/", 0)])
    while queue and not wanted <= set(found):
        url, depth = queue.popleft()
        page = client.get(url, follow=True)
        assert page.status_code == 200, url
        for link in LINK.findall(page.content.decode()):
            if link in seen:
                continue
            seen.add(link)
            name = name_of(link)
            found[name] += 1
            if found[name] <= OPENED and depth + 1 < DEEPEST and "/desk/" in link:
                queue.append((link, depth + 1))
    return wanted & set(found)


def name_of(link):
    try:
        return resolve(urlsplit(link.replace("&amp;", "&")).path).view_name
    except Resolver404:
        return ""


@pytest.fixture
def people():
    """One of each role in one small district in which something of each part goes on."""
    world = World(clocks=True, weekly=60)
    load_rules()
    found = {
        "social_worker": world.worker,
        "station_manager": world.manager,
        "street_officer": world.officer,
        "community_secretary": world.appointed(
            Role.COMMUNITY_SECRETARY, world.community
        ),
        "centre_operator": world.appointed(Role.CENTRE_OPERATOR, world.district),
        "bureau_reviewer": world.appointed(Role.BUREAU_REVIEWER, world.district),
        "applicant": UserFactory(),
    }
    RegistrationFactory(applicant=found["applicant"])
    RegistrationFactory(submitted=True)
    volunteer = VolunteerFactory(
        signed_in=True, in_service_member=True, home=world.community
    )
    world.appointed(Role.VOLUNTEER, world.community, user=volunteer.user)
    Service(world).asked(volunteer)
    found["volunteer"] = volunteer.user
    PostClaimFactory(volunteer=VolunteerFactory(home=world.community))
    CoBuildingPlanFactory(place=world.community)
    world.scheduled(world.accepted()[0])
    world.delivered()
    unmet(world)
    supplier = contracted(world).contract.supplier
    unmet(world, (world.meal, 1))
    FeedbackFactory(need=world.need_in("closed"), bad=True)
    found["provider_admin"] = world.admins[world.providers["org"].pk]
    found["supplier"] = world.admins[supplier.pk]
    return found


def test_every_part_is_reached_from_the_task_list_of_its_roles(people):
    missing = {}
    for role, parts in PARTS.items():
        wanted = {name for names in parts.values() for name in names}
        if lacking := wanted - reached(people[role], wanted):
            missing[role] = sorted(lacking)
    assert missing == {}
