from django.test import Client

from cms.models import HomePage, StandardPage
from tests.cms.markup import assert_quiet
from tests.factories.cms import StandardPageFactory, stream

BLOCKS = stream(
    ("heading", "四步"),
    ("paragraph", "<p>说一两句。</p>"),
    ("points", ["陪诊 <b>"]),
    ("note", "请先打 120。"),
)


def test_every_kind_of_block_is_shown(client: Client, home: HomePage) -> None:
    StandardPageFactory(parent=home, slug="guide", body=BLOCKS)
    html = client.get("/guide/").content.decode()
    assert "<h2>四步</h2>" in html
    assert "说一两句。</p>" in html
    assert "<li>陪诊 &lt;b&gt;</li>" in html
    assert '<p class="notice">请先打 120。</p>' in html
    assert_quiet(html)


def test_without_a_next_step_there_is_no_button(client: Client, home: HomePage) -> None:
    StandardPageFactory(parent=home, slug="guide")
    assert '<div class="actions">' not in client.get("/guide/").content.decode()


def test_plain_text_holds_all_words(home: HomePage) -> None:
    page = StandardPageFactory(parent=home, intro="写给居民。", body=BLOCKS)
    assert page.plain_text == "写给居民。 四步 说一两句。 陪诊 <b> 请先打 120。"


def test_a_page_asks_a_fixed_number_of_queries(
    client: Client, home: HomePage, django_assert_num_queries
) -> None:
    StandardPageFactory(parent=home, slug="guide", body=BLOCKS)
    client.get("/guide/")
    with django_assert_num_queries(12):
        client.get("/guide/")


def test_guides_may_stand_under_guides(home: HomePage) -> None:
    guide = StandardPageFactory(parent=home)
    assert StandardPage.can_create_at(guide)
