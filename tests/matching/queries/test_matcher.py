"""What outcomes teach: each end of an engagement, where it stood, and who was put aside."""

from __future__ import annotations

import pytest
from django.utils import timezone

from matching.domain import course
from matching.enums import DeclineReason, EngagementState, SwapReason
from matching.models import ClockNotice, Engagement, Need, PackLine
from matching.queries.matcher import past
from organisations.models import Capability
from tests.factories.matching import FeedbackFactory
from tests.matching.tools import fresh

KEPT, OTHERS = [0.5] * 11, [0.25] * 11


def keep_features():
    PackLine.objects.update(features=KEPT)


def gains():
    return past().outcomes.gains.tolist()


def ended(world, state, **more):
    """An engagement moved to an end, with the features its line would have kept."""
    engagement = world.invited()[0]
    Engagement.objects.filter(pk=engagement.pk).update(state=state, **more)
    keep_features()
    return engagement


def test_nothing_yet(world):
    found = past()

    assert len(found.outcomes) == 0
    assert found.outcomes.features.shape == (0, 11)
    assert (found.since, found.until) == (None, None)


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        (EngagementState.DECLINED, DeclineReason.FAR, [0.0]),
        (EngagementState.DECLINED, DeclineReason.MONEY, []),
        (EngagementState.DECLINED, DeclineReason.RECUSAL, []),
        (EngagementState.EXPIRED, "", []),
        (EngagementState.CANCELLED, "", []),
        (EngagementState.NO_SHOW, "", [0.25]),
        (EngagementState.INVITED, "", []),
    ],
)
def test_what_each_end_teaches(world, state, reason, expected):
    ended(world, state, decline_reason=reason)

    assert gains() == expected


def test_a_delivery_that_went_well_in_all(world):
    need = world.need_in("closed")
    keep_features()
    FeedbackFactory(need=need, grade="very_good")

    found = past()

    assert found.outcomes.gains.tolist() == pytest.approx([1.0])
    assert found.outcomes.features.tolist() == [KEPT]
    assert found.outcomes.places.tolist() == [0]
    assert found.outcomes.streets.tolist() == [world.street.code]
    assert found.outcomes.kinds.tolist() == [world.providers["org"].kind]
    assert found.since == found.until == need.packs.get().confirmed_at


def test_late_taken_up_again_and_rated_badly(world):
    session = world.twice_signed()
    need = fresh(session.engagement.need)
    keep_features()
    ClockNotice.objects.create(
        need=need,
        kind="overdue",
        since=timezone.now(),
        at=session.engagement.invited_at,
    )
    assert gains() == pytest.approx([0.5 / 0.6])

    course.close_need(need=need, version=need.version, by=world.officer)
    assert gains() == pytest.approx([0.7 / 0.8])

    FeedbackFactory(need=need, grade="poor")
    assert gains() == pytest.approx([0.7])

    need = fresh(need)
    course.reopen_need(
        need=need, version=need.version, by=world.officer, items=world.items()
    )
    assert gains() == pytest.approx([0.5])


def test_who_was_put_aside_for_merit_gained_nothing(world):
    engagement = ended(world, EngagementState.NO_SHOW)
    aside = [
        {"capability": 1, "features": OTHERS, "reason": SwapReason.NEARER},
        {"capability": 2, "features": OTHERS, "reason": SwapReason.WISH},
        {"capability": 3, "features": [], "reason": SwapReason.TIME},
    ]
    listed = [{"capability": 9}, {"capability": engagement.line.capability_id}]
    PackLine.objects.update(put_aside=aside, alternatives=listed)

    found = past().outcomes

    assert found.gains.tolist() == [0.0, 0.25]
    assert found.features.tolist() == [OTHERS, KEPT]
    assert found.places.tolist() == [0, 2]
    assert found.shown.tolist() == [1, 1, 1, 0, 0]


def test_chosen_from_the_full_list(world):
    ended(world, EngagementState.NO_SHOW)
    PackLine.objects.update(
        put_aside=[{"capability": 1, "features": OTHERS, "reason": SwapReason.WISH}]
    )

    assert past().outcomes.places.tolist() == [4]


def test_lines_without_features_and_confidential_needs_are_left_out(world):
    engagement = ended(world, EngagementState.NO_SHOW)
    PackLine.objects.update(features=[])
    assert gains() == []

    keep_features()
    Need.objects.filter(pk=engagement.need_id).update(track="confidential")
    assert gains() == []


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(world, django_assert_num_queries):
    Capability.objects.update(weekly_capacity=40)
    world.twice_signed()
    keep_features()
    with django_assert_num_queries(7):
        past()
    for _ in range(2):
        world.twice_signed(world.accepted()[0])
    keep_features()
    with django_assert_num_queries(7):
        assert len(past().outcomes) == 3
