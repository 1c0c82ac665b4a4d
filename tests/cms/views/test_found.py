"""Searching services, organisations and events beside the pages: typical questions."""

import json

import pytest
from django.conf import settings
from django.test import Client

from organisations.domain.catalogue import load_catalogue
from organisations.models import Provider, ServiceType
from tests.cms.markup import assert_quiet
from tests.factories.cms import LocaleFactory
from tests.factories.incubation import TrainingFactory
from tests.factories.organisations import (
    CapabilityFactory,
    ProviderFactory,
    StreetFactory,
    VerificationFactory,
)

pytestmark = pytest.mark.django_db
SEARCH_QUERIES = 9
CATALOGUE = settings.BASE_DIR / "organisations" / "data" / "service_types.json"


@pytest.fixture
def menu() -> Provider:
    """The whole catalogue, offered by one provider of Dengfeng Street."""
    LocaleFactory()
    load_catalogue(data=json.loads(CATALOGUE.read_text(encoding="utf8")), by=None)
    StreetFactory()
    provider = ProviderFactory(
        name="安颐居家养老中心（演示）", name_en="Anyi Home Care (demo)"
    )
    for kind in ServiceType.objects.all():
        line = CapabilityFactory(provider=provider, service_type=kind)
        VerificationFactory(capability=line)
    TrainingFactory(title="志愿者急救培训", title_en="First aid for volunteers")
    return provider


def test_sixteen_typical_questions_find_their_service(
    client: Client, menu: Provider
) -> None:
    for question, code in (
        ("送餐", "A2"),
        ("老人送餐", "A2"),
        ("陪睇病", "A3"),
        ("帮手冲凉", "A4"),
        ("作业辅导", "C2"),
        ("心理咨询", "D1"),
        ("欠薪找律师", "F1"),
        ("邻居漏水", "F2"),
        ("加装电梯", "G1"),
        ("垃圾分类", "I1"),
        ("报平安", "A1"),
        ("meals", "A2"),
        ("legal advice", "F1"),
        ("lift", "G1"),
        ("first aid", "J3"),
        ("sign language", "B5"),
    ):
        address = "/en/search/" if question.isascii() else "/search/"
        response = client.get(address, {"q": question})
        assert_quiet(response.content.decode())
        services = response.context["groups"][0]
        codes = [find.url.rpartition("=")[2] for find in services.first]
        assert code in codes[:3], (question, codes)


def test_what_is_found_is_grouped_marked_and_can_be_narrowed_to_one_kind(
    client: Client, menu: Provider, django_assert_num_queries
) -> None:
    for question, kinds in (
        ("安颐", ["providers"]),
        ("登峰街道", ["providers"]),
        ("急救培训", ["services", "events"]),
        ("火星", []),
        ("", []),
        ("(((", []),
    ):
        response = client.get("/search/", {"q": question})
        found = [group.kind for group in response.context["kinds"]]
        assert found == kinds, question
    with django_assert_num_queries(SEARCH_QUERIES):
        html = client.get("/search/", {"q": "急救培训"}).content.decode()
    assert '<a href="/services/?kind=J3"><mark>急救培训</mark></a>' in html
    assert 'href="?q=%E6%80%A5%E6%95%91%E5%9F%B9%E8%AE%AD&amp;kind=events"' in html
    only = client.get("/search/", {"q": "急救培训", "kind": "events"})
    html = only.content.decode()
    assert "志愿者<mark>急救培训</mark>" in html
    assert "?kind=J3" not in html
    assert only.context["sheet"].paginator.count == 1
