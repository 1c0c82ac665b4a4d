"""A whole round by role: 40 organisations, an agency, 15 experts. Each fifth case goes
through the pages, the others by the verbs behind them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evaluation.domain.admission import admit, refuse_admission
from evaluation.domain.findings import (
    file_report,
    record_visit,
    send_feedback,
    sign_opinion,
)
from evaluation.domain.panel import submit_scores
from evaluation.domain.panel_plan import drawn_for
from evaluation.domain.poll import close_poll
from evaluation.enums import AssessmentState
from evaluation.models import Assessment, Evidence, PanelSeat
from evaluation.queries.round import open_cases
from evaluation.scoring.eligibility import Standing
from organisations.enums import Role
from tests.evaluation.district import CLEAN, SHORT, District
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BASE = "/desk/evaluation"
ORGANISATIONS, EXPERTS = 40, 15
LEAVES = ("1.1", "1.2")
_S = AssessmentState


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Round:
    """The pages of one round as its people use them; `post` wants a redirect."""

    def __init__(self) -> None:
        agency = ProviderFactory()
        agent = UserFactory()
        AppointmentFactory(user=agent, provider_admin=True, provider=agency)
        self.district = District(rows=SHORT, agency=agency)
        more = range(len(self.district.experts), EXPERTS)
        for n in more:
            self.district.experts.append(
                self.district.person(Role.EXPERT, f"expert{n}")
            )
        self.office = signed_in(self.district.office)
        self.agency = signed_in(agent)
        self.experts = {u.pk: signed_in(u) for u in self.district.experts}

    def post(self, client: Client, case, act: str, **given) -> None:
        case.refresh_from_db()
        url = f"{BASE}/cases/{case.public_id}/{act}/"
        answer = client.post(url, {"version": case.version, **given})
        assert answer.status_code == 302, (act, answer.content.decode()[-3000:])

    def apply(self, n: int) -> Assessment:
        """The organisation's own pages, up to handing in."""
        body = self.district.organisation()
        client = signed_in(body.admin)
        url = f"{BASE}/rounds/{self.district.round.public_id}/apply/"
        client.post(url, {"provider": body.public_id})
        case = Assessment.objects.get(provider=body)
        self.post(client, case, "level", level=str(2 if n % 4 == 0 else 4))
        file = SimpleUploadedFile("report.txt", f"年度报告 {n}".encode())
        self.post(client, case, "leaf/1.1/evidence", file=file)
        self.post(client, case, "leaf/1.1", answer="yes")
        told = {"no_evidence": "on", "reason": "街道有记录"}
        self.post(client, case, "leaf/1.2", answer=str(40 - n / 2), **told)
        self.post(client, case, "hand-in")
        return case

    def admit(self, n: int, case: Assessment) -> None:
        young = n % 20 == 7
        registered = self.district.today - timedelta(days=90 if young else 4000)
        decision = "refuse" if young else "admit"
        facts = {"registered_on": registered.isoformat(), "decision": decision}
        self.post(self.office, case, "admission", **facts)

    def review(self, case: Assessment) -> None:
        """The agency forms the panel that the page suggests and goes there; the three
        experts score, sign and file."""
        url = f"{BASE}/cases/{case.public_id}/panel/"
        chosen = self.agency.get(url).context["form"].initial
        self.post(self.agency, case, "panel", **chosen)
        if case.route == "site":
            today = self.district.today.isoformat()
            self.post(self.agency, case, "visit", on=today, note="查阅台账")
        else:
            self.post(self.agency, case, "desk-review")
        clients = [self.experts[int(pk)] for pk in chosen["experts"]]
        leader = self.experts[int(chosen["leader"])]
        for code in LEAVES:
            page = leader.get(f"{BASE}/cases/{case.public_id}/score/{code}/")
            most = str(self.district.most(code))
            seen = page.context["form"]["seen"].value()
            given = {"points": most, "seen": seen, "reason": "街道有记录"}
            self.post(leader, case, f"score/{code}", **given)
        for client in clients:
            self.post(client, case, "submit")
        words = {"opinion": "管理规范", "suggestions": "完善档案"}
        self.post(leader, case, "opinion", **words)

    def ask(self, n: int, case: Assessment) -> None:
        """Four people are asked and answer by their links."""
        url = f"{BASE}/cases/{case.public_id}/poll/open/"
        until = (self.district.today + timedelta(days=5)).isoformat()
        lists = {"closes_on": until, "member": 2, "beneficiary": 2}
        rows = self.office.post(url, lists).context["rows"]
        for place, (_group, _number, address) in enumerate(rows):
            path = address.removeprefix("http://testserver")
            grade = 5 if place < 4 - n % 3 else 2
            assert Client().post(path, {"grade": grade}).status_code == 200

    def by_pages(self, n: int) -> None:
        case = self.apply(n)
        self.admit(n, case)
        self.review(case)
        self.ask(n, case)
        for step in ("poll/close", "feedback", "report"):
            self.post(self.office, case, step)

    def by_verbs(self, n: int) -> None:
        district = self.district
        answers = {"1.1": {"passed": True}, "1.2": {"points": str(40 - n / 2)}}
        case = district.handed_in(answers=answers, level=2 if n % 4 == 0 else 4)
        if n % 20 == 7:
            young = Standing(registered_on=district.today - timedelta(days=90))
            office = {"standing": young, "by": district.office}
            district.moved(refuse_admission, case, **office)
            return
        district.moved(admit, case, standing=CLEAN, by=district.office)
        experts = drawn_for(district.round, district.office).experts_for(case)
        district.panel(case, experts)
        if case.route == "site":
            visit = {"on": district.today, "note": "查阅台账", "by": district.office}
            district.moved(record_visit, case, **visit)
        else:
            district.desk(case)
        for code in LEAVES:
            district.give(case, experts[0], code)
        for user in experts:
            submit_scores(assessment=case, by=user)
        words = {"opinion": "管理规范", "suggestions": "完善档案"}
        district.moved(sign_opinion, case, by=experts[0], **words)
        district.polled(case, content=4 - n % 3)
        for verb in (close_poll, send_feedback, file_report):
            district.moved(verb, case, by=district.office)


def test_a_round_of_forty_organisations() -> None:
    house = Round()
    for n in range(ORGANISATIONS):
        (house.by_verbs if n % 5 else house.by_pages)(n)
    states = Counter(Assessment.objects.values_list("state", flat=True))
    assert states == {_S.REPORT_READY: ORGANISATIONS - 2, _S.REFUSED: 2}
    loads = Counter(PanelSeat.objects.values_list("user_id", flat=True))
    assert max(loads.values()) - min(loads.values()) <= 1
    assert len(loads) == EXPERTS
    assert Evidence.objects.count() == ORGANISATIONS
    board = house.office.get(f"{BASE}/rounds/{house.district.round.public_id}/")
    assert [each.count for each in board.context["progress"]] == [2, 38]
    assert open_cases(house.district.round).count() == ORGANISATIONS - 2
