"""The editors' preview, and the search of the admin."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import HomePage, NoticePage
from organisations.domain.role_group import install_role_groups
from organisations.enums import Role
from tests.factories.cms import NoticeIndexPageFactory, NoticePageFactory
from tests.factories.organisations import AppointmentFactory, TerritoryFactory


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    install_role_groups()
    appointment = AppointmentFactory(
        role=Role.CHIEF_EDITOR, territory=TerritoryFactory(district=True)
    )
    client.force_login(appointment.user)
    return client


@pytest.fixture
def notice(home: HomePage) -> NoticePage:
    return NoticePageFactory(parent=NoticeIndexPageFactory(parent=home), title="通知一")


def form(**changes: object) -> dict[str, object]:
    fields = {
        "title": "通知一",
        "slug": "one",
        "issued_on": "2026-11-20",
        "issuer": "",
        "summary": "一句话。",
        "body": streamfield([("paragraph", rich_text("<p>正文。</p>"))]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
    }
    return nested_form_data({**fields, **changes})


def test_the_preview_may_stand_in_a_frame_of_our_admin(
    editor: Client, notice: NoticePage
) -> None:
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[notice.pk])
    assert editor.post(url, form(title="改了的通知")).json()["is_valid"]
    response = editor.get(url)
    assert "改了的通知" in response.content.decode()
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_public_page_may_not_be_framed(client: Client, notice: NoticePage) -> None:
    policy = client.get(notice.url).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("kind", ["homepage", "noticeindexpage", "standardpage"])
def test_every_kind_of_page_has_a_form(
    editor: Client, home: HomePage, kind: str
) -> None:
    parent = Page.get_first_root_node() if kind == "homepage" else home
    url = reverse("wagtailadmin_pages:add", args=["cms", kind, parent.pk])
    assert editor.get(url).status_code == 200


def test_the_form_refuses_another_date(editor: Client, notice: NoticePage) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    response = editor.post(url, form(issued_on="2026-11-21"))
    assert response.status_code == 200
    assert "issued_on" in response.context["form"].errors
    assert NoticePage.objects.get().get_latest_revision_as_object().issued_on.day == 20


def test_the_form_publishes_other_changes(editor: Client, notice: NoticePage) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    changes = {"summary": "改了一句。", "action-publish": "yes"}
    assert editor.post(url, form(**changes)).status_code == 302
    assert NoticePage.objects.get().summary == "改了一句。"


@pytest.mark.parametrize(
    "question", ["通知", "通", "没有这个", '"', "((", '5A "通知一"', "", "-"]
)
@pytest.mark.parametrize("route", ["search", "search_results"])
def test_the_search_of_the_admin_answers(
    editor: Client, notice: NoticePage, route: str, question: str
) -> None:
    response = editor.get(reverse(f"wagtailadmin_pages:{route}"), {"q": question})
    assert response.status_code == 200


def test_the_search_of_the_admin_finds_chinese(
    editor: Client, notice: NoticePage
) -> None:
    response = editor.get(reverse("wagtailadmin_pages:search"), {"q": "通知"})
    assert "通知一" in [page.title for page in response.context["object_list"]]


def test_the_page_chooser_completes_chinese(editor: Client, notice: NoticePage) -> None:
    response = editor.get(reverse("wagtailadmin_choose_page_search"), {"q": "通"})
    assert "通知一" in response.content.decode()
