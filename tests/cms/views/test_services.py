"""The menu of services: what is on it, how it is narrowed, what one entry says."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.cms.markup import assert_quiet
from tests.cms.menu import linked, offered, recheck
from tests.factories.organisations import (
    CapacityWeekFactory,
    GradeFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    WindowFactory,
)

pytestmark = pytest.mark.django_db
MENU_QUERIES = 12
ENTRY_QUERIES = 9


def names(client: Client, **wanted: str) -> list[str]:
    response = client.get("/services/", wanted)
    assert response.status_code == 200
    return [
        each.line.capability.service_type.name for each in response.context["services"]
    ]


def test_only_what_is_checked_and_in_force_is_on_the_menu(client: Client) -> None:
    day = timezone.localdate()
    offered()
    recheck(offered("A2"), declared=True)
    recheck(offered("A3"), expires_on=day - timedelta(days=1))
    offered("A4", licence_until=day - timedelta(days=1))
    offered("A5", active=False)
    offered("B1", provider=ProviderFactory(suspended=True))
    offered("B2", provider=ProviderFactory(confirmed_on=day - timedelta(days=500)))
    elsewhere = TerritoryFactory(code="440105001", level="street")
    offered("B3", provider=ProviderFactory(street=elsewhere))
    assert names(client) == ["独居长者探访"]


def test_the_menu_is_narrowed_by_kind_street_people_cost_and_day(
    client: Client,
) -> None:
    near = StreetFactory()
    far = TerritoryFactory(code=f"{settings.DISTRICT_CODE}022", level="street")
    whole = TerritoryFactory(district=True)
    visit = offered(territories=[near])
    WindowFactory(capability=visit, days="12")
    offered("A2", "送餐", territories=[far], price=1300, funding=["user_pays"])
    offered("H1", "融合", territories=[whole], price=500, funding=["lottery"])
    for wanted, found in (
        ({}, ["独居长者探访", "送餐", "融合"]),
        ({"kind": "A"}, ["独居长者探访", "送餐"]),
        ({"kind": "A2"}, ["送餐"]),
        ({"street": near.code}, ["独居长者探访", "融合"]),
        ({"street": far.code}, ["送餐", "融合"]),
        ({"who": "older"}, ["独居长者探访", "送餐"]),
        ({"who": "newcomers"}, ["融合"]),
        ({"cost": "free"}, ["独居长者探访"]),
        ({"cost": "funded"}, ["融合"]),
        ({"cost": "paid"}, ["送餐"]),
        ({"day": "2"}, ["独居长者探访", "送餐", "融合"]),
        ({"day": "3"}, ["送餐", "融合"]),
        ({"kind": "A", "street": far.code, "cost": "free"}, []),
    ):
        assert names(client, **wanted) == found, wanted


def test_an_unknown_filter_is_said_and_narrows_nothing(client: Client) -> None:
    offered()
    response = client.get("/en/services/", {"kind": "Z9", "day": "1"})
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert len(response.context["services"]) == 1


def test_an_empty_menu_says_what_to_do(client: Client) -> None:
    html = client.get("/en/services/").content.decode()
    assert "Nobody offers this at present" in html
    assert 'href="/en/raise/"' in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_menu_asks_the_same_whatever_its_length(
    client: Client, django_assert_num_queries, rows: int
) -> None:
    for number in range(rows):
        WindowFactory(capability=offered(f"A{number + 1}"))
    with django_assert_num_queries(MENU_QUERIES):
        html = client.get("/services/").content.decode()
    assert_quiet(html)
    assert len(html.encode()) < 100_000


def test_the_menu_comes_in_sheets_and_keeps_its_filters(client: Client) -> None:
    kind = offered().service_type
    for _n in range(20):
        offered(kind.code)
    html = client.get("/services/", {"kind": "A"}).content.decode()
    assert 'href="?kind=A&amp;page=2"' in html
    assert len(names(client, kind="A", page="2")) == 1


def test_an_entry_says_who_where_when_how_much_how_well_and_how_to_ask(
    client: Client, django_assert_num_queries
) -> None:
    line = offered(price=1300, funding=["user_pays"], note="须提前一天")
    WindowFactory(capability=line)
    GradeFactory(provider=line.provider)
    CapacityWeekFactory(capability=line, full=True)
    with django_assert_num_queries(ENTRY_QUERIES):
        html = client.get(f"/en/services/{line.public_id}/").content.decode()
    assert_quiet(html)
    for said in (
        str(line.provider.name_en),
        "4\N{NO-BREAK SPACE}visits a week",
        "¥13.00 each (visit)",
        "room next week",
        "须提前一天",
        "4A",
        "Checked on site",
        'href="/en/raise/?service=A1"',
    ):
        assert said in html
    service, trail = linked(html)
    assert (service["@type"], service["isAccessibleForFree"]) == (
        "GovernmentService",
        False,
    )
    assert service["provider"]["@type"] == "NGO"
    assert [item["name"] for item in trail["itemListElement"]] == [
        "Home",
        "Menu of services",
        "Service A1",
    ]


def test_asking_for_an_entry_begins_with_its_name(client: Client) -> None:
    line = offered()
    address = f"/en/raise/?service={line.service_type.code}"
    assert "I ask for: Service A1." in client.get(address).content.decode()
    form = client.get("/en/raise/?service=ZZ").context["form"]
    assert form["text"].value() == ""


def test_what_has_left_the_menu_is_explained(client: Client) -> None:
    line = offered()
    recheck(line, declared=True)
    for public_id in (line.public_id, "NOSUCHENTRY0"):
        response = client.get(f"/en/services/{public_id}/")
        assert response.status_code == 404
        assert "This service is not on the menu at present" in response.content.decode()


def test_a_name_cannot_end_a_data_block(client: Client) -> None:
    provider = ProviderFactory(name="</script><b>x（演示）", name_en="")
    line = offered(provider=provider)
    html = client.get(f"/services/{line.public_id}/").content.decode()
    assert "</script><b>" not in html
    assert linked(html)[0]["provider"]["name"] == "</script><b>x（演示）"
