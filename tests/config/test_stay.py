"""The end of a session is known to the page, and put off only when somebody asks."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db
STAY, DAY = reverse("stay"), 8 * 60 * 60


def ends_in(seconds: int) -> None:
    at = timezone.now() + timedelta(seconds=seconds)
    Session.objects.update(expire_date=at)


def is_near(seconds: str | bytes, expected: int) -> bool:
    return expected - 60 <= int(seconds) <= expected


def test_the_page_and_the_question_know_when_it_ends_and_put_nothing_off(signed_in):
    ends_in(100)
    page = signed_in.get("/desk/").content.decode()
    [shown] = re.findall(f'data-stay="{STAY}" data-seconds="([0-9]+)"', page)
    assert is_near(shown, 100)
    assert '<p role="status" class="flush"></p>' in page  # nothing is said yet
    assert '<script src="/static/js/stay.js" defer></script>' in page
    asked = signed_in.get(STAY)
    assert is_near(asked.content, 100)
    assert asked["Content-Type"] == "text/plain"
    assert "no-store" in asked["Cache-Control"]


def test_who_asks_stays_eight_hours_more(signed_in):
    ends_in(100)
    assert signed_in.post(STAY).content == str(DAY).encode()
    assert is_near(signed_in.get(STAY).content, DAY)


def test_the_end_is_said_and_cannot_be_put_off_afterwards(signed_in, guest):
    ends_in(-1)
    assert signed_in.get(STAY).status_code == 401
    assert signed_in.post(STAY).status_code == 401
    assert "data-stay" not in guest.get("/").content.decode()


def test_no_other_site_prolongs_a_session(signed_in):
    signed_in.handler.enforce_csrf_checks = True
    ends_in(100)
    assert signed_in.post(STAY).status_code == 403
    assert is_near(signed_in.get(STAY).content, 100)


def test_the_page_asks_nothing_more_for_it(signed_in, django_assert_num_queries):
    signed_in.get(STAY)
    with django_assert_num_queries(2):  # the session and its user
        signed_in.get(STAY)
