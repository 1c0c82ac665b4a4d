"""One factory per model of matching, a trait per state.

A trait sets what the tables ask of a state and no more. Where a state needs its history
(ledger, messages, capacity) walk there by the verbs: `tests.matching.world.World`.
"""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from matching import models
from matching.enums import (
    ConfirmerKind,
    Danger,
    DeclineReason,
    EngagementState,
    FeedbackGrade,
    ItemState,
    Lane,
    NeedState,
    Origin,
    PackState,
    PauseReason,
    RefusalReason,
    SeatKind,
    SecondKey,
    SessionState,
    Stage,
    Track,
)
from tests.factories.organisations import (
    CapabilityFactory,
    CapacityWeekFactory,
    PersonFactory,
    ProviderFactory,
    ServiceTypeFactory,
    TerritoryFactory,
    UserFactory,
    VolunteerFactory,
)
from tests.factories.records import LinkFactory


def ahead(**span):
    return timezone.now() + timedelta(**span)


class StageLimitFactory(DjangoModelFactory):
    class Meta:
        model = models.StageLimit
        django_get_or_create = ("stage", "lane")

    stage = Stage.RECEIVE
    lane = Lane.NORMAL
    amount = 2
    unit = "workday"
    version = "2026.1"
    source = "tests"


class CaseCounterFactory(DjangoModelFactory):
    class Meta:
        model = models.CaseCounter
        django_get_or_create = ("year",)

    year = 2026


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = models.Team
        django_get_or_create = ("community",)

    community = factory.SubFactory(TerritoryFactory)


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = models.Seat

    class Params:
        resident = factory.Trait(
            kind=SeatKind.RESIDENT, user=None, person=factory.SubFactory(PersonFactory)
        )
        party_member = factory.Trait(kind=SeatKind.PARTY_MEMBER)
        over = factory.Trait(
            since=factory.LazyFunction(lambda: ahead(days=-90).date()),
            until=factory.LazyFunction(lambda: ahead(days=-2).date()),
        )

    team = factory.SubFactory(TeamFactory)
    kind = SeatKind.SOCIAL_WORKER
    user = factory.SubFactory(UserFactory)


class NeedFactory(DjangoModelFactory):
    """A raised need; one trait per state, named after it."""

    class Meta:
        model = models.Need

    class Params:
        draft = factory.Trait(state=NeedState.DRAFT)
        returned = factory.Trait(state=NeedState.RETURNED, question="住几楼？")
        assessed = factory.Trait(
            state=NeedState.OPEN,
            title="上门探访",
            consent="phone",
            worker=factory.SubFactory(UserFactory),
        )
        project = factory.Trait(
            track=Track.PROJECT,
            team=factory.SubFactory(
                TeamFactory, community=factory.SelfAttribute("..community")
            ),
        )
        confidential = factory.Trait(track=Track.CONFIDENTIAL)
        proposed = factory.Trait(assessed=True, state=NeedState.PROPOSED)
        confirmed = factory.Trait(assessed=True, state=NeedState.CONFIRMED)
        in_delivery = factory.Trait(assessed=True, state=NeedState.IN_DELIVERY)
        completed = factory.Trait(assessed=True, state=NeedState.COMPLETED)
        closed = factory.Trait(
            assessed=True,
            state=NeedState.CLOSED,
            closed_at=factory.LazyFunction(timezone.now),
        )
        unmet = factory.Trait(assessed=True, state=NeedState.UNMET)
        referred = factory.Trait(
            state=NeedState.REFERRED, referred_to="12345", referred_no="SZ-1"
        )
        merged = factory.Trait(
            state=NeedState.MERGED,
            merged_into=factory.SubFactory("tests.factories.matching.NeedFactory"),
        )
        refused = factory.Trait(
            state=NeedState.REFUSED, refusal=RefusalReason.NOT_SOCIAL
        )
        withdrawn = factory.Trait(state=NeedState.WITHDRAWN)
        paused = factory.Trait(
            assessed=True,
            state=NeedState.PAUSED,
            paused_state=NeedState.OPEN,
            pause_reason=PauseReason.AWAY,
            pause_until=factory.LazyFunction(lambda: ahead(days=9).date()),
        )

    number = factory.Sequence(lambda n: f"XQ-2031-{n:05d}")
    code = "123456"
    origin = Origin.PERSON
    text = "住六楼没电梯，一日三餐和换药都成问题。"
    community = factory.SubFactory(TerritoryFactory)
    person = factory.SubFactory(PersonFactory)


