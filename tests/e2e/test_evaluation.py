"""A round of forty organisations from the notice to grades in force, by role: one case
in Chromium by everybody who has a part in it, each fifth through the pages, the others
by the verbs behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from evaluation.domain.award import confirm
from evaluation.domain.public_notice import publish_notice
from evaluation.enums import AssessmentState
from evaluation.models import (
    Assessment,
    Award,
    Ballot,
    Evidence,
    MeetingItem,
    PanelSeat,
    PublicNotice,
)
from evaluation.queries.round import open_cases
from organisations.models import Grade
from tests.e2e.hands import fill, follow, send, words
from tests.evaluation.forty import BASE, EXPERTS, ORGANISATIONS, PRESENT, Forty

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
_S = AssessmentState
REFUSED = 2  # registered three months ago: n = 7 and 27
FAILED = 3  # six of thirteen say yes
Window = Callable[..., Page]


def act(page: Page, case: Assessment, name: str, **given) -> None:
    """From the page of the case to one of its acts, and that act."""
    page.goto(f"{BASE}/cases/{case.public_id}/")
    follow(page, f"/{name}/")
    if given:
        fill(page, **given)
    else:
        send(page)


class Walk:
    """The first of the forty cases, in the browser."""

    def __init__(self, house: Forty, window: Window, tmp_path: Path) -> None:
        self.house, self.window = house, window
        self.file = tmp_path / "report.txt"
        self.file.write_text("年度工作报告", encoding="utf8")

    def apply(self) -> Assessment:
        body = self.house.district.organisation()
        page = self.window(body.admin, width=390)
        page.goto(f"{BASE}/rounds/")
        page.locator('main form[action$="/apply/"] button').first.click()
        page.wait_for_url("**/cases/**")
        case = Assessment.objects.get(provider=body)
        act(page, case, "level", level="4")
        leaf = f"{BASE}/cases/{case.public_id}/leaf"
        page.goto(f"{leaf}/1.1/")
        fill(page, file=self.file)
        page.goto(f"{leaf}/1.1/")
        fill(page, answer="yes")
        page.goto(f"{leaf}/1.2/")
        fill(page, answer="38", no_evidence=True, reason="街道有记录")
        act(page, case, "hand-in")
        return case

    def judge(self, case: Assessment) -> None:
        """The office admits; the agency forms a panel and visits; experts score."""
        house, today = self.house, self.house.district.today.isoformat()
        office = self.window(house.district.office)
        long_ago = (house.district.today - timedelta(days=4000)).isoformat()
        act(office, case, "admission", registered_on=long_ago)
        office.locator('main button[value="admit"]').click()
        agency = self.window(house.agent)
        act(agency, case, "panel")
        act(agency, case, "visit", on=today, note="查阅台账，与负责人座谈")
        seats = PanelSeat.objects.filter(panel__assessment=case)
        leads = seats.select_related("user").order_by("-leads")
        leader, *others = [self.window(seat.user) for seat in leads]
        at = f"{BASE}/cases/{case.public_id}"
        for code, points in (("1.1", "20"), ("1.2", "36")):
            leader.goto(f"{at}/score/{code}/")
            fill(leader, points=points, reason="台账缺两个月")
        for page in (leader, *others):
            page.goto(f"{at}/score/")
            follow(page, "/submit/")
            send(page)
        act(leader, case, "opinion", opinion="管理规范", suggestions="完善档案")

    def ask(self, case: Assessment) -> None:
        """People answer on their phones, by personal links, without an account."""
        office = self.window(self.house.district.office)
        until = (self.house.district.today + timedelta(days=5)).isoformat()
        act(office, case, "poll/open", closes_on=until, member="2", beneficiary="2")
        links = words(office)
        addresses = [word for word in links.split() if "/i/" in word]
        assert len(addresses) == 4
        for address in addresses:
            phone = self.window(width=390)
            phone.goto(address)
            fill(phone, grade="5")
        for step in ("poll/close", "feedback", "report"):
            act(office, case, step)

    def vote(self, item: MeetingItem) -> None:
        """The secretary opens the vote, nine members vote by name, the count."""
        url = f"{BASE}/items/{item.public_id}/"
        secretary = self.window(self.house.secretary)
        secretary.goto(url)
        follow(secretary, "/look/")
        fill(secretary, look="复查了原始台账，结论一致")
        secretary.goto(url)
        follow(secretary, "/open/")
        send(secretary)
        for place, user in enumerate(self.house.members[:PRESENT]):
            page = self.window(user, width=390)
            page.goto("/desk/")
            page.locator(f'main a[href*="{item.public_id}"]').first.click()
            follow(page, "/ballot/")
            fill(page, choice="yes" if place < 7 else "no")
        secretary.goto(url)
        follow(secretary, "/count/")
        send(secretary)
        assert "同意 7" in words(secretary)

    def publish(self, case: Assessment) -> PublicNotice:
        bureau = self.window(self.house.district.bureau)
        bureau.goto(f"{BASE}/cases/{case.public_id}/decision/")
        follow(bureau, "/publish/")
        send(bureau)
        notice = case.public_notices.get()
        public = self.window(width=390)
        public.goto("/evaluation/")
        public.locator(f'main a[href*="{notice.public_id}"]').click()
        assert str(case.provider) in words(public)
        return notice

    def confirm(self, case: Assessment) -> None:
        bureau = self.window(self.house.district.bureau)
        bureau.goto(f"{BASE}/cases/{case.public_id}/decision/")
        follow(bureau, "/confirm/")
        send(bureau)
        bureau.goto(f"{BASE}/grades/")
        assert str(case.provider) in words(bureau)


def test_a_round_of_forty_from_notice_to_grade(window, tmp_path, monkeypatch) -> None:
    house = Forty()
    walk = Walk(house, window, tmp_path)
    first = walk.apply()
    walk.judge(first)
    walk.ask(first)
    for n in range(1, ORGANISATIONS):
        (house.by_verbs if n % 5 else house.by_pages)(n)
    ready_to_meet(house)

    committee = house.committee()
    cases = list(Assessment.objects.filter(state=_S.REPORT_READY).order_by("pk"))
    meeting = house.meeting(committee, cases)
    items = list(meeting.items.select_related("assessment").order_by("assessment_id"))
    walk.vote(items[0])
    for place, item in enumerate(items[1:]):
        house.decide(item, yes=6 if place < FAILED else PRESENT)
    graded = Assessment.objects.filter(state=_S.GRADED).order_by("pk")
    assert graded.count() == ORGANISATIONS - REFUSED - FAILED
    assert Ballot.objects.count() == (ORGANISATIONS - REFUSED) * PRESENT

    notice = walk.publish(first)
    for case in graded.exclude(pk=first.pk):
        publish_notice(assessment=case, version=case.version, by=house.district.bureau)
    over = notice.until + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: over)
    walk.confirm(first)
    for case in Assessment.objects.filter(state=_S.PUBLIC_NOTICE):
        confirm(assessment=case, version=case.version, by=house.district.bureau)
    in_force(first)


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
    board = house.office.get(f"{BASE}/rounds/{house.district.round.public_id}/")
    counts = [each.count for each in board.context["progress"]]
    assert counts == [REFUSED, ORGANISATIONS - REFUSED]
    cases = open_cases(house.district.round)
    assert cases.count() == ORGANISATIONS - REFUSED


def in_force(first: Assessment) -> None:
    states = Counter(Assessment.objects.values_list("state", flat=True))
    decided = ORGANISATIONS - REFUSED - FAILED
    assert states == {
        _S.IN_FORCE: decided,
        _S.REPORT_READY: FAILED,
        _S.REFUSED: REFUSED,
    }
    award = Award.objects.get(assessment=first)
    assert Grade.objects.get(provider=first.provider).level == award.level
    assert Award.objects.count() == Grade.objects.count() == decided
