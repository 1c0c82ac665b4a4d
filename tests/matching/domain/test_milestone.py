"""Milestones rest on engagements, are reported by the supplier, accepted by the buyer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching.domain.milestone import (
    report_milestone,
    settle_milestone,
    tie_engagements,
)
from matching.domain.purchase_course import pause_purchase, terminate_purchase
from matching.enums import MILESTONE_ARROWS, MilestoneState, PurchaseState
from matching.models import Engagement, Milestone, MilestonePart, Need
from matching.queries import waiting_for
from matching.queries.purchase import milestone_rows
from organisations.enums import Role
from tests.matching.purchases import (
    FILE,
    begun,
    completed,
    contracted,
    load_rules,
    reported,
    steps,
    supplier_of,
)
from tests.matching.tools import acts, fresh, refused, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world):
    load_rules()
    return world


@pytest.fixture
def project(world):
    """Under contract with an agency that also offers visits in the street."""
    supplier = supplier_of(world)
    world.menu["agency"] = world.offered(supplier, world.visit)
    found = contracted(world, begun(world), supplier)
    found.contract.supplier_id = supplier.pk
    return found


def delivering(world, *names):
    """Accepted engagements of these providers."""
    return [world.accepted(name)[0] for name in names]


def tie(world, milestone, *engagements, by=None):
    tie_engagements(
        milestone=milestone, engagements=engagements, by=by or world.officer
    )


def settle(world, milestone, outcome="accepted", words="", by=None):
    settle_milestone(
        milestone=milestone, outcome=outcome, words=words, by=by or world.officer
    )


def titles(user):
    return [str(each.title) for each in waiting_for(user) if each.group == "购买项目"]


def test_due_when_all_it_rests_on_is_confirmed(world, project):
    first, second = project.milestones.all()
    own, more = delivering(world, "agency", "agency")
    tie(world, first, own, more)
    admin = world.admins[project.contract.supplier_id]
    world.twice_signed(fresh(own))
    with refused("not_due"):
        report_milestone(milestone=first, report="做完了", by=admin)
    assert [(r.parts, r.confirmed, r.due) for r in rows(project)] == [
        (2, 1, False),
        (0, 0, False),
    ]
    world.twice_signed(fresh(more))
    report_milestone(milestone=first, report="做完了", file=FILE, by=admin)

    assert rows(project)[0].files[0].name == "合同.pdf"
    assert told(world.officer)[-1] == "milestone_reported"
    assert (first.state, second.state) == ("reported", "planned")
    with refused("wrong_state"):
        tie(world, first)


def rows(project):
    return milestone_rows(project, timezone.localdate())


def test_what_rests_on_nothing_is_due_on_its_day(world, project):
    first, second = project.milestones.all()
    day = timezone.localdate()
    assert set(Milestone.objects.due(day)) == {first}
    assert set(Milestone.objects.due(day + timedelta(days=1))) == {first, second}
    assert set(Milestone.objects.due(day - timedelta(days=1))) == set()


def test_only_the_suppliers_own_and_once(world, project):
    first, second = project.milestones.all()
    foreign, own = delivering(world, "org", "agency")
    with refused("foreign"):
        tie(world, first, foreign)
    with refused("same_side"):
        tie(world, first, own, by=world.admins[project.contract.supplier_id])
    tie(world, first, own)
    with refused("twice"):
        tie(world, second, own)
    tie(world, first)
    tie(world, second, own)
    Need.objects.filter(engagements=own).update(track="confidential")
    with refused("foreign"):
        tie(world, second, own)


def test_the_supplier_reports_and_another_accepts(world, project):
    first, _second = project.milestones.all()
    for user in (world.officer, world.admins[world.providers["firm"].pk]):
        with refused("not_supplier"):
            report_milestone(milestone=first, report="做完了", by=user)
    admin = world.admins[project.contract.supplier_id]
    with refused("no_words"):
        report_milestone(milestone=first, report=" ", by=admin)
    reported(world, first)
    with refused("same_side"):
        settle(world, first, by=admin)
    for outcome, code in (("maybe", "outcome"), ("refused", "no_words")):
        with refused(code):
            settle(world, first, outcome)
    settle(world, first, "refused", "少了两次")
    assert told(admin)[-1] == "milestone_settled"
    reported(world, first)
    settle(world, first, "remarked", "名单补签")
    with refused("wrong_state"):
        settle(world, first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=first.pk).update(settled_by=first.reported_by)


def test_the_last_one_accepted_completes_the_purchase(world, project):
    assert completed(world, project).state == PurchaseState.COMPLETED
    assert acts(project)[-1] == "settle_milestone"


def test_nothing_is_reported_while_it_is_paused(world, project):
    pause_purchase(project=project, version=2, reason="等资金", by=world.officer)
    with refused("wrong_state"):
        reported(world, project.milestones.first())
    assert not Milestone.objects.due(timezone.localdate()).exists()


def test_ended_early_frees_what_was_not_accepted(world, project):
    first, second = project.milestones.all()
    paid, left = delivering(world, "agency", "agency")
    tie(world, first, paid)
    tie(world, second, left)
    world.twice_signed(fresh(paid))
    reported(world, first)
    settle(world, first)
    terminate_purchase(project=project, version=2, reason="注销", by=world.officer)
    assert [part.engagement for part in MilestonePart.objects.all()] == [paid]
    assert Engagement.objects.filter(milestone_part=None, pk=left.pk).exists()


def test_what_waits_for_whom(world):
    operator = world.appointed(Role.CENTRE_OPERATOR, world.district)
    project = begun(world)
    what = str(project.topic)
    for user in (world.officer, operator):
        assert titles(user) == [f"登记合同或放弃：{what}"]
    contracted(world, project, steps=steps(2500000))
    milestone = project.milestones.get()
    admin = world.admins[project.contract.supplier_id]
    assert titles(admin) == ["可报告付款节点：第0期"]
    assert titles(world.officer) == []
    reported(world, milestone)
    assert (titles(admin), titles(operator)) == ([], ["待验收：第0期"])
    settle(world, milestone, by=operator)
    assert titles(world.officer) == [f"待评定绩效：{what}"]


def test_every_arrow_ends_in_a_state():
    assert set(MILESTONE_ARROWS) == set(MilestoneState)
