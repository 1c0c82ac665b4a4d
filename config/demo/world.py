"""Who and what exists in the demo: territory, catalogue, providers, people, teams."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone

from config.demo.words import public_contact
from matching.domain.team import adopt_team, take_seat
from matching.enums import SeatKind
from organisations.domain.account import appoint, create_account
from organisations.domain.capability import Hours, offer_capability
from organisations.domain.capacity import book_elsewhere
from organisations.domain.grade import award_grade
from organisations.domain.person import keep_person
from organisations.domain.place import keep_place
from organisations.domain.project import add_project
from organisations.domain.provider import approve_provider, register_provider
from organisations.domain.verification import record_proof, verify_capability
from organisations.enums import PlaceKind
from organisations.models import (
    Capability,
    Provider,
    ServiceType,
    Territory,
    User,
)

PASSWORD = "yuexiu-demo-2026"  # noqa: S105 - printed by the demo, refused elsewhere
DATA = Path(__file__).parent / "data"
BOOKED_WEEKS = 8
GRADE_YEARS = 5
# Provider 15: it offers itself in the story (need 15), then gets its menu.
OFFERED_LATER = {"yiyuan"}


def data(name: str) -> list[dict[str, Any]]:
    """The rows of one demo file."""
    text = (DATA / f"{name}.json").read_text(encoding="utf8")
    return json.loads(text)[name]


class World:
    """Builds the demo district once; every write goes through a verb."""

    def __init__(self) -> None:
        self.providers: dict[str, Provider] = {}
        self.users: dict[str, User] = {}

    def build(self) -> None:
        if User.objects.filter(username="social_worker").exists():
            return
        call_command("load_reference", verbosity=0)
        for row in data("providers"):
            self.providers[row["ref"]] = self._provider(row)
        for row in data("people"):
            if row["account"]:
                self.users[row["username"]] = self._account(row)
        # One hash for all: 170 times the deliberate slowness of a password hash would
        # double the time the demo takes to start.
        User.objects.filter(pk__in=[user.pk for user in self.users.values()]).update(
            password=make_password(PASSWORD)
        )
        self._places()
        self._teams()

    @cached_property
    def territories(self) -> dict[str, Territory]:
        return {each.code: each for each in Territory.objects.all()}

    @cached_property
    def services(self) -> dict[str, ServiceType]:
        return {each.code: each for each in ServiceType.objects.all()}

    # --- providers ----------------------------------------------------------------------

    def _provider(self, row: dict[str, Any]) -> Provider:
        street = self.territories[row["street"]]
        provider = register_provider(
            kind=row["kind"],
            form=row["form"],
            name=row["name"],
            name_en=row["name_en"],
            street=street,
            stations=[self.territories[code] for code in row["stations"]],
            credit_code=row["credit_code"],
            filing_no=row["filing_no"],
            summary=row["summary"],
            summary_en=row["summary_en"],
            languages=row["languages"],
            contact_role=row["contact_role"],
            **public_contact(row["credit_code"], street),
            by=None,
        )
        approve_provider(provider=provider, by=None)
        for work in row["past_projects"]:
            add_project(
                provider=provider,
                title=work["title"],
                title_en=work["title_en"],
                text=work["text"],
                text_en=work["text_en"],
                year=work["year"],
                service_types=[self.services[code] for code in work["services"]],
                by=None,
            )
        if row["ref"] not in OFFERED_LATER:
            self._menu(provider, row, by=None)
        if row["grade"]:
            since = date.fromisoformat(row["grade_from"])
            award_grade(
                provider=provider,
                level=row["grade"],
                since=since,
                until=since.replace(year=since.year + GRADE_YEARS) - timedelta(days=1),
                source="演示",
                by=None,
            )
        return provider

    def offer_menu(self, ref: str) -> None:
        """What a provider offers in the story; the centre's operator writes it down."""
        row = next(row for row in data("providers") if row["ref"] == ref)
        operator = User.objects.get(username="centre_operator")
        self._menu(Provider.objects.get(name=row["name"]), row, by=operator)

    def _menu(self, provider: Provider, row: dict[str, Any], by: User | None) -> None:
        for dish in row["capabilities"]:
            self._capability(provider, dish, by)

    def _capability(
        self, provider: Provider, row: dict[str, Any], by: User | None
    ) -> None:
        capability = offer_capability(
            provider=provider,
            service_type=self.services[row["service"]],
            territories=[self.territories[code] for code in row["coverage"]],
            weekly_capacity=row["weekly"],
            windows=[hours for window in row["windows"] for hours in _hours(window)],
            price=row["price_fen"],
            funding=row["funding"],
            gates=row["gates"],
            licence_no=row["licence_no"],
            licence_until=_licence_end(row),
            note=row["note"],
            by=by,
        )
        self._verify(capability, row, by)
        monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
        for n in range(BOOKED_WEEKS if row["booked"] else 0):
            book_elsewhere(
                capability=capability,
                week=monday + timedelta(weeks=n),
                quantity=row["booked"],
                by=by,
            )

    @staticmethod
    def _verify(capability: Capability, row: dict[str, Any], by: User | None) -> None:
        if row["level"] == "declared":
            return
        until = date.fromisoformat(row["valid_until"])
        checked = min(timezone.localdate(), until) - timedelta(days=90)
        verify_capability(
            capability=capability,
            level="site_checked"
            if row["level"] == "site_checked"
            else "document_checked",
            expires_on=until,
            at=timezone.make_aware(datetime.combine(checked, time(10))),
            by=by,
        )
        if row["level"] == "proven":
            record_proof(capability=capability, deliveries=3 + capability.pk % 9)

    # --- people, places, teams ------------------------------------------------------------

    def _account(self, row: dict[str, Any]) -> User:
        user = create_account(
            username=row["username"], name=row["name"], name_en=row["name_en"], by=None
        )
        appoint(
            user=user,
            role=row["role"],
            territory=self.territories.get(row["territory"]),
            provider=self.providers.get(row["provider"]),
            employer=self.providers.get(row["employer"]),
            since=timezone.localdate() - timedelta(days=60),
            by=None,
        )
        return user

    def _places(self) -> None:
        for n, code in enumerate(sorted(self.station_codes()), 1):
            street = self.territories[code]
            keep_place(
                kind=PlaceKind.STATION,
                name=f"{street.name}社工服务站（演示）",
                name_en=f"{street.name_en} social work station (demo)",
                territory=street,
                hours="9:00–17:30",
                phone=f"020-0000-{n:04d}",
                capacity=40,
                by=None,
            )
        for code in sorted(self.team_codes()):
            community = self.territories[code]
            keep_place(
                kind=PlaceKind.SERVICE_CENTRE,
                name=f"{community.name}党群服务站（演示）",
                name_en=f"{community.name_en} Party-and-mass service station (demo)",
                territory=community,
                capacity=60,
                by=None,
            )

    @staticmethod
    def station_codes() -> set[str]:
        return {p["territory"] for p in data("people") if p["role"] == "social_worker"}

    @staticmethod
    def team_codes() -> set[str]:
        return {p["territory"] for p in data("people") if p["seat"] == "resident"}

    def _teams(self) -> None:
        rows = data("people")
        for code in sorted(self.team_codes()):
            team = adopt_team(community=self.territories[code], by=None)
            for row in rows:
                if row["seat"] == "party_member" and row["territory"] == code:
                    user = self.users[row["username"]]
                    take_seat(team=team, kind=SeatKind.PARTY_MEMBER, user=user, by=None)
                elif row["seat"] == "resident" and row["territory"] == code:
                    self._resident(team, row)
            worker = worker_of(code)
            take_seat(team=team, kind=SeatKind.SOCIAL_WORKER, user=worker, by=None)

    @staticmethod
    def _resident(team: Any, row: dict[str, Any]) -> None:
        person = keep_person(name=row["name"], phone=row["phone"], by=None)
        take_seat(team=team, kind=SeatKind.RESIDENT, person=person, by=None)


def worker_of(code: str, role: str = "social_worker") -> User:
    """The demo's worker (or manager) of a street: the account named by its role, where
    it has that street, else the street's own."""
    found = User.objects.filter(
        appointments__role=role, appointments__territory__code=code[:9]
    )
    return found.filter(username=role).first() or found.earliest("pk")


def _licence_end(row: dict[str, Any]) -> date | None:
    return date.fromisoformat(row["valid_until"]) if row["licence_no"] else None


def _hours(window: dict[str, Any]) -> Iterator[Hours]:
    """A window over midnight becomes two."""
    start = time.fromisoformat(window["start"])
    end = time.fromisoformat(window["end"])
    days = window["days"] or "1234567"
    if end > start:
        yield Hours(days, start, end)
        return
    yield Hours(days, start, time(23, 59))
    if end > time(0):
        after = "".join(sorted(str(int(day) % 7 + 1) for day in days))
        yield Hours(after, time(0), end)
