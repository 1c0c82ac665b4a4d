from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cms.models import HomePage, NoticeIndexPage, NoticePage
from tests.cms.markup import assert_quiet
from tests.factories.cms import NoticeIndexPageFactory, NoticePageFactory, body


@pytest.fixture
def notices(home: HomePage) -> NoticeIndexPage:
    return NoticeIndexPageFactory(parent=home, slug="notices")


def test_a_notice_is_read(client: Client, notices: NoticeIndexPage) -> None:
    NoticePageFactory(
        parent=notices, slug="one", title="报名通知", body=body("下周一开始。")
    )
    html = client.get("/notices/one/").content.decode()
    assert "<h1>报名通知</h1>" in html
    assert "下周一开始。" in html
    assert "示范区社会组织指导中心（演示）" in html
    assert '<time class="num" datetime="2026-11-20">' in html
    assert '<a href="/notices/">通知公告</a>' in html
    assert_quiet(html)


def test_a_notice_in_english(client: Client, english_home: HomePage) -> None:
    index = NoticeIndexPageFactory(parent=english_home, slug="notices", title="Notices")
    NoticePageFactory(parent=index, slug="one", title="Enrol now")
    html = client.get("/en/notices/one/").content.decode()
    assert "<h1>Enrol now</h1>" in html
    assert "Date of issue" in html
    assert '<a href="/en/">Home</a>' in html
    assert_quiet(html)


def test_a_draft_is_not_read(client: Client, notices: NoticeIndexPage) -> None:
    NoticePageFactory(parent=notices, slug="one", title="报名通知", live=False)
    assert client.get("/notices/one/").status_code == 404
    assert "报名通知" not in client.get("/notices/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_number_of_queries(
    client: Client, notices: NoticeIndexPage, rows: int, django_assert_num_queries
) -> None:
    NoticePageFactory.create_batch(rows, parent=notices)
    client.get("/notices/")
    with django_assert_num_queries(14):
        client.get("/notices/")


def test_list_is_newest_first_and_in_sheets(
    client: Client, notices: NoticeIndexPage
) -> None:
    for day in range(21):
        NoticePageFactory(parent=notices, issued_on=date(2026, 1, 1) + timedelta(day))
    first, second = (client.get(f"/notices/?page={n}") for n in (1, 2))
    assert [notice.issued_on.day for notice in first.context["sheet"]][:2] == [21, 20]
    assert [notice.issued_on.day for notice in second.context["sheet"]] == [1]
    assert_quiet(first.content.decode())


def test_an_empty_list_says_so(client: Client, english_home: HomePage) -> None:
    NoticeIndexPageFactory(parent=english_home, slug="notices")
    assert "No notices at present." in client.get("/en/notices/").content.decode()


def test_the_date_of_a_published_notice_is_kept(notices: NoticeIndexPage) -> None:
    notice = NoticePageFactory(parent=notices)
    notice.issued_on += timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        notice.full_clean()
    assert refused.value.error_dict["issued_on"][0].code == "issued_on_fixed"
    with pytest.raises(ValidationError):
        notice.save_revision()
    with pytest.raises(ValidationError):
        notice.save()
    assert NoticePage.objects.get().issued_on == date(2026, 11, 20)


def test_the_date_stays_fixed_when_the_notice_is_taken_down(
    notices: NoticeIndexPage,
) -> None:
    notice = NoticePageFactory(parent=notices)
    notice.unpublish()
    notice.issued_on += timedelta(days=1)
    with pytest.raises(ValidationError):
        notice.full_clean()


def test_a_draft_may_be_redated_and_a_published_notice_reworded(
    notices: NoticeIndexPage,
) -> None:
    notice = NoticePageFactory(parent=notices, live=False)
    notice.issued_on = date(2026, 12, 1)
    notice.save_revision().publish()
    notice.refresh_from_db()
    notice.summary = "改了一句。"
    notice.save_revision().publish()
    kept = NoticePage.objects.get()
    assert (kept.issued_on, kept.summary) == (date(2026, 12, 1), "改了一句。")


def test_where_notices_may_stand(notices: NoticeIndexPage, home: HomePage) -> None:
    assert NoticePage.can_create_at(notices)
    assert not NoticePage.can_create_at(home)
    assert not NoticeIndexPage.can_create_at(home)
