"""The bureau forms the committee: who may, who can be seated, who leaves."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evaluation.models import Committee
from organisations.enums import Role
from tests.cms.markup import assert_quiet
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db
BASE = "/desk/evaluation/committees"


def reader(user):
    client = Client()
    client.force_login(user)
    return client


def term(court, **changes):
    today = timezone.localdate()
    return {
        "district": court.district.code,
        "kind": "committee",
        "name": "评估委员会",
        "size": "3",
        "since": today.isoformat(),
        "until": (today + timedelta(days=365)).isoformat(),
        **changes,
    }


def test_the_bureau_forms_a_committee_and_fills_its_seats():
    court = Court()
    bureau = reader(court.bureau)
    page = bureau.get(f"{BASE}/")
    assert f"{BASE}/new/" in page.content.decode()
    made = bureau.post(f"{BASE}/new/", term(court))
    committee = Committee.objects.get()
    assert made.url == f"{BASE}/{committee.public_id}/"
    seats = f"{made.url}seats/"
    members = [court.person(Role.COMMITTEE_MEMBER, f"m{n}") for n in range(4)]
    for user in members[:3]:
        post = "chair" if user is members[0] else "member"
        sent = {"user": user.pk, "post": post}
        assert bureau.post(seats, sent).status_code == 302
    page = bureau.get(made.url).content.decode()
    assert_quiet(page)
    assert f'href="{seats}"' not in page
    full = bureau.post(seats, {"user": members[3].pk, "post": "member"})
    assert full.status_code == 422
    assert "席位" in full.content.decode()
    leaving = committee.seats.get(user=members[0])
    assert bureau.post(f"{seats}{leaving.pk}/leave/").status_code == 302
    assert bureau.get(f"{seats}{leaving.pk}/leave/").status_code == 404
    again = bureau.post(seats, {"user": members[3].pk, "post": "chair"})
    assert again.status_code == 302
    assert committee.seats.filter(left_on__isnull=True).count() == 3


def test_two_committees_at_once_and_people_of_no_committee_are_refused():
    court = Court()
    bureau = reader(court.bureau)
    bureau.post(f"{BASE}/new/", term(court))
    same_time = bureau.post(f"{BASE}/new/", term(court))
    assert same_time.status_code == 422
    assert Committee.objects.count() == 1
    backwards = bureau.post(f"{BASE}/new/", term(court, until="2020-01-01"))
    assert backwards.status_code == 422
    seats = f"{BASE}/{Committee.objects.get().public_id}/seats/"
    sent = {"user": court.experts[0].pk, "post": "member"}
    assert bureau.post(seats, sent).status_code == 422


def test_nobody_else_forms_or_seats():
    court = Court()
    committee = court.committee()
    url = f"{BASE}/{committee.public_id}/seats/"
    for user in (court.office, court.chair):
        client = reader(user)
        assert client.get(f"{BASE}/new/").status_code == 403
        assert client.get(url).status_code == 403
        assert f"{BASE}/new/" not in client.get(f"{BASE}/").content.decode()
    assert reader(court.experts[0]).get(url).status_code == 404
