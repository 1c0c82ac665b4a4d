"""What has happened in the demo: each need walked by its people to its state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from config.demo.cast import admin_of, past, proposed, raiser, resident, version
from config.demo.world import World, data, worker_of
from matching.domain import course
from matching.domain.engagement import (
    accept_engagement,
    decline_engagement,
    expire_engagement,
)
from matching.domain.feedback import (
    give_feedback,
    issue_feedback_link,
    issue_key_link,
)
from matching.domain.need import ItemInput, assess_need, raise_need
from matching.domain.pack import (
    confirm_own_agency,
    confirm_pack,
    leave_unmet,
)
from matching.domain.session import (
    record_delivery,
    report_no_show,
    schedule_session,
    turn_second_key,
)
from matching.enums import (
    ConfirmerKind,
    Consent,
    DeclineReason,
    FeedbackGrade,
    PauseReason,
    RefusalReason,
    SecondKey,
    Track,
)
from matching.models import Engagement, Need, Session
from organisations.domain.person import keep_person
from organisations.models import Appointment, User
from records import links
from records.domain import job

ASSESSED = {
    "open",
    "proposed",
    "confirmed",
    "in_delivery",
    "completed",
    "closed",
    "paused",
    "unmet",
    "withdrawn",
}
FAMILY_NAMES = "陈李张黄何梁"


class Story:
    """Tells the demo's needs in order; nothing happens when they were told already."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.needs: dict[int, Need] = {}

    def tell(self) -> None:
        if Need.objects.exists():
            return
        for row in data("needs"):
            self.needs[row["ref"]] = self._raise(row)
        for row in data("needs"):
            need = self.needs[row["ref"]]
            if row["target_state"] in ASSESSED and row["items"]:
                self._assess(need, row)
                job.drain()
            need.refresh_from_db()
            END.get(row["target_state"], _nothing)(self, need, row)
            job.drain()
            need.refresh_from_db()

    def _raise(self, row: dict[str, Any]) -> Need:
        n = row["ref"]
        person = None
        if row["track"] != Track.PROJECT:
            name = FAMILY_NAMES[n % len(FAMILY_NAMES)] + "女士"
            person = keep_person(name=name, phone=f"199{n:08d}", by=None)
        return raise_need(
            community=self.world.territories[row["community"]],
            text=row["text"],
            origin=row["origin"],
            by=raiser(row),
            person=person,
            for_whom=row["for_whom_note"],
            urgency=row["urgency"],
            consent=Consent.PHONE if person else Consent.NONE,
            draft=row["target_state"] == "draft",
        )

    def _assess(self, need: Need, row: dict[str, Any]) -> None:
        assess_need(
            need=need,
            version=need.version,
            by=worker_of(row["community"]),
            track=row["track"],
            urgency=row["urgency"],
            title=row["title"],
            title_en=row["title_en"],
            matter=row["matter"],
            health_consent=True,
            items=[self._item(item) for item in row["items"]],
        )

    def _item(self, row: dict[str, Any]) -> ItemInput:
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

    # --- confirmation -------------------------------------------------------------------

    def confirm(self, need: Need, row: dict[str, Any]) -> None:
        """Own agency answered for by the station manager, then the two yeses."""
        pack = proposed(need)
        manager = worker_of(row["community"], "station_manager")
        for line in pack.lines.filter(own_agency=True):
            confirm_own_agency(
                line=line,
                need_version=version(need),
                reason="站点人员最熟悉这一户，近期没有其他合适机构。",
                by=manager,
            )
        worker = need.worker
        confirm_pack(
            pack=pack,
            need_version=version(need),
            kind=ConfirmerKind.SOCIAL_WORKER,
            by=worker,
        )
        need.refresh_from_db()
        if need.track == Track.PROJECT:
            seat = need.team.seats.current().filter(kind="party_member").first()
            kind, by, person = ConfirmerKind.PARTY_MEMBER, seat.user, None
        else:
            kind, by, person = ConfirmerKind.PERSON, worker, need.person
        confirm_pack(
            pack=pack,
            need_version=version(need),
            kind=kind,
            by=by,
            person=person,
            how=Consent.PHONE if person else Consent.NONE,
        )

    # --- delivery -----------------------------------------------------------------------

    def lose(self, need: Need, row: dict[str, Any]) -> None:
        """A provider says no, or nothing: its line alone is plated again."""
        if "lost" not in row:
            return
        self.confirm(need, row)
        engagement = need.engagements.order_by("pk").first()
        if row["lost"] == "expired":
            expire_engagement(engagement=engagement)
        else:
            decline_engagement(
                engagement=engagement,
                reason=DeclineReason.HANDS,
                by=admin_of(engagement),
            )

    def accept(self, engagement: Engagement) -> User:
        admin = admin_of(engagement)
        accept_engagement(engagement=engagement, by=admin)
        return admin

    def start(self, need: Need, row: dict[str, Any]) -> None:
        """All but the last provider have accepted; the first has begun, and of its
        second time only the provider's own key is turned."""
        self.confirm(need, row)
        engagements = list(need.engagements.order_by("pk"))
        for n, engagement in enumerate(engagements[: max(len(engagements) - 1, 1)]):
            admin = self.accept(engagement)
            if n == 1 and row.get("no_show"):
                self._no_show(engagement, admin)
            if n == 0:
                later = self._sessions(engagement, admin, delivered=1)
                for session in later[:1]:
                    self._record(session, admin)

    def _no_show(self, engagement: Engagement, admin: User) -> None:
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

    def finish(self, need: Need, row: dict[str, Any]) -> None:
        """Everything delivered and confirmed with two keys."""
        self.confirm(need, row)
        for engagement in need.engagements.order_by("pk"):
            admin = self.accept(engagement)
            self._sessions(engagement, admin, delivered=None)

    def _sessions(
        self, engagement: Engagement, admin: User, *, delivered: int | None
    ) -> list[Session]:
        """Up to three sessions on past days, units spread over them; returns those
        that are not delivered."""
        count = min(3, engagement.quantity)
        share, rest = divmod(engagement.quantity, count)
        sessions = []
        for n in range(count):
            starts_at = past(days=2 * (count - n))
            engagement.refresh_from_db()
            sessions.append(
                schedule_session(
                    engagement=engagement,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=2),
                    units=share + (n < rest),
                    by=admin,
                )
            )
        for session in sessions[:delivered]:
            self._deliver(session, admin)
        return sessions[delivered:] if delivered else []

    def _record(self, session: Session, admin: User) -> Session:
        """The first key."""
        session = Session.objects.select_related(
            "engagement__need__community", "engagement__line__item"
        ).get(pk=session.pk)
        record_delivery(session=session, units=session.units, minutes=120, by=admin)
        return session

    def _deliver(self, session: Session, admin: User) -> None:
        session = self._record(session, admin)
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

    # --- the other ends -----------------------------------------------------------------

    def close(self, need: Need, row: dict[str, Any]) -> None:
        self.finish(need, row)
        need.refresh_from_db()
        token = issue_feedback_link(need=need, by=need.worker)
        give_feedback(
            need=need,
            link=links.open_link(token),
            grade=FeedbackGrade.VERY_GOOD,
            sentence="开学前书包和床都有了，谢谢大家。",
        )
        officer = User.objects.filter(
            appointments__role="street_officer",
            appointments__territory__code=row["community"][:9],
        ).first()
        course.close_need(need=need, version=version(need), by=officer)

    def unmet(self, need: Need, row: dict[str, Any]) -> None:
        leave_unmet(pack=proposed(need), need_version=version(need), by=need.worker)

    def send_back(self, need: Need, row: dict[str, Any]) -> None:
        course.return_need(
            need=need,
            version=need.version,
            question=row["state_note"],
            by=worker_of(row["community"]),
        )

    def pause(self, need: Need, row: dict[str, Any]) -> None:
        course.pause_need(
            need=need,
            version=need.version,
            reason=PauseReason.AWAY,
            until=timezone.localdate() + timedelta(days=14),
            by=need.worker,
        )

    def withdraw(self, need: Need, row: dict[str, Any]) -> None:
        self.confirm(need, row)
        need.refresh_from_db()
        course.withdraw_need(need=need, version=need.version, by=need.worker)

    def refer(self, need: Need, row: dict[str, Any]) -> None:
        course.refer_need(
            need=need,
            version=need.version,
            body=row["receiving_body"],
            number=row["receiving_number"],
            by=worker_of(row["community"]),
        )

    def merge(self, need: Need, row: dict[str, Any]) -> None:
        course.merge_need(
            need=need,
            version=need.version,
            into=self.needs[row["merged_into"]],
            by=worker_of(row["community"]),
        )

    def refuse(self, need: Need, row: dict[str, Any]) -> None:
        course.refuse_need(
            need=need,
            version=need.version,
            reason=RefusalReason.NOT_SOCIAL,
            by=worker_of(row["community"]),
        )


def _nothing(story: Story, need: Need, row: dict[str, Any]) -> None:
    """States that need no further step."""


END: dict[str, Callable[[Story, Need, dict[str, Any]], None]] = {
    "proposed": Story.lose,
    "confirmed": Story.confirm,
    "in_delivery": Story.start,
    "completed": Story.finish,
    "closed": Story.close,
    "unmet": Story.unmet,
    "returned": Story.send_back,
    "paused": Story.pause,
    "withdrawn": Story.withdraw,
    "referred": Story.refer,
    "merged": Story.merge,
    "refused": Story.refuse,
}
