"""The steps that the demo's people take with a need, each through its verb."""

from __future__ import annotations

from datetime import time, timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from config.demo.calendar import set_delivery_back
from config.demo.cast import admin_of, past, proposed, resident, version
from config.demo.world import World, worker_of
from matching.domain import course
from matching.domain.engagement import accept_engagement
from matching.domain.feedback import (
    give_feedback,
    issue_feedback_link,
    issue_key_link,
)
from matching.domain.hours import Served
from matching.domain.need import ItemInput, assess_need
from matching.domain.pack import confirm_own_agency, confirm_pack, leave_unmet
from matching.domain.planning import schedule_session
from matching.domain.session import (
    record_delivery,
    report_no_show,
    turn_second_key,
)
from matching.domain.wish import claim_wish, fulfil_wish, release_wish
from matching.enums import (
    ConfirmerKind,
    Consent,
    FeedbackGrade,
    PauseReason,
    SecondKey,
    Track,
)
from matching.models import Engagement, HourEntry, Need, Session
from organisations.models import Appointment, Provider, User
from records import links


def officer_of(street: str) -> User | None:
    return User.objects.filter(
        appointments__role="street_officer", appointments__territory__code=street
    ).first()


def _faces(provider: int) -> list[Served]:
    """Two who served: on one list of each provider."""
    names = ("陈素（演示）", "李明（演示）")
    return [
        Served(120, name, f"198{provider:06d}{n:02d}") for n, name in enumerate(names)
    ]


