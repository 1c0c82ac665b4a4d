"""What else happens in the demo's district: calls to units, leave, a hand-over."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config.demo.world import World
from matching.domain.absence import plan_absence
from matching.domain.call import answer_call, call_unit, score_call
from matching.domain.handover import hand_over_cases
from matching.enums import ENDED_STATES, HandOverReason
from matching.models import Call, Matter, Need
from organisations.enums import ProviderKind, ProviderState, Role
from organisations.models import Provider, Territory, User
from organisations.queries import admins_of, holders

STREET = "440104021"
LEAVE = timedelta(days=9)
# The matter, what is asked, and the answer, where there is one.
CALLS = (
    (
        "ZG-05",
        "下周二起请每周一次到社区为出院长者换药，社工站带路。",
        "已安排，每周二上午到，名单由社区提前一天给。",
    ),
    (
        "ZG-07",
        "周五下午楼道大扫除，请派三人到场量血压、讲防蚊。",
        "三人已定，周五两点到，自带血压计和宣传单。",
    ),
    ("ZG-10", "月底请借出活动室两晚，社区办街坊节。", ""),
)


class Events:
    """The street of the role accounts, and in a large demo each other street too."""

    def __init__(self, world: World) -> None:
        self.world = world

    def tell(self, *, everywhere: bool = False) -> None:
        if Call.objects.exists():
            return
        home = self.world.territories[STREET]
        self._calls(home)
        self._leave(home)
        self._hand_over(home)
        if everywhere:
            streets = Territory.objects.streets().order_by("code")
            for street in streets.exclude(pk=home.pk):
                self._calls(street)

    @transaction.atomic
    def _calls(self, street: Territory) -> None:
        """One is scored, one answered and waits for its score, one not yet answered."""
        officers = holders(Role.STREET_OFFICER, street.code)
        units = Provider.objects.filter(
            kind=ProviderKind.PUBLIC_SECTOR_UNIT, state=ProviderState.ACTIVE
        ).order_by("pk")
        near = [u for u in units if u.street_id == street.pk] or list(units)
        named = {user.username: user for user in officers}
        officer = named.get("street_officer") or next(iter(officers), None)
        for n, (code, text, answer) in enumerate(CALLS if officer else ()):
            unit = near[n % len(near)]
            call = call_unit(
                matter=Matter.objects.get(pk=code),
                unit=unit,
                street=street,
                text=text,
                by=officer,
            )
            admins = admins_of(unit)
            if answer and admins:
                answer_call(
                    call=call, version=call.version, answer=answer, by=admins[0]
                )
            if n == 0 and admins:
                score_call(
                    call=call,
                    version=call.version,
                    score=5,
                    reason="当天就来，时间也守。",
                    by=officer,
                )

    def _leave(self, street: Territory) -> None:
        """The second worker of the street is away from Monday; the first covers."""
        first, second = self._pair(street)
        today = timezone.localdate()
        monday = today + timedelta(days=7 - today.weekday())
        plan_absence(
            user=second,
            cover=first,
            since=monday,
            until=monday + LEAVE,
            by=self._manager(street),
        )

    def _hand_over(self, street: Territory) -> None:
        """One case changes hands before the leave begins."""
        first, second = self._pair(street)
        open_cases = Need.objects.filter(worker=first).exclude(state__in=ENDED_STATES)
        try:
            hand_over_cases(
                from_user=first,
                to_user=second,
                needs=open_cases.order_by("-pk")[:1],
                reason=HandOverReason.LOAD,
                by=self._manager(street),
            )
        except ValidationError as error:
            if error.code != "no_cases":
                raise

    @staticmethod
    def _pair(street: Territory) -> tuple[User, User]:
        workers = holders(Role.SOCIAL_WORKER, street.code)
        first = next(user for user in workers if user.username == "social_worker")
        return first, next(user for user in workers if user != first)

    @staticmethod
    def _manager(street: Territory) -> User:
        return holders(Role.STATION_MANAGER, street.code)[0]
