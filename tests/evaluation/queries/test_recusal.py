"""Who stays away, by which path, and for how long after a post has ended."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluation.enums import AssessmentState
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, Tie
from evaluation.queries.recusal import barred, barred_of, clients_of, free_of_ties
from organisations.enums import Role
from tests.evaluation.court import Court, days_ago
from tests.factories.matching import EngagementFactory
from tests.factories.organisations import AppointmentFactory, ProviderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def court():
    return Court()


@pytest.fixture
def expert(court):
    return court.experts[0]


def left(user, provider, days):
    return AppointmentFactory(
        user=user, provider_admin=True, provider=provider, until=days_ago(days)
    )


@pytest.mark.parametrize(("days", "kept"), [(1, True), (729, True), (731, False)])
def test_two_years_after_a_post_has_ended(court, expert, days, kept):
    case = court.case()
    AppointmentFactory(
        user=expert,
        provider_admin=True,
        provider=case.provider,
        since=days_ago(900),
        until=days_ago(days),
    )
    path = barred(case, expert)
    assert (path is not None) == kept
    assert [edge.kind for edge in path.edges] == [TieKind.POST] if path else not kept
    assert Assessment.objects.visible_to(expert).count() == (0 if kept else 1)


def test_employer_bars_while_it_lasts(court, expert):
    case = court.case()
    post = AppointmentFactory(
        user=expert, role=Role.SOCIAL_WORKER, employer=case.provider
    )
    assert barred(case, expert).kinds == ["employer"]
    post.ended_at = timezone.now() - timedelta(days=800)
    post.save()
    assert barred(case, expert) is None


def test_a_joint_project_is_a_path_of_two_and_is_named(court, expert):
    case, other = court.case(), ProviderFactory(name="同行社（演示）")
    AppointmentFactory(user=expert, provider_admin=True, provider=other)
    mine = EngagementFactory(provider=other, state="accepted")
    assert barred(case, expert) is None
    EngagementFactory(provider=case.provider, need=mine.need, state="scheduled")
    path = barred(case, expert)
    assert path.kinds == ["post", "project"]
    assert "同行社（演示）" in str(path)
    assert case.provider.name in str(path)
    assert clients_of(other) == {other.pk, case.provider_id}


def test_a_declared_tie_bars_until_somebody_else_lifts_it(court, expert):
    case = court.case()
    tie = Tie.objects.create(
        user=expert,
        provider=case.provider,
        kind=TieKind.KIN,
        declared_by=expert,
    )
    assert barred(case, expert).kinds == ["kin"]
    Tie.objects.filter(pk=tie.pk).update(
        lifted_at=timezone.now(), lifted_by=court.office, lifted_reason="误报"
    )
    assert barred(case, expert) is None


def test_who_may_be_asked_is_known_before_the_invitation(court):
    case = court.case(state=AssessmentState.ELIGIBLE)
    left(court.experts[1], case.provider, 10)
    found = free_of_ties(case, court.experts)
    assert found == [court.experts[0], court.experts[2]]


def test_the_organisation_sees_its_own_case(court):
    case = court.case()
    admin = court.admin(case.provider)
    assert list(Assessment.objects.visible_to(admin)) == [case]


def test_a_recused_office_sees_the_case_once_it_is_settled(court):
    case = court.case()
    left(court.office, case.provider, 10)
    seen = Assessment.objects.visible_to(court.office)
    assert not seen.exists()
    Assessment.objects.filter(pk=case.pk).update(state=AssessmentState.CONFIRMED)
    assert seen.all().exists()


def test_who_is_barred_among_many_takes_as_many_queries(
    court, django_assert_num_queries
):
    """Of the panel page and of the count of a vote: each path, whoever else is asked."""
    case = court.case()
    people = [court.person(Role.EXPERT, f"many{n}") for n in range(12)]
    Tie.objects.create(
        user=people[3], provider=case.provider, kind="kin", declared_by=people[3]
    )
    alone = barred_of(case, people[3:4])
    with CaptureQueriesContext(connection) as asked:
        barred_of(case, people[3:4])
    with django_assert_num_queries(len(asked)):
        found = barred_of(case, people)
    assert found == alone
    assert found[people[3].pk].kinds == ["kin"]
    assert free_of_ties(case, people) == people[:3] + people[4:]
