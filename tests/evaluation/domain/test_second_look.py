"""The second look: other experts, contested leaves alone, signed before the vote."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.domain.review import (
    form_review_panel,
    request_review,
    serve_decision,
)
from evaluation.domain.second_look import finish_look, score_again
from evaluation.enums.decision import ReviewState
from evaluation.models import ReviewRequest, Score
from organisations.enums import Role
from records.models import LedgerEntry
from tests.evaluation.court import Court
from tests.evaluation.refused import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def court() -> Court:
    return Court()


def asked(court, case, leaves=None, text="台账在三楼，当日未看"):
    return request_review(
        assessment=case,
        leaves=court.leaves()[:1] if leaves is None else leaves,
        text=text,
        by=court.office,
    )


@pytest.fixture
def looking(court):
    """A review with its expert at work."""
    review = asked(court, court.noticed(lost=60))
    court.other = court.person(Role.EXPERT, "other")
    form_review_panel(review=review, experts=[court.other], by=court.office)
    return ReviewRequest.objects.get(pk=review.pk)


def again(court, review, **more):
    given = {
        "review": review,
        "indicator": court.leaves()[0],
        "points": Decimal(270),
        "reason": "补看了台账",
        "by": court.other,
    }
    return given | more


def test_a_review_names_leaves_and_grounds(court) -> None:
    case = court.noticed()
    refused("leaves", asked, court=court, case=case, leaves=[])
    node = court.sheet.indicators.get(code="1")
    refused("leaves", asked, court=court, case=case, leaves=[node])
    refused("required", asked, court=court, case=case, text="  ")
    early = court.case()
    refused("wrong_state", asked, court=court, case=early)
    assert not ReviewRequest.objects.exists()


def test_a_review_has_experts_and_only_one_panel(court, looking) -> None:
    more = court.person(Role.EXPERT, "more")
    panel = {"review": looking, "by": court.office}
    refused("required", form_review_panel, experts=[], **panel)
    refused("wrong_state", form_review_panel, experts=[more], **panel)


def test_new_points_are_for_contested_leaves_with_reasons_on_their_steps(
    court, looking
) -> None:
    refused(
        "not_contested",
        score_again,
        **again(court, looking, indicator=court.leaves()[1]),
    )
    refused("required", score_again, **again(court, looking, reason=" "))
    for points in ("301", "-1", "270.2"):
        wrong = again(court, looking, points=Decimal(points))
        refused("above", score_again, "300", **wrong)
    stranger = court.experts[0]
    refused("no_seat", score_again, **again(court, looking, by=stranger))
    score_again(**again(court, looking))
    score_again(**again(court, looking, points=Decimal(280)))
    (score,) = Score.objects.filter(panel__review=True)
    assert (score.points, score.by) == (280, court.other)


def test_it_is_signed_when_all_has_new_points_and_both_were_heard(
    court, looking
) -> None:
    signing = {"review": looking, "by": court.other}
    refused("unscored", finish_look, hearing="双方都说明了", **signing)
    score_again(**again(court, looking))
    refused("required", finish_look, hearing=" ", **signing)
    finish_look(hearing="双方都说明了", fraud="合同系伪造", **signing)
    looking.refresh_from_db()
    assert (looking.state, looking.fraud) == (ReviewState.LOOKED, "合同系伪造")
    panel = looking.assessment.panels.get(review=True)
    assert panel.signed_at is not None
    refused("no_seat", finish_look, hearing="再次", **signing)
    entry = LedgerEntry.objects.get(action="evaluation.finish_look")
    assert entry.facts["fraud"] is True


def test_a_decision_is_served_once_voted_on_and_with_reasons(court, looking) -> None:
    serving = {"review": looking, "by": court.bureau}
    refused("required", serve_decision, decision=" ", **serving)
    refused("wrong_state", serve_decision, decision="维持", **serving)
    assert looking.assessment.public_notices.count() == 1
