"""`demo --needs FILE`: residents' messages read, sorted by what they ask for, answered.

They name no place of the district, so communities get them in turn. A person decides in
real life; here the rules say what a careful worker would do, and hand over the rest:
what is surely for a department is referred, words of danger go to the desk (or, where
the law orders a report, the station) and wait for a person there, what nobody can
understand is asked back, and only what is surely a service is assessed and plated.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from config.demo.walk import Walk
from config.demo.world import World
from matching.domain.need import ItemInput, raise_need
from matching.domain.plating import propose_many, read_words
from matching.enums import Consent, Origin, Track
from matching.models import Need, ReferralBody, Team
from matching.queries.danger import families_in
from matching.sheets import Message, read_messages
from organisations.enums import Funding, Gate, Role
from organisations.models import Territory, User
from organisations.queries import holders
from records.domain import job

CHUNK = 100
MOST = 2000
FIRST_ITEMS = 2
ITEM_AT = 0.25
"""A second service type becomes an item of its own from this probability on."""
OURS_AT, TYPE_AT = 0.9, 0.5
"""Least probability of the kind, and of the first service type, of what is taken
without a person: below either a person looks."""
SITUATIONS = re.compile(
    "低保|特困|困难|残疾|失能|独居|患|癌|透析|中风|瘫痪|重病|大病|欠薪|拖欠|业主委员会|业委会|"
    "孤儿|留守|照顾|陪伴|上门|托管|调解|律师|心理|失业|无工作|冇人|救助|没人带|没人管|护理"
)
"""Somebody's situation, in plain words; without one nothing is taken."""
OFFICES = re.compile(
    "学校|幼儿园|转学|入学|公积金|购房|规划|修路|道路|公路|建设|考试|教师|税务|驾驶|职称|毕业|"
    "制度|登记证|公司律师|医保|新农合|农合"
)
"""What an office decides, whatever service is near to it: a person looks."""
OPEN_MONEY = [str(source) for source in Funding]
QUESTION = "请再说清楚一点：是谁需要什么帮助、在哪里、什么时间方便？"


def words_of(message: Message) -> str:
    """Title and body; the title once where the body begins with it."""
    body = message.body.strip()
    if message.title and message.title.strip() not in body:
        body = f"{message.title.strip()}\n{body}"
    return body[:MOST]


class Messages(Walk):
    """Reads one file; a second run finds its messages there and adds nothing."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.bodies = {body.code: str(body.name) for body in ReferralBody.objects.all()}
        self.desks: dict[str, User] = {}

    def read(self, path: Path) -> QuerySet[Need]:
        """The needs that this file's messages became."""
        messages = read_messages(path)
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        places = self._places()
        for first in range(0, len(messages), CHUNK):
            chunk = messages[first : first + CHUNK]
            self._chunk(chunk, mark, places)
        return Need.objects.filter(ticket__startswith=f"file:{mark}:")

    def _places(self) -> list[Territory]:
        """Communities with a team: there every track has its people."""
        teams = Team.objects.select_related("community").order_by("community__code")
        return [team.community for team in teams]

    def _chunk(
        self, messages: Iterable[Message], mark: str, places: list[Territory]
    ) -> None:
        found = []
        for message in messages:
            text = words_of(message)
            ticket = f"file:{mark}:{message.row}"
            place = places[message.row % len(places)]
            found.append((place, text, ticket, read_words(text)))
        taken = []
        with transaction.atomic():
            for place, text, ticket, said in found:
                if Need.objects.filter(ticket=ticket).exists():
                    continue
                need = self._raise(place, text, ticket, said)
                if self._answer(need, said):
                    taken.append(need)
        propose_many(taken)
        job.drain()

    def _raise(
        self, place: Territory, text: str, ticket: str, said: dict[str, Any]
    ) -> Need:
        return raise_need(
            community=place,
            text=text,
            origin=Origin.HOTLINE,
            urgency=said["urgency"],
            consent=Consent.PHONE,
            ticket=ticket,
            acknowledged=families_in(text),
            suggested=said,
        )

    # --- what a careful worker does -----------------------------------------------------

    def _answer(self, need: Need, said: dict[str, Any]) -> bool:
        """Whether it was taken as one of ours."""
        if need.danger or not said["sure"]:
            return False  # the desk or the station was told: a person, and at once
        if said["kind"] == "refer":
            self._refer(need, said["body"])
        elif said["kind"] == "unclear":
            self.send_back(need, QUESTION)
        elif said["kind"] == "service" and _ours(need.text, said):
            return self._take(need, said)
        return False

    def _refer(self, need: Need, body: str) -> None:
        """The desk passes it on; the number is the receiver's own, in the demo ours."""
        self.refer(
            need,
            body=self.bodies.get(body, body),
            number=f"演示-{body}-{need.number}",
            by=self._desk(need),
        )

    def _desk(self, need: Need) -> User:
        code = need.community.district_code
        if code not in self.desks:
            self.desks[code] = holders(Role.DUTY_DESK, code)[0]
        return self.desks[code]

    def _take(self, need: Need, said: dict[str, Any]) -> bool:
        """Items from the service types; what only a person may ask for is left to one."""
        codes = [
            code
            for n, (code, chance) in enumerate(said["service_types"][:FIRST_ITEMS])
            if n == 0 or chance >= ITEM_AT
        ]
        kinds = [self.world.services[code] for code in codes]
        casework = any(Gate.CASE in kind.gates for kind in kinds)
        if not kinds or casework or said["track"] == Track.MICRO_WISH:
            return False
        row = {
            "track": said["track"],
            "urgency": said["urgency"],
            "title": kinds[0].name,
            "matter": said["matter"],
        }
        items = [
            ItemInput(service_type=kind, quantity=1, funding=OPEN_MONEY)
            for kind in kinds
        ]
        self.assess(need, row, items)
        return True


def _ours(text: str, said: dict[str, Any]) -> bool:
    """Three readings agree: the kind, one service type, and somebody's situation."""
    return bool(
        said["kind_p"] >= OURS_AT
        and said["service_types"]
        and said["service_types"][0][1] >= TYPE_AT
        and SITUATIONS.search(text)
        and not OFFICES.search(text)
    )
