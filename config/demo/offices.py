"""Who is on duty at each level of a demo: grid, community, street, station, team."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from config.demo.scale import Scale
from config.demo.words import credit_code, person_name, public_contact
from config.demo.world import World
from matching.domain.team import adopt_team, seat_resident, take_seat
from matching.enums import SeatKind
from matching.models import Team
from organisations.domain.account import appoint, create_account
from organisations.domain.place import keep_place
from organisations.domain.provider import approve_provider, register_provider
from organisations.enums import (
    PlaceKind,
    ProviderForm,
    ProviderKind,
    Role,
    TerritoryLevel,
)
from organisations.models import (
    Appointment,
    Place,
    Provider,
    Territory,
    User,
)

# Station operators of the generated streets have serials of their own.
OPERATOR_SERIAL = 9000
TENURE = timedelta(days=200)
CHUNK = 25


class Offices:
    """Appoints whoever is missing. Small: a grid leader where a team sits. Larger: each
    street has a station with workers and manager, an officer; each community (of the
    city: the first of each street) a secretary, a grid leader and a standing team."""

    def __init__(self, world: World, scale: Scale) -> None:
        self.world = world
        self.scale = scale
        self.dice = Random("demo:offices")  # noqa: S311 - the same demo each time
        self.held = set(
            Appointment.objects.filter(territory__isnull=False).values_list(
                "role", "territory__code"
            )
        )

    def fill(self) -> None:
        if not self.scale.generated:
            with transaction.atomic():
                for code in sorted(self.world.team_codes()):
                    self._grid_leader(self.world.territories[code])
            return
        for place in self._level(TerritoryLevel.DISTRICT):
            self._hold(Role.DUTY_DESK, place)
        streets = self._level(TerritoryLevel.STREET)
        for n, street in enumerate(streets):
            with transaction.atomic():
                self._station(n, street)
        communities = self._communities()
        for first in range(0, len(communities), CHUNK):
            with transaction.atomic():
                for community in communities[first : first + CHUNK]:
                    self._community(community)

    def _level(self, level: str) -> list[Territory]:
        found = [t for t in self.world.territories.values() if t.level == level]
        return sorted(found, key=lambda t: t.code)

    def _communities(self) -> list[Territory]:
        whole = self._level(TerritoryLevel.COMMUNITY)
        if self.scale.every_community:
            return whole
        first: dict[str, Territory] = {}
        for community in whole:
            first.setdefault(community.street_code, community)
        told = self.world.team_codes()
        return [c for c in whole if first[c.street_code] is c or c.code in told]

    def _hold(
        self, role: Role, place: Territory, employer: Provider | None = None, n: int = 1
    ) -> User | None:
        """Somebody new in this role, unless somebody has it; the n-th if more than
        one is wanted."""
        if n == 1 and (role, place.code) in self.held:
            return None
        user = create_account(
            username=f"{role.value}-{place.code}" + (f"-{n}" if n > 1 else ""),
            name=person_name(self.dice),
            by=None,
        )
        appoint(
            user=user,
            role=role,
            territory=place,
            employer=employer,
            since=timezone.localdate() - TENURE,
            by=None,
        )
        return user

    # --- streets ----------------------------------------------------------------------

    def _station(self, n: int, street: Territory) -> None:
        self._hold(Role.STREET_OFFICER, street)
        operator = street.station_operators.order_by("pk").first()
        if operator is None:
            operator = self._operator(n, street)
        self._hold(Role.STATION_MANAGER, street, operator)
        self._hold(Role.SOCIAL_WORKER, street, operator)
        if self.scale.every_community:
            self._hold(Role.SOCIAL_WORKER, street, operator, n=2)
        if not Place.objects.filter(kind=PlaceKind.STATION, territory=street).exists():
            keep_place(
                kind=PlaceKind.STATION,
                name=f"{street.name}社工服务站（演示）",
                territory=street,
                hours="9:00–17:30",
                phone=f"020-0001-{n:04d}",
                capacity=40,
                by=None,
            )

    def _operator(self, n: int, street: Territory) -> Provider:
        """An agency to run the station of a street that the story leaves without."""
        form = ProviderForm.SOCIAL_SERVICE_AGENCY
        code = credit_code(form, street.district_code, OPERATOR_SERIAL + n)
        provider = register_provider(
            kind=ProviderKind.SOCIAL_ORGANISATION,
            form=form,
            name=f"示范区站点服务社{n + 1:03d}（演示）",
            street=street,
            stations=[street],
            credit_code=code,
            summary="承接街道社工站的日常工作。",
            languages=["yue", "zh"],
            **public_contact(code, street),
            by=None,
        )
        return approve_provider(provider=provider, by=None)

    # --- communities --------------------------------------------------------------------

    def _community(self, community: Territory) -> None:
        self._hold(Role.COMMUNITY_SECRETARY, community)
        self._grid_leader(community)
        if Team.objects.filter(community=community).exists():
            return
        member = self._hold(Role.PARTY_MEMBER, community)
        team = adopt_team(community=community, by=None)
        if member is None:
            member = User.objects.filter(
                appointments__role=Role.PARTY_MEMBER,
                appointments__territory=community,
            ).first()
        take_seat(team=team, kind=SeatKind.PARTY_MEMBER, user=member, by=None)
        take_seat(
            team=team,
            kind=SeatKind.SOCIAL_WORKER,
            user=self._worker(community),
            by=None,
        )
        seat_resident(team=team, name=person_name(self.dice), by=None)

    @staticmethod
    def _worker(community: Territory) -> User:
        found = User.objects.filter(
            appointments__role=Role.SOCIAL_WORKER,
            appointments__territory__code=community.street_code,
        )
        return found.order_by("pk").first()

    def _grid_leader(self, community: Territory) -> None:
        """One leader answers for the grids of a small community; her own is the first
        that nobody leads."""
        grid = self.world.territories[f"{community.code}001"]
        taken = any(
            role == Role.GRID_LEADER and code.startswith(community.code)
            for role, code in self.held
        )
        if not taken:
            self._hold(Role.GRID_LEADER, grid)
