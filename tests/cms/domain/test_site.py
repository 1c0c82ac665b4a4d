"""One tree for all that only read it: it holds some seventy pages."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Locale, Page, Revision, Site

from cms.domain.check import NAME
from cms.domain.site import COLUMNS, build_site, read_texts
from cms.models import HomePage, NoticePage, PolicyPage, StandardPage
from organisations.models import User
from tests.cms.markup import assert_quiet

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def tree(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """The site, made once by an author; gone when the module is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        author = User.objects.create_user("author")
        build_site(by=author)
        yield author
        transaction.set_rollback(True)


def addresses() -> list[str]:
    """Of every page that the texts name, without its language."""
    site = read_texts("site")
    columns = [read_texts(name) for name, _list, _kind in COLUMNS]
    return [
        "/",
        *(f"/{page['slug']}/" for page in (*site["pages"], site["contact"])),
        *(f"/{column['list']['slug']}/" for column in columns),
        *(
            f"/{column['list']['slug']}/{entry['slug']}/"
            for column in columns
            for entry in column["entries"]
        ),
    ]


def test_site_has_every_page_in_both_languages(tree: User, client: Client) -> None:
    for address in addresses():
        for prefix, lang in (("", "zh-Hans"), ("/en", "en")):
            response = client.get(prefix + address)
            html = response.content.decode()
            assert (response.status_code, f'<html lang="{lang}"' in html) == (200, True)
            assert_quiet(html)


def test_twins_are_translations_of_each_other(tree: User) -> None:
    english = Locale.objects.get(language_code="en")
    chinese = Page.objects.filter(depth__gt=1, locale__language_code="zh-hans")
    assert chinese.count() == len(addresses())
    twins = Page.objects.filter(locale=english).values_list("translation_key")
    assert chinese.filter(translation_key__in=twins).count() == len(addresses())


def test_twice_changes_nothing(tree: User) -> None:
    before = list(Page.objects.values()), list(Site.objects.values())
    revisions = Revision.objects.count()
    build_site()
    assert (list(Page.objects.values()), list(Site.objects.values())) == before
    assert Revision.objects.count() == revisions


def test_what_an_editor_changed_stays(tree: User) -> None:
    page = HomePage.objects.get(slug="home-zh")
    page.lead = "改了一句。"
    page.save_revision().publish()
    StandardPage.objects.filter(slug="evaluation").first().delete()
    build_site()
    assert HomePage.objects.get(slug="home-zh").lead == "改了一句。"
    assert StandardPage.objects.filter(slug="evaluation").count() == 2


def test_the_welcome_page_is_gone_and_the_site_starts_at_home(tree: User) -> None:
    assert Site.objects.get().root_page.specific == HomePage.objects.get(slug="home-zh")
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_doors_are_open(tree: User) -> None:
    for home in HomePage.objects.all():
        assert [door.page.slug for door in home.doors()] == [
            "ask-for-help",
            "offer-help",
            "evaluation",
        ]


def test_a_site_of_somebody_elses_making_is_left_alone(tree: User) -> None:
    other = Page.get_first_root_node().add_child(
        instance=StandardPage(title="Ours", slug="ours", intro="x")
    )
    Site.objects.update(root_page=other)
    build_site()
    assert Site.objects.get().root_page_id == other.pk


def test_the_author_is_named(tree: User) -> None:
    assert set(Revision.objects.values_list("user", flat=True)) == {tree.pk}


def test_every_issuing_body_of_a_notice_is_marked_as_invented(tree: User) -> None:
    issuers = set(NoticePage.objects.values_list("issuer", flat=True))
    assert {issuer.endswith(("（演示）", " (demo)")) for issuer in issuers} == {True}


def test_the_former_measures_are_replaced(tree: User) -> None:
    replaced = PolicyPage.objects.filter(slug="evaluation-measures-2011")
    newer = {page.replaced_by.specific for page in replaced}
    assert newer == set(PolicyPage.objects.filter(slug="evaluation-measures-2026"))


def test_every_page_is_under_the_checks(tree: User) -> None:
    pages = Page.objects.filter(depth__gt=1).order_by("?")[:5]
    assert {page.get_workflow().name for page in pages} == {NAME}


def test_texts_are_there_in_both_languages() -> None:
    site = read_texts("site")
    texts = [site["home"], site["contact"], *site["pages"]]
    for name, _list, _kind in COLUMNS:
        column = read_texts(name)
        texts += [column["list"], *column["entries"]]
    for text in texts:
        chinese, english = text["zh-hans"], text["en"]
        assert chinese.keys() == english.keys()
        kinds = [
            [kind for kind, _value in each.get("body", [])]
            for each in (chinese, english)
        ]
        assert kinds[0] == kinds[1]
        assert len(chinese.get("steps", [])) == len(english.get("steps", []))
