"""What has happened in the demo: each need walked by its people to its state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from config.demo.cast import admin_of, raiser
from config.demo.walk import Walk
from config.demo.world import World, data
from matching.domain import course
from matching.domain.engagement import decline_engagement, expire_engagement
from matching.domain.need import raise_need
from matching.domain.plating import read_words
from matching.enums import Consent, DeclineReason, RefusalReason, Track
from matching.models import Need
from matching.queries.danger import families_in
from organisations.domain.person import keep_person
from organisations.models import Provider, User
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


class Story(Walk):
    """Tells the demo's needs in order; nothing happens when they were told already."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.needs: dict[int, Need] = {}

    def tell(self) -> None:
        if Need.objects.exists():
            return
        for row in data("needs"):
            self.needs[row["ref"]] = self._raise(row)
        for row in data("needs"):
            need = self.needs[row["ref"]]
            if row["target_state"] in ASSESSED and row["items"]:
                self.assess(need, row, [self.item(item) for item in row["items"]])
                job.drain()
            need.refresh_from_db()
            END.get(row["target_state"], _nothing)(self, need, row)
            job.drain()
            need.refresh_from_db()

    def _raise(self, row: dict[str, Any]) -> Need:
        """Who says words of danger has seen the card, and has rung first."""
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
            acknowledged=families_in(row["text"]),
            suggested=read_words(row["text"]),
        )

    # --- how each ends ------------------------------------------------------------------

    def lose(self, need: Need, row: dict[str, Any]) -> None:
        """A provider says no, or nothing: its line alone is plated again."""
        if "lost" not in row:
            return
        self.confirm(need)
        engagement = need.engagements.order_by("pk").first()
        if row["lost"] == "expired":
            expire_engagement(engagement=engagement)
        else:
            decline_engagement(
                engagement=engagement,
                reason=DeclineReason.HANDS,
                by=admin_of(engagement),
            )

    def merge(self, need: Need, row: dict[str, Any]) -> None:
        course.merge_need(
            need=need,
            version=need.version,
            into=self.needs[row["merged_into"]],
            by=self.worker(need),
        )

    def withdraw(self, need: Need, row: dict[str, Any]) -> None:
        self.confirm(need)
        need.refresh_from_db()
        course.withdraw_need(need=need, version=need.version, by=need.worker)

    def wish(self, need: Need, row: dict[str, Any]) -> None:
        """Released by a worker, claimed by a foundation for which its staff answers."""
        self.release(need, title=row["title"], title_en=row["title_en"])
        by = User.objects.get(username=row["claimed_by"])
        provider = Provider.objects.run_by(by).get()
        self.claim(need, by=by, provider=provider)

    def offer(self, need: Need, row: dict[str, Any]) -> None:
        """The worker ends it as an offer; the centre puts it on the unit's menu."""
        course.refuse_need(
            need=need,
            version=need.version,
            reason=RefusalReason.OFFER,
            by=self.worker(need),
        )
        self.world.offer_menu(row["offers"])

    def refuse(self, need: Need, row: dict[str, Any]) -> None:
        course.refuse_need(
            need=need,
            version=need.version,
            reason=RefusalReason.NOT_SOCIAL,
            by=self.worker(need),
        )


def _nothing(story: Story, need: Need, row: dict[str, Any]) -> None:
    """States that need no further step."""


def _confirm(story: Story, need: Need, row: dict[str, Any]) -> None:
    story.confirm(need)


def _start(story: Story, need: Need, row: dict[str, Any]) -> None:
    story.start(need, no_show=bool(row.get("no_show")))


def _finish(story: Story, need: Need, row: dict[str, Any]) -> None:
    story.finish(need)


def _close(story: Story, need: Need, row: dict[str, Any]) -> None:
    story.close(need, sentence="开学前书包和床都有了，谢谢大家。")


def _unmet(story: Story, need: Need, row: dict[str, Any]) -> None:
    story.unmet(need)


def _pause(story: Story, need: Need, row: dict[str, Any]) -> None:
    story.pause(need)


def _send_back(story: Story, need: Need, row: dict[str, Any]) -> None:
    story.send_back(need, row["state_note"])


def _refer(story: Story, need: Need, row: dict[str, Any]) -> None:
    story.refer(need, body=row["receiving_body"], number=row["receiving_number"])


END: dict[str, Callable[[Story, Need, dict[str, Any]], None]] = {
    "proposed": Story.lose,
    "confirmed": _confirm,
    "in_delivery": _start,
    "completed": _finish,
    "closed": _close,
    "unmet": _unmet,
    "returned": _send_back,
    "paused": _pause,
    "withdrawn": Story.withdraw,
    "referred": _refer,
    "merged": Story.merge,
    "refused": Story.refuse,
    "wish_claimed": Story.wish,
    "offered": Story.offer,
}