class NeedItemFactory(DjangoModelFactory):
    class Meta:
        model = models.NeedItem

    class Params:
        planned = factory.Trait(state=ItemState.PLANNED)
        in_delivery = factory.Trait(state=ItemState.IN_DELIVERY)
        done = factory.Trait(state=ItemState.DONE)
        unmet = factory.Trait(state=ItemState.UNMET)

    need = factory.SubFactory(NeedFactory, assessed=True)
    service_type = factory.SubFactory(ServiceTypeFactory)
    quantity = 2


class PackFactory(DjangoModelFactory):
    class Meta:
        model = models.Pack

    class Params:
        confirmed = factory.Trait(
            state=PackState.CONFIRMED, confirmed_at=factory.LazyFunction(timezone.now)
        )
        superseded = factory.Trait(state=PackState.SUPERSEDED)

    need = factory.SubFactory(NeedFactory, proposed=True)
    version = factory.Sequence(lambda n: n % 30000 + 1)
    need_version = factory.SelfAttribute("version")
    matcher = "rule-test"
    proven = True


class PackLineFactory(DjangoModelFactory):
    class Meta:
        model = models.PackLine

    class Params:
        own = factory.Trait(own_agency=True)

    pack = factory.SubFactory(PackFactory)
    item = factory.SubFactory(
        NeedItemFactory, need=factory.SelfAttribute("..pack.need")
    )
    capability = factory.SubFactory(
        CapabilityFactory, service_type=factory.SelfAttribute("..item.service_type")
    )
    quantity = factory.SelfAttribute("item.quantity")
    score = 0.5


class PackGapFactory(DjangoModelFactory):
    class Meta:
        model = models.PackGap

    pack = factory.SubFactory(PackFactory)
    item = factory.SubFactory(
        NeedItemFactory, need=factory.SelfAttribute("..pack.need")
    )
    quantity = 2
    rules = factory.LazyFunction(lambda: [{"rule": "full", "count": 3}])


class ConfirmationFactory(DjangoModelFactory):
    class Meta:
        model = models.Confirmation

    class Params:
        by_phone = factory.Trait(
            kind=ConfirmerKind.PERSON,
            user=None,
            person=factory.SubFactory(PersonFactory),
            how="phone",
        )

    pack = factory.SubFactory(PackFactory)
    kind = ConfirmerKind.SOCIAL_WORKER
    user = factory.SubFactory(UserFactory)


class EngagementFactory(DjangoModelFactory):
    class Meta:
        model = models.Engagement

    class Params:
        accepted = factory.Trait(
            state=EngagementState.ACCEPTED,
            answered_at=factory.LazyFunction(timezone.now),
        )
        declined = factory.Trait(
            state=EngagementState.DECLINED, decline_reason=DeclineReason.HANDS
        )
        expired = factory.Trait(
            state=EngagementState.EXPIRED,
            answer_by=factory.LazyFunction(lambda: ahead(days=-1)),
        )
        scheduled = factory.Trait(accepted=True, state=EngagementState.SCHEDULED)
        delivered = factory.Trait(accepted=True, state=EngagementState.DELIVERED)
        confirmed = factory.Trait(accepted=True, state=EngagementState.CONFIRMED)
        cancelled = factory.Trait(state=EngagementState.CANCELLED)

    line = factory.SubFactory(PackLineFactory, pack__confirmed=True)
    need = factory.SelfAttribute("line.pack.need")
    provider = factory.SelfAttribute("line.capability.provider")
    quantity = factory.SelfAttribute("line.quantity")
    answer_by = factory.LazyFunction(lambda: ahead(days=2))


