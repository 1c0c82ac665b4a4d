"""A 3+N project looks for partners in public: on the site by a worker's words alone."""

import pytest
from django.test import Client
from django.urls import reverse

from matching.domain.release import telling
from matching.models import Need, NeedRelease
from organisations.enums import Role
from records.models import LedgerEntry
from tests.cms.markup import assert_quiet
from tests.matching.world import WORDS

SUMMARY = "想为老街坊办一个每周一次的手工小组"
LIST_QUERIES = 7


def act(need: Need) -> str:
    return reverse("matching:release_need", args=[need.public_id])


def release(reader, world, need, **words):
    form = {"version": need.version, "summary": SUMMARY, **words}
    return reader(world.worker).post(act(need), form)


def public(client: Client) -> list[str]:
    response = client.get("/projects/")
    assert_quiet(response.content.decode())
    return [project.summary for project in response.context["projects"]]


def test_the_station_puts_it_on_the_site_and_takes_it_off(world, reader, client):
    need = world.project()
    assert act(need) in reader(world.worker).get(f"/desk/needs/{need.public_id}/").text
    assert public(client) == []
    assert release(reader, world, need).status_code == 302
    assert public(client) == [SUMMARY]
    page = f"/projects/{need.public_id}/"
    html = client.get(page).content.decode()
    assert_quiet(html)
    for shown in (SUMMARY, str(world.street), str(world.visit)):
        assert shown in html
    for hidden in (WORDS, need.number, need.code, world.community.name, need.title):
        assert hidden not in html
    assert release(reader, world, need, off="on").status_code == 302
    assert public(client) == []
    gone = client.get(page)
    assert gone.status_code == 404
    assert "这个项目不在列表中" in gone.content.decode()
    rows = LedgerEntry.objects.filter(action__endswith="_release").count()
    assert (rows, NeedRelease.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "summary",
    ["恒福社区想办小组", "82岁老人想学手机", "独居长者探访", "登峰路8号加扶手", " "],
)
def test_words_that_tell_of_whom_it_is_are_refused(world, reader, client, summary):
    need = world.project()
    response = release(reader, world, need, summary=summary)
    assert response.status_code == 422
    assert public(client) == []


def test_what_tells_is_named(world):
    need = world.project()
    found = telling(need, "A group for a woman aged 82 who lives alone, 13800001234")
    assert found == ["aged 82", "alone", "13800001234"]
    assert telling(need, SUMMARY) == []


def test_only_the_station_and_only_a_project(world, reader, client):
    project, single = world.project(), world.opened()
    secretary = world.appointed(Role.COMMUNITY_SECRETARY, world.community)
    assert reader(secretary).get(act(project)).status_code == 403
    assert release(reader, world, single).status_code == 422
    assert public(client) == []


def test_what_becomes_confidential_or_dangerous_or_finds_somebody_leaves_the_site(
    world, reader, client
):
    need = world.project()
    release(reader, world, need)
    row = Need.objects.filter(pk=need.pk)
    for change, back in (
        ({"track": "confidential"}, {"track": "project"}),
        ({"danger": "minor"}, {"danger": ""}),
        ({"state": "in_delivery"}, {"state": "open"}),
        ({"state": "closed"}, {"state": "open"}),
    ):
        row.update(**change)
        assert public(client) == []
        row.update(**back)
        assert public(client) == [SUMMARY]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(
    world, reader, client, django_assert_num_queries, rows
):
    for _n in range(rows):
        release(reader, world, world.project())
    with django_assert_num_queries(LIST_QUERIES):
        assert public(client) == [SUMMARY] * rows
