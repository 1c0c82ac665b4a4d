"""The border to the engine: every field as it should be, in a fixed number of queries."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.domain.engagement import accept_engagement
from matching.enums import Track
from matching.models import Engagement
from matching.snapshot import intervals, take
from organisations.enums import Gate, ProviderState
from organisations.models import monday_of
from tests.factories.organisations import (
    CapacityWeekFactory,
    GradeFactory,
    PastProjectFactory,
    ProviderFactory,
    VerificationFactory,
    WindowFactory,
)
from tests.matching.tools import fresh, plate, say_yes

pytestmark = pytest.mark.django_db
DAY = 24 * 60


def seen(need):
    return take(fresh(need))


def candidate(need, capability):
    (found,) = [c for c in seen(need).candidates if c.id == capability.pk]
    return found


def test_the_number_of_queries_does_not_follow_the_candidates(world):
    need = world.opened()
    counts = []
    for number in (1, 3, 30):
        while world.visit.capabilities.count() < number + 1:
            provider = ProviderFactory(street=world.street)
            capability = world.offered(provider, world.visit)
            WindowFactory(capability=capability)
            PastProjectFactory(provider=provider)
            GradeFactory(provider=provider)
        with CaptureQueriesContext(connection) as queries:
            taken = seen(need)
        assert len(taken.candidates) == number + 1
        counts.append(len(queries))

    assert counts == [21, 21, 21]


def test_a_need_as_the_engine_sees_it(world):
    need = world.raised(text="老人住六楼")
    days = world.items(
        (world.visit, 6),
        weeks=2,
        days="13",
        start=time(9),
        end=time(11, 30),
        funding=["donation"],
        budget=5000,
        note="会粤语",
    )
    world.visit.gates = [Gate.P2, Gate.HLT, Gate.PAY]
    world.visit.save()
    world.opened(
        need=need, items=days, languages=["yue"], health_consent=True, title="探访"
    )

    view = seen(need).need

    assert (view.id, view.community, view.text) == (
        need.pk,
        "440104021008",
        "探访\n老人住六楼",
    )
    assert (view.languages, view.own_agency) == ({"yue"}, world.agency.pk)
    assert (view.known, view.recused) == (frozenset(), frozenset())
    (item,) = view.items
    assert (item.service_type, item.quantity, item.weekly) == ("A1", 6, 3)
    assert item.windows == ((540, 690), (2 * DAY + 540, 2 * DAY + 690))
    assert (item.gates, item.budget, item.funding) == ({"P2"}, 5000, {"donation"})
    assert (item.kept, item.text) == (frozenset(), "服务A1 定期上门或电话问候。 会粤语")


@pytest.mark.parametrize(
    ("days", "start", "end", "expected"),
    [
        ("", None, None, ()),
        ("2", None, None, ((DAY, 2 * DAY),)),
        ("7", time(9), time(10), ((6 * DAY + 540, 6 * DAY + 600),)),
        ("", time(22), None, tuple((d * DAY + 1320, (d + 1) * DAY) for d in range(7))),
        ("", None, time(8), tuple((d * DAY, d * DAY + 480) for d in range(7))),
    ],
)
def test_windows_are_minutes_of_the_week(days, start, end, expected):
    assert intervals(days, start, end) == expected


def test_a_capability_as_the_engine_sees_it(world):
    capability, provider = world.menu["org"], world.providers["org"]
    capability.price, capability.funding = 800, ["donation", "lottery"]
    capability.save()
    provider.languages, provider.summary = ["yue", "zh"], "做长者服务。"
    provider.save()
    PastProjectFactory(provider=provider, title="探访", text="每周一次。", year=2024)
    WindowFactory(capability=capability, days="26", start=time(14), end=time(16))
    WindowFactory(capability=capability, days="1", start=time(9), end=time(10))
    GradeFactory(provider=provider, level=4)

    view = candidate(world.opened(), capability)

    assert (view.provider, view.kind, view.service_type) == (
        provider.pk,
        "social_organisation",
        "A1",
    )
    assert (view.coverage, view.home) == ({"440104021"}, "440104021")
    assert view.windows == (
        (540, 600),
        (DAY + 840, DAY + 960),
        (5 * DAY + 840, 5 * DAY + 960),
    )
    assert (view.price, view.funding) == (800, {"donation", "lottery"})
    assert view.texts == ("探访\n每周一次。", "做长者服务。")
    assert (view.grade, view.languages) == (4, {"yue", "zh"})
    assert (view.weekly, view.free, view.awards) == (4, 4, 0)
    assert (view.verified, view.delivered, view.success) == (True, 0, None)


def test_a_licence_counts_with_its_number(world):
    capability = world.menu["org"]
    capability.gates = [Gate.P2, Gate.LIC]
    capability.save()
    need = world.opened()
    assert candidate(need, capability).gates == {"P2"}

    capability.licence_no = "粤-1"
    capability.licence_until = timezone.localdate() + timedelta(days=9)
    capability.save()

    view = candidate(need, capability)
    assert (view.gates, view.expires) == ({"P2", "LIC"}, capability.licence_until)


def test_the_newest_check_says_how_far_it_is_proven(world):
    need = world.opened()
    capability = world.menu["org"]
    until = timezone.localdate() + timedelta(days=30)
    VerificationFactory(capability=capability, proven=True, expires_on=until)
    assert candidate(need, capability).expires == until
    assert candidate(need, capability).delivered == 11

    VerificationFactory(capability=capability, declared=True)
    assert candidate(need, capability).verified is False


def test_what_is_off_the_menu_is_no_candidate(world):
    need = world.opened()
    world.menu["org"].active = False
    world.menu["org"].save()
    world.providers["team"].state = ProviderState.SUSPENDED
    world.providers["team"].save()

    assert seen(need).candidates == ()


def test_free_is_the_fullest_of_the_weeks_in_question(world):
    need = world.opened(items=world.items((world.visit, 3), weeks=3))
    first = monday_of(timezone.localdate())
    for number, used in enumerate((1, 3, 0, 4)):
        CapacityWeekFactory(
            capability=world.menu["org"],
            week=first + timedelta(weeks=number),
            used=used,
        )

    assert candidate(need, world.menu["org"]).free == 1


def test_the_weeks_looked_at_are_the_weeks_held(world):
    starts = timezone.localdate() + timedelta(days=10)
    items = world.items((world.visit, 4), weeks=2, starts_on=starts)
    need = world.opened(items=items)

    (engagement,) = world.invited(pack=plate(need))

    held = engagement.holds.order_by("week__week").values_list("week__week", flat=True)
    first = monday_of(starts)
    assert list(held) == [first, first + timedelta(weeks=1)]
    again = world.opened(items=items)
    capability = engagement.line.capability
    assert candidate(again, capability).free == 2


def test_an_expired_or_revoked_grade_is_none(world):
    for provider, trait in (("org", "over"), ("team", "revoked")):
        GradeFactory(provider=world.providers[provider], **{trait: True})
    need = world.opened()

    assert [c.grade for c in seen(need).candidates] == [None, None]


def test_record_of_delivery_recent_awards_and_known_faces(world):
    done = world.twice_signed().engagement
    lost = world.accepted("org")[0]
    world.cancels(lost)
    declined = world.invited("org")[0]
    world.declines(declined)
    old = world.twice_signed(world.accepted("org")[0]).engagement
    long_ago = timezone.now() - timedelta(days=29)
    Engagement.objects.filter(pk=old.pk).update(invited_at=long_ago)
    far = world.opened(need=world.raised(community=world.far))
    need = world.opened()

    view = candidate(need, world.menu["org"])

    assert done.state == "confirmed"
    assert (view.delivered, view.delivered_near) == (2, 2)
    assert (view.success, view.awards) == (2 / 3, 1)
    assert candidate(far, world.menu["org"]).delivered_near == 0
    assert seen(need).need.known == {world.providers["org"].pk}
    stranger = world.opened(need=world.raised(person=None))
    assert seen(stranger).need.known == frozenset()


def test_a_team_knows_who_served_its_community_before(world):
    world.team_of()
    need = world.project(need=world.raised(person=None))
    pack = world.proposed(need=need)
    say_yes(pack, kind="party_member", by=world.member)
    say_yes(pack, kind="social_worker", by=world.worker)
    engagement = need.engagements.get()
    accept_engagement(engagement=engagement, by=world.admin(engagement))
    world.twice_signed(engagement)

    again = world.project(need=world.raised(person=None))

    assert again.track == Track.PROJECT
    assert seen(again).need.known == {world.providers["org"].pk}


def test_the_budget_is_what_others_have_not_cost_yet(world):
    items = world.items((world.meal, 4), funding=["user_pays"], budget=5200)
    need = world.opened(items=items)
    pack = world.proposed("firm", need=need)
    line = pack.lines.get()
    assert (line.price, line.funding) == (1300, "user_pays")
    line.quantity = 3
    line.save()
    world.invited(pack=pack)
    item = need.items.get()
    item.state = "open"
    item.save()

    (view,) = seen(need).need.items

    assert (view.quantity, view.budget) == (1, 5200 - 3 * 1300)


def test_only_open_items_are_asked_for(world):
    need = world.opened((world.visit, 2), (world.meal, 1))
    visits, _meals = world.invited(pack=world.proposed("org", "unit", need=need))
    world.declines(visits)

    taken = seen(need)

    assert [item.service_type for item in taken.need.items] == ["A1"]
    assert (taken.version, taken.today) == (fresh(need).version, timezone.localdate())
    assert isinstance(taken.today, date)
    assert {c.service_type for c in taken.candidates} == {"A1"}
