"""Posts: set up within a year, claimed near home, never one place too many, ended."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from organisations.domain import post_claim as verbs
from organisations.domain.service_post import close_post, set_up_post
from organisations.domain.volunteer import withdraw_volunteer
from organisations.enums import Role
from organisations.models import PostClaim, ServicePost
from organisations.queries import waiting_for
from organisations.queries.invariants import each_place_of_a_post_is_claimed
from records.models import LedgerEntry, Message
from tests.factories.organisations import (
    AppointmentFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.factories.service_post import PostClaimFactory, ServicePostFactory
from tests.records.racing import race

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def code(verb, **names):
    """What the verb says: `done`, the code of its refusal, or the fields."""
    try:
        verb(**names)
    except ValidationError as error:
        return getattr(error, "code", None) or sorted(error.message_dict)
    return "done"


def post_with(**more):
    today = timezone.localdate()
    values = {
        "title": "楼道安全岗",
        "duty": "每周巡看一次楼道。",
        "place": TerritoryFactory(),
        "weekly_hours": 2,
        "places": 1,
        "since": today,
        "until": today + 90 * DAY,
        "by": UserFactory(),
    }
    return set_up_post(**{**values, **more})


def claimed(post, **more):
    volunteer = VolunteerFactory(home=post.place, **more)
    return verbs.claim_post(post=post, volunteer=volunteer, by=UserFactory())


def told(volunteer):
    kinds = Message.objects.filter(recipient=volunteer.user).order_by("pk")
    return [kind.split(".")[1] for kind in kinds.values_list("kind", flat=True)]


def entries(post):
    found = LedgerEntry.objects.filter(subject=post.subject).order_by("pk")
    return [each.action.split(".")[1] for each in found]


@pytest.fixture(autouse=True)
def counted():
    """After every test each post counts its live claims."""
    yield
    assert list(each_place_of_a_post_is_claimed()) == []


def test_a_post_is_set_up_claimed_confirmed_and_given_back():
    post = post_with()
    claim = claimed(post, signed_in=True)
    assert (claim.state, claim.is_live) == ("asked", True)
    verbs.confirm_post_claim(claim=claim, by=UserFactory())
    claim.refresh_from_db()
    assert (claim.state, claim.answered_at is None) == ("held", False)
    assert verbs.leave_post(claim=claim, by=claim.volunteer.user).reason == ""
    post.refresh_from_db()
    assert (post.taken, post.left) == (0, 1)
    assert told(claim.volunteer) == ["post_held"]
    verbs_seen = ["set_up_post", "claim_post", "confirm_post_claim", "leave_post"]
    assert entries(post) == verbs_seen
    last = LedgerEntry.objects.filter(subject=post.subject).latest("pk")
    assert last.facts["volunteer"] == claim.volunteer.public_id
    assert last.facts["own"] is True
    again = {"post": post, "volunteer": claim.volunteer, "by": claim.volunteer.user}
    assert code(verbs.claim_post, **again) == "done"


def test_what_does_not_fit_is_refused_by_field():
    today = timezone.localdate()
    home, casework = (
        ServiceTypeFactory(gates=["P2"]),
        ServiceTypeFactory(gates=["CASE"]),
    )
    for wrong, field in (
        ({"place": StreetFactory()}, "place"),
        ({"since": today - DAY}, "since"),
        ({"until": today}, "until"),
        ({"until": today + 367 * DAY}, "until"),
        ({"skill": home}, "skill"),
        ({"skill": casework}, "skill"),
        ({"weekly_hours": 0}, "weekly_hours"),
        ({"weekly_hours": 21}, "weekly_hours"),
        ({"places": 0}, "places"),
        ({"title": ""}, "title"),
        ({"duty": "x" * 201}, "duty"),
    ):
        assert code(post_with, **wrong) == [field], wrong
    grid = TerritoryFactory(code="440104021008003", level="grid", name="第3网格")
    assert post_with(place=grid, until=today + 366 * DAY).is_running


def test_who_may_claim_a_post():
    skill = ServiceTypeFactory(gates=["MIN"])
    post = ServicePostFactory(skill=skill, places=9)
    far = TerritoryFactory(code="440104021009", name="别处社区")
    young = VolunteerFactory(minor=True, home=post.place)
    unable = VolunteerFactory(home=post.place)
    for volunteer, word in (
        (VolunteerFactory(home=far), "home"),
        (VolunteerFactory(home=post.place, paused=True), "resting"),
        (young, "minor"),
        (unable, "skill"),
    ):
        names = {"post": post, "volunteer": volunteer, "by": UserFactory()}
        assert code(verbs.claim_post, **names) == word
    unable.skills.add(skill)
    names = {"post": post, "volunteer": unable, "by": UserFactory()}
    assert [code(verbs.claim_post, **names) for _ in range(2)] == [
        "done",
        ["__all__"],
    ]
    for gone in (ServicePostFactory(over=True), ServicePostFactory(ended=True)):
        names = {"post": gone, "volunteer": unable, "by": UserFactory()}
        assert code(verbs.claim_post, **names) == "over"


def test_a_paper_that_the_skill_asks_for_is_seen_before_the_yes():
    skill = ServiceTypeFactory(gates=["MIN"])
    volunteer = VolunteerFactory()
    volunteer.skills.add(skill)
    post = ServicePostFactory(skill=skill, place=volunteer.home)
    claim = verbs.claim_post(post=post, volunteer=volunteer, by=UserFactory())
    names = {"claim": claim, "by": UserFactory()}
    assert code(verbs.confirm_post_claim, **names) == "papers"
    yesterday = timezone.localdate() - DAY
    paper = volunteer.clearances.create(gate="MIN", expires_on=yesterday)
    assert code(verbs.confirm_post_claim, **names) == "papers"
    paper.expires_on = timezone.localdate()
    paper.save()
    assert code(verbs.confirm_post_claim, **names) == "done"
    assert code(verbs.confirm_post_claim, **names) == "state"


def test_nobody_under_eighteen_is_alone():
    claim = claimed(ServicePostFactory(), minor=True, signed_in=True)
    names = {"claim": claim, "by": UserFactory()}
    young = VolunteerFactory(minor=True)
    for wrong in (None, young, VolunteerFactory(paused=True)):
        assert code(verbs.confirm_post_claim, companion=wrong, **names) == ["companion"]
    adult = VolunteerFactory(signed_in=True)
    verbs.confirm_post_claim(companion=adult, **names)
    assert (told(claim.volunteer), told(adult)) == (["post_held"], ["post_beside"])
    withdraw_volunteer(volunteer=adult, by=None)
    claim.refresh_from_db()
    assert (claim.state, claim.companion) == ("asked", None)
    assert told(claim.volunteer) == ["post_held", "post_alone"]
    assert entries(claim.post)[-1] == "reopen_post_claim"


def test_a_no_has_a_reason_and_frees_the_place():
    post = ServicePostFactory(places=1)
    claim = claimed(post, signed_in=True)
    names = {"claim": claim, "by": UserFactory()}
    for wrong in ("", "不行", "x" * 201):
        assert code(verbs.refuse_post_claim, reason=wrong, **names) == ["reason"]
    verbs.refuse_post_claim(reason="这个岗要白天有空", **names)
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == ("refused", "这个岗要白天有空")
    assert told(claim.volunteer) == ["post_refused"]
    assert "白天" not in str(LedgerEntry.objects.values_list("facts", flat=True))
    assert code(verbs.refuse_post_claim, reason="再说一次", **names) == "state"
    assert code(verbs.confirm_post_claim, **names) == "state"
    assert claimed(post).is_live


def test_the_community_gives_a_place_back_with_a_reason_only():
    claim = claimed(ServicePostFactory(), signed_in=True)
    names = {"claim": claim, "by": UserFactory()}
    assert code(verbs.leave_post, **names) == ["reason"]
    assert code(verbs.leave_post, reason="三个月没有联系上", **names) == "done"
    assert code(verbs.leave_post, reason="三个月没有联系上", **names) == "state"
    assert told(claim.volunteer) == ["post_taken_back"]


def test_the_last_place_is_taken_once_in_words():
    post = ServicePostFactory(places=1)
    first = claimed(post)
    with pytest.raises(ValidationError) as caught:
        claimed(post)
    assert caught.value.code == "full"
    assert caught.value.messages == ["最后一个名额刚刚被他人认走。"]
    with pytest.raises(ValidationError) as caught:
        verbs.claim_post(post=post, volunteer=first.volunteer, by=UserFactory())
    assert caught.value.messages == ["您已认过这个岗位。"]
    assert PostClaim.objects.count() == 1


def test_the_end_is_told_once_and_a_claim_comes_too_late():
    post = post_with(places=3)
    held, asked = claimed(post, signed_in=True), claimed(post, signed_in=True)
    verbs.confirm_post_claim(claim=held, by=UserFactory())
    close_post(post=post, by=UserFactory())
    assert set(PostClaim.objects.values_list("state", flat=True)) == {"ended"}
    assert told(asked.volunteer) == ["post_ended"]
    assert told(held.volunteer) == ["post_held", "post_ended"]
    assert code(close_post, post=post, by=UserFactory()) == "state"
    assert code(verbs.confirm_post_claim, claim=asked, by=UserFactory()) == "over"
    assert code(verbs.leave_post, claim=held, by=None) == "state"
    late = VolunteerFactory(home=post.place)
    names = {"post": post, "volunteer": late, "by": UserFactory()}
    assert code(verbs.claim_post, **names) == "over"


def test_its_day_ends_it_and_station_and_community_are_told():
    today = timezone.localdate()
    soon = ServicePostFactory(until=today + 10 * DAY)
    over = ServicePostFactory(over=True)
    asked = PostClaimFactory()
    ServicePostFactory()
    ServicePostFactory(ended=True, until=today + DAY)
    assert over not in ServicePost.objects.running()
    assert over in ServicePost.objects.standing()
    for role in (Role.SOCIAL_WORKER, Role.COMMUNITY_SECRETARY, Role.STREET_OFFICER):
        scope = StreetFactory() if role != Role.COMMUNITY_SECRETARY else soon.place
        user = AppointmentFactory(role=role, territory=scope).user
        lines = {task.url.split("/")[-2] for task in waiting_for(user)}
        keeps = role != Role.STREET_OFFICER
        expected = {each.public_id for each in (soon, over, asked.post)}
        assert lines == (expected if keeps else set()), role


def test_who_leaves_leaves_her_posts_and_no_word_about_her():
    post = ServicePostFactory(places=3)
    hers, other = claimed(post), claimed(post)
    past = verbs.refuse_post_claim(
        claim=claimed(ServicePostFactory()), reason="这个岗要白天有空", by=UserFactory()
    )
    PostClaim.objects.filter(pk=past.pk).update(volunteer=hers.volunteer)
    withdraw_volunteer(volunteer=hers.volunteer, by=None)
    rows = PostClaim.objects.filter(volunteer=hers.volunteer).order_by("pk")
    assert list(rows.values_list("state", "reason")) == [("left", ""), ("refused", "")]
    assert list(PostClaim.objects.live()) == [other]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_eight_at_once_for_the_last_place_get_one():
    post = ServicePostFactory(places=1)
    people = [VolunteerFactory(home=post.place) for _ in range(8)]
    by = UserFactory()
    said = race(
        *[
            lambda who=who: code(verbs.claim_post, post=post, volunteer=who, by=by)
            for who in people
        ]
    )
    assert sorted(said) == ["done", *["full"] * 7]
    assert ServicePost.objects.get().taken == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_who_taps_four_times_at_once_claims_once():
    post = ServicePostFactory(places=4)
    names = {"volunteer": VolunteerFactory(home=post.place), "by": UserFactory()}
    tap = lambda: code(verbs.claim_post, post=post, **names)  # noqa: E731
    assert sorted(map(str, race(tap, tap, tap, tap))) == ["['__all__']"] * 3 + ["done"]
    assert (ServicePost.objects.get().taken, PostClaim.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_end_a_way_out_a_yes_and_a_claim_at_once_leave_nobody_behind():
    post, by = ServicePostFactory(places=4), UserFactory()
    leaving, answered = claimed(post), claimed(post)
    late = VolunteerFactory(home=post.place)
    race(
        lambda: code(close_post, post=post, by=by),
        lambda: code(verbs.leave_post, claim=leaving, by=None),
        lambda: code(verbs.confirm_post_claim, claim=answered, by=by),
        lambda: code(verbs.claim_post, post=post, volunteer=late, by=by),
    )
    assert ServicePost.objects.get().ended_at
    assert not PostClaim.objects.live().exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_leaves_for_good_while_she_claims_holds_nothing():
    post, by = ServicePostFactory(), UserFactory()
    volunteer = VolunteerFactory(home=post.place)
    names = {"post": post, "volunteer": volunteer, "by": by}
    race(
        lambda: code(verbs.claim_post, **names),
        lambda: withdraw_volunteer(volunteer=volunteer, by=None),
    )
    assert not PostClaim.objects.live().exists()
