"""A notice is written, checked twice and published by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cms.domain.site import build_site
from cms.models import NoticeIndexPage, NoticePage
from config.demo.world import PASSWORD
from organisations.enums import Role
from tests.factories.organisations import AppointmentFactory, TerritoryFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
ROLES = {"author": Role.EDITOR, "editor": Role.EDITOR, "chief": Role.CHIEF_EDITOR}
FOCUS = "selector => !!document.activeElement?.matches(selector)"
SHOWN = "name => document.activeElement?.innerText.trim() === name"


@pytest.fixture
def notices(transactional_db: None) -> NoticeIndexPage:
    """The site, and three people who may work on it."""
    build_site()
    district = TerritoryFactory(district=True)
    for name, role in ROLES.items():
        user = AppointmentFactory(
            user__username=name, role=role, territory=district
        ).user
        user.set_password(PASSWORD)
        user.save()
    return NoticeIndexPage.objects.get(locale__language_code="zh-hans")


def tab_until(page: Page, test: str, wanted: str) -> None:
    """Press Tab until what has the focus passes the test."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(test, wanted):
            return
    pytest.fail(f"Tab never reaches {wanted}")


def write(page: Page, selector: str, words: str) -> None:
    tab_until(page, FOCUS, selector)
    page.keyboard.type(words)


def submit(page: Page, index: NoticeIndexPage) -> None:
    page.goto(f"/admin/pages/add/cms/noticepage/{index.pk}/")
    write(page, "[name=title]", "键盘写的通知")
    write(page, "[name=summary]", "只用键盘也能写。")
    tab_until(page, FOCUS, "[data-streamfield-stream-container] .c-sf-add-button")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=combobox]")
    write(page, "[role=combobox]", "段落")
    page.keyboard.press("Enter")
    page.wait_for_function(FOCUS, arg=".public-DraftEditor-content")
    page.keyboard.type("下周一开始报名。")
    tab_until(page, FOCUS, "footer [data-w-dropdown-target=toggle]")
    page.keyboard.press("Enter")
    tab_until(page, FOCUS, "[name=action-submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/admin/pages/{index.pk}/")


def approve(page: Page) -> None:
    page.goto("/admin/")
    tab_until(page, FOCUS, "#awaiting-review-content .actions button")
    page.keyboard.press("Enter")
    tab_until(page, SHOWN, "通过")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_notice_by_keyboard_alone(
    notices: NoticeIndexPage, visit: Callable[..., Page]
) -> None:
    submit(visit("author"), notices)
    notice = NoticePage.objects.get(title="键盘写的通知")
    for name in ("editor", "chief"):
        assert not NoticePage.objects.get(pk=notice.pk).live
        approve(visit(name))
    page = visit()
    page.goto(NoticePage.objects.get(pk=notice.pk).url)
    assert page.locator("h1").inner_text() == "键盘写的通知"
