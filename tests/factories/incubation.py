"""A factory for each noun of incubation, training and estates; the shipped conditions."""

import json
from datetime import timedelta

import factory
from django.conf import settings
from django.utils import timezone
from factory.django import DjangoModelFactory

from organisations import models
from organisations.domain.condition import load_conditions
from organisations.enums import (
    CommitteeState,
    IncubationAim,
    IncubationStage,
    SeatState,
)
from tests.factories.organisations import TerritoryFactory, UserFactory, today

CONDITIONS = settings.BASE_DIR / "organisations/data/incubation_conditions.json"
STEPS = settings.BASE_DIR / "organisations/data/committee_steps.json"


def shipped(path):
    return json.loads(path.read_text(encoding="utf8"))


def conditions():
    return load_conditions(data=shipped(CONDITIONS), by=None)


class IncubationFactory(DjangoModelFactory):
    """An idea; `grown`: meets what a filed group needs, forming; `ready`."""

    class Meta:
        model = models.Incubation

    class Params:
        grown = factory.Trait(
            stage=IncubationStage.FORMING,
            members=12,
            starters=3,
            seat="党群服务站二楼",
        )
        ready = factory.Trait(grown=True, stage=IncubationStage.READY)

    name = factory.Sequence(lambda n: f"榕树下棋友会{n}")
    aim = IncubationAim.FILED_GROUP
    idea = "每周六在榕树下教孩子下棋。"
    place = factory.SubFactory(TerritoryFactory)
    lead = factory.SubFactory(UserFactory)
    proposed_by = factory.SelfAttribute("lead")


class IncubationPostFactory(DjangoModelFactory):
    class Meta:
        model = models.IncubationPost

    incubation = factory.SubFactory(IncubationFactory)
    holder = factory.SelfAttribute("incubation.lead")
    title = "召集人"


class TrainingFactory(DjangoModelFactory):
    """In a week, with two places; `over`: yesterday."""

    class Meta:
        model = models.Training

    class Params:
        over = factory.Trait(
            starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
        )

    title = "怎样开好第一次会"
    title_en = "A first meeting"
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2))
    where = "指导中心三楼"
    district = factory.SubFactory(TerritoryFactory, district=True)
    places = 2
    offered_by = factory.SubFactory(UserFactory)


class TrainingSeatFactory(DjangoModelFactory):
    class Meta:
        model = models.TrainingSeat

    training = factory.SubFactory(TrainingFactory)
    user = factory.SubFactory(UserFactory)
    state = SeatState.HELD


class EstateFactory(DjangoModelFactory):
    """Without a committee; `standing`: it has one for two more years."""

    class Meta:
        model = models.Estate

    class Params:
        standing = factory.Trait(
            state=CommitteeState.STANDING,
            seats=7,
            seats_without_hukou=1,
            term_ends_on=factory.LazyFunction(lambda: today() + timedelta(days=730)),
        )

    name = factory.Sequence(lambda n: f"桂花苑{n}期")
    community = factory.SubFactory(TerritoryFactory)
