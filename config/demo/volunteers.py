"""Volunteers of the demo: twenty by hand, many more in a large one, and their offers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from config.demo.posts import set_up_posts
from config.demo.scale import Scale
from config.demo.words import person_name
from config.demo.world import World, data
from matching.domain.planning import schedule_session
from matching.domain.slot import add_slot
from matching.enums import EngagementState, Track
from matching.models import Engagement
from matching.queries import units_left
from organisations.domain import volunteer as verbs
from organisations.domain.pairing import pair_household
from organisations.domain.volunteers import VolunteerRow, join_many
from organisations.enums import Gate, JoinConsent, Language, ProviderKind, Role
from organisations.models import Hours, Provider, Territory, User, Volunteer
from organisations.queries import admins_of, holders

AT_ONCE = 2_000
SLOTS = 3
STREET, PAIRED = "440104021", 3
YEAR = timedelta(days=365)
FREE = (
    (),
    (Hours("67", time(9), time(18)),),
    (Hours("12345", time(18), time(21)),),
    (Hours("135", time(9), time(12)), Hours("7", time(9), time(17))),
)


class Volunteers:
    """Everybody joins through a verb; sessions of the coming week look for some."""

    def __init__(self, world: World, scale: Scale) -> None:
        self.world = world
        self.scale = scale
        self.dice = Random("demo:volunteers")  # noqa: S311 - the same demo each time
        teams = Provider.objects.filter(kind=ProviderKind.VOLUNTEER_TEAM)
        self.teams = list(teams.order_by("pk"))

    def fill(self) -> None:
        if Volunteer.objects.exists():
            return
        with transaction.atomic():
            for row in data("volunteers"):
                self._by_hand(row)
            self._pairings()
            set_up_posts(self.world)
        missing = self.scale.volunteers - Volunteer.objects.count()
        rows = list(self._drawn(max(missing, 0)))
        for first in range(0, len(rows), AT_ONCE):
            join_many(rows=rows[first : first + AT_ONCE], by=None)
        self._slots()

    def _by_hand(self, row: dict[str, Any]) -> None:
        user = User.objects.filter(username=row.get("account", "")).first()
        guardian = row.get("guardian")
        volunteer = verbs.join_as_volunteer(
            name=row["name"],
            phone=row["phone"],
            birth_year=row["born"],
            home=self.world.territories[row["home"]],
            consent=JoinConsent.FORM if user else JoinConsent.IN_PERSON,
            teams=self.teams[:1] if row.get("team") else [],
            guardian=tuple(guardian) if guardian else None,
            in_service="unit" in row,
            unit_name=row.get("unit", ""),
            user=user,
            by=user,
        )
        verbs.change_volunteer(
            volunteer=volunteer,
            skills=[self.world.services[code] for code in row["skills"]],
            windows=_hours(row),
            languages=row["languages"],
            unit_days=row.get("unit_days", ""),
            by=user,
        )
        self._checked(volunteer, row)

    @staticmethod
    def _checked(volunteer: Volunteer, row: dict[str, Any]) -> None:
        secretaries = holders(Role.COMMUNITY_SECRETARY, volunteer.home.code)
        if row.get("unit_days") and secretaries:
            verbs.confirm_activity_days(volunteer=volunteer, by=secretaries[0])
        if row.get("record_check"):
            until = timezone.localdate() + YEAR
            verbs.clear_volunteer(
                volunteer=volunteer, gate=Gate.MIN, expires_on=until, by=None
            )
        if row.get("paused"):
            verbs.pause_volunteer(volunteer=volunteer, by=None)

    def _pairings(self) -> None:
        """Three grown-ups of the street of the story, each with one household."""
        near = Volunteer.objects.active().filter(home__code__startswith=STREET)
        found = near.order_by(F("user").asc(nulls_last=True), "pk")
        paired = [
            each for each in found.select_related("person") if not each.is_minor()
        ]
        today, dice = timezone.localdate(), Random("demo:pairings")  # noqa: S311
        workers = holders(Role.SOCIAL_WORKER, STREET)
        for n, volunteer in enumerate(paired[:PAIRED] if workers else ()):
            pair_household(
                volunteer=volunteer,
                name=person_name(dice),
                phone=f"1970000{n:04d}",
                place=volunteer.home,
                service_type=self.world.services["A1"],
                consent=JoinConsent.IN_PERSON,
                consent_on=today - timedelta(days=3),
                until=today + timedelta(days=150 + 30 * n),
                by=workers[0],
            )

    def _drawn(self, number: int) -> Iterator[VolunteerRow]:
        dice, until = self.dice, timezone.localdate() + YEAR
        kinds = [
            kind
            for kind in sorted(self.world.services.values(), key=lambda s: s.code)
            if not kind.for_organisations and Gate.CASE not in kind.gates
        ]
        homes = list(Territory.objects.communities().order_by("code"))
        for n in range(number):
            member = dice.random() < 0.4
            yield VolunteerRow(
                name=person_name(dice),
                phone=f"1980{n:07d}",
                birth_year=dice.randint(1950, 2005),
                home=homes[n % len(homes)],
                skills=tuple(dice.sample(kinds, dice.randint(1, 3))),
                teams=(dice.choice(self.teams),) if dice.random() < 0.3 else (),
                windows=dice.choice(FREE),
                languages=(Language.YUE,) if dice.random() < 0.7 else (Language.ZH,),
                in_service=member,
                unit_name=f"第{dice.randint(1, 99)}单位（演示）" if member else "",
                unit_days=dice.choice("1234567") if member else "",
                clearances=((Gate.MIN, until),) if dice.random() < 0.2 else (),
            )

    # --- sessions with places ----------------------------------------------------------

    def _slots(self) -> None:
        """Of the first engagements that have something left to plan."""
        found = Engagement.objects.filter(
            state__in=(EngagementState.ACCEPTED, EngagementState.SCHEDULED)
        ).exclude(need__track=Track.CONFIDENTIAL)
        near = found.select_related("need__community", "line__item__service_type")
        rows = sorted(
            near, key=lambda e: (e.need.community.code[:9] != "440104021", e.pk)
        )
        open_ones = [
            each for each in rows if units_left(each) and admins_of(each.provider)
        ]
        for n, engagement in enumerate(open_ones[:SLOTS]):
            with transaction.atomic():
                self._slot(engagement, timedelta(days=3 + n))

    @staticmethod
    def _slot(engagement: Engagement, ahead: timedelta) -> None:
        day = timezone.localdate() + ahead
        starts_at = timezone.make_aware(datetime.combine(day, time(10)))
        admin = admins_of(engagement.provider)[0]
        session = schedule_session(
            engagement=engagement,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            units=1,
            by=admin,
        )
        add_slot(session=session, role="到场帮忙", number=4, by=admin)


def _hours(row: dict[str, Any]) -> list[Hours]:
    if "days" not in row:
        return []
    start, end = (time.fromisoformat(row[name]) for name in ("start", "end"))
    return [Hours(row["days"], start, end)]
