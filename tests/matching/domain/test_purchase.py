"""A topic is bought: terms and rules, the contract as signed, its end. Nobody awards."""

import ast
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching.domain import contract, milestone, purchase, purchase_rule
from matching.domain import purchase_course as course
from matching.domain.contract import record_contract
from matching.domain.purchase import Line, change_budget
from matching.domain.purchase_rule import later
from matching.enums import PURCHASE_ARROWS, PurchaseState
from matching.models import (
    PurchaseContract,
    PurchaseProject,
    PurchaseRule,
    PurchaseTopic,
)
from matching.queries import purchase as queries
from organisations.enums import Role
from records.models import Attachment
from tests.factories.organisations import AppointmentFactory
from tests.matching.purchases import (
    FILE,
    begun,
    choice,
    completed,
    contracted,
    load_rules,
    signature,
    steps,
    supplier_of,
)
from tests.matching.tools import acts, refused, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world):
    load_rules()
    return world


def record(world, project, **more):
    values = {
        "chosen": choice(more.pop("supplier", None) or supplier_of(world)),
        "signed": signature(),
        "steps": steps(),
        "file": FILE,
        "by": world.officer,
    }
    return record_contract(
        project=project, version=project.version, **{**values, **more}
    )


def test_a_topic_is_taken_up_once_at_a_time(world):
    project = begun(world)
    topic = PurchaseTopic.objects.get()
    assert (topic.state, topic.taken_by) == ("taken", "purchase")
    assert [line.amount for line in project.budget.all()] == [2000000, 1000000]
    with refused("wrong_state"):
        begun(world, topic)

    course.drop_purchase(
        project=project, version=1, reason="改由志愿队", by=world.officer
    )
    assert (
        begun(world, PurchaseTopic.objects.get(), funding="venture").state == "planned"
    )


def test_rules_are_data_with_a_source(world):
    assert load_rules() == PurchaseRule.objects.count() == 6
    assert all(rule.source for rule in PurchaseRule.objects.all())
    for terms, code in (
        ({"buyer_form": "public_institution_one"}, "barred_buyer"),
        ({"least_grade": 5}, "grade_only"),
        ({"funding": "user_pays"}, "funding"),
    ):
        with refused(code):
            begun(world, **terms)
    assert begun(world, least_grade=5, grade_reason="某条例第三条").least_grade == 5
    PurchaseRule.objects.all().delete()
    with refused("no_rules"):
        begun(world, PurchaseTopic.objects.first())


def test_who_may_not_supply(world):
    project = begun(world)
    for name in ("unit", "team", "org"):  # class I, volunteers, an unregistered group
        with refused("barred_supplier"):
            record(world, project, supplier=world.providers[name])
    assert record(world, project, supplier=world.providers["firm"]).amount == 2500000


def test_class_one_is_not_paid_from_any_fund(world):
    project = begun(world, funding="community_fund", buyer_form="foundation")
    with refused("barred_supplier"):
        record(world, project, supplier=world.providers["unit"])
    record(world, project, supplier=world.providers["org"])


def test_a_contract_follows_a_procedure_that_chose(world):
    project, supplier = begun(world), supplier_of(world)
    chosen, signed = choice(supplier), signature()
    tomorrow = timezone.localdate() + timedelta(days=1)
    for wrong, code in (
        ({"chosen": replace(chosen, number=" ")}, "no_result"),
        ({"chosen": replace(chosen, procedure="single_source")}, "no_reason"),
        ({"chosen": replace(chosen, decided_on=tomorrow)}, "days"),
        ({"signed": replace(signed, signed_on=tomorrow)}, "days"),
        ({"signed": replace(signed, until=signed.since - timedelta(days=1))}, "period"),
        ({"signed": replace(signed, until=later(signed.since, 12))}, "usual_months"),
        ({"signed": replace(signed, amount=3000001)}, "over_budget"),
        ({"steps": steps(1500000, 999999)}, "sum"),
        ({"steps": ()}, "sum"),
        ({"by": world.admins[supplier.pk]}, "same_side"),
    ):
        with refused(code):
            record(world, project, supplier=supplier, **wrong)
    long = {"until": later(signed.since, 36), "period_reason": "内容固定"}
    with refused("longest_months"):
        record(world, project, supplier=supplier, signed=replace(signed, **long))
    long["until"] -= timedelta(days=1)
    record(world, project, supplier=supplier, signed=replace(signed, **long))

    assert project.state == PurchaseState.CONTRACTED
    assert [m.amount for m in project.milestones.all()] == [1500000, 1000000]
    assert Attachment.objects.get(subject=project.subject).name == "合同.pdf"
    assert told(world.admins[supplier.pk]) == ["contract_recorded"]
    assert acts(project) == ["begin_purchase", "record_contract"]


