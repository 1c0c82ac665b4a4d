"""Factories of purchases: rules, projects, contracts, milestones."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from matching import models
from matching.enums import BuyerForm, MilestoneState, Procedure, PurchaseState
from organisations.enums import Funding
from tests.factories.matching import EngagementFactory
from tests.factories.organisations import ProviderFactory, UserFactory
from tests.factories.response import PurchaseTopicFactory


class PurchaseRuleFactory(DjangoModelFactory):
    class Meta:
        model = models.PurchaseRule
        django_get_or_create = ("code",)

    code = "buyer_class_one"
    kind = "barred_buyer"
    values = factory.LazyFunction(lambda: ["public_institution_one"])
    funding = factory.LazyFunction(lambda: ["purchase_contract"])
    text = "公益一类事业单位不作为购买主体。"
    text_en = "Class I does not buy."
    version = "2026.1"
    source = "tests"


class PurchaseProjectFactory(DjangoModelFactory):
    class Meta:
        model = models.PurchaseProject

    class Params:
        contracted = factory.Trait(state=PurchaseState.CONTRACTED)
        paused = factory.Trait(state=PurchaseState.PAUSED, reason="等资金批复")
        completed = factory.Trait(state=PurchaseState.COMPLETED)
        terminated = factory.Trait(state=PurchaseState.TERMINATED, reason="机构注销")
        dropped = factory.Trait(state=PurchaseState.DROPPED, reason="改为志愿服务")
        graded = factory.Trait(least_grade=3, grade_reason="某条例第三条")
        judged = factory.Trait(
            completed=True,
            performance=88,
            performance_reason="按期，满意",
            performance_by=factory.SubFactory(UserFactory),
            performance_at=factory.LazyFunction(timezone.now),
        )

    topic = factory.SubFactory(PurchaseTopicFactory)
    funding = Funding.PURCHASE_CONTRACT
    buyer = "示范街道办事处（演示）"
    buyer_form = BuyerForm.STATE_ORGAN
    begun_by = factory.SubFactory(UserFactory)


class BudgetLineFactory(DjangoModelFactory):
    class Meta:
        model = models.BudgetLine

    project = factory.SubFactory(PurchaseProjectFactory)
    what = "人员费用"
    amount = 3000000


class PurchaseContractFactory(DjangoModelFactory):
    class Meta:
        model = models.PurchaseContract

    project = factory.SubFactory(PurchaseProjectFactory, contracted=True)
    supplier = factory.SubFactory(ProviderFactory)
    procedure = Procedure.CONSULTATION
    procedure_no = "示采〔2026〕7号"
    decided_on = date(2026, 3, 1)
    number = "示购-2026-07"
    signed_on = date(2026, 3, 9)
    since = date(2026, 4, 1)
    until = date(2027, 3, 31)
    amount = 3000000
    recorded_by = factory.SubFactory(UserFactory)


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = models.Milestone

    class Params:
        reported = factory.Trait(
            state=MilestoneState.REPORTED,
            report="已送餐六百份",
            reported_by=factory.SubFactory(UserFactory),
            reported_at=factory.LazyFunction(timezone.now),
        )
        accepted = factory.Trait(
            reported=True,
            state=MilestoneState.ACCEPTED,
            settled_by=factory.SubFactory(UserFactory),
            settled_at=factory.LazyFunction(timezone.now),
        )
        remarked = factory.Trait(
            accepted=True, state=MilestoneState.REMARKED, words="名单补签"
        )
        refused = factory.Trait(
            accepted=True, state=MilestoneState.REFUSED, words="少了两次"
        )

    project = factory.SubFactory(PurchaseProjectFactory, contracted=True)
    title = "第一季度"
    amount = 3000000
    due_on = date(2026, 6, 30)


class MilestonePartFactory(DjangoModelFactory):
    class Meta:
        model = models.MilestonePart

    milestone = factory.SubFactory(MilestoneFactory)
    engagement = factory.SubFactory(EngagementFactory, accepted=True)
