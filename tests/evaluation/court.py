"""A small district court of evaluation: one round, a sheet of four leaves, people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from evaluation.domain.ballot import cast_ballot, close_vote, open_vote, record_look
from evaluation.domain.committee import form_committee, take_committee_seat
from evaluation.domain.meeting import call_meeting, open_meeting
from evaluation.domain.public_notice import publish_notice
from evaluation.enums import (
    AssessmentState,
    Column,
    LeafKind,
    Publicity,
    RoundState,
    ScoringMode,
)
from evaluation.enums.decision import Choice, SeatPost
from evaluation.models import (
    Assessment,
    Committee,
    Indicator,
    Panel,
    PanelSeat,
    Round,
    RuleSet,
    Score,
    Sheet,
)
from organisations.enums import ProviderForm, Role
from records.models import Workday
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    TerritoryFactory,
    UserFactory,
)

BANDS = [
    {"grade": "none", "from": "0", "below": "601"},
    {"grade": "1A", "from": "601", "below": "701"},
    {"grade": "2A", "from": "701", "below": "801"},
    {"grade": "3A", "from": "801", "below": "901"},
    {"grade": "4A", "from": "901", "below": "951"},
    {"grade": "5A", "from": "951"},
]
RULES = {
    "recusal_left_years": 2,
    "quorum": "2/3",
    "majority": "1/2",
    "committee_seats": 13,
    "review_body": "committee",
    "review_may_lower": False,
    "certificate_from": "3A",
    "tracking_from": "4A",
    "validity": {"years": 5, "calendar": True},
    "rounding": {"step": "1", "mode": "half_up"},
    "bands": {"grade:1000": BANDS},
    "clock_notice": {"days": 7, "working": True},
    "clock_review_decision": {"days": 15, "working": False},
    "clock_plaque_return": {"days": 15, "working": False},
}
LEAVES = (("1.1", 300), ("1.2", 200), ("2.1", 400), ("2.2", 100))


def facts(**changes):
    return {
        name: {"value": value, "source": "test", "status": "fact"}
        for name, value in (RULES | changes).items()
    }


def calendar(first: date, last: date) -> None:
    """Working days from Monday to Friday, without holidays."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    Workday.objects.bulk_create(
        [Workday(day=day, is_workday=day.weekday() < 5) for day in days],
        ignore_conflicts=True,
    )


