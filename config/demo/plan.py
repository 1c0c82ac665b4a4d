"""Which cases a large demo has: for each its track, words, items, end and age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta
from random import Random

from config.demo.scale import Scale
from config.demo.words import case_text, need_text, phrases, wish_text
from config.demo.world import World
from matching.domain.need import ItemInput
from matching.enums import NeedState, Origin, Track, Urgency
from matching.models import Matter
from organisations.enums import Funding, Gate
from organisations.models import ServiceType, Territory

DAYS = 120
TRACKS = {
    Track.INDIVIDUAL: 58,
    Track.PROJECT: 18,
    Track.MICRO_WISH: 18,
    Track.CONFIDENTIAL: 6,
}
# Where cases of a track end, by weight. Most of what residents write is for somebody
# else: more individual ones are referred, asked back or refused than are closed.
ENDS: dict[str, dict[str, int]] = {
    Track.INDIVIDUAL: {
        "closed": 20,
        "in_delivery": 9,
        "completed": 5,
        "confirmed": 4,
        "proposed": 7,
        "open": 2,
        "raised": 8,
        "draft": 5,
        "returned": 6,
        "referred": 22,
        "merged": 3,
        "refused": 4,
        "withdrawn": 2,
        "paused": 3,
    },
    Track.PROJECT: {
        "closed": 22,
        "in_delivery": 15,
        "completed": 7,
        "confirmed": 7,
        "proposed": 14,
        "open": 2,
        "raised": 12,
        "returned": 5,
        "merged": 3,
        "withdrawn": 3,
        "paused": 5,
        "refused": 5,
    },
    Track.MICRO_WISH: {
        "closed": 45,
        "completed": 8,
        "in_delivery": 14,
        "open": 18,
        "raised": 6,
        "unmet": 6,
        "withdrawn": 3,
    },
    Track.CONFIDENTIAL: {
        "closed": 30,
        "in_delivery": 25,
        "completed": 8,
        "confirmed": 8,
        "proposed": 10,
        "open": 2,
        "raised": 7,
        "paused": 6,
        "withdrawn": 4,
    },
}
# How long ago each was raised, in days: at least, at most.
AGES = {
    "closed": (20, 118),
    "completed": (9, 30),
    "in_delivery": (6, 45),
    "confirmed": (1, 9),
    "proposed": (1, 9),
    "open": (0, 4),
    "raised": (0, 5),
    "draft": (0, 4),
    "returned": (1, 14),
    "referred": (1, 118),
    "merged": (2, 60),
    "refused": (2, 100),
    "withdrawn": (4, 100),
    "paused": (5, 40),
    "unmet": (16, 100),
}
ORIGINS = {
    Track.INDIVIDUAL: (
        Origin.PERSON,
        Origin.NEIGHBOUR,
        Origin.GRID,
        Origin.SOCIAL_WORKER,
        Origin.HOTLINE,
    ),
    Track.PROJECT: (Origin.PARTY_MEMBER, Origin.MINUTES),
    Track.MICRO_WISH: (Origin.NEIGHBOUR, Origin.GRID, Origin.SOCIAL_WORKER),
    Track.CONFIDENTIAL: (Origin.SOCIAL_WORKER,),
}
SOURCES = (
    Funding.STATION_CONTRACT,
    Funding.PURCHASE_CONTRACT,
    Funding.COMMUNITY_FUND,
    Funding.LOTTERY,
    Funding.DONATION,
    Funding.USER_PAYS,
    Funding.VOLUNTEER,
    Funding.OWN_RESOURCES,
)


NOBODY = 0.07
"""Share of items at an hour of the night at which hardly anybody works."""


@dataclass(slots=True)
class Case:
    """One case as it is to become; `n` counts from 0, the oldest first."""

    n: int
    track: str
    target: str
    community: Territory
    origin: str
    text: str
    title: str
    urgency: str = Urgency.NORMAL
    matter: str = ""
    items: list[ItemInput] = field(default_factory=list)
    raised: timedelta = timedelta()
    since: timedelta = timedelta()
    luck: float = 0.5


class Plan:
    """Draws the cases of a scale, the same ones each time."""

    def __init__(self, world: World, scale: Scale, teams: list[Territory]) -> None:
        self.scale = scale
        self.teams = teams
        self.dice = Random("demo:plan")  # noqa: S311 - the same demo each time
        self.services = [
            each
            for each in sorted(world.services.values(), key=lambda s: s.code)
            if not each.for_organisations and each.code != "E1"
        ]
        self.matters = _matters()

    def cases(self, count: int) -> list[Case]:
        """The oldest first, so that earlier work is over when later work begins."""
        wanted = [(t, e) for t, ends in ENDS.items() for e in ends]
        while len(wanted) < count:
            track = self._draw(TRACKS)
            wanted.append((track, self._draw(ENDS[track])))
        drawn = [self._case(track, end) for track, end in wanted[:count]]
        drawn.sort(key=lambda case: -case.raised)
        for n, case in enumerate(drawn):
            case.n = n
        return drawn

    def _draw(self, weights: dict[str, int]) -> str:
        return str(self.dice.choices(list(weights), list(weights.values()))[0])

    def _case(self, track: str, end: str) -> Case:
        raised, since = self._ages(end)
        case = Case(
            n=0,
            track=track,
            target=end,
            community=self.dice.choice(self.teams),
            origin=self.dice.choice(ORIGINS[Track(track)]),
            text="",
            title="",
            raised=raised,
            since=since,
            luck=self.dice.random(),
        )
        {
            Track.MICRO_WISH: self._wish,
            Track.CONFIDENTIAL: self._casework,
        }.get(Track(track), self._service)(case)
        self._other_words(case)
        return case

    def _ages(self, end: str) -> tuple[timedelta, timedelta]:
        """How long ago it was raised, and came into its state."""
        least, most = AGES[end]
        hours = self.dice.uniform(least * 24 + 0.5, most * 24 + 8)
        share = 1.0 if end in ("raised", "draft") else self.dice.uniform(0.1, 0.6)
        if end == "unmet":
            share = 0.95
        if end in ("confirmed", "open", "proposed"):
            share = self.dice.uniform(0.1, 0.9)
        return timedelta(hours=hours), timedelta(hours=hours * share)

    # --- words and items ------------------------------------------------------------

    def _service(self, case: Case) -> None:
        first = self.dice.choice(self._fitting(case.track))
        case.text = need_text(self.dice, first)
        case.title = f"{first.name}（{case.community.name}）"[:60]
        case.urgency = self.dice.choices(
            (Urgency.NORMAL, Urgency.SOON, Urgency.URGENT), (74, 22, 4)
        )[0]
        case.matter = self._matter(first, case=False)
        chosen = [first]
        beside = [self._by_code(c) for c in phrases()["aside"][first.category_id]]
        for kind in beside:
            if kind is not None and kind not in chosen and self.dice.random() < 0.15:
                chosen.append(kind)
        case.items = [self._item(kind) for kind in chosen]

    def _fitting(self, track: str) -> list[ServiceType]:
        return [
            kind
            for kind in self.services
            if Gate.CASE not in kind.gates
            and not (track == Track.PROJECT and _own(kind))
        ]

    def _by_code(self, code: str) -> ServiceType | None:
        found = [kind for kind in self.services if kind.code == code]
        return found[0] if found and Gate.CASE not in found[0].gates else None

    def _casework(self, case: Case) -> None:
        kinds = [kind for kind in self.services if Gate.CASE in kind.gates]
        first = self.dice.choice(kinds)
        case.text = case_text(self.dice)
        case.title = phrases()["titles"][Track.CONFIDENTIAL]
        case.urgency = Urgency.SOON
        case.matter = self._matter(first, case=True)
        case.items = [self._item(first)]

    def _wish(self, case: Case) -> None:
        case.text = wish_text(self.dice)
        case.title = (
            phrases()["titles"][Track.MICRO_WISH] + f" {self.dice.randint(1, 99)}"
        )

    def _other_words(self, case: Case) -> None:
        """What is not for us is said in other words, by anybody."""
        said = {
            NeedState.REFERRED: "referred",
            NeedState.REFUSED: "refused",
            NeedState.RETURNED: "unclear",
        }.get(NeedState(case.target))
        if said is None:
            return
        words = self.dice.choice(phrases()[said])
        case.text, case.items = (words if isinstance(words, str) else words[0]), []
        case.urgency = Urgency.NORMAL

    def _item(self, kind: ServiceType) -> ItemInput:
        dice = self.dice
        days, hours = dice.choice((("", None), ("12345", (9, 17)), ("67", (9, 17))))
        if dice.random() < NOBODY:
            days, hours = "1234567", (22, 23)
        open_money = dice.random() < 0.85
        sources = list(SOURCES) if open_money else dice.sample(SOURCES, 2)
        return ItemInput(
            service_type=kind,
            quantity=dice.choice((1, 1, 2, 2, 3, 4, 6)),
            weeks=dice.choice((1, 1, 2, 4)),
            days=days,
            start=_clock(hours, 0),
            end=_clock(hours, 1),
            funding=sources,
            budget=None if dice.random() < 0.9 else 30_000,
        )

    def _matter(self, kind: ServiceType, *, case: bool) -> str:
        found = [
            code
            for code, casework in self.matters.get(kind.code, ())
            if casework == case or case
        ]
        return self.dice.choice(found) if found else ""


def _own(kind: ServiceType) -> bool:
    """What is for one household is no project."""
    return kind.code in {"A2", "A3", "A4", "B1", "E2", "E4", "E5"}


def _matters() -> dict[str, list[tuple[str, bool]]]:
    """By service type, the matters it may belong to; never one that is referred."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for matter in Matter.objects.exclude(route="R").order_by("code"):
        for code in matter.service_types:
            found.setdefault(code, []).append((matter.code, matter.case))
    return found


def waves(cases: list[Case], size: int) -> Iterator[list[Case]]:
    for first in range(0, len(cases), size):
        yield cases[first : first + size]


def _clock(hours: tuple[int, int] | None, which: int) -> time | None:
    return time(hours[which]) if hours else None
