"""A round of forty organisations: an agency, 15 experts, a committee of 13 seats.

`Forty` knows who they are and takes a case, or the votes of a meeting, from one person
to the next; what each does stands in `people`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from evaluation.enums.decision import Choice
from evaluation.models import (
    Assessment,
    Challenge,
    CommitteeSeat,
    MeetingItem,
    PanelSeat,
)
from organisations.enums import Role
from organisations.models import User
from tests.evaluation import court
from tests.evaluation.district import RULES, SHORT, District
from tests.evaluation.round.hands import Hands
from tests.evaluation.round.people import (
    BASE,
    Agency,
    Bureau,
    Clerk,
    Expert,
    Member,
    Office,
    Phone,
    Secretary,
)
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    UserFactory,
)

ORGANISATIONS, EXPERTS, SEATS, PRESENT = 40, 15, 13, 9
REVIEWED = 0  # asks for a review of its result
CHALLENGED = 1  # asks that an expert of its panel stay away
MAJORITY = 7
Opens = Callable[[User | None, int], Hands]


def young(n: int) -> bool:
    """Registered three months ago: refused."""
    return n % 20 == 2


def outvoted(n: int) -> bool:
    """One vote short of the majority."""
    return n % 12 == 4


def level(n: int) -> int:
    """2A on documents, 4A with a visit."""
    return 2 if n % 4 == 1 else 4


REFUSED = sum(young(n) for n in range(ORGANISATIONS))
FAILED = sum(outvoted(n) for n in range(ORGANISATIONS))


class Forty:
    """`opens` gives each person the hands with which they act in the case `n`."""

    def __init__(self, opens: Opens, folder: Path) -> None:
        agency = ProviderFactory()
        self.agent = UserFactory()
        AppointmentFactory(user=self.agent, provider_admin=True, provider=agency)
        more = {name: rule for name, rule in court.RULES.items() if name not in RULES}
        more["validity"] = {"years": 5, "calendar": False}
        self.district = District(rows=SHORT, agency=agency, **more)
        for n in range(len(self.district.experts), EXPERTS):
            self.district.experts.append(
                self.district.person(Role.EXPERT, f"expert{n}")
            )
        self.members = [
            self.district.person(Role.COMMITTEE_MEMBER, f"member{n}")
            for n in range(SEATS)
        ]
        self.opens, self.folder = opens, folder
        self.number: dict[str, int] = {}
        """Of the organisation, by the address of its case."""
        self.admin: dict[str, User] = {}
        """Who acts for it, by the same."""

    def case(self, n: int) -> str:
        """From the application of an organisation to the report, or to the refusal."""
        body = self.district.organisation()
        clerk = Clerk(self.opens(body.admin, n))
        case = clerk.apply()
        self.number[case], self.admin[case] = n, body.admin
        points = str(40 - n / 2)
        clerk.assess(case, level=level(n), points=points, file=self._report(n))
        office = Office(self.opens(self.district.office, n))
        registered = self.district.today - timedelta(days=90 if young(n) else 4000)
        office.judge(case, registered, "refuse" if young(n) else "admit")
        if not young(n):
            self.review(case, n)
            self.ask(case, n)
            office.finish(case)
        return case

    def review(self, case: str, n: int) -> None:
        """The agency sends the experts who were drawn; they score, sign and file."""
        agency = Agency(self.opens(self.agent, n))
        agency.send_experts(case, row(case).route, self.district.today)
        seats = PanelSeat.objects.filter(panel__assessment=row(case))
        users = [seat.user for seat in seats.select_related("user").order_by("-leads")]
        if n == CHALLENGED:
            self.challenge(case, n, users[-1])
        leader, *others = [Expert(self.opens(user, n)) for user in users]
        leader.score(case, {"1.1": "20", "1.2": "36" if n == REVIEWED else "40"})
        for expert in (leader, *others):
            expert.sign(case)
        leader.file(case)

    def challenge(self, case: str, n: int, expert: User) -> None:
        """The organisation asks that one of them stay away; the office finds no ground."""
        Clerk(self.opens(self.admin[case], n)).challenge(case, expert)
        made = Challenge.objects.get(user=expert, upheld__isnull=True)
        office = Office(self.opens(self.district.office, n))
        office.rule(f"{BASE}/challenges/{made.public_id}/rule/", upheld=False)

    def ask(self, case: str, n: int) -> None:
        """Four people answer on their phones; two to four of them are content."""
        office = Office(self.opens(self.district.office, n))
        links = office.ask_people(case, self.district.today + timedelta(days=5))
        for place, link in enumerate(links):
            phone = Phone(self.opens(None, n))
            phone.answer(link, 5 if place < 4 - n % 3 else 2)

    # --- the committee ----------------------------------------------------------------

    def committee(self) -> str:
        bureau = Bureau(self.opens(self.district.bureau, REVIEWED))
        there = bureau.appoint(self.district.place, self.members, self.district.today)
        self.chair, self.secretary = self.members[:2]
        return there

    def meeting(self, committee: str, cases: list[Assessment], there: slice) -> str:
        """The secretary calls it and notes who has come."""
        secretary = Secretary(self.opens(self.secretary, REVIEWED))
        meeting = secretary.call(committee, cases, self.district.today)
        self.present = self.members[:2] + self.members[there]
        secretary.open(meeting, CommitteeSeat.objects.filter(user__in=self.present))
        return meeting

    def vote(self, meeting: str, items: dict[str, int]) -> dict[str, str]:
        """The secretary puts these to the vote, all who are there go through them, the
        count: what its page says, by item. `items`: the number of each organisation."""
        n = min(items.values())
        secretary = Secretary(self.opens(self.secretary, n))
        for item in items:
            secretary.put(item)
        for place, user in enumerate(self.present):
            member = Member(self.opens(user, n))
            member.vote(meeting, {each: voted(place, items[each]) for each in items})
        return {item: secretary.count(item) for item in items}

    def agenda(self, meeting: str) -> dict[str, int]:
        """The number of each organisation, by the address of its item."""
        rows = MeetingItem.objects.filter(meeting__public_id=named(meeting))
        return {
            f"{BASE}/items/{item.public_id}/": self.number[address(item.assessment)]
            for item in rows.select_related("assessment")
        }

    def _report(self, n: int) -> Path:
        file = self.folder / f"report{n}.txt"
        file.write_text(f"年度工作报告 {n}", encoding="utf8")
        return file


def voted(place: int, n: int) -> Choice:
    least = MAJORITY - 1 if outvoted(n) else MAJORITY
    return Choice.YES if place < least else Choice.NO


def named(page: str) -> str:
    return page.rstrip("/").rsplit("/", 1)[-1]


def address(case: Assessment) -> str:
    return f"{BASE}/cases/{case.public_id}/"


def row(case: str) -> Assessment:
    """The case at this address as it stands."""
    return Assessment.objects.select_related("provider").get(public_id=named(case))
