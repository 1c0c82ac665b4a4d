"""The editors' preview, and the search of the admin."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.domain.check import install_checks
from cms.models import (
    CasePage,
    ContactPage,
    GuidePage,
    HomePage,
    NoticePage,
    PolicyPage,
    StandardPage,
)
from organisations.enums import Role
from tests.factories.cms import (
    CaseIndexPageFactory,
    GuideIndexPageFactory,
    NoticeIndexPageFactory,
    NoticePageFactory,
    PolicyIndexPageFactory,
)
from tests.factories.organisations import AppointmentFactory, TerritoryFactory

# Where pages of a kind are made, beside those that stand below the home page.
LISTS = {
    "noticepage": NoticeIndexPageFactory,
    "policypage": PolicyIndexPageFactory,
    "guidepage": GuideIndexPageFactory,
    "casepage": CaseIndexPageFactory,
}
OURS = {
    kind._meta.model_name: kind
    for kind in (
        HomePage,
        StandardPage,
        ContactPage,
        NoticePage,
        PolicyPage,
        GuidePage,
        CasePage,
    )
}


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    install_checks()
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
        "document_number": "",
        "effective_on": "",
        "ends_on": "",
        "replaced_by": "",
        "summary": "一句话。",
        "body": streamfield([("paragraph", rich_text("<p>正文。</p>"))]),
        "attachments": streamfield([]),
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


def test_every_kind_of_page_has_a_form_that_explains_itself(
    editor: Client, home: HomePage
) -> None:
    parents: dict[str, Page] = {"homepage": Page.get_first_root_node()}
    for name, factory in LISTS.items():
        parents[name] = factory(parent=home)
    kinds = ("homepage", "standardpage", "contactpage", *LISTS)
    for kind in kinds:
        url = reverse(
            "wagtailadmin_pages:add", args=["cms", kind, parents.get(kind, home).pk]
        )
        response = editor.get(url)
        assert (kind, response.status_code) == (kind, 200)
        fields = response.context["form"].fields
        ours = {field.name for field in OURS[kind]._meta.local_fields} & set(fields)
        silent = {name for name in ours if not fields[name].help_text}
        assert (kind, silent) == (kind, set())


def test_publishing_at_once_is_not_offered(editor: Client, notice: NoticePage) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    html = editor.get(url).content.decode()
    assert "action-save-draft" in html or "保存草稿" in html
    assert "action-publish" not in html


def test_the_first_page_says_what_an_editor_does(editor: Client) -> None:
    html = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert "编辑在这里做的五件事" in html
    assert html.count("<li><b>") == 5


def test_the_form_refuses_another_date(editor: Client, notice: NoticePage) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    response = editor.post(url, form(issued_on="2026-11-21"))
    assert response.status_code == 200
    assert "issued_on" in response.context["form"].errors
    assert NoticePage.objects.get().get_latest_revision_as_object().issued_on.day == 20


def test_the_form_keeps_other_changes_as_a_draft(
    editor: Client, notice: NoticePage
) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    changes = {"summary": "改了一句。", "action-publish": "yes"}
    assert editor.post(url, form(**changes)).status_code == 302
    page = NoticePage.objects.get()
    assert page.summary == "下周一开始报名。"
    assert page.get_latest_revision_as_object().summary == "改了一句。"


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