class Walk:
    """One district's people; `world` knows its services and territories."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.worker_of = cache(worker_of)
        self.officer_of = cache(officer_of)

    def worker(self, need: Need) -> User:
        return need.worker or self.worker_of(need.community.street_code)

    def manager(self, need: Need) -> User:
        return self.worker_of(need.community.street_code, "station_manager")

    # --- assessment -------------------------------------------------------------------

    def assess(self, need: Need, row: dict[str, Any], items: list[ItemInput]) -> None:
        assess_need(
            need=need,
            version=need.version,
            by=self.worker(need),
            track=row["track"],
            urgency=row["urgency"],
            title=row["title"],
            title_en=row.get("title_en", ""),
            matter=row["matter"],
            health_consent=True,
            items=items,
        )

    def item(self, row: dict[str, Any]) -> ItemInput:
        start = time.fromisoformat(row["start"]) if row["start"] else None
        end = time.fromisoformat(row["end"]) if row["end"] else None
        if start and end and end <= start:
            end = time(23, 59)
        return ItemInput(
            service_type=self.world.services[row["service"]],
            quantity=row["quantity"],
            weeks=row["weeks"],
            days=row["days"],
            start=start,
            end=end,
            funding=row["funding"],
            budget=row["budget_fen"],
            note=row["note"],
            note_en=row["note_en"],
        )

    # --- confirmation -----------------------------------------------------------------

    def confirm(self, need: Need) -> None:
        """Own agency answered for by the station manager, then the two yeses."""
        pack = proposed(need)
        manager = self.manager(need)
        for line in pack.lines.filter(own_agency=True):
            confirm_own_agency(
                line=line,
                need_version=version(need),
                reason="站点人员最熟悉这一户，近期没有其他合适机构。",
                by=manager,
            )
        done = confirm_pack(
            pack=pack,
            need_version=version(need),
            kind=ConfirmerKind.SOCIAL_WORKER,
            by=need.worker,
        )
        if not done:
            self._second_yes(need, manager)

    def _second_yes(self, need: Need, manager: User) -> None:
        kind: str = ConfirmerKind.PERSON
        by, person = need.worker, need.person
        if need.track == Track.PROJECT:
            seat = need.team.seats.current().filter(kind="party_member").first()
            kind, by, person = ConfirmerKind.PARTY_MEMBER, seat.user, None
        elif person is None:
            kind, by = ConfirmerKind.STATION_MANAGER, manager
        confirm_pack(
            pack=proposed(need),
            need_version=version(need),
            kind=kind,
            by=by,
            person=person,
            how=Consent.PHONE if person else Consent.NONE,
        )

    # --- delivery ---------------------------------------------------------------------

    def accept(self, engagement: Engagement) -> User:
        admin = admin_of(engagement)
        accept_engagement(engagement=engagement, by=admin)
        return admin

    def start(self, need: Need, *, no_show: bool = False) -> None:
        """All but the last provider have accepted; the first has begun, and of its
        second time only the provider's own key is turned."""
        self.confirm(need)
        engagements = list(need.engagements.order_by("pk"))
        for n, engagement in enumerate(engagements[: max(len(engagements) - 1, 1)]):
            admin = self.accept(engagement)
            if n == 1 and no_show:
                self.miss(engagement, admin)
            if n == 0:
                later = self.sessions(engagement, admin, delivered=1)
                for session in later[:1]:
                    self.record(session, admin)

    def miss(self, engagement: Engagement, admin: User) -> None:
        engagement.refresh_from_db()
        starts_at = past(days=1)
        session = schedule_session(
            engagement=engagement,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            units=1,
            by=admin,
        )
        report_no_show(session=session, reason="下大雨，改期。", by=admin)

    def finish(self, need: Need, *, most: int = 3) -> None:
        """Everything delivered and confirmed with two keys."""
        self.confirm(need)
        for engagement in need.engagements.order_by("pk"):
            admin = self.accept(engagement)
            self.sessions(engagement, admin, delivered=None, most=most)

    def sessions(
        self,
        engagement: Engagement,
        admin: User,
        *,
        delivered: int | None,
        most: int = 3,
    ) -> list[Session]:
        """Up to three sessions on past days, units spread over them; returns those
        that are not delivered."""
        count = min(most, engagement.quantity)
        share, rest = divmod(engagement.quantity, count)
        planned = []
        for n in range(count):
            starts_at = past(days=2 * (count - n))
            engagement.refresh_from_db()
            planned.append(
                schedule_session(
                    engagement=engagement,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=2),
                    units=share + (n < rest),
                    by=admin,
                )
            )
        for session in planned[:delivered]:
            self.deliver(session, admin)
        return planned[delivered:] if delivered else []

    def record(self, session: Session, admin: User) -> Session:
        """The first key."""
        session = Session.objects.select_related(
            "engagement__need__community", "engagement__line__item"
        ).get(pk=session.pk)
        provider = session.engagement.provider_id
        listed = HourEntry.objects.filter(attendance__first_employer=provider)
        served = [] if listed.exists() else _faces(provider)
        record_delivery(
            session=session,
            units=session.units,
            minutes=120,
            served=served,
            by=admin,
        )
        return session

    def deliver(self, session: Session, admin: User) -> None:
        """Both keys; the person's (or the team's resident's) own by link where the
        worker is of the same house."""
        session = self.record(session, admin)
        need = session.engagement.need
        by, person, link, kind = need.worker, None, None, SecondKey.WORKER
        own = Appointment.objects.current().filter(
            user=need.worker, employer=session.engagement.provider
        )
        if own.exists():
            by, person = None, need.person or resident(need)
            kind = SecondKey.SERVED if need.person else SecondKey.HELPER
            token = issue_key_link(session=session, by=need.worker)
            link = links.open_link(token)
        turn_second_key(session=session, kind=kind, by=by, person=person, link=link)
        set_delivery_back(session)

    # --- the ends ---------------------------------------------------------------------

    def close(
        self,
        need: Need,
        *,
        grade: str = FeedbackGrade.VERY_GOOD,
        sentence: str = "",
        most: int = 3,
    ) -> None:
        self.finish(need, most=most)
        need.refresh_from_db()
        self.rate(need, grade, sentence)
        self.end(need)

    @staticmethod
    def rate(need: Need, grade: str, sentence: str) -> None:
        """A grade, or (without one) "I would rather not"."""
        token = issue_feedback_link(need=need, by=need.worker)
        give_feedback(
            need=need,
            link=links.open_link(token),
            grade=grade,
            declined=not grade,
            sentence=sentence,
        )

    def end(self, need: Need) -> None:
        """The street closes; what is confidential the station."""
        closer = self.officer_of(need.community.street_code)
        if need.track == Track.CONFIDENTIAL or closer is None:
            closer = self.manager(need)
        need.refresh_from_db()
        course.close_need(need=need, version=need.version, by=closer)

    def unmet(self, need: Need) -> None:
        leave_unmet(pack=proposed(need), need_version=version(need), by=need.worker)

    def pause(self, need: Need, reason: str = PauseReason.AWAY) -> None:
        course.pause_need(
            need=need,
            version=need.version,
            reason=reason,
            until=timezone.localdate() + timedelta(days=14),
            by=self.worker(need),
        )

    def send_back(self, need: Need, question: str) -> None:
        course.return_need(
            need=need, version=need.version, question=question, by=self.worker(need)
        )

    def refer(
        self, need: Need, *, body: str, number: str, by: User | None = None
    ) -> None:
        course.refer_need(
            need=need,
            version=need.version,
            body=body,
            number=number,
            by=by or self.worker(need),
        )

    # --- micro-wishes -----------------------------------------------------------------

    def release(self, need: Need, *, title: str, title_en: str = "") -> None:
        release_wish(
            need=need,
            version=need.version,
            title=title,
            title_en=title_en,
            by=self.worker(need),
        )

    def claim(self, need: Need, *, by: User, provider: Provider | None = None) -> None:
        claim_wish(need=need, by=by, provider=provider)
        need.refresh_from_db()

    def fulfil(self, need: Need, *, by: User) -> None:
        fulfil_wish(need=need, by=by, note="当面交到本人手上，试用正常。")
        need.refresh_from_db()
