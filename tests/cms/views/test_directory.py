"""The directory: who is in it, how it is narrowed, what is public of one of them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from organisations.models import masked_phone
from tests.cms.markup import assert_quiet
from tests.cms.menu import linked, offered
from tests.evaluation.court import Court
from tests.factories.organisations import (
    GradeFactory,
    PlaceFactory,
    ProviderFactory,
    TerritoryFactory,
)
from tests.factories.registration import ContactFactory

pytestmark = pytest.mark.django_db
LIST_QUERIES = 7
PAGE_QUERIES = 13


def names(client: Client, **wanted: str) -> list[str]:
    response = client.get("/directory/", wanted)
    assert response.status_code == 200
    return [entry.provider.name for entry in response.context["entries"]]


def test_the_directory_holds_active_providers_that_are_kept_up(client: Client) -> None:
    ours = ProviderFactory()
    ProviderFactory(pending=True)
    ProviderFactory(suspended=True)
    ProviderFactory(closed=True)
    ProviderFactory(confirmed_on=timezone.localdate() - timedelta(days=500))
    ProviderFactory(street=TerritoryFactory(code="440105001", level="street"))
    assert names(client) == [ours.name]


def test_it_is_narrowed_by_name_kind_street_and_grade(client: Client) -> None:
    far = TerritoryFactory(code="440104022", level="street", name="矿泉街道")
    graded = ProviderFactory(name="安颐中心（演示）", name_en="Anyi Centre")
    GradeFactory(provider=graded, level=5)
    GradeFactory(provider=ProviderFactory(name="往日中心（演示）"), level=5, over=True)
    team = ProviderFactory(name="邻里队（演示）", street=far, volunteers=True)
    offered(provider=graded, territories=[far])
    for wanted, found in (
        ({"q": "安颐"}, [graded.name]),
        ({"q": "anyi"}, [graded.name]),
        ({"kind": "volunteer_team"}, [team.name]),
        ({"street": far.code}, sorted([graded.name, team.name])),
        ({"grade": "5"}, [graded.name]),
        ({"grade": "5", "kind": "volunteer_team"}, []),
    ):
        assert sorted(names(client, **wanted)) == found, wanted
    assert client.get("/directory/", {"grade": "6"}).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_directory_asks_the_same_whatever_its_length(
    client: Client, django_assert_num_queries, rows: int
) -> None:
    for _n in range(rows):
        GradeFactory(provider=offered().provider)
    with django_assert_num_queries(LIST_QUERIES):
        html = client.get("/directory/").content.decode()
    assert_quiet(html)
    assert "长者服务" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_a_provider_with_its_menu_grade_places_and_nothing_of_persons(
    client: Client, django_assert_num_queries, rows: int
) -> None:
    provider = ProviderFactory(
        contact_role="项目主管",
        public_phone="020-8111 2222",
        public_address="大德路 8 号一楼",
    )
    GradeFactory(provider=provider)
    for number in range(rows):
        offered(f"A{number + 1}", provider=provider)
        PlaceFactory(keeper=provider, phone="020-8765 4321")
        PlaceFactory(keeper=provider, phone="13800001234")
    contact = ContactFactory(provider=provider)
    address = f"/directory/{provider.public_id}/"
    with django_assert_num_queries(PAGE_QUERIES):
        html = client.get(address).content.decode()
    assert_quiet(html)
    for shown in ("4A", "项目主管", "tel:02087654321", "138****1234", "独居长者探访"):
        assert shown in html
    assert "tel:02081112222" in html
    for hidden in ("13800001234", contact.person.name, contact.person.phone):
        assert hidden not in html
    body, trail = linked(html)
    assert (body["@type"], body["taxID"]) == ("NGO", provider.credit_code)
    reached = (body["telephone"], body["address"])
    assert reached == ("020-8111 2222", "大德路 8 号一楼")
    assert trail["itemListElement"][-1]["item"].endswith(address)


def test_the_grade_leads_to_its_public_notice_and_the_check_of_papers(
    client: Client,
) -> None:
    case = Court().noticed()
    notice = case.public_notices.get()
    html = client.get(f"/directory/{case.provider.public_id}/").content.decode()
    assert f'href="/evaluation/{notice.public_id}/"' in html
    assert f'href="/credit/{case.provider.public_id}/"' in html
    assert 'href="/verify/"' in html


def test_who_is_not_in_the_directory_is_not_shown(client: Client) -> None:
    hidden = ProviderFactory(suspended=True)
    for public_id in (hidden.public_id, "NOSUCHENTRY0"):
        response = client.get(f"/en/directory/{public_id}/")
        assert response.status_code == 404
        assert hidden.name_en not in response.content.decode()


def test_chinese_is_marked_as_such_in_the_english_directory(client: Client) -> None:
    provider = ProviderFactory(name_en="", public_address="大德路 8 号一楼")
    marked = f'<span lang="zh-Hans">{provider.name}</span>'
    page = f"/en/directory/{provider.public_id}/"

    assert marked in client.get("/en/directory/").content.decode()
    html = client.get(page).content.decode()
    assert f"<h1>{marked}</h1>" in html
    assert '<span lang="zh-Hans">大德路 8 号一楼</span>' in html
    chinese = client.get(page.removeprefix("/en")).content.decode()
    assert "<span lang" not in chinese


def test_an_empty_directory_says_what_to_do(client: Client) -> None:
    html = client.get("/en/directory/").content.decode()
    assert "No organisation fits" in html
    assert 'href="/en/join/"' in html


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800001234", "138****1234"),
        ("手机 138 0000 1234", "手机 138****1234"),
        ("020-8765 4321", "020-8765 4321"),
        ("12345", "12345"),
        ("", ""),
    ],
)
def test_a_persons_own_number_is_masked(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown
