"""What follows the reports of the demo's round: the committee's vote, a public notice
with a report of facts, and a random inspection. A grade in force needs seven days of
notice, and no notice is ever changed: the demo does not have one from this round."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from config.demo.calendar import set_seed_known
from config.demo.evaluation import appointed
from config.demo.world import World
from evaluation.domain.ballot import cast_ballot, close_vote, open_vote, record_look
from evaluation.domain.committee import form_committee, take_committee_seat
from evaluation.domain.inspection import (
    announce_draw,
    assign_inspectors,
    draw_inspections,
)
from evaluation.domain.meeting import call_meeting, close_meeting, open_meeting
from evaluation.domain.public_notice import publish_notice
from evaluation.domain.recusal import challenge, declare_tie
from evaluation.domain.report import report_facts
from evaluation.enums import AssessmentState
from evaluation.enums.decision import Choice, SeatPost
from evaluation.enums.recusal import TieKind
from evaluation.models import Assessment, CommitteeSeat, Meeting, MeetingItem
from organisations.enums import Role
from organisations.models import User
from organisations.queries import admins_of

SEATS, PRESENT = 13, 10
TERM = timedelta(days=700)
ORDER_SEED, SEED = 11, "演示号码 0712"
LOOK = "复查了原始台账，结论一致。"
FACTS = "项目公示的服务人次与社区签到本对不上，请核实。（演示）"


class Decision:
    """Of the reports that are ready the last lies before the committee with its vote
    open, the others are decided and published. Nothing happens with fewer than two."""

    def __init__(self, world: World) -> None:
        self.place = world.territories["440104"]
        self.office = User.objects.get(username="evaluation_office")
        self.bureau = User.objects.get(username="bureau_reviewer")
        self.secretary = User.objects.get(username="committee_member")
        self.today = timezone.localdate()
        self.dice = Random("demo:decision")  # noqa: S311 - the same demo each time

    @transaction.atomic
    def tell(self) -> None:
        ready = Assessment.objects.filter(state=AssessmentState.REPORT_READY)
        cases = list(ready.order_by("pk"))
        if len(cases) < 2:
            return
        seats = self._seats()
        *decided, waiting = cases
        self._close(self._meeting(seats, decided), seats)
        self._put_to_vote(self._meeting(seats, [waiting]).items.get())
        self._challenge(waiting, seats[-1].user)
        for case in decided:
            self._publish(case)
        report_facts(assessment=decided[-1], text=FACTS)
        self._inspections()

    # --- the committee ----------------------------------------------------------------

    def _seats(self) -> list[CommitteeSeat]:
        """A chair, the demo's committee member as secretary, and eleven more."""
        committee = form_committee(
            district=self.place,
            name="社会组织评估委员会（演示）",
            size=SEATS,
            since=self.today,
            until=self.today + TERM,
            by=self.bureau,
        )
        posts = [SeatPost.CHAIR, SeatPost.SECRETARY, *[SeatPost.MEMBER] * (SEATS - 2)]
        people = [
            appointed(f"committee-{n}", Role.COMMITTEE_MEMBER, self.place, self.dice)
            for n in range(1, SEATS)
        ]
        people.insert(1, self.secretary)
        return [
            take_committee_seat(
                committee=committee, user=user, post=post, by=self.bureau
            )
            for user, post in zip(people, posts, strict=True)
        ]

    def _meeting(self, seats: list[CommitteeSeat], cases: list[Assessment]) -> Meeting:
        meeting = call_meeting(
            committee=seats[0].committee,
            held_on=self.today,
            cases=cases,
            seed=ORDER_SEED,
            by=self.secretary,
        )
        open_meeting(meeting=meeting, present=seats[:PRESENT], by=self.secretary)
        return meeting

    def _put_to_vote(self, item: MeetingItem) -> None:
        record_look(item=item, look=LOOK, by=self.secretary)
        open_vote(item=item, by=self.secretary)

    def _close(self, meeting: Meeting, seats: list[CommitteeSeat]) -> None:
        for item in meeting.items.all():
            self._put_to_vote(item)
            for seat in seats[:PRESENT]:
                cast_ballot(item=item, choice=Choice.YES, by=seat.user)
            close_vote(item=item, by=self.secretary)
        minutes = "逐项审议，记名表决，全部通过。"
        close_meeting(meeting=meeting, minutes=minutes, by=self.secretary)

    def _challenge(self, case: Assessment, member: User) -> None:
        """The organisation asks that one member stay away; an expert said so herself."""
        reason = "该委员去年在我机构的同类项目竞标单位任职。（演示）"
        by = admins_of(case.provider)[0]
        challenge(assessment=case, user=member, reason=reason, by=by)
        expert = User.objects.get(username="expert-4")
        declare_tie(
            user=expert, provider=case.provider, kind=TieKind.CONTRACT, by=expert
        )

    # --- what becomes of the vote -------------------------------------------------------

    def _publish(self, case: Assessment) -> None:
        case.refresh_from_db()
        publish_notice(assessment=case, version=case.version, by=self.bureau)

    def _inspections(self) -> None:
        """This year's are drawn and have their inspectors; next year's are announced."""
        source = "演示用：公布日双色球开奖号码"
        ahead = self.today + timedelta(days=7)
        draw, _next = (
            announce_draw(
                district=self.place,
                year=year,
                seed_source=source,
                seed_on=ahead,
                by=self.bureau,
            )
            for year in (self.today.year, self.today.year + 1)
        )
        set_seed_known(draw)
        drawn = draw_inspections(draw=draw, seed=SEED, by=self.bureau)
        papers = {self.office: "执法证（演示）001", self.bureau: "执法证（演示）002"}
        assign_inspectors(inspection=drawn[0], papers=papers, by=self.bureau)
