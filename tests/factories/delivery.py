"""Factories of what follows a delivery: hours, findings, disputes, certificates."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from matching import models
from matching.enums import CertificateStage, FlagOutcome, HolderId, HourRule
from tests.factories.matching import (
    AttendanceFactory,
    EngagementFactory,
    SessionFactory,
    ahead,
)
from tests.factories.organisations import PersonFactory, ProviderFactory, UserFactory
from tests.factories.records import CertificateFactory


class HourEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.HourEntry

    class Params:
        less = factory.Trait(minutes=-30, reason="早走了半小时")
        elsewhere_first = factory.Trait(elsewhere="全国志愿服务信息系统")

    attendance = factory.SubFactory(AttendanceFactory)
    person = factory.SubFactory(PersonFactory)
    minutes = 60
    by = factory.SubFactory(UserFactory)


class HourFlagFactory(DjangoModelFactory):
    class Meta:
        model = models.HourFlag

    class Params:
        settled = factory.Trait(
            outcome=FlagOutcome.FINE,
            note="打过电话，属实",
            settled_at=factory.LazyFunction(timezone.now),
        )

    attendance = factory.SubFactory(AttendanceFactory, twice_signed=True)
    rule = HourRule.BURST


class DisputeFactory(DjangoModelFactory):
    class Meta:
        model = models.Dispute

    class Params:
        settled = factory.Trait(
            took_place=True,
            finding="两边都问过，确实来了",
            settled_at=factory.LazyFunction(timezone.now),
        )

    engagement = factory.SubFactory(EngagementFactory, delivered=True)
    said = "那天没有人来"
    by_provider = False
    said_by = factory.SubFactory(UserFactory)


class ServiceCertificateFactory(DjangoModelFactory):
    class Meta:
        model = models.ServiceCertificate

    class Params:
        free = factory.Trait(shown_at=factory.LazyFunction(lambda: ahead(days=-8)))
        handed_out = factory.Trait(
            free=True,
            stage=CertificateStage.HANDED_OUT,
            paper=factory.SubFactory(CertificateFactory),
        )
        withdrawn = factory.Trait(stage=CertificateStage.WITHDRAWN, reason="名字写错了")

    provider = factory.SubFactory(ProviderFactory)
    person = factory.SubFactory(PersonFactory)
    holder_id = HolderId.VOLUNTEER
    id_masked = "4401******78"
    since = date(2026, 1, 1)
    until = date(2026, 11, 1)
    minutes = 60
    content = factory.LazyFunction(
        lambda: [{"service": "A1", "times": 1, "minutes": 60}]
    )
    in_charge = "林主任"
    contact = "020-00000000"
    shown_by = factory.SubFactory(UserFactory)


class PresenceFactory(DjangoModelFactory):
    class Meta:
        model = models.Presence

    session = factory.SubFactory(SessionFactory)
    person = factory.SubFactory(PersonFactory)


class HourQuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.HourQuestion

    class Params:
        answered = factory.Trait(
            granted=True,
            answer="已更正",
            answered_by=factory.SubFactory(UserFactory),
            answered_at=factory.LazyFunction(timezone.now),
        )

    attendance = factory.SubFactory(AttendanceFactory)
    person = factory.SubFactory(PersonFactory)
    minutes = 45
    words = "我待到了最后"
    asked_by = factory.SubFactory(UserFactory)
