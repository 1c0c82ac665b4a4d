"""The two halves of a job: reading outside any transaction, writing in one."""

import pytest
from django.core.management import call_command
from django.db import connection

from matching import snapshot
from matching.domain import course
from matching.domain.engagement import accept_engagement
from matching.engine import Line, Proposal, Reason, ReasonCode, Rule, Uncovered
from matching.tasks import as_plan, commit_pack, plan_pack
from records.domain.job import drain
from records.models import Job
from tests.matching.tools import acts, everything, fresh
from tests.matching.world import World


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_plan_is_made_outside_any_transaction():
    world = World()
    need = world.opened()
    inside = []

    def watch(execute, sql, params, many, context):
        if sql.startswith("SELECT") and "organisations_capability" in sql:
            inside.append(connection.in_atomic_block)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        made = drain()

    # The plan reads the menu outside; only the lines are written inside.
    assert (made, inside[0], inside[-1]) == (1, False, True)
    assert (inside.index(True), sorted(inside)) == (inside.count(False), inside)
    assert fresh(need).state == "proposed"
    call_command("verify_ledger")


@pytest.mark.django_db
class TestVersions:
    @pytest.fixture
    def world(self):
        return World()

    def test_a_need_that_moved_on_before_the_plan(self, world):
        need = world.opened()
        payload = {"need": need.pk, "version": need.version - 1}
        before = everything()

        assert plan_pack(payload) is None
        commit_pack(payload, None)

        assert everything() == before

    def test_a_need_that_moved_on_between_plan_and_commit(self, world):
        need = world.opened()
        payload = {"need": need.pk, "version": need.version}
        plan = plan_pack(payload)
        course.withdraw_need(need=need, version=need.version, by=world.raiser)
        before = everything()

        commit_pack(payload, plan)

        assert everything() == before
        assert acts(need)[-1] == "withdraw_need"

    def test_a_job_that_is_delivered_twice(self, world):
        need = world.opened()
        payload = {"need": need.pk, "version": need.version}
        plan = plan_pack(payload)
        commit_pack(payload, plan)
        before = everything()

        commit_pack(payload, plan)

        assert everything() == before
        assert need.packs.count() == 1

    def test_an_answered_invitation_does_not_expire(self, world):
        engagement = world.invited()[0]
        accept_engagement(engagement=engagement, by=world.admin(engagement))
        Job.objects.update(due_at=engagement.invited_at)

        drain()

        assert fresh(engagement).state == "accepted"
        assert set(Job.objects.values_list("state", flat=True)) == {"done"}

    def test_reasons_and_alternatives_are_kept_with_the_line(self, world):
        need = world.opened()

        drain()

        line = need.packs.get().lines.get()
        assert {*line.reasons[0]} == {"code", "contribution", "facts"}
        (other,) = line.alternatives
        chosen = {line.capability_id, other["capability"]}
        assert chosen == {world.menu["org"].pk, world.menu["team"].pk}
        assert other["quantity"] == 2

    def test_nobody_at_all_is_a_pack_with_gaps_and_reasons(self, world):
        world.visit.capabilities.update(active=False)
        need = world.opened()
        drain()
        pack = need.packs.get()
        assert (pack.lines.count(), pack.gaps.get().rules) == (0, [])

        world.visit.capabilities.update(active=True)
        world.menu["org"].verifications.all().delete()
        world.menu["team"].territories.set([world.far_street])
        other = world.opened()
        drain()

        assert other.packs.get().gaps.get().rules == [
            {"rule": "not_verified", "count": 1},
            {"rule": "not_covered", "count": 1},
        ]

    def test_the_snapshot_of_a_need_without_open_items_is_empty(self, world):
        need = world.accepted()[0].need

        taken = snapshot.take(fresh(need))

        assert (taken.need.items, taken.candidates) == ((), ())


def test_a_proposal_in_plain_words():
    reason = Reason(ReasonCode.TEXT, 0.25, {"share": 0.5})
    line = Line(
        item=1, candidate=2, provider=3, quantity=4, score=0.5, reasons=(reason,)
    )
    proposal = Proposal(
        need=9,
        lines=(line,),
        uncovered=(Uncovered(item=5, quantity=6, rules=((Rule.FULL, 2),)),),
        exclusions=(),
        matcher="rule-1",
        objective=0.5,
        gap=0.0,
        proven=True,
    )

    plan = as_plan(proposal)

    (kept,) = plan.lines
    assert (kept.item, kept.capability, kept.quantity, kept.alternatives) == (
        1,
        2,
        4,
        [],
    )
    assert kept.reasons == [
        {"code": "text", "contribution": 0.25, "facts": {"share": 0.5}}
    ]
    assert [(g.item, g.quantity, g.rules) for g in plan.gaps] == [
        (5, 6, [{"rule": "full", "count": 2}])
    ]
    assert (plan.matcher, plan.gap, plan.proven) == ("rule-1", 0.0, True)
