"""A member's way through the open votes of a meeting, one after the other."""

from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from evaluation.domain.ballot import cast_ballot, open_vote, record_look
from evaluation.enums.decision import Choice
from evaluation.models import Tie
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db
MEETING_QUERIES = 10


@pytest.fixture
def court():
    return Court()


@pytest.fixture
def secretary(court):
    court.committee()
    return court.secretary


def voting(court, number):
    """A meeting with so many open votes, in the order of its agenda."""
    committee = court.seats[0].committee
    meeting = court.meeting(committee, [court.case(lost=60) for _ in range(number)])
    items = list(meeting.items.all())
    for item in items:
        record_look(item=item, look="看过台账", by=court.secretary)
        open_vote(item=item, by=court.secretary)
    return meeting, items


def reader(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, thing):
    return reverse(f"evaluation:{name}", args=[thing.public_id])


def vote(client, item):
    """From the page of the case, which holds the ballot; the page it leads to."""
    page = client.get(url("item", item))
    assert page.context["ballot"] is not None
    assert f'action="{url("cast_ballot", item)}"' in page.content.decode()
    return client.post(url("cast_ballot", item), {"choice": "yes"}, follow=True)


def test_after_a_ballot_the_next_open_vote_then_the_meeting(court, secretary):
    meeting, items = voting(court, 3)
    client = reader(court.members[4])
    assert "有 3 项表决等你投票。" in client.get(url("meeting", meeting)).text
    for item, following in pairwise(items):
        there = vote(client, item)
        assert there.request["PATH_INFO"] == url("item", following)
        said = f"你对{item.assessment.provider}的投票已记录。"
        assert said in there.content.decode()
    there = vote(client, items[-1])
    assert there.request["PATH_INFO"] == url("meeting", meeting)
    assert not there.context["votes"]


def test_no_way_leads_to_a_vote_that_is_not_for_this_member(court, secretary):
    """Voted on already, from which she stays away, or at which she is not present."""
    meeting, items = voting(court, 3)
    member = court.members[4]
    cast_ballot(item=items[1], choice=Choice.NO, by=member)
    provider = items[2].assessment.provider
    Tie.objects.create(user=member, provider=provider, kind="kin", declared_by=member)
    client = reader(member)
    assert "有 1 项表决等你投票。" in client.get(url("meeting", meeting)).text
    assert client.get(url("item", items[1])).context["ballot"] is None
    assert client.get(url("item", items[2])).status_code == 404
    there = vote(client, items[0])
    assert there.request["PATH_INFO"] == url("meeting", meeting)
    absent = reader(court.members[12])
    assert not absent.get(url("meeting", meeting)).context["votes"]
    assert absent.get(url("item", items[0])).context["ballot"] is None


def test_a_ballot_that_is_refused_names_its_case(court, secretary):
    _meeting, items = voting(court, 1)
    client = reader(court.members[4])
    refused = client.post(url("cast_ballot", items[0]), {})
    assert refused.status_code == 422
    assert str(items[0].assessment.provider) in refused.content.decode()


def test_each_case_names_the_next_on_the_agenda(court, secretary):
    _meeting, items = voting(court, 2)
    client = reader(court.secretary)
    first, last = (client.get(url("item", each)) for each in items)
    assert f"议程下一项：{items[1].assessment.provider}" in first.text
    assert last.context["following"] is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_meeting_asks_the_same(court, secretary, number, django_assert_num_queries):
    meeting, _items = voting(court, number)
    client = reader(court.members[4])
    with django_assert_num_queries(MEETING_QUERIES):
        response = client.get(url("meeting", meeting))
    assert len(response.context["votes"]) == number