def test_who_is_not_on_the_register_supplies_nothing(world):
    project, supplier = begun(world), supplier_of(world)
    supplier.state = "suspended"
    with refused("not_active"):
        record(world, project, supplier=supplier)


def test_the_constraint_keeps_the_order_of_days(world):
    contracted(world)
    late = {"decided_on": timezone.localdate() + timedelta(days=90)}
    with pytest.raises(IntegrityError), transaction.atomic():
        PurchaseContract.objects.update(**late)


def test_the_budget_changes_until_something_is_signed(world):
    project = begun(world)
    change_budget(
        project=project, version=1, budget=[Line("全部", 9000000)], by=world.officer
    )
    assert [line.what for line in project.budget.all()] == ["全部"]
    with refused("stale"):
        change_budget(
            project=project, version=1, budget=[Line("a", 1)], by=world.officer
        )
    with refused("no_budget"):
        change_budget(project=project, version=2, budget=[], by=world.officer)
    contracted(world, project)
    with refused("wrong_state"):
        change_budget(
            project=project, version=3, budget=[Line("a", 1)], by=world.officer
        )


def test_paused_resumed_ended_early(world):
    project = contracted(world)
    admin = world.admins[project.contract.supplier_id]
    with refused("no_reason"):
        course.pause_purchase(project=project, version=2, reason=" ", by=world.officer)
    with refused("same_side"):
        course.pause_purchase(project=project, version=2, reason="等", by=admin)
    course.pause_purchase(project=project, version=2, reason="等资金", by=world.officer)
    with refused("same_side"):
        course.resume_purchase(project=project, version=3, by=admin)
    course.resume_purchase(project=project, version=3, by=world.officer)
    assert (project.state, project.reason) == ("contracted", "")
    with refused("wrong_state"):
        course.resume_purchase(project=project, version=4, by=world.officer)
    course.terminate_purchase(
        project=project, version=4, reason="机构注销", by=world.officer
    )
    assert told(admin) == ["contract_recorded", *["purchase_moved"] * 3]
    assert acts(project)[2:] == [
        "pause_purchase",
        "resume_purchase",
        "terminate_purchase",
    ]
    with refused("wrong_state"):
        course.drop_purchase(project=project, version=5, reason="a", by=world.officer)


def test_judged_once_with_reasons_after_all_was_accepted(world):
    project = contracted(world)
    judged = {"points": 85, "reasons": "按期，居民满意"}

    def judge(**more):
        course.judge_purchase(
            project=project,
            version=project.version,
            by=more.pop("by", world.officer),
            **{**judged, **more},
        )

    with refused("wrong_state"):
        judge()
    completed(world, project)
    with refused("points"):
        judge(points=101)
    with refused("no_reason"):
        judge(reasons="")
    with refused("same_side"):
        judge(by=world.admins[project.contract.supplier_id])
    judge()
    assert (project.performance, project.performance_by) == (85, world.officer)
    with refused("wrong_state"):
        judge(points=90)


def test_every_arrow_ends_in_a_state():
    assert set(PURCHASE_ARROWS) == set(PurchaseState)
    assert {to for after in PURCHASE_ARROWS.values() for to in after} < {*PurchaseState}


def test_visible_to_street_centre_and_supplier(world):
    project = contracted(world)
    operator = world.appointed(Role.CENTRE_OPERATOR, world.district)
    far = AppointmentFactory(role=Role.STREET_OFFICER, territory=world.far_street).user
    supplier = world.admins[project.contract.supplier_id]
    other = world.admins[world.providers["firm"].pk]

    def sees(user):
        return PurchaseProject.objects.visible_to(user).exists()

    assert all(sees(user) for user in (world.officer, operator, supplier))
    assert not any(sees(user) for user in (far, other, world.worker, world.raiser))


def test_no_verb_of_a_purchase_knows_the_matcher():
    """What records a purchase imports nothing that ranks: it cannot choose."""
    for module in (contract, course, milestone, purchase, purchase_rule, queries):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not [f.module for f in froms if re.search("engine|snapshot", f.module)]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_some_months_later(day, months, then):
    assert later(day, months) == then
