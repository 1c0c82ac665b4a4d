"""The site's self-check: one red line after the other, found, kept, over by itself."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, get_page_models

from cms.domain.red_lines import (
    Found,
    changed_dates,
    dead_links,
    late_letters,
    limits,
    look_over,
    silent_homes,
    still_columns,
)
from cms.domain.site_check import record_findings
from cms.enums import RedLine
from cms.models import NoticePage, SiteFinding
from cms.queries import waiting_for
from cms.tasks import commit_site_check, plan_site_check
from organisations.enums import Role
from organisations.models import Inquiry
from records.models import LedgerEntry
from tests.factories.cms import (
    NoticeIndexPageFactory,
    NoticePageFactory,
    StandardPageFactory,
    body,
)
from tests.factories.organisations import AppointmentFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def column(home):
    return NoticeIndexPageFactory(parent=home, slug="notices")


@pytest.fixture
def notice(column):
    return NoticePageFactory(parent=column, issued_on=date(2026, 3, 2))


def test_a_site_in_order_has_no_finding(notice):
    assert look_over(timezone.now()) == []


def test_a_home_page_without_anything_new_for_two_weeks(home, notice):
    later = timezone.now() + timedelta(days=limits()["home_days"])
    assert list(silent_homes(later - timedelta(hours=1))) == []
    [each] = silent_homes(later + timedelta(hours=1))
    assert each.page == home.pk


def test_an_empty_column_and_one_without_news(column):
    [empty] = still_columns(timezone.now())
    assert (empty.kind, empty.page) == (RedLine.EMPTY, column.pk)
    NoticePageFactory(parent=column)
    assert list(still_columns(timezone.now())) == []
    [stale] = still_columns(timezone.now() + timedelta(days=181))
    assert (stale.kind, stale.page) == (RedLine.STALE, column.pk)


def test_every_list_of_pages_has_its_limit():
    lists = {model._meta.label_lower for model in get_page_models()}
    named = {name for name in lists if name.endswith("indexpage")}

    assert set(limits()["columns"]) == named


def letter(days):
    district = TerritoryFactory(district=True)
    at = timezone.now() - timedelta(days=days)
    return Inquiry.objects.create(
        district=district,
        code="123456",
        text="问",
        received_at=at,
        reply_by=at + timedelta(days=7),
    )


@pytest.mark.parametrize(
    ("days", "kind"), [(3, None), (8, RedLine.LATE), (91, RedLine.SILENT)]
)
def test_a_letter_without_an_answer(days, kind):
    made = letter(days)
    letters = late_letters(timezone.now())

    assert [(each.kind, each.subject) for each in letters] == (
        [(kind, made.subject)] if kind else []
    )


def test_a_link_that_leads_nowhere_is_found_on_its_page(home, notice):
    good = '<a href="/notices/">a</a> <a href="mailto:a@b.example">b</a>'
    bad = '<a href="/gone/?a=1#x">c</a> <a href="https://other.example/gone/">d</a>'
    page = StandardPageFactory(parent=home, slug="about", body=body(good + bad))
    [each] = dead_links()

    assert (each.page, each.detail) == (page.pk, "/gone/?a=1")
    StandardPageFactory(parent=home, slug="gone")
    assert list(dead_links()) == []


def test_a_date_that_was_changed_behind_the_rule(notice):
    assert list(changed_dates()) == []
    NoticePage.objects.update(issued_on=date(2026, 1, 1))
    [each] = changed_dates()
    assert (each.page, each.detail) == (notice.pk, "2026-03-02 → 2026-01-01")


def test_a_first_publication_put_back(notice):
    earlier = notice.first_published_at - timedelta(days=9)
    Page.objects.filter(pk=notice.pk).update(first_published_at=earlier)

    assert [each.page for each in changed_dates()] == [notice.pk]
    assert PageLogEntry.objects.filter(page=notice.pk).exists()


ONE = Found(RedLine.BROKEN, "page:1 /gone/", None, "/gone/")
TWO = Found(RedLine.LATE, "inquiry:x", None, "LX-2026-00001")


def test_a_finding_keeps_its_first_day_and_is_over_by_itself():
    later = NOW + timedelta(days=1)
    assert record_findings(found=[ONE, TWO], now=NOW) == (2, 0)
    assert record_findings(found=[ONE, ONE], now=later) == (0, 1)
    one, two = SiteFinding.objects.order_by("kind")

    assert (one.first_seen, one.last_seen, one.resolved_at) == (NOW, later, None)
    assert two.resolved_at == later
    assert record_findings(found=[ONE, TWO], now=later) == (1, 0)
    assert SiteFinding.objects.filter(kind=RedLine.LATE).count() == 2
    facts = LedgerEntry.objects.filter(action="cms.check_site").values_list("facts")
    assert [row for (row,) in facts.order_by("seq")] == [
        {"new": 2, "over": 0},
        {"new": 0, "over": 1},
        {"new": 1, "over": 0},
    ]


def test_the_job_looks_once_a_day(column):
    payload = {"at": timezone.now().isoformat()}
    commit_site_check(payload, plan_site_check(payload))

    assert [each.kind for each in SiteFinding.objects.open()] == [RedLine.EMPTY]
    assert plan_site_check(payload) is None
    commit_site_check(payload, None)
    assert SiteFinding.objects.open().count() == 1


def test_the_editors_have_a_task_until_it_is_mended(client, column):
    editor = AppointmentFactory(
        role=Role.EDITOR, territory=TerritoryFactory(district=True)
    ).user
    assert waiting_for(editor) == []
    record_findings(found=still_columns(timezone.now()), now=NOW)
    [task] = waiting_for(editor)
    assert (task.url, task.since) == ("/desk/site-check/", NOW)
    client.force_login(editor)
    page = client.get("/desk/site-check/").content.decode()

    assert f"/admin/pages/{column.pk}/edit/" in page
    record_findings(found=[], now=NOW + timedelta(days=1))
    assert waiting_for(editor) == []
    assert column.title in client.get("/desk/site-check/").content.decode()


def test_others_do_not_see_it(client):
    user = AppointmentFactory().user
    client.force_login(user)

    assert waiting_for(user) == []
    assert client.get("/desk/site-check/").status_code == 403
