"""Who has a part in a round, and what they do at their pages.

A case, a meeting, an item are named by the address of their page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from evaluation.enums import Route
from evaluation.enums.decision import SeatPost
from tests.evaluation.round.hands import Hands

BASE = "/desk/evaluation"


class Person:
    def __init__(self, hands: Hands) -> None:
        self.hands = hands

    def enter(self, thing: str, name: str, page: str = "") -> None:
        """The page of one act: by a link on a page of the thing, or straight there."""
        if self.hands.by_links:
            self.hands.go(thing + page)
            self.hands.follow(f'main a[href$="/{name}/"]')
        else:
            self.hands.go(f"{thing}{name}/")

    def act(self, thing: str, name: str, page: str = "", **given) -> None:
        self.enter(thing, name, page)
        if given:
            self.hands.fill(**given)
        else:
            self.hands.send()

    def decide(self, case: str, name: str, **given) -> None:
        """An act of the page on which the decision stands."""
        self.act(case, name, "decision/", **given)


class Clerk(Person):
    """Of an organisation."""

    def apply(self) -> str:
        self.hands.go(f"{BASE}/rounds/")
        self.hands.send(to="/apply/")
        return self.hands.at

    def assess(self, case: str, *, level: int, points: str, file: Path) -> None:
        """The grade that is asked for, a file, two answers: one leads to the next."""
        self.act(case, "level", level=str(level))
        self.hands.go(f"{case}leaf/1.1/")
        self.hands.fill(file=file)
        assert self.hands.at == f"{case}leaf/1.1/"
        self.hands.fill(answer="yes")
        assert self.hands.at == f"{case}leaf/1.2/"
        self.hands.fill(answer=points, no_evidence=True, reason="街道有记录")
        self.act(case, "hand-in")

    def challenge(self, case: str, user) -> None:
        self.decide(case, "challenge", user=user.pk, reason="曾任竞争单位顾问")

    def ask_review(self, case: str, leaf) -> None:
        contested = {"leaves": [str(leaf.pk)], "text": "台账在三楼，当天没有看到"}
        self.decide(case, "review", **contested)


class Office(Person):
    """Of the evaluation."""

    def judge(self, case: str, registered: date, verdict: str) -> None:
        """States what is on record and does what the rules make of it."""
        self.enter(case, "admission")
        self.hands.fill(registered_on=registered.isoformat())
        self.hands.press(verdict)

    def rule(self, challenge: str, *, upheld: bool) -> None:
        self.hands.go(challenge)
        ruled = "yes" if upheld else "no"
        self.hands.fill(upheld=ruled, ruling="两年前已离任，无利害关系")

    def ask_people(self, case: str, until: date) -> list[str]:
        """The personal links, as they are shown once."""
        lists = {"member": "2", "beneficiary": "2"}
        self.act(case, "poll/open", closes_on=until.isoformat(), **lists)
        return [word for word in self.hands.words().split() if "/i/" in word]

    def finish(self, case: str) -> None:
        for step in ("poll/close", "feedback", "report"):
            self.act(case, step)

    def ask_again(self, case: str, expert) -> None:
        self.decide(case, "review/panel", experts=[str(expert.pk)])


class Agency(Person):
    """The third party that runs the panels."""

    def send_experts(self, case: str, route: Route, day: date) -> None:
        """The panel as it was drawn, then the visit or the look at the documents."""
        self.act(case, "panel")
        if route == Route.SITE:
            note = "查阅台账，与负责人座谈"
            self.act(case, "visit", on=day.isoformat(), note=note)
        else:
            self.act(case, "desk-review")


class Expert(Person):
    def score(self, case: str, points: dict[str, str]) -> None:
        """Leaf after leaf, as each leads to the next."""
        self.hands.go(f"{case}score/{min(points)}/")
        for code in sorted(points):
            assert self.hands.at == f"{case}score/{code}/"
            self.hands.fill(points=points[code], reason="台账缺两个月")

    def sign(self, case: str) -> None:
        self.act(case, "submit", "score/")

    def file(self, case: str) -> None:
        words = {"opinion": "管理规范", "suggestions": "完善档案"}
        self.act(case, "opinion", **words)

    def look_again(self, case: str, leaf, points: str) -> None:
        seen = {"indicator": leaf.pk, "points": points, "reason": "补看了三楼台账"}
        self.decide(case, "review/score", **seen)
        self.decide(case, "review/sign", hearing="双方说明了情况")


class Phone(Person):
    """Of somebody who was asked, without an account."""

    def answer(self, link: str, grade: int) -> None:
        self.hands.go(link)
        self.hands.fill(grade=str(grade))


class Bureau(Person):
    def appoint(self, district, people: list, day: date) -> str:
        """The committee: chair, secretary, members."""
        term = {
            "district": district.code,
            "kind": "committee",
            "name": "评估委员会",
            "size": len(people),
            "since": day.isoformat(),
            "until": (day + timedelta(days=700)).isoformat(),
        }
        self.hands.go(f"{BASE}/committees/new/")
        self.hands.fill(**term)
        committee = self.hands.at
        posts = [SeatPost.CHAIR, SeatPost.SECRETARY]
        posts += [SeatPost.MEMBER] * (len(people) - 2)
        for user, post in zip(people, posts, strict=True):
            self.act(committee, "seats", user=user.pk, post=post.value)
        return committee

    def publish(self, case: str) -> None:
        self.decide(case, "publish")

    def serve(self, case: str) -> None:
        self.decide(case, "review/serve", decision="复核后得分上调，等级不变")

    def confirm(self, case: str) -> None:
        self.decide(case, "confirm")


class Secretary(Person):
    """Of the committee."""

    def call(self, committee: str, cases: list, day: date) -> str:
        chosen = [str(case.pk) for case in cases]
        called = {"held_on": day.isoformat(), "seed": 11, "cases": chosen}
        self.act(committee, "call", **called)
        self.hands.follow('main a[href*="/meetings/"]')
        return self.hands.at

    def open(self, meeting: str, seats: Iterable) -> None:
        self.act(meeting, "open", present=[str(seat.pk) for seat in seats])

    def put(self, item: str) -> None:
        """A further look, then to the vote."""
        self.act(item, "look", look="复查了原始台账，结论一致")
        self.act(item, "open")

    def count(self, item: str) -> str:
        self.act(item, "count")
        return self.hands.words()

    def close(self, meeting: str) -> None:
        self.act(meeting, "close", minutes="逐项表决，结果如记录")


class Member(Person):
    """Of the committee, with a vote by name."""

    def vote(self, meeting: str, choices: dict[str, str]) -> None:
        """All votes that wait, by item: the first from the task list or the meeting,
        then as each leads to the next, and the last one back to the meeting."""
        self.hands.go("/desk/" if self.hands.by_links else meeting)
        self.hands.follow('main a[href*="/items/"]')
        for left in range(len(choices), 0, -1):
            assert self.hands.at in choices, (self.hands.at, left)
            self.hands.fill(choice=choices[self.hands.at])
        assert self.hands.at == meeting
