import pytest
from django.test import Client

from cms.models import HomePage
from tests.cms.markup import assert_quiet
from tests.factories.cms import GuideIndexPageFactory, GuidePageFactory, stream

STEPS = stream(
    (
        "step",
        {
            "title": "凑齐十个人",
            "text": "多数住在本社区。",
            "needs": ["成员名单一份"],
            "duration": "一到两周",
            "place": "社区居委会",
            "ask": "社区社工",
        },
    ),
    ("step", {"title": "交材料"}),
)


@pytest.fixture
def guide(home: HomePage) -> str:
    index = GuideIndexPageFactory(parent=home, slug="guides")
    page = GuidePageFactory(
        parent=index,
        slug="file",
        steps=STEPS,
        basis="粤民规字〔2022〕2号\n\n社会团体登记管理条例",
        next_step="offer",
    )
    assert page.plain_text.startswith("居民小队想备案，看这一页。 凑齐十个人")
    return "/guides/file/"


def test_a_guide_goes_step_by_step(client: Client, guide: str) -> None:
    html = client.get(guide).content.decode()
    assert html.count("<li><strong>") == 2
    assert html.count("<h2") == 2
    for part in ("成员名单一份", "一到两周", "社区居委会", "社区社工"):
        assert part in html
    assert html.count("需要准备") == 1
    assert "<li>粤民规字〔2022〕2号</li><li>社会团体登记管理条例</li>" in html
    assert 'href="/join/"' in html
    assert_quiet(html)


def test_guides_stand_in_the_order_of_the_editors(
    client: Client, home: HomePage
) -> None:
    index = GuideIndexPageFactory(parent=home, slug="guides")
    assert "目前没有办事指南" in client.get("/guides/").content.decode()
    first, second = GuidePageFactory.create_batch(2, parent=index)
    html = client.get("/guides/").content.decode()
    assert html.index(first.title) < html.index(second.title)
