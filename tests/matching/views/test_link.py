"""Personal links: no account, a GET changes nothing, one POST."""

import pytest
from django.test import Client

from matching.domain.engagement import accept_engagement
from matching.domain.feedback import (
    issue_confirmation_link,
    issue_feedback_link,
    issue_key_link,
)
from matching.models import Confirmation, Feedback, Need
from records.models import LedgerEntry, Link
from tests.matching.tools import fresh, say_yes
from tests.matching.world import WORDS


@pytest.fixture
def anybody():
    return Client(headers={"accept-language": "en"})


def state():
    """What a GET must leave as it is."""
    return (
        list(Need.objects.order_by("pk").values()),
        list(Link.objects.values_list("used_at", flat=True)),
        LedgerEntry.objects.count(),
        Feedback.objects.count(),
        Confirmation.objects.count(),
    )


@pytest.fixture
def rating(world):
    need = world.need_in("completed")
    return need, f"/i/{issue_feedback_link(need=need, by=world.worker)}/"


@pytest.fixture
def yes(world):
    pack = world.proposed()
    token = issue_confirmation_link(pack=pack, kind="person", by=world.worker)
    return fresh(pack), f"/i/{token}/"


@pytest.fixture
def key(world):
    session = world.delivered()
    return session, f"/i/{issue_key_link(session=session, by=world.worker)}/"


def test_get_changes_nothing(anybody, clean, rating, yes, key):
    before = state()
    for _thing, address in (rating, yes, key):
        for _time in range(2):
            response = anybody.get(address)
            assert response.status_code == 200
            assert WORDS not in clean(response)
    assert state() == before


@pytest.mark.parametrize(
    ("grade", "kept"),
    [("very_good", ("very_good", False)), ("rather_not", ("", True))],
)
def test_rating_counts_once(anybody, clean, rating, grade, kept):
    need, address = rating
    data = {"grade": grade, "sentence": "很准时" if grade != "rather_not" else "x"}
    assert "Thank you" in clean(anybody.post(address, data))
    answer = Feedback.objects.get(need=need)
    assert (answer.grade, answer.declined) == kept
    assert answer.sentence == ("很准时" if grade != "rather_not" else "")
    assert anybody.post(address, data).status_code == 410
    assert Feedback.objects.count() == 1


def test_rating_without_a_grade_is_422_and_the_link_still_works(anybody, clean, rating):
    _need, address = rating
    response = anybody.post(address, {"sentence": "很好"})
    assert response.status_code == 422
    assert "error-summary" in clean(response)
    assert anybody.post(address, {"grade": "good"}).status_code == 200


def test_yes_by_link(anybody, yes):
    pack, address = yes
    data = {"version": fresh(pack.need).version}
    assert anybody.post(address, data).status_code == 200
    confirmation = pack.confirmations.get()
    assert (confirmation.kind, confirmation.how) == ("person", "link")
    assert anybody.post(address, data).status_code == 410


def test_yes_to_what_has_changed_is_409(anybody, clean, yes):
    pack, address = yes
    data = {"version": fresh(pack.need).version}
    Need.objects.filter(pk=pack.need_id).update(version=data["version"] + 1)
    response = anybody.post(address, data)
    assert response.status_code == 409
    assert "This was changed after the link was made" in clean(response)
    assert pack.confirmations.count() == 0


def test_second_key_by_link(anybody, key):
    session, address = key
    assert anybody.post(address, {"version": "delivered"}).status_code == 200
    session = fresh(session)
    assert (session.state, session.attendance.second_kind) == ("confirmed", "served")
    assert anybody.post(address, {"version": "delivered"}).status_code == 410


def test_key_that_was_turned_meanwhile_asks_nothing_more(world, anybody, key):
    session, address = key
    other = f"/i/{issue_key_link(session=session, by=world.worker)}/"
    anybody.post(other, {"version": "delivered"})
    response = anybody.get(address)
    assert "Nothing more is needed" in response.content.decode()
    assert anybody.post(address, {"version": "delivered"}).status_code == 409


def test_without_a_contact_the_resident_of_the_team_turns_the_key(world, anybody):
    need = world.project(need=world.raised(person=None))
    pack = world.proposed(need=need)
    say_yes(pack, kind="social_worker", by=world.worker)
    say_yes(pack, kind="party_member", by=world.member)
    engagement = need.engagements.get()
    accept_engagement(engagement=engagement, by=world.admin(engagement))
    session = world.delivered(engagement)

    address = f"/i/{issue_key_link(session=session, by=world.worker)}/"
    anybody.post(address, {"version": "delivered"})

    keys = fresh(session).attendance
    seat = need.team.seats.get(kind="resident")
    assert (keys.second_kind, keys.second_person) == ("helper", seat.person)