class CapacityHoldFactory(DjangoModelFactory):
    class Meta:
        model = models.CapacityHold

    class Params:
        released = factory.Trait(released_at=factory.LazyFunction(timezone.now))

    engagement = factory.SubFactory(EngagementFactory)
    week = factory.SubFactory(
        CapacityWeekFactory,
        capability=factory.SelfAttribute("..engagement.line.capability"),
        used=2,
    )
    quantity = 2


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = models.Session

    class Params:
        begun = factory.Trait(starts_at=factory.LazyFunction(lambda: ahead(hours=-2)))
        delivered = factory.Trait(begun=True, state=SessionState.DELIVERED)
        confirmed = factory.Trait(begun=True, state=SessionState.CONFIRMED)
        cancelled = factory.Trait(state=SessionState.CANCELLED)
        no_show = factory.Trait(begun=True, state=SessionState.NO_SHOW)
        kept = factory.Trait(keeper=factory.SubFactory(PersonFactory))

    engagement = factory.SubFactory(EngagementFactory, scheduled=True)
    starts_at = factory.LazyFunction(lambda: ahead(days=1))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=1))


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = models.Attendance

    class Params:
        taken_back = factory.Trait(
            session__state=SessionState.REVERSED,
            reversed_at=factory.LazyFunction(timezone.now),
            reversal_reason="没有去过",
        )
        twice_signed = factory.Trait(
            session__state=SessionState.CONFIRMED,
            second_kind=SecondKey.WORKER,
            second_by=factory.SubFactory(UserFactory),
            second_employer=factory.SubFactory(ProviderFactory),
            second_at=factory.LazyFunction(timezone.now),
        )

    session = factory.SubFactory(SessionFactory, delivered=True)
    units = 1
    minutes = 60
    first_by = factory.SubFactory(UserFactory)
    first_employer = factory.SelfAttribute("session.engagement.provider")


class FeedbackFactory(DjangoModelFactory):
    class Meta:
        model = models.Feedback

    class Params:
        bad = factory.Trait(grade=FeedbackGrade.VERY_POOR)
        in_danger = factory.Trait(danger=Danger.LIFE, sentence="我不想活了")
        not_reached = factory.Trait(
            bad=True, tries=3, called_at=factory.LazyFunction(timezone.now)
        )
        rather_not = factory.Trait(grade="", declined=True)

    need = factory.SubFactory(NeedFactory, completed=True)
    link = factory.SubFactory(LinkFactory, purpose="matching.give_feedback")
    grade = FeedbackGrade.GOOD


class MatcherVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.MatcherVersion

    class Params:
        in_use = factory.Trait(active=True)
        set_aside = factory.Trait(fault="the digest is not the one that was recorded")

    label = factory.Sequence(lambda n: f"learned-{n:08x}")
    digest = factory.Sequence(lambda n: f"{n:064x}")
    artefact = "matchers/absent.skops"
    since = factory.LazyFunction(lambda: ahead(days=-300))
    until = factory.LazyFunction(lambda: ahead(days=-3))
    outcomes = 2000
    metrics = factory.LazyFunction(lambda: {"better": True})


class SlotFactory(DjangoModelFactory):
    class Meta:
        model = models.Slot

    session = factory.SubFactory(SessionFactory)
    role = "陪伴"


class SlotOfferFactory(DjangoModelFactory):
    class Meta:
        model = models.SlotOffer

    class Params:
        accepted = factory.Trait(
            state="accepted", answered_at=factory.LazyFunction(timezone.now)
        )
        waiting = factory.Trait(accepted=True, state="waiting")
        declined = factory.Trait(accepted=True, state="declined")
        lapsed = factory.Trait(state="lapsed")

    slot = factory.SubFactory(SlotFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    wave = 1
    answer_by = factory.LazyFunction(lambda: ahead(hours=12))


class OfferMonthFactory(DjangoModelFactory):
    class Meta:
        model = models.OfferMonth

    volunteer = factory.SubFactory(VolunteerFactory)
    month = factory.LazyFunction(lambda: timezone.localdate().replace(day=1))
    used = 1
