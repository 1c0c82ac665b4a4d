"""A district with a round: rules, a sheet of every kind of leaf, an office, experts."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from evaluation.domain.admission import admit
from evaluation.domain.assessment import apply, ask_for_grade, hand_in
from evaluation.domain.evidence import put_forward
from evaluation.domain.findings import begin_desk_review, record_visit, sign_opinion
from evaluation.domain.panel import form_panel, submit_scores
from evaluation.domain.poll import answer_poll, open_poll
from evaluation.domain.round import announce_round, open_round
from evaluation.domain.score import leaf_of, score_as_expert, score_self
from evaluation.enums import AssessmentState, LeafKind, Outcome, Route, ScoringMode
from evaluation.models import Indicator, RuleSet, Sheet
from evaluation.queries.evidence import basis
from evaluation.scoring.eligibility import Standing
from evaluation.scoring.types import Points
from organisations.enums import ProviderForm, Role
from records.attachments import Looked, look
from records.links import open_link
from records.models import Workday
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    TerritoryFactory,
    UserFactory,
)

BANDS = [
    {"grade": "none", "from": "0", "below": "50"},
    {"grade": "1A", "from": "50", "below": "60"},
    {"grade": "2A", "from": "60", "below": "70"},
    {"grade": "3A", "from": "70", "below": "80"},
    {"grade": "4A", "from": "80", "below": "90"},
    {"grade": "5A", "from": "90"},
]
RULES = {
    "registered_years": 2,
    "bar_registered_too_short": True,
    "bar_under_investigation": False,
    "bar_penalty_last_year": True,
    "routes": {"desk": ["1A", "2A"], "site": ["3A", "4A", "5A"]},
    "rounding": {"step": "1", "mode": "down"},
    "bands": {"grade:100": BANDS},
    "clock_admission": {"days": 10, "working": True},
    "clock_opinion": {"days": 7, "working": True},
    "clock_report": {"days": 30, "working": False},
    "clock_committee": {"days": 20, "working": True},
    "survey_answers_least": 4,
    "recusal_left_years": 2,
}
SETTINGS = {
    "order_seed": 7,
    "asked": {"member": 4, "beneficiary": 6},
    "weights": {"member": 1, "beneficiary": 3},
}
# code, above, kind, points, settings
ROWS = (
    ("1", "", "node", 40, {}),
    ("1.1", "1", "pass_fail", 10, {}),
    ("1.2", "1", "levels", 10, {"levels": [{"points": n} for n in ("10", "6", "3")]}),
    ("1.3", "1", "judged", 20, {}),
    ("2", "", "node", 60, {}),
    (
        "2.1",
        "2",
        "ratio_bands",
        20,
        {
            "bounds": [
                {"at_least": "1", "points": "10"},
                {"at_least": "2", "points": "20"},
            ]
        },
    ),
    (
        "2.2",
        "2",
        "count_cap",
        20,
        {"least": 3, "first": "5", "each": "1", "record": "hours"},
    ),
    ("2.3", "2", "share", 20, {}),
    ("2.4", "2", "deduction", 10, {}),
    ("2.5", "2", "veto", 0, {}),
)
FULL = {
    "1.1": {"passed": True},
    "1.2": {"points": "10"},
    "1.3": {"points": "20"},
    "2.1": {"ratio": "2.5"},
    "2.2": {"count": 18},
    "2.4": {"taken": "0"},
    "2.5": {"strikes": False},
}
FILED = ("1.1", "1.3")
CLEAN = Standing(registered_on=date(2015, 5, 1))


def calendar() -> None:
    """Working days around today where the calendar has gone with a flush: Monday to
    Friday, without holidays."""
    first = timezone.localdate() - timedelta(days=60)
    if Workday.objects.filter(day=first).exists():
        return
    days = [first + timedelta(days=n) for n in range(220)]
    Workday.objects.bulk_create(
        [Workday(day=day, is_workday=day.weekday() < 5) for day in days],
        ignore_conflicts=True,
    )


def facts(**changes):
    return {
        name: {"value": value, "source": "test", "status": "fact"}
        for name, value in (RULES | changes).items()
    }


def paper(text="年度工作报告"):
    """A checked file of these words."""
    return look(io.BytesIO(text.encode()), "paper.txt")


def looked(text):
    """A file as it comes out of the check, without checking it again."""
    return Looked(text.encode(), "paper.txt", "text/plain")


SHORT = (
    ("1", "", "node", 60, {}),
    ("1.1", "1", "pass_fail", 20, {}),
    ("1.2", "1", "judged", 40, {}),
    ("2", "", "node", 40, {}),
    ("2.1", "2", "share", 40, {}),
)


def make_sheet(mode=ScoringMode.GROUP, rows=ROWS, **more):
    sheet = Sheet.objects.create(
        key=f"TEST-{Sheet.objects.count()}",
        version="1",
        name="试评指标",
        form=ProviderForm.SOCIAL_SERVICE_AGENCY,
        total=100,
        mode=mode,
        source="test",
        **more,
    )
    made = {}
    for order, (code, above, kind, points, settings) in enumerate(rows):
        made[code] = Indicator.objects.create(
            sheet=sheet,
            parent=made.get(above),
            code=code,
            order=order,
            name=f"指标{code}",
            kind=kind,
            points=Decimal(points),
            settings=settings,
        )
    return sheet


class District:
    """People and an announced round; `case(...)` walks an organisation to a state."""

    def __init__(
        self, *, mode=ScoringMode.GROUP, announce=True, rows=ROWS, agency=None, **rules
    ):
        calendar()
        self.today = timezone.localdate()
        self.place = TerritoryFactory(district=True)
        self.office = self.person(Role.EVALUATION_OFFICE, "evaluation_office")
        self.bureau = self.person(Role.BUREAU_REVIEWER, "bureau_reviewer")
        self.experts = [self.person(Role.EXPERT, f"expert{n}") for n in range(4)]
        self.rules = RuleSet.objects.create(
            key="TEST",
            version="1",
            name="试行办法",
            in_force_from=date(2026, 3, 1),
            source="test",
            facts=facts(**rules),
            digest="0" * 64,
        )
        self.sheet = make_sheet(mode, rows)
        self.round = open_round(
            district=self.place,
            name="第一批等级评估",
            rule_set=self.rules,
            sheets=[self.sheet],
            agency=agency,
            apply_from=self.today,
            apply_until=self.today + timedelta(days=20),
            settings=SETTINGS,
            by=self.office,
        )
        if announce:
            self.round = announce_round(round=self.round, version=1, by=self.office)

    def person(self, role, username):
        user = UserFactory(username=username)
        AppointmentFactory(user=user, role=role, territory=self.place)
        return user

    def organisation(self):
        provider = ProviderFactory()
        admin = UserFactory()
        AppointmentFactory(user=admin, provider_admin=True, provider=provider)
        provider.admin = admin
        return provider

    def leaf(self, code):
        return self.sheet.indicators.get(code=code)

    def leaves(self):
        kinds = (LeafKind.NODE, LeafKind.BONUS)
        return self.sheet.indicators.exclude(kind__in=kinds)

    def most(self, code):
        return leaf_of(self.leaf(code)).ladder[-1]

    # --- a case on its way ------------------------------------------------------------

    def begun(self, level=4):
        provider = self.organisation()
        case = apply(round=self.round, provider=provider, by=provider.admin)
        if self.sheet.outcome == Outcome.GRADE:
            case = ask_for_grade(assessment=case, level=level, by=provider.admin)
        case.admin = provider.admin
        return case

    def scored(self, answers=FULL, level=4):
        """Every leaf scored by the organisation itself; two of them rest on a file, the
        others on its word and a reason."""
        case = self.begun(level)
        for code, answer in answers.items():
            leaf = self.leaf(code)
            filed = code in FILED
            if filed:
                file = looked(f"{case.pk} {code}")
                put_forward(assessment=case, indicator=leaf, file=file, by=case.admin)
            score_self(
                assessment=case,
                indicator=leaf,
                answer=answer,
                no_evidence=not filed,
                reason="" if filed else "街道有记录",
                by=case.admin,
            )
        return case

    def handed_in(self, **more):
        case = self.scored(**more)
        return self.moved(hand_in, case, by=case.admin)

    def admitted(self, **more):
        case = self.handed_in(**more)
        return self.moved(admit, case, standing=CLEAN, by=self.office)

    def reviewing(self, experts=3, **more):
        """The panel is formed and has been there, or looks at the documents."""
        case = self.admitted(**more)
        self.panel(case, self.experts[:experts])
        if case.route == Route.SITE:
            more = {"on": self.today, "note": "查阅台账，与负责人座谈"}
            self.moved(record_visit, case, by=self.office, **more)
        else:
            self.desk(case)
        return case

    def panel(self, case, experts):
        form_panel(assessment=case, experts=experts, leader=experts[0], by=self.office)

    def desk(self, case):
        return self.moved(begin_desk_review, case, by=self.office)

    def give(self, case, user, code, points=None, reason="台账不全"):
        """One leaf by one expert; in full unless said otherwise."""
        leaf = self.leaf(code)
        most = leaf_of(leaf).ladder[-1]
        return score_as_expert(
            assessment=case,
            indicator=leaf,
            points=most if points is None else Points.of(points),
            seen=basis(case, leaf),
            reason=reason,
            by=user,
        )

    def opined(self, lost="0", **more):
        case = self.reviewing(**more)
        for code in FULL:
            self.give(case, self.experts[0], code)
        if lost != "0":
            most = Points.of(20) - Points.of(lost)
            self.give(case, self.experts[0], "1.3", str(most))
        for user in self.experts[:3]:
            submit_scores(assessment=case, by=user)
        words = {"opinion": "管理规范", "suggestions": "完善档案"}
        self.moved(sign_opinion, case, by=self.experts[0], **words)
        return case

    def polled(self, case, content):
        """Two members and two of those served are asked and answer; so many of the
        four are content."""
        _poll, sent = open_poll(
            assessment=case,
            lists={"member": 2, "beneficiary": 2},
            closes_on=self.today + timedelta(days=5),
            seed=1,
            by=self.office,
        )
        for place, each in enumerate(sent):
            grade = 5 if place < content else 2
            answer_poll(link=open_link(each.token), grade=grade)

    def moved(self, verb, case, **arguments):
        """One verb with the version that stands; the case as it is afterwards."""
        self.act(verb, case, **arguments)
        case.refresh_from_db()
        return case

    def act(self, verb, case, **arguments):
        """One verb with the version that stands, and what it answers."""
        case.refresh_from_db()
        return verb(assessment=case, version=case.version, **arguments)


def state_of(case):
    case.refresh_from_db()
    return AssessmentState(case.state)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()
