from datetime import timedelta

import pytest
from django.utils import timezone

from cms.domain.schedule import publish_due
from cms.models import HomePage, NoticePage
from records.domain import beat, job
from records.models import Job
from tests.factories.cms import NoticeIndexPageFactory, NoticePageFactory


@pytest.fixture
def notice(home: HomePage) -> NoticePage:
    """Checked and approved, to be public in an hour, for one day."""
    index = NoticeIndexPageFactory(parent=home)
    page = NoticePageFactory(parent=index, live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.expire_at = page.go_live_at + timedelta(days=1)
    page.save_revision().publish()
    return NoticePage.objects.get(pk=page.pk)


def is_public(notice: NoticePage) -> bool:
    return NoticePage.objects.get(pk=notice.pk).live


def test_a_page_comes_and_goes_at_its_times(
    notice: NoticePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, changed = timezone.now(), []
    for hours in (0.5, 1.5, 1.6, 26, 27):
        now = start + timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        changed.append((publish_due(now=now), is_public(notice)))
    assert changed == [(0, False), (1, True), (0, True), (1, False), (0, False)]


def test_the_queue_publishes_it_each_minute(
    notice: NoticePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    beat.ring_minutely()
    row = Job.objects.get(kind="cms.publish_scheduled")
    assert (job.run_job(row.pk), is_public(notice)) == (True, True)
