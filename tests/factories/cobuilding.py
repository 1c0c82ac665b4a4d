"""A factory for each noun of co-building."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from organisations import models
from organisations.enums import PlanState, ProjectState, UnitWord
from tests.factories.organisations import (
    ProviderFactory,
    TerritoryFactory,
    UserFactory,
    today,
)


class CoBuildingPlanFactory(DjangoModelFactory):
    """Of this year, being drawn up; `sent`: the units are asked."""

    class Meta:
        model = models.CoBuildingPlan

    class Params:
        sent = factory.Trait(
            state=PlanState.SENT, sent_at=factory.LazyFunction(timezone.now)
        )

    place = factory.SubFactory(TerritoryFactory)
    year = factory.LazyFunction(lambda: today().year)
    drawn_by = factory.SubFactory(UserFactory)


class PlanUnitFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanUnit

    class Params:
        declined = factory.Trait(word=UnitWord.DECLINED, reason="今年没有人手")

    plan = factory.SubFactory(CoBuildingPlanFactory)
    provider = factory.SubFactory(ProviderFactory)


class PlanResourceFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanResource

    unit = factory.SubFactory(PlanUnitFactory)
    what = "会议室每月两晚"
    since_year = factory.LazyAttribute(lambda o: o.unit.plan.year)


class PlanNeedFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanNeed

    plan = factory.SubFactory(CoBuildingPlanFactory)
    what = "暑期托管要有地方"
    since_year = factory.LazyAttribute(lambda o: o.plan.year)


class PlanProjectFactory(DjangoModelFactory):
    """Planned for the first quarter."""

    class Meta:
        model = models.PlanProject

    class Params:
        done = factory.Trait(state=ProjectState.DONE)

    need = factory.SubFactory(PlanNeedFactory)
    resource = factory.LazyAttribute(
        lambda o: PlanResourceFactory(unit__plan=o.need.plan)
    )
    quarter = 1
    since_year = factory.LazyAttribute(lambda o: o.need.plan.year)
