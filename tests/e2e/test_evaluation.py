"""A round of forty organisations from the notice to grades in force, by role: in
Chromium in `make evidence`; in the suite the first so many, among them each way and
everybody who has a part, the others by requests to the same pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page

from evaluation.enums import AssessmentState
from evaluation.models import (
    Assessment,
    Award,
    Ballot,
    Evidence,
    PanelSeat,
    PublicNotice,
    Score,
)
from evaluation.queries.round import open_cases
from organisations.enums import Role
from organisations.models import Grade, User
from tests.evaluation.round.hands import (
    Hands,
    Posting,
    Seated,
    Shared,
    Windowed,
    cookie_of,
)
from tests.evaluation.round.house import (
    BASE,
    EXPERTS,
    FAILED,
    ORGANISATIONS,
    PRESENT,
    REFUSED,
    REVIEWED,
    SEATS,
    Forty,
    outvoted,
    row,
)
from tests.evaluation.round.people import Bureau, Clerk, Expert, Office
from tests.evidence import sized

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
_S = AssessmentState
IN_CHROMIUM = sized(6, ORGANISATIONS)
ON_PHONES = {Role.PROVIDER_ADMIN, Role.COMMITTEE_MEMBER}


class Desks:
    """Opens the pages of each person: of the first case in windows of their own, of the
    next ones at one window that they share, of the others by requests."""

    def __init__(
        self, window: Callable[..., Page], browser: Browser, site: str
    ) -> None:
        self.window, self.shared = window, Shared(browser, site)
        self.windows: dict[int, Windowed] = {}
        self.sessions: dict[int, dict[str, str]] = {}
        self.at_windows: set[int] = set()

    def __call__(self, user: User | None, n: int) -> Hands:
        if user is not None and n < IN_CHROMIUM:
            self.at_windows.add(user.pk)
        if n == 0:
            return self._own(user)
        session = self._session(user) if user else None
        return Seated(self.shared, session) if n < IN_CHROMIUM else Posting(session)

    def _own(self, user: User | None) -> Windowed:
        if user is None:
            return Windowed(self.window(width=390))
        if user.pk not in self.windows:
            roles = set(user.appointments.values_list("role", flat=True))
            width = 390 if roles & ON_PHONES else 1280
            self.windows[user.pk] = Windowed(self.window(user, width=width))
        return self.windows[user.pk]

    def _session(self, user: User) -> dict[str, str]:
        if user.pk not in self.sessions:
            self.sessions[user.pk] = cookie_of(user)
        return self.sessions[user.pk]


@pytest.fixture
def desks(window, browser, live_server) -> Desks:
    return Desks(window, browser, live_server.url)


@pytest.mark.evidence
def test_a_round_of_forty_from_notice_to_grade(desks, tmp_path, monkeypatch) -> None:
    house = Forty(desks, tmp_path)
    first, *others = [house.case(n) for n in range(ORGANISATIONS)]
    ready_to_meet(house)
    committee = house.committee()
    decided(house, committee)
    graded = [case for case in others if row(case).state == _S.GRADED]
    assert len(graded) == ORGANISATIONS - REFUSED - FAILED - 1

    notice = published(house, first)
    for case in graded:
        Bureau(desks(house.district.bureau, house.number[case])).publish(case)
    reviewed(house, committee, first)
    over = notice.until + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: over)
    for case in [first, *graded]:
        Bureau(desks(house.district.bureau, house.number[case])).confirm(case)
    in_force(house, first)
    everybody_at_a_window(house, desks)


def ready_to_meet(house: Forty) -> None:
    """All but the refused have their report, panels were level, the board says so."""
    states = Counter(Assessment.objects.values_list("state", flat=True))
    assert states == {
        _S.REPORT_READY: ORGANISATIONS - REFUSED,
        _S.REFUSED: REFUSED,
    }
    loads = Counter(PanelSeat.objects.values_list("user_id", flat=True))
    assert max(loads.values()) - min(loads.values()) <= 1
    assert len(loads) == EXPERTS
    assert Evidence.objects.count() == ORGANISATIONS
    client = Posting(cookie_of(house.district.office)).client
    board = client.get(f"{BASE}/rounds/{house.district.round.public_id}/")
    counts = [each.count for each in board.context["progress"]]
    assert counts == [REFUSED, ORGANISATIONS - REFUSED]
    cases = open_cases(house.district.round)
    assert cases.count() == ORGANISATIONS - REFUSED


def decided(house: Forty, committee: str) -> None:
    """Nine of thirteen vote: on the first case alone, then on those at the shared
    window, then on the others."""
    cases = Assessment.objects.filter(state=_S.REPORT_READY).order_by("pk")
    meeting = house.meeting(committee, list(cases), slice(2, PRESENT))
    agenda = house.agenda(meeting)
    parts = (range(1), range(1, IN_CHROMIUM), range(IN_CHROMIUM, ORGANISATIONS))
    for part in parts:
        items = {item: n for item, n in agenda.items() if n in part}
        for item, said in (house.vote(meeting, items) if items else {}).items():
            assert f"同意 {6 if outvoted(items[item]) else 7}" in said
    assert Ballot.objects.count() == (ORGANISATIONS - REFUSED) * PRESENT


def published(house: Forty, first: str) -> PublicNotice:
    """The bureau publishes the first result; anybody reads it without an account."""
    Bureau(house.opens(house.district.bureau, REVIEWED)).publish(first)
    case = row(first)
    notice = case.public_notices.get()
    public = house.opens(None, REVIEWED)
    public.go("/evaluation/")
    public.follow(f'main a[href*="{notice.public_id}"]')
    assert str(case.provider) in public.words()
    return notice


def reviewed(house: Forty, committee: str, first: str) -> None:
    """The organisation contests a leaf; another expert looks again, the committee votes,
    with the members who were away before, and the bureau serves the decision."""
    district, case = house.district, row(first)
    leaf = district.leaf("1.2")
    Clerk(house.opens(house.admin[first], REVIEWED)).ask_review(first, leaf)
    panel = PanelSeat.objects.filter(panel__assessment=case).values("user")
    other = User.objects.filter(username__startswith="expert").exclude(pk__in=panel)[0]
    Office(house.opens(district.office, REVIEWED)).ask_again(first, other)
    Expert(house.opens(other, REVIEWED)).look_again(first, leaf, "38")
    meeting = house.meeting(committee, [case], slice(PRESENT - SEATS - 3, None))
    said = house.vote(meeting, house.agenda(meeting))
    assert all("同意 7" in words for words in said.values())
    Bureau(house.opens(district.bureau, REVIEWED)).serve(first)
    again = Score.objects.get(assessment=case, indicator=leaf, panel__review=True)
    assert str(again.points.normalize()) == "38"


def in_force(house: Forty, first: str) -> None:
    states = Counter(Assessment.objects.values_list("state", flat=True))
    given = ORGANISATIONS - REFUSED - FAILED
    assert states == {
        _S.IN_FORCE: given,
        _S.REPORT_READY: FAILED,
        _S.REFUSED: REFUSED,
    }
    case = row(first)
    level = Award.objects.get(assessment=case).level
    assert Grade.objects.get(provider=case.provider).level == level
    assert Award.objects.count() == Grade.objects.count() == given
    bureau = house.opens(house.district.bureau, REVIEWED)
    bureau.go(f"{BASE}/grades/")
    assert str(case.provider) in bureau.words()
    call_command("check_invariants")


def everybody_at_a_window(house: Forty, desks: Desks) -> None:
    """Who acted in Chromium: nobody who has a part is left out."""
    district = house.district
    people = [district.office, district.bureau, house.agent]
    people += [*district.experts, *house.members]
    assert {user.pk for user in people} <= desks.at_windows
