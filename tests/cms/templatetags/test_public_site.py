import pytest
from django.test import RequestFactory

from cms.models import HomePage
from cms.templatetags.public_site import dialled, notice_list, step_url, trail
from tests.factories.cms import NoticeIndexPageFactory, NoticePageFactory


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        ("020-8300 0000", "02083000000"),
        ("+86 20 8300 0000", "+862083000000"),
        ("（020）83000000", "02083000000"),
    ],
)
def test_dialled(shown: str, number: str) -> None:
    assert dialled(shown) == number


def test_no_door_of_the_public_site_leads_to_a_sign_in() -> None:
    assert not step_url("raise").startswith("/desk/")


@pytest.mark.parametrize("step", ["", "nonsense"])
def test_no_step_leads_nowhere(step: str) -> None:
    assert step_url(step) == ""


def test_trail_names_the_pages_above(home: HomePage, rf: RequestFactory) -> None:
    index = NoticeIndexPageFactory(parent=home, slug="notices")
    notice = NoticePageFactory(parent=index, title="通知一")
    crumbs = trail({"page": notice, "request": rf.get("/")})
    assert [crumb["url"] for crumb in crumbs] == ["/", "/notices/", ""]
    assert [crumb["label"] for crumb in crumbs][1:] == ["通知公告", "通知一"]


def test_notice_list(home: HomePage) -> None:
    assert notice_list({}) == ""
    NoticeIndexPageFactory(parent=home, slug="notices")
    assert notice_list({}) == "/notices/"
