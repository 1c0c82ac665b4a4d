"""A round of forty organisations: an agency, 15 experts, a committee of 13 seats.
`by_pages` takes a case through the pages, `by_verbs` by the verbs behind them."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evaluation.domain.admission import admit, refuse_admission
from evaluation.domain.ballot import (
    cast_ballot,
    close_vote,
    open_vote,
    record_look,
)
from evaluation.domain.findings import (
    file_report,
    record_visit,
    send_feedback,
    sign_opinion,
)
from evaluation.domain.panel import submit_scores
from evaluation.domain.panel_plan import drawn_for
from evaluation.domain.poll import close_poll
from evaluation.enums.decision import Choice, SeatPost
from evaluation.models import Assessment, Committee, Meeting, MeetingItem
from evaluation.scoring.eligibility import Standing
from organisations.enums import Role
from tests.evaluation import court
from tests.evaluation.district import CLEAN, RULES, SHORT, District
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    UserFactory,
)

BASE = "/desk/evaluation"
ORGANISATIONS, EXPERTS, SEATS, PRESENT = 40, 15, 13, 9
LEAVES = ("1.1", "1.2")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Forty:
    """The pages of one round as its people use them; `post` wants a redirect."""

    def __init__(self) -> None:
        agency = ProviderFactory()
        agent = UserFactory()
        AppointmentFactory(user=agent, provider_admin=True, provider=agency)
        more = {name: rule for name, rule in court.RULES.items() if name not in RULES}
        more["validity"] = {"years": 5, "calendar": False}
        self.district = District(rows=SHORT, agency=agency, **more)
        for n in range(len(self.district.experts), EXPERTS):
            self.district.experts.append(
                self.district.person(Role.EXPERT, f"expert{n}")
            )
        self.office = signed_in(self.district.office)
        self.bureau = signed_in(self.district.bureau)
        self.agent = agent
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

    # --- the committee ----------------------------------------------------------------

    def committee(self) -> Committee:
        """The bureau forms it and seats chair, secretary and eleven members."""
        today = self.district.today
        term = {
            "district": self.district.place.code,
            "kind": "committee",
            "name": "评估委员会",
            "size": SEATS,
            "since": today.isoformat(),
            "until": (today + timedelta(days=700)).isoformat(),
        }
        there = self.bureau.post(f"{BASE}/committees/new/", term)
        assert there.status_code == 302, there.content.decode()[-3000:]
        committee = Committee.objects.get()
        posts = [SeatPost.CHAIR, SeatPost.SECRETARY, *[SeatPost.MEMBER] * (SEATS - 2)]
        self.members = []
        for n, post in enumerate(posts):
            user = self.district.person(Role.COMMITTEE_MEMBER, f"member{n}")
            seat = {"user": user.pk, "post": post.value}
            there = self.bureau.post(f"{there.url.rstrip('/')}/seats/", seat)
            assert there.status_code == 302, there.content.decode()[-3000:]
            self.members.append(user)
        self.chair, self.secretary = self.members[:2]
        return committee

    def meeting(self, committee: Committee, cases: list[Assessment]) -> Meeting:
        """The secretary calls it; nine of thirteen come."""
        secretary = signed_in(self.secretary)
        url = f"{BASE}/committees/{committee.public_id}/call/"
        called = {
            "held_on": self.district.today.isoformat(),
            "seed": 11,
            "cases": [case.pk for case in cases],
        }
        assert secretary.post(url, called).status_code == 302
        meeting = Meeting.objects.get()
        seats = committee.seats.order_by("pk")[:PRESENT]
        present = {"present": [seat.pk for seat in seats], "version": 1}
        url = f"{BASE}/meetings/{meeting.public_id}/open/"
        assert secretary.post(url, present).status_code == 302
        return meeting

    def decide(self, item: MeetingItem, *, yes: int) -> None:
        """The further look, the open vote, nine ballots by name, the count."""
        record_look(item=item, look="复查了原始台账，结论一致", by=self.secretary)
        open_vote(item=item, by=self.secretary)
        for place, user in enumerate(self.members[:PRESENT]):
            choice = Choice.YES if place < yes else Choice.NO
            cast_ballot(item=item, choice=choice, by=user)
        close_vote(item=item, by=self.secretary)
