"""Hundreds of random acts on cases before the committee and after it: no grade without
a quorate vote, no ballot and no notice that changes, every arrow one of the procedure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from evaluation.domain import award, ballot, meeting, recusal, report, review
from evaluation.domain.assessment import withdraw
from evaluation.domain.public_notice import publish_notice
from evaluation.domain.second_look import finish_look, score_again
from evaluation.enums import ARROWS, AssessmentState
from evaluation.enums.decision import Choice, ItemState, MeetingState, ReviewState
from evaluation.models import (
    Assessment,
    Award,
    Ballot,
    Meeting,
    MeetingItem,
    PublicNotice,
)
from evaluation.queries.committee import tally_of
from evaluation.queries.invariants import INVARIANTS
from evaluation.queries.recusal import free_of_ties
from organisations.enums import Role
from records.models import Chain
from records.queries import chain_faults
from tests.evaluation.court import Court
from tests.evidence import seeds, sized

pytestmark = pytest.mark.django_db
STEPS = sized(150, 250)
_S = AssessmentState
LOST = (10, 48, 60, 130, 260)  # of 1,000 points: each another grade, or near one
LONGEST = timedelta(days=60)  # the working days of the world end after that
# What leads on from a state that is not the committee's to leave.
HELPFUL = {
    _S.GRADED: ("publish",),
    _S.PUBLIC_NOTICE: ("ask", "facts", "rule", "rule", "wait", "wait", "confirm"),
    _S.REVIEWED: ("serve", "confirm", "rule", "wait"),
    _S.CONFIRMED: ("first_day", "rule"),
    _S.IN_FORCE: ("lower", "cancel", "facts", "rule", "last_day"),
    _S.LOWERED: ("lower", "cancel", "last_day"),
}
LOOKING = {
    ReviewState.ASKED: ("form",),
    ReviewState.LOOKING: ("again", "again", "sign"),
}
VOTING = {
    None: ("call",),
    (MeetingState.CALLED, ItemState.WAITING): ("gather",),
    (MeetingState.OPEN, ItemState.WAITING): ("look", "put", "put", "correct", "arrive"),
    (MeetingState.OPEN, ItemState.VOTING): ("vote", "all_vote", "all_vote", "count"),
}
REACHED = {_S.GRADED, _S.PUBLIC_NOTICE, _S.CONFIRMED, _S.IN_FORCE, _S.WITHDRAWN}


class Clock:
    """Days that pass in the world of a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed, now = timedelta(), timezone.now
        monkeypatch.setattr(timezone, "now", lambda: now() + self.passed)

    @contextmanager
    def on(self, day: date) -> Iterator[None]:
        before = self.passed
        self.passed += day - timezone.localdate()
        try:
            yield
        finally:
            self.passed = before


