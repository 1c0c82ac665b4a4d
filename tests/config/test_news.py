"""What changed since somebody was here: in sight for a whole visit, and hers alone."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from config import news
from records.models import Message

pytestmark = pytest.mark.django_db


def look(user, cookie, now):
    """What a look at this moment shows, and the cookie that it leaves."""
    request = RequestFactory().get("/desk/")
    request.user = user
    request.COOKIES[news.COOKIE] = cookie
    since, changes = news.since_last_visit(request, now=now)
    visit = request.visit
    began = int(visit.since.timestamp()) if visit.since else 0
    left = f"{visit.user}.{began}.{int(visit.last.timestamp())}"
    return since, [each.kind for each in changes], left


def test_what_is_new_stays_in_sight_for_the_whole_visit(worker):
    now = timezone.now().replace(microsecond=0)
    for kind, hours in (("old", 5), ("new", 1)):
        at = now - timedelta(hours=hours)
        Message.objects.create(recipient=worker, kind=kind, sent_at=at)
    first, shown, cookie = look(worker, "", now - timedelta(hours=3))
    assert (first, shown) == (None, [])
    since, shown, cookie = look(worker, cookie, now)
    assert (since, shown) == (now - timedelta(hours=3), ["new"])
    since, shown, cookie = look(worker, cookie, now + timedelta(minutes=29))
    assert (since, shown) == (now - timedelta(hours=3), ["new"])
    since, shown, cookie = look(worker, cookie, now + timedelta(minutes=60))
    assert (since, shown) == (now + timedelta(minutes=29), [])


@pytest.mark.parametrize(
    "cookie", ["", "x", "1.2", "0.0.0", "9.9.9", "1.1." + "9" * 30]
)
def test_the_cookie_of_somebody_else_or_none_shows_nothing(worker, cookie):
    Message.objects.create(recipient=worker, kind="told")
    assert look(worker, cookie, timezone.now())[:2] == (None, [])


def test_the_page_shows_it_and_counts_what_is_unread_once(signed_in, worker):
    signed_in.get("/desk/")
    before = signed_in.cookies[news.COOKIE].value
    user, began, last = before.split(".")
    signed_in.cookies[news.COOKIE] = f"{user}.{began}.{int(last) - 7200}"
    Message.objects.create(recipient=worker, kind="records.x", url="/desk/needs/")
    html = signed_in.get("/desk/").content.decode()
    assert "Since you were here" in html
    assert html.count("records.x") == 1
