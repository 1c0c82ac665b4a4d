"""The social evaluation: opened once, answered by its own links, closed in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evaluation.domain.poll import answer_poll, close_poll, invite_more, open_poll
from evaluation.enums import AssessmentState
from evaluation.models import Assessment, Panel, Poll, PollAnswer
from records.links import LinkGone, open_link
from records.models import Link
from records.queries import handed_over
from tests.evaluation.district import SHORT, District
from tests.evaluation.refused import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return District(rows=SHORT)


@pytest.fixture
def case(district):
    found = district.begun(level=2)
    Assessment.objects.filter(pk=found.pk).update(state=AssessmentState.OPINION_FILED)
    Panel.objects.create(assessment=found)
    found.refresh_from_db()
    return found


def opening(district, case, **more):
    given = {
        "assessment": case,
        "lists": {"member": 3, "beneficiary": 3},
        "closes_on": district.today + timedelta(days=5),
        "seed": 1,
        "by": district.office,
    }
    return given | more


def test_lists_are_of_the_groups_that_the_round_asks(district, case) -> None:
    for lists in ({}, {"donor": 3}, {"member": 0}):
        refused("lists", open_poll, **opening(district, case, lists=lists))
    refused("past", open_poll, **opening(district, case, closes_on=district.today))
    open_poll(**opening(district, case))
    refused("opened", open_poll, **opening(district, case))


def test_further_people_have_days_too(district, case) -> None:
    poll, _sent = open_poll(**opening(district, case, lists={"member": 9}))
    more = {"poll": poll, "more": {"member": 1}, "by": district.office}
    refused("past", invite_more, closes_on=district.today, **more)
    sent = invite_more(closes_on=poll.closes_on, **more)
    assert [each.group for each in sent] == ["member"]


def test_only_a_link_of_this_poll_answers(district, case) -> None:
    _poll, sent = open_poll(**opening(district, case))
    refused("link_other", answer_poll, link=Link(purpose="other"), grade=5)
    link = open_link(sent[0].token)
    assert {each.by for each in handed_over([link.subject])} == {district.office}
    answer_poll(link=link, grade=4, words=" 服务好 ", origin="10.0.0.1")
    answer = PollAnswer.objects.get()
    assert (answer.grade, answer.words, answer.group) == (4, "服务好", sent[0].group)
    with pytest.raises(LinkGone):
        open_link(sent[0].token)


def test_it_is_closed_when_its_day_has_passed_or_all_have_answered(
    district, case
) -> None:
    closing = {"version": case.version, "by": district.office}
    refused("not_opened", close_poll, assessment=case, **closing)
    poll, sent = open_poll(**opening(district, case))
    refused("running", close_poll, poll.closes_on, assessment=case, **closing)
    for each in sent:
        answer_poll(link=open_link(each.token), grade=5)
    result = close_poll(assessment=case, **closing)
    assert (result.answers, result.enough, result.share) == (len(sent), True, 1)
    case.refresh_from_db()
    assert case.state == AssessmentState.SOCIAL_SCORED
    (score,) = case.scores.all()
    assert (score.indicator.code, score.points) == ("2.1", 40)
    refused(
        "wrong_state",
        invite_more,
        poll=poll,
        more={},
        closes_on=poll.closes_on,
        by=None,
    )


def test_after_its_day_too_few_answers_leave_the_leaf_open(district, case) -> None:
    open_poll(**opening(district, case))
    Poll.objects.update(closes_on=district.today - timedelta(days=1))
    result = close_poll(assessment=case, version=case.version, by=district.office)
    assert (result.answers, result.enough) == (0, False)
    assert not case.scores.exists()
    assert Poll.objects.get().result["share"] is None