class Court:
    """`case()` makes an assessment whose panel of three has scored it."""

    def __init__(self, *, mode=ScoringMode.GROUP, publicity=Publicity.GRADE, **rules):
        today = timezone.localdate()
        calendar(today - timedelta(days=40), today + timedelta(days=120))
        self.district = TerritoryFactory(district=True)
        self.rule_set = RuleSet.objects.create(
            key="TEST",
            version="1",
            name="试行办法",
            in_force_from=date(2026, 3, 1),
            source="test",
            facts=facts(**rules),
            digest="0" * 64,
        )
        self.sheet = self._sheet(mode)
        self.round = Round.objects.create(
            district=self.district,
            name="第一批等级评估",
            year=today.year,
            rule_set=self.rule_set,
            state=RoundState.ANNOUNCED,
            publicity=publicity,
            apply_from=today,
            apply_until=today + timedelta(days=30),
            announced_at=timezone.now(),
        )
        self.office = self.person(Role.EVALUATION_OFFICE, "office")
        self.bureau = self.person(Role.BUREAU_REVIEWER, "bureau")
        self.experts = [self.person(Role.EXPERT, f"expert{n}") for n in range(3)]

    def person(self, role, username):
        user = UserFactory(username=username)
        AppointmentFactory(user=user, role=role, territory=self.district)
        return user

    def admin(self, provider):
        user = UserFactory()
        AppointmentFactory(user=user, provider_admin=True, provider=provider)
        return user

    def case(self, *, state=AssessmentState.REPORT_READY, lost=40, **changes):
        case = Assessment.objects.create(
            round=self.round,
            provider=ProviderFactory(),
            rule_set=self.rule_set,
            sheet=self.sheet,
            asked_for=4,
            state=state,
            proposed_grade="5A" if lost < 50 else "4A",
            **changes,
        )
        self.score(case, lost)
        return case

    def score(self, case, lost, reason="台账不全"):
        """The panel's signed scores: everything but `lost` points of the first leaf."""
        panel = Panel.objects.create(assessment=case, signed_at=timezone.now())
        for user in self.experts:
            PanelSeat.objects.create(panel=panel, user=user)
        for leaf in self.leaves():
            off = lost if leaf.code == "1.1" else 0
            Score.objects.create(
                assessment=case,
                indicator=leaf,
                column=Column.EXPERT,
                panel=panel,
                points=leaf.points - Decimal(off),
                reason=reason if off else "",
                by=self.experts[0],
            )
        return panel

    def alone(self, case, *lost):
        """Each expert of the panel scores alone: so many points of the first leaf are
        lost with the first, the second, the third."""
        panel = Panel.objects.get(assessment=case, review=False)
        Score.objects.filter(panel=panel).delete()
        seats = panel.seats.order_by("pk")
        seats.update(submitted_at=timezone.now())
        Score.objects.bulk_create(
            Score(
                assessment=case,
                indicator=leaf,
                column=Column.EXPERT,
                panel=panel,
                seat=seat,
                points=leaf.points - Decimal(off if leaf.code == "1.1" else 0),
                reason="台账不全" if off and leaf.code == "1.1" else "",
                by=seat.user,
            )
            for seat, off in zip(seats, lost, strict=True)
            for leaf in self.leaves()
        )

    def committee(self):
        """A committee of 13 seats, the first the chair, the second the secretary."""
        today = timezone.localdate()
        committee = form_committee(
            district=self.district,
            name="评估委员会",
            size=13,
            since=today,
            until=today + timedelta(days=700),
            by=self.office,
        )
        posts = [SeatPost.CHAIR, SeatPost.SECRETARY, *[SeatPost.MEMBER] * 11]
        self.seats = [
            take_committee_seat(
                committee=committee,
                user=self.person(Role.COMMITTEE_MEMBER, f"member{n}"),
                post=post,
                by=self.office,
            )
            for n, post in enumerate(posts)
        ]
        self.chair, self.secretary = (seat.user for seat in self.seats[:2])
        self.members = [seat.user for seat in self.seats]
        return committee

    def meeting(self, committee, cases, *, present=9, seed=7):
        meeting = call_meeting(
            committee=committee,
            held_on=timezone.localdate(),
            cases=cases,
            seed=seed,
            by=self.secretary,
        )
        open_meeting(meeting=meeting, present=self.seats[:present], by=self.secretary)
        return meeting

    def vote(self, item, *, yes=9, no=0):
        """Open, let the first so many vote, close."""
        record_look(item=item, look="复查了原始台账，结论一致", by=self.secretary)
        open_vote(item=item, by=self.secretary)
        for place, user in enumerate(self.members[: yes + no]):
            choice = Choice.YES if place < yes else Choice.NO
            cast_ballot(item=item, choice=choice, by=user)
        return close_vote(item=item, by=self.secretary)

    def decided(self, *, lost=40):
        """A case with its grade, by nine of nine present."""
        case = self.case(lost=lost)
        committee = Committee.objects.first() or self.committee()
        meeting = self.meeting(committee, [case])
        self.vote(meeting.items.get())
        case.refresh_from_db()
        return case

    def noticed(self, **how):
        case = self.decided(**how)
        publish_notice(assessment=case, version=case.version, by=self.bureau)
        case.refresh_from_db()
        return case

    def leaves(self):
        return list(self.sheet.indicators.exclude(kind=LeafKind.NODE))

    def _sheet(self, mode):
        sheet = Sheet.objects.create(
            key="TEST",
            version="1",
            name="试行指标",
            form=ProviderForm.SOCIAL_SERVICE_AGENCY,
            total=1000,
            mode=mode,
            source="test",
            frozen_at=timezone.now(),
        )
        heads = {
            code: Indicator.objects.create(
                sheet=sheet, code=code, order=order, name=name, points=500
            )
            for code, order, name in (("1", 1, "基础条件"), ("2", 4, "工作绩效"))
        }
        for place, (code, points) in enumerate(LEAVES):
            Indicator.objects.create(
                sheet=sheet,
                parent=heads[code[0]],
                code=code,
                order=place + 2 + (place > 1),
                name=f"指标{code}",
                kind="judged",
                points=points,
                settings={},
            )
        return sheet


def days_ago(number: int) -> date:
    return timezone.localdate() - timedelta(days=number)


def at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 10))
