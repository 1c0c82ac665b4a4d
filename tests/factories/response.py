"""One factory per model of the response system, a trait per state."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from matching import models
from matching.enums import (
    CallState,
    ClockUnit,
    Consent,
    Danger,
    ItemState,
    Level,
    MatterClass,
    NoticeKind,
    Route,
    TopicState,
    Track,
    Urgency,
)
from tests.factories.matching import NeedFactory, NeedItemFactory
from tests.factories.organisations import (
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)


class MatterFactory(DjangoModelFactory):
    class Meta:
        model = models.Matter
        django_get_or_create = ("code",)

    class Params:
        referred = factory.Trait(route=Route.REFER)
        emergency = factory.Trait(
            code="YJ-01", klass=MatterClass.EMERGENCY, emergency_card=True
        )

    code = "ZH-01"
    klass = MatterClass.COMPREHENSIVE
    name = "独居长者关爱"
    name_en = "Care for older people alone"
    lead = "民政"
    lead_en = "Civil affairs"
    route = Route.PACK
    version = "2026.1"
    source = "tests"


class ReferralBodyFactory(DjangoModelFactory):
    class Meta:
        model = models.ReferralBody
        django_get_or_create = ("code",)

    code = "12345"
    name = "12345 政务服务便民热线"
    name_en = "12345 hotline"
    phone = "12345"
    version = "2026.1"


class DangerFamilyFactory(DjangoModelFactory):
    class Meta:
        model = models.DangerFamily
        django_get_or_create = ("code",)

    code = Danger.LIFE
    numbers = factory.LazyFunction(lambda: ["110", "120"])
    words = factory.LazyFunction(lambda: {"family": {"code": "life"}, "shared": {}})
    version = "2026.1"
    source = "tests"


class LevelLimitFactory(DjangoModelFactory):
    class Meta:
        model = models.LevelLimit
        django_get_or_create = ("klass", "level")

    klass = MatterClass.COMPREHENSIVE
    level = Level.STREET
    amount = 5
    unit = ClockUnit.WORKDAY
    version = "2026.1"
    source = "tests"


class ClockNoticeFactory(DjangoModelFactory):
    class Meta:
        model = models.ClockNotice

    class Params:
        passed_on = factory.Trait(kind=NoticeKind.LEVEL, level=Level.STREET)

    need = factory.SubFactory(NeedFactory)
    kind = NoticeKind.REMINDER
    since = factory.LazyFunction(timezone.now)
    told = factory.SubFactory(UserFactory)


class CallFactory(DjangoModelFactory):
    class Meta:
        model = models.Call

    class Params:
        answered = factory.Trait(
            state=CallState.ANSWERED,
            answer="已安排。",
            answered_by=factory.SubFactory(UserFactory),
            answered_at=factory.LazyFunction(timezone.now),
        )
        scored = factory.Trait(
            answered=True,
            state=CallState.SCORED,
            score=4,
            score_reason="按时到场。",
            scored_by=factory.SubFactory(UserFactory),
            scored_at=factory.LazyFunction(timezone.now),
        )
        withdrawn = factory.Trait(state=CallState.WITHDRAWN)

    number = factory.Sequence(lambda n: f"HJ-2026-{n:05d}")
    matter = factory.SubFactory(MatterFactory)
    street = factory.SubFactory(StreetFactory)
    unit = factory.SubFactory(ProviderFactory)
    text = "请每周到社区换药一次。"
    called_by = factory.SubFactory(UserFactory)
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))


class MandatoryReportFactory(DjangoModelFactory):
    class Meta:
        model = models.MandatoryReport

    class Params:
        made = factory.Trait(
            reported_to="派出所",
            receipt_no="7",
            reported_at=factory.LazyFunction(timezone.now),
            reported_by=factory.SubFactory(UserFactory),
        )

    need = factory.SubFactory(
        NeedFactory,
        track=Track.CONFIDENTIAL,
        urgency=Urgency.URGENT,
        danger=Danger.MINOR,
    )
    family = Danger.MINOR


class WishClaimFactory(DjangoModelFactory):
    class Meta:
        model = models.WishClaim

    class Params:
        fulfilled = factory.Trait(
            fulfilled_at=factory.LazyFunction(timezone.now), note="送到了。"
        )

    need = factory.SubFactory(NeedFactory, track=Track.MICRO_WISH)
    by = factory.SubFactory(UserFactory)


class PurchaseTopicFactory(DjangoModelFactory):
    class Meta:
        model = models.PurchaseTopic

    class Params:
        taken = factory.Trait(state=TopicState.TAKEN, taken_by="venture")
        ended = factory.Trait(state=TopicState.ENDED)

    service_type = factory.SubFactory(ServiceTypeFactory)
    street = factory.SubFactory(StreetFactory)


class TopicItemFactory(DjangoModelFactory):
    class Meta:
        model = models.TopicItem

    class Params:
        rewritten_too = factory.Trait(rewritten="有老人夜里要人陪。")

    topic = factory.SubFactory(PurchaseTopicFactory)
    item = factory.SubFactory(NeedItemFactory, state=ItemState.UNMET)


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = models.Absence

    user = factory.SubFactory(UserFactory)
    cover = factory.SubFactory(UserFactory)
    since = factory.LazyFunction(timezone.localdate)
    until = factory.LazyAttribute(lambda o: o.since + timedelta(days=7))


class CallBackFactory(DjangoModelFactory):
    class Meta:
        model = models.CallBack

    need = factory.SubFactory(NeedFactory)
    drawn_at = factory.LazyFunction(timezone.now)
    call_by = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))


class GivenConsentFactory(DjangoModelFactory):
    class Meta:
        model = models.GivenConsent

    need = factory.SubFactory(NeedFactory)
    way = Consent.IN_PERSON
    version = "2026.1"
    taken_by = factory.SubFactory(UserFactory)


class FigureReleaseFactory(DjangoModelFactory):
    class Meta:
        model = models.FigureRelease

    district = factory.SubFactory(TerritoryFactory, district=True)
    content = factory.LazyFunction(lambda: {"asked": [], "became": [], "ratings": []})
    by = factory.SubFactory(UserFactory)


class NeedReleaseFactory(DjangoModelFactory):
    class Meta:
        model = models.NeedRelease

    need = factory.SubFactory(NeedFactory)
    summary = "楼道加装扶手，想找有经验的伙伴一起做"
    by = factory.SubFactory(UserFactory)
