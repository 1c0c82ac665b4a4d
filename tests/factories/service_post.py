"""Factories for posts of public benefit and their claims."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from organisations import models
from organisations.enums import ClaimState
from tests.factories.organisations import (
    TerritoryFactory,
    UserFactory,
    VolunteerFactory,
    today,
)


class ServicePostFactory(DjangoModelFactory):
    """Half a year from today, two places; `over`: its day was yesterday; `ended`."""

    class Meta:
        model = models.ServicePost

    class Params:
        over = factory.Trait(
            since=factory.LazyFunction(lambda: today() - timedelta(30)),
            until=factory.LazyFunction(lambda: today() - timedelta(1)),
        )
        ended = factory.Trait(ended_at=factory.LazyFunction(timezone.now))

    title = factory.Sequence(lambda n: f"第{n}楼道安全岗")
    duty = "每周巡看一次楼道，有堆物的记下来告诉社区。"
    place = factory.SubFactory(TerritoryFactory)
    weekly_hours = 2
    places = 2
    since = factory.LazyFunction(today)
    until = factory.LazyFunction(lambda: today() + timedelta(180))
    set_by = factory.SubFactory(UserFactory)


class PostClaimFactory(DjangoModelFactory):
    """Waits for a word; `held`; `closed`: with the post. Its place is counted."""

    class Meta:
        model = models.PostClaim

    class Params:
        held = factory.Trait(state=ClaimState.HELD)
        closed = factory.Trait(
            state=ClaimState.ENDED, closed_at=factory.LazyFunction(timezone.now)
        )

    post = factory.SubFactory(ServicePostFactory, taken=1)
    volunteer = factory.SubFactory(
        VolunteerFactory, home=factory.SelfAttribute("..post.place")
    )