class Walk:
    """`step()` does one random act on one random case."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self.dice, self.clock = Random(seed), clock
        self.court = Court(validity={"years": 5, "calendar": seed % 2 == 0})
        self.committee = self.court.committee()
        self.others = [self.court.person(Role.EXPERT, f"other{n}") for n in range(2)]
        self.cases = [self.new() for _n in range(3)]
        self.counts: Counter[str] = Counter()
        self.kept: dict[tuple[str, int], str] = {}

    def new(self) -> int:
        case = self.court.case(lost=self.dice.choice(LOST))
        self.court.admin(case.provider)
        return case.pk

    def step(self) -> None:
        place = self.dice.randrange(len(self.cases))
        case = Assessment.objects.get(pk=self.cases[place])
        likely = self.likely(case)
        names = likely if likely and self.dice.random() < 0.85 else self.names
        self.watched(self.dice.choice(names), case)
        if not ARROWS[_S(case.state)]:
            self.cases[place] = self.new()

    def likely(self, case: Assessment) -> tuple[str, ...]:
        if case.state in HELPFUL:
            return HELPFUL[_S(case.state)]
        looking = LOOKING.get(case.review.state) if hasattr(case, "review") else None
        return looking or VOTING.get(self.stage(case), ())

    def stage(self, case: Assessment) -> tuple[str, str] | None:
        item = self.item(case)
        return item and (item.meeting.state, item.state)

    def item(self, case: Assessment) -> MeetingItem | None:
        return case.items.filter(closed_at=None).select_related("meeting").first()

    # --- what always holds ------------------------------------------------------------

    def watched(self, name: str, case: Assessment) -> None:
        state, grade, before = _S(case.state), case.grade, self.traces()
        item = self.item(case)
        try:
            with transaction.atomic():
                getattr(self, name)(case)
            done = True
        except ValidationError:
            done = False
        after = self.traces()
        assert done or after == before, name
        assert after[0] > before[0] or not done or name == "wait", name
        self.counts[name if done else "refused"] += 1
        case.refresh_from_db()
        self.counts[case.state] += 1
        assert case.state == state or _S(case.state) in self.ways(state), name
        if case.grade != grade:
            self.was_carried(name, item)
        self.unchanged()

    def ways(self, state: AssessmentState) -> frozenset[AssessmentState]:
        """One arrow; a grade that is confirmed may come into force at once."""
        found = ARROWS[state]
        return found | ARROWS[_S.CONFIRMED] if _S.CONFIRMED in found else found

    def was_carried(self, name: str, item: MeetingItem) -> None:
        item.refresh_from_db()
        yes = item.ballots.filter(choice=Choice.YES).count()
        there = tally_of(item).present
        assert (name, item.state) == ("count", ItemState.CARRIED)
        assert (yes >= 7, there >= 9) == (True, True)

    def unchanged(self) -> None:
        """Ballots and notices are added, never another."""
        now = {("ballot", row.pk): row.choice for row in Ballot.objects.all()}
        now |= {("notice", n.pk): n.digest for n in PublicNotice.objects.all()}
        assert self.kept.items() <= now.items()
        self.kept = now

    def traces(self) -> tuple[int, ...]:
        chain = Chain.objects.get(key="440104").length
        counted = (MeetingItem, Ballot, PublicNotice, Award)
        return (chain, *(model.objects.count() for model in counted))

    # --- acts -------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        every = {name for names in HELPFUL.values() for name in names}
        every |= {
            name for names in (*LOOKING.values(), *VOTING.values()) for name in names
        }
        return (*sorted(every), "challenge", "answer", "answer", "close", "withdraw")

    def open_item(self, case: Assessment) -> MeetingItem:
        """The item that is on an agenda, else the last one: too late for that."""
        return self.item(case) or required(case.items.last())

    def call(self, case: Assessment) -> None:
        meeting.call_meeting(
            committee=self.committee,
            held_on=timezone.localdate(),
            cases=[case],
            seed=self.dice.randrange(99),
            by=self.court.secretary,
        )

    def gather(self, case: Assessment) -> None:
        present = self.dice.sample(self.court.seats, self.dice.choice((8, 9, 10, 13)))
        called = self.open_item(case).meeting
        meeting.open_meeting(meeting=called, present=present, by=self.court.secretary)

    def arrive(self, case: Assessment) -> None:
        there = self.open_item(case).meeting
        late = there.attendance.values("seat_id")
        seat = required(self.committee.seats.exclude(pk__in=late).first())
        meeting.note_arrival(meeting=there, seat=seat, by=self.court.secretary)

    def correct(self, case: Assessment) -> None:
        ballot.correct_points(
            item=self.open_item(case),
            indicator=self.dice.choice(self.court.leaves()),
            points=Decimal(self.dice.choice((0, 100, 90, 301))),
            reason=self.dice.choice(("", "年报缺两项")),
            by=self.court.secretary,
        )

    def look(self, case: Assessment) -> None:
        item = self.open_item(case)
        ballot.record_look(item=item, look="复查一致", by=self.court.secretary)

    def put(self, case: Assessment) -> None:
        ballot.open_vote(item=self.open_item(case), by=self.court.secretary)

    def vote(self, case: Assessment) -> None:
        choice = self.dice.choice((Choice.YES,) * 8 + (Choice.NO, Choice.ABSTAIN))
        item = self.open_item(case)
        user = self.dice.choice([*self.court.members, self.court.office])
        ballot.cast_ballot(item=item, choice=choice, by=user)

    def all_vote(self, case: Assessment) -> None:
        """Everybody there who has not voted yet; now and then they are against."""
        item = self.open_item(case)
        left = item.meeting.attendance.exclude(seat__in=item.ballots.values("seat_id"))
        users = [each.seat.user for each in left.select_related("seat__user")]
        choice = Choice.NO if self.dice.random() < 0.15 else Choice.YES
        for user in required(free_of_ties(case, users) or None):
            ballot.cast_ballot(item=item, choice=choice, by=user)

    def count(self, case: Assessment) -> None:
        item = self.open_item(case)
        if item.ballots.count() < 8 and self.dice.random() < 0.9:
            raise ValidationError("waits for the others")
        ballot.close_vote(item=item, by=self.court.secretary)

    def close(self, case: Assessment) -> None:
        held = self.open_item(case).meeting
        meeting.close_meeting(meeting=held, minutes="到会", by=self.court.secretary)

    def publish(self, case: Assessment) -> None:
        publish_notice(assessment=case, version=case.version, by=self.court.bureau)

    def ask(self, case: Assessment) -> None:
        leaves = self.dice.sample(self.court.leaves(), 1)
        by = case.provider.appointments.first().user
        review.request_review(assessment=case, leaves=leaves, text="有异议", by=by)

    def reviewed(self, case: Assessment) -> review.ReviewRequest:
        return required(getattr(case, "review", None))

    def form(self, case: Assessment) -> None:
        experts = [self.dice.choice([*self.others, *self.court.experts])]
        wanted = self.reviewed(case)
        review.form_review_panel(review=wanted, experts=experts, by=self.court.office)

    def again(self, case: Assessment) -> None:
        found = self.reviewed(case)
        contested = found.leaves.get()
        worth = int(contested.points)
        score_again(
            review=found,
            indicator=contested,
            points=Decimal(self.dice.choice((worth, worth, worth // 2))),
            reason="补看了台账",
            by=self.dice.choice(self.others),
        )

    def sign(self, case: Assessment) -> None:
        fraud = self.dice.choice(("", "", "合同系伪造"))
        by = self.dice.choice(self.others)
        finish_look(review=self.reviewed(case), hearing="听取了", fraud=fraud, by=by)

    def serve(self, case: Assessment) -> None:
        wanted = self.reviewed(case)
        review.serve_decision(review=wanted, decision="评定如上", by=self.court.bureau)

    def facts(self, case: Assessment) -> None:
        if self.dice.random() < 0.5:
            raise ValidationError("nobody writes")
        report.report_facts(assessment=case, text="合同是假的")

    def rule(self, case: Assessment) -> None:
        """The office takes up the oldest report, then rules on it."""
        found = required(case.reports.open().first())
        if found.state == "received":
            report.begin_verification(report=found, by=self.court.office)
            return
        report.rule_on_report(
            report=found,
            proven=self.dice.random() < 0.3,
            ruling="已核实",
            leaves=self.court.leaves()[:1],
            by=self.court.office,
        )

    def challenge(self, case: Assessment) -> None:
        user = self.dice.choice([*self.court.members[2:], *self.court.experts])
        by = case.provider.appointments.first().user
        recusal.challenge(assessment=case, user=user, reason="曾有纠纷", by=by)

    def answer(self, case: Assessment) -> None:
        recusal.rule_on_challenge(
            challenge=required(case.challenges.open().first()),
            upheld=self.dice.random() < 0.5,
            ruling="已核对",
            by=self.court.office,
        )

    def withdraw(self, case: Assessment) -> None:
        if self.dice.random() < 0.7:
            raise ValidationError("thinks better of it")
        by = case.provider.appointments.first().user
        withdraw(assessment=case, version=case.version, reason="改期", by=by)

    def wait(self, _case: Assessment) -> None:
        if self.clock.passed < LONGEST:
            self.clock.passed += timedelta(days=self.dice.choice((1, 4, 8)))

    def confirm(self, case: Assessment) -> None:
        award.confirm(assessment=case, version=case.version, by=self.court.bureau)

    def awarded(self, case: Assessment) -> Award:
        return required(Award.objects.filter(assessment=case).first())

    def first_day(self, case: Assessment) -> None:
        self.on_its_day(self.awarded(case), "since")

    def last_day(self, case: Assessment) -> None:
        if self.dice.random() < 0.5:
            raise ValidationError("years to go")
        self.on_its_day(self.awarded(case), "until", timedelta(days=1))

    def on_its_day(self, found: Award, day: str, more: timedelta = timedelta()) -> None:
        state = found.state
        with self.clock.on(getattr(found, day) + more):
            award.look_after(award=found)
        found.refresh_from_db()
        if found.state == state:
            raise ValidationError("not its day")

    def lower(self, case: Assessment) -> None:
        award.lower(award=self.awarded(case), reason="年检不合格", by=self.court.bureau)

    def cancel(self, case: Assessment) -> None:
        found = self.awarded(case)
        award.cancel(award=found, reason="设立分支下的分支", by=self.court.bureau)

    def close_all(self) -> None:
        """No meeting is left that nobody can end."""
        for held in Meeting.objects.filter(state=MeetingState.OPEN):
            for item in held.items.filter(state=ItemState.VOTING):
                ballot.close_vote(item=item, by=self.court.secretary)
            meeting.close_meeting(meeting=held, minutes="完", by=self.court.secretary)


def required(found):
    """What the act needs; there is nothing to do without."""
    if found is None:
        raise ValidationError("there is none")
    return found


@seeds(2, 100)
def test_random_acts_never_grade_without_a_vote(seed, monkeypatch) -> None:
    walk = Walk(seed, Clock(monkeypatch))
    for _n in range(STEPS):
        walk.step()
    walk.close_all()
    assert [fault for holds in INVARIANTS for fault in holds()] == []
    assert list(chain_faults(Chain.objects.get(key="440104"))) == []
    assert walk.counts.keys() & REACHED, walk.counts
    assert walk.counts["count"] > 0, walk.counts
    assert STEPS - walk.counts["refused"] > STEPS // 5, walk.counts
