"""The cases of a large demo: raised, walked to their end, set back to their times.

Wave by wave, the oldest first: one transaction raises and assesses a wave, packs are
proposed, one more walks it on, what fell open is plated again, the calendar sets it
back; then the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config.demo.calendar import Times, set_back
from config.demo.cast import admin_of
from config.demo.plan import Case, Plan, waves
from config.demo.scale import Scale
from config.demo.walk import Walk
from config.demo.words import person_name, phrases
from config.demo.world import World
from matching.domain import course
from matching.domain.clock_notice import tell_what_is_due
from matching.domain.engagement import decline_engagement
from matching.domain.need import assess_need, raise_need
from matching.domain.plating import propose_many
from matching.domain.safeguard import finish_casework, record_report
from matching.enums import (
    MANDATORY_REPORT,
    Consent,
    Danger,
    FeedbackGrade,
    NeedState,
    Origin,
    RefusalReason,
    SeatKind,
    Track,
)
from matching.models import Need, ReferralBody, Seat, Team
from organisations.domain.person import keep_person
from organisations.enums import Role
from organisations.models import Person, Territory, User
from records.domain import job

WAVE = 250
CLOCK_DAYS = 6
UNASSESSED = {"raised", "draft", "returned", "referred", "merged", "refused"}
GRADES = (
    (FeedbackGrade.VERY_GOOD, 34),
    (FeedbackGrade.GOOD, 33),
    (FeedbackGrade.FAIR, 14),
    (FeedbackGrade.POOR, 6),
    (FeedbackGrade.VERY_POOR, 2),
    ("", 11),
)
RUNNING = {"proposed", "confirmed", "in_delivery", "completed", "open"}


class Caseload(Walk):
    """Fills the demo up to the scale's number of needs."""

    def __init__(self, world: World, scale: Scale) -> None:
        super().__init__(world)
        self.scale = scale
        self.dice = Random("demo:caseload")  # noqa: S311 - the same demo each time
        self.holders: dict[tuple[str, str], list[User]] = {}
        self.bodies = {body.code: str(body.name) for body in ReferralBody.objects.all()}
        self.needs: dict[int, Need] = {}
        self.running: Need | None = None

    def fill(self) -> None:
        teams = [team.community for team in Team.objects.select_related("community")]
        teams.sort(key=lambda place: place.code)
        plan = Plan(self.world, self.scale, teams)
        for wave in waves(plan.cases(self.scale.needs - Need.objects.count()), WAVE):
            self._raise_all(wave)
            propose_many(self.needs.values())
            job.drain()
            self._walk_all(wave)
            propose_many(self.needs.values())
            job.drain()
            self._set_back(wave)
        ring_clocks(CLOCK_DAYS)

    # --- a wave ---------------------------------------------------------------------------

    @transaction.atomic
    def _raise_all(self, wave: list[Case]) -> None:
        self.needs = {}
        for case in wave:
            self.needs[case.n] = need = self._raise(case)
            if case.track != Track.MICRO_WISH and case.target not in UNASSESSED:
                self._assess(case, need)

    @transaction.atomic
    def _walk_all(self, wave: list[Case]) -> None:
        """A case whose provider was full meanwhile stays where it is, as it would."""
        related = ("community", "worker", "person", "team")
        rows = Need.objects.select_related(*related).in_bulk(
            [need.pk for need in self.needs.values()]
        )
        for case in wave:
            need = self.needs[case.n] = rows[self.needs[case.n].pk]
            try:
                with transaction.atomic():
                    self._walk(case, need)
            except ValidationError:
                continue
            if need.track == Track.INDIVIDUAL:
                need.refresh_from_db()
                if need.state in RUNNING:
                    self.running = need

    def _set_back(self, wave: list[Case]) -> None:
        """To the wave's times; a wish that nobody claimed lapses by its own clock, and
        is set back again to when it did."""
        now = timezone.now()
        times = {
            self.needs[case.n].pk: Times(now - case.raised, now - case.since)
            for case in wave
        }
        set_back(times)
        job.drain()
        lapsed = Need.objects.filter(pk__in=times, track=Track.MICRO_WISH)
        set_back(
            {
                pk: Times(times[pk].raised, now - (now - times[pk].since) * 0.3)
                for pk in lapsed.filter(state=NeedState.UNMET).values_list(
                    "pk", flat=True
                )
            }
        )

    # --- raising --------------------------------------------------------------------------

    def _raise(self, case: Case) -> Need:
        by = self._raiser(case)
        person = self._person(case)
        return raise_need(
            community=case.community,
            text=case.text,
            origin=case.origin,
            by=by,
            person=person,
            urgency=case.urgency,
            consent=self.dice.choice((Consent.PHONE, Consent.IN_PERSON, Consent.PAPER))
            if person
            else Consent.NONE,
            draft=case.target == NeedState.DRAFT,
            acknowledged=Danger.values,
        )

    def _person(self, case: Case) -> Person | None:
        if case.track == Track.PROJECT:
            return None
        phone = f"198{case.n:08d}"
        return keep_person(name=person_name(self.dice), phone=phone, by=None)

    def _raiser(self, case: Case) -> User | None:
        role = {
            Origin.PARTY_MEMBER: Role.PARTY_MEMBER,
            Origin.MINUTES: Role.COMMUNITY_SECRETARY,
            Origin.GRID: Role.GRID_LEADER,
            Origin.HOTLINE: Role.DUTY_DESK,
            Origin.SOCIAL_WORKER: Role.SOCIAL_WORKER,
        }.get(Origin(case.origin))
        return self._holder(role, case.community, case.luck) if role else None

    def _holder(self, role: Role, community: Territory, luck: float) -> User | None:
        code = {
            Role.DUTY_DESK: community.district_code,
            Role.SOCIAL_WORKER: community.street_code,
            Role.STREET_OFFICER: community.street_code,
        }.get(role, community.code)
        if (role, code) not in self.holders:
            held = User.objects.filter(
                appointments__role=role, appointments__territory__code__startswith=code
            )
            self.holders[role, code] = list(held.distinct().order_by("pk"))
        found = self.holders[role, code]
        return found[int(luck * len(found))] if found else None

    def _assess(self, case: Case, need: Need) -> None:
        worker = self._worker(case)
        if need.danger in MANDATORY_REPORT:
            self._report(case, need, worker)
            if case.track != Track.CONFIDENTIAL:
                return
        assess_need(
            need=need,
            version=need.version,
            by=worker,
            track=case.track,
            urgency=case.urgency,
            title=case.title,
            matter=case.matter,
            health_consent=True,
            items=case.items,
        )

    def _worker(self, case: Case) -> User | None:
        """One of the street's; for a project the one who sits in its team."""
        if case.track != Track.PROJECT:
            return self._holder(Role.SOCIAL_WORKER, case.community, case.luck)
        seats = Seat.objects.current().filter(team__community=case.community)
        seat = seats.filter(kind=SeatKind.SOCIAL_WORKER).select_related("user").first()
        return seat.user if seat else None

    @staticmethod
    def _report(case: Case, need: Need, by: User | None) -> None:
        """The police first, the service afterwards."""
        record_report(
            need=need,
            reported_to="110",
            receipt_no=f"演示-110-{case.n:06d}",
            at=timezone.now(),
            by=by,
        )
        need.refresh_from_db()

    # --- walking --------------------------------------------------------------------------

    def _walk(self, case: Case, need: Need) -> None:
        if case.track == Track.MICRO_WISH:
            self._wish(case, need)
            return
        if need.is_casework:
            self._alone(case, need)
            return
        if case.target not in ("paused", "open") and _empty(need):
            self._nobody(case, need)
            return
        step = getattr(self, f"_to_{case.target}", None)
        if step is not None:
            step(case, need)

    def _alone(self, case: Case, need: Need) -> None:
        """The station's own casework, paused, done or closed where the plan says so."""
        if need.state != NeedState.IN_DELIVERY:
            return
        if case.target == NeedState.PAUSED:
            self._to_paused(case, need)
        elif case.target in ("completed", "closed"):
            finish_casework(need=need, version=need.version, by=need.worker)
            if case.target == "closed":
                self.end(need)

    def _nobody(self, case: Case, need: Need) -> None:
        """An empty pack: of the older ones the station has put most on the gap list."""
        if case.luck < 0.8:
            self.unmet(need)

    def _to_proposed(self, case: Case, need: Need) -> None:
        """One in six was agreed already: a provider said no, its line is plated anew."""
        if case.luck > 0.17:
            return
        self.confirm(need)
        engagement = need.engagements.order_by("pk").first()
        decline_engagement(
            engagement=engagement,
            reason=self.dice.choice(phrases()["decline"]),
            by=admin_of(engagement),
        )

    def _to_confirmed(self, case: Case, need: Need) -> None:
        self.confirm(need)

    def _to_in_delivery(self, case: Case, need: Need) -> None:
        self.confirm(need)
        for n, engagement in enumerate(need.engagements.order_by("pk")):
            admin = self.accept(engagement)
            if n:
                continue
            if case.luck < 0.05:
                self.miss(engagement, admin)
            else:
                self._begin(engagement, admin)

    def _begin(self, engagement: object, admin: User) -> None:
        left = self.sessions(engagement, admin, delivered=1, most=2)
        for session in left[:1]:
            self.record(session, admin)

    def _to_completed(self, case: Case, need: Need) -> None:
        self.finish(need, most=1 + (case.luck > 0.8))

    def _to_closed(self, case: Case, need: Need) -> None:
        grades, weights = zip(*GRADES, strict=True)
        grade = self.dice.choices(grades, weights)[0]
        sentence = self.dice.choice(phrases()["sentence"]) if grade else ""
        self.close(need, grade=grade, sentence=sentence, most=1 + (case.luck > 0.8))

    def _to_paused(self, case: Case, need: Need) -> None:
        self.pause(need, self.dice.choice(phrases()["pause"]))

    def _to_withdrawn(self, case: Case, need: Need) -> None:
        if case.luck < 0.5:
            self.confirm(need)
            need.refresh_from_db()
        course.withdraw_need(need=need, version=need.version, by=need.worker)

    def _to_returned(self, case: Case, need: Need) -> None:
        self.send_back(need, self.dice.choice(phrases()["question"]))

    def _to_referred(self, case: Case, need: Need) -> None:
        body = next(b for text, b in phrases()["referred"] if text == case.text)
        desk = self._holder(Role.DUTY_DESK, case.community, 0.0)
        self.refer(
            need,
            body=self.bodies.get(body, body),
            number=f"演示-{body}-{case.n:06d}",
            by=desk if case.origin == Origin.HOTLINE else self._clerk(case),
        )

    def _clerk(self, case: Case) -> User:
        role = Role.SOCIAL_WORKER if case.luck < 0.6 else Role.STREET_OFFICER
        return self._holder(role, case.community, case.luck)

    def _to_refused(self, case: Case, need: Need) -> None:
        course.refuse_need(
            need=need,
            version=need.version,
            reason=RefusalReason.NOT_SOCIAL,
            by=self._clerk(case),
        )

    def _to_merged(self, case: Case, need: Need) -> None:
        if self.running is not None:
            course.merge_need(
                need=need, version=need.version, into=self.running, by=self._clerk(case)
            )

    # --- micro-wishes -----------------------------------------------------------------

    def _wish(self, case: Case, need: Need) -> None:
        if case.target == NeedState.RAISED:
            return
        title = next((w for w in phrases()["wishes"] if w in case.text), case.title)
        self.release(need, title=title)
        if case.target == NeedState.WITHDRAWN:
            course.withdraw_need(need=need, version=need.version, by=need.worker)
        if case.target in ("in_delivery", "completed", "closed"):
            by = self._holder(Role.PARTY_MEMBER, case.community, case.luck)
            self.claim(need, by=by)
            if case.target != NeedState.IN_DELIVERY:
                self.fulfil(need, by=by)
            if case.target == NeedState.CLOSED:
                self.end(need)


def _empty(need: Need) -> bool:
    """Whether nobody was found for any of it."""
    pack = need.packs.filter(state="proposed").first()
    return pack is not None and not pack.lines.exists()


def ring_clocks(days: int) -> int:
    """The clocks as they would have rung on each of the last days, morning and
    afternoon: reminders, lateness, what was passed on to the next level."""
    now = timezone.now()
    halves = (
        timedelta(days=day, hours=hour)
        for day in range(days, -1, -1)
        for hour in (12, 0)
    )
    return sum(tell_what_is_due(now=_at(now, back)) for back in halves)


def _at(now: datetime, back: timedelta) -> datetime:
    return now - back
