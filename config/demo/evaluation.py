"""A round of evaluation in the demo: organisations at different steps of it, up to the
report that waits for the committee (`config.demo.decision` tells what follows)."""

from __future__ import annotations

import io
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.demo.words import person_name
from config.demo.world import World
from evaluation.domain.admission import admit
from evaluation.domain.assessment import apply, ask_for_grade, hand_in
from evaluation.domain.evidence import put_forward
from evaluation.domain.findings import (
    file_report,
    record_visit,
    send_feedback,
    sign_opinion,
)
from evaluation.domain.panel import form_panel, submit_scores
from evaluation.domain.poll import answer_poll, close_poll, open_poll
from evaluation.domain.round import announce_round, open_round
from evaluation.domain.score import leaf_of, score_as_expert, score_self
from evaluation.domain.supervision import keep_credit_file
from evaluation.enums import LeafKind, Outcome
from evaluation.models import Assessment, Indicator, Round, RuleSet, Sheet
from evaluation.queries.evidence import basis
from evaluation.queries.panel import LEAST_EXPERTS, experts_of
from evaluation.queries.recusal import free_of_ties
from evaluation.queries.round import eligible_providers
from evaluation.queries.standing import standing_of
from organisations.domain.account import appoint, create_account
from organisations.enums import Role
from organisations.models import Provider, Territory, User
from organisations.queries import admins_of
from records.attachments import Looked, look
from records.links import open_link

RULES, SHEETS = "DEMO-2026", ("PROP-SSI-1000", "PROP-CSO-100")
MORE_EXPERTS = 4
SETTINGS: dict[str, Any] = {
    "order_seed": 20261126,
    "asked": {"member": 10, "beneficiary": 20, "supervisor": 2},
    "weights": {"member": 2, "beneficiary": 6, "supervisor": 2},
}
REGISTERED = date(2015, 5, 20)
OPINION = "管理规范，服务有记录可查。"
SUGGESTIONS = "完善档案，按季公开项目收支。"
UNWRITTEN = "无书面材料，现场核对街道记录属实"
PAPER = "演示用佐证材料：内容为虚构。"


class Evaluation:
    """Announces a round and walks five organisations: one is filling in, one waits for
    the office, one is being scored, two wait for the committee. Nothing happens where
    a round is there."""

    def __init__(self, world: World) -> None:
        self.place: Territory = world.territories["440104"]
        self.office = User.objects.get(username="evaluation_office")
        self.dice = Random("demo:evaluation")  # noqa: S311 - the same demo each time

    def tell(self) -> None:
        rules = RuleSet.objects.filter(key=RULES).first()
        if rules is None or Round.objects.exists():
            return
        self._experts()
        round = self._announced(rules)
        graded = round.sheets.filter(outcome=Outcome.GRADE).values("form")
        run = eligible_providers(round).filter(
            form__in=graded, appointments__role=Role.PROVIDER_ADMIN
        )
        mine = run.filter(appointments__user__username="provider_admin")
        chosen = [*mine.distinct(), *run.exclude(pk__in=mine).distinct()[:5]]
        walks = self.begun, self.handed_in, self.scored, self.reported, self.reported
        for body, walk in zip(chosen, walks, strict=False):
            with transaction.atomic():
                walk(round, body)

    def _experts(self) -> None:
        for n in range(1, MORE_EXPERTS + 1):
            appointed(f"expert-{n}", Role.EXPERT, self.place, self.dice)

    def _announced(self, rules: RuleSet) -> Round:
        today = timezone.localdate()
        round = open_round(
            district=self.place,
            name="2026年度社会组织等级评估（演示）",
            name_en="Grade evaluation of 2026 (demo)",
            rule_set=rules,
            sheets=Sheet.objects.filter(key__in=SHEETS),
            apply_from=today,
            apply_until=today + timedelta(days=30),
            settings=SETTINGS,
            by=self.office,
        )
        return announce_round(round=round, version=round.version, by=self.office)

    # --- how far each comes -------------------------------------------------------------

    def begun(self, round: Round, body: Provider, heads: int = 1) -> Assessment:
        """The first parts of the sheet are filled in."""
        by = admins_of(body)[0]
        case = apply(round=round, provider=body, by=by)
        case = ask_for_grade(assessment=case, level=4, by=by)
        tops = [f"{n + 1}." for n in range(heads)]
        leaves = case.sheet.indicators.exclude(
            kind__in=(LeafKind.NODE, LeafKind.BONUS, LeafKind.SHARE)
        )
        for place, leaf in enumerate(leaves):
            if leaf.code.startswith(tuple(tops)):
                self._answer(case, leaf, by, filed=place < 3)
        return case

    def handed_in(self, round: Round, body: Provider) -> Assessment:
        case = self.begun(round, body, heads=9)
        by = admins_of(body)[0]
        return hand_in(assessment=case, version=case_version(case), by=by)

    def scored(self, round: Round, body: Provider) -> Assessment:
        """A few leaves are scored by the demo's expert, who leads the panel."""
        case, panel = self.visited(round, body)
        for leaf in case.sheet.indicators.filter(code__startswith="1.")[:8]:
            if leaf.kind != LeafKind.NODE:
                self._score(case, leaf, panel[0])
        return case

    def reported(self, round: Round, body: Provider) -> Assessment:
        """Scored and signed, people were asked, the report waits for the committee."""
        case, panel = self.visited(round, body)
        aside = (LeafKind.NODE, LeafKind.BONUS, LeafKind.SHARE)
        for leaf in case.sheet.indicators.exclude(kind__in=aside):
            self._score(case, leaf, panel[0], slips=0.1)
        for user in panel:
            submit_scores(assessment=case, by=user)
        words = {"opinion": OPINION, "suggestions": SUGGESTIONS}
        version = case_version(case)
        sign_opinion(assessment=case, version=version, by=panel[0], **words)
        self._ask(case)
        for verb in (close_poll, send_feedback, file_report):
            verb(assessment=case, version=case_version(case), by=self.office)
        return case

    def _ask(self, case: Assessment) -> None:
        """Everybody who is asked answers; two are not content."""
        _poll, sent = open_poll(
            assessment=case,
            lists={"member": 4, "beneficiary": 6, "supervisor": 2},
            closes_on=timezone.localdate() + timedelta(days=7),
            seed=SETTINGS["order_seed"],
            by=self.office,
        )
        for place, each in enumerate(sent):
            answer_poll(link=open_link(each.token), grade=2 if place < 2 else 5)

    def visited(self, round: Round, body: Provider) -> tuple[Assessment, list[User]]:
        """Admitted, visited by a panel with the demo's expert on it."""
        case = self.handed_in(round, body)
        by = self.office
        keep_credit_file(
            provider=body, registered_on=REGISTERED, party_branch="there", by=by
        )
        on_record = standing_of(body, timezone.localdate())
        case = admit(assessment=case, version=case.version, standing=on_record, by=by)
        free = free_of_ties(case, experts_of(case))
        known = [user for user in free if user.username == "expert"]
        others = [user for user in free if user not in known]
        panel = [*known, *others][:LEAST_EXPERTS]
        form_panel(assessment=case, experts=panel, leader=panel[0], by=by)
        today = timezone.localdate()
        note = "查阅台账，与负责人、会计和服务对象座谈。"
        version = case_version(case)
        record_visit(assessment=case, version=version, on=today, note=note, by=by)
        return case, panel

    def _answer(
        self, case: Assessment, leaf: Indicator, by: User, *, filed: bool
    ) -> None:
        if filed:
            file = paper(f"{case.provider} {leaf}")
            put_forward(assessment=case, indicator=leaf, file=file, by=by)
        score_self(
            assessment=case,
            indicator=leaf,
            answer=best_answer(leaf),
            no_evidence=not filed,
            reason="" if filed else "街道有记录可查",
            by=by,
        )

    def _score(
        self, case: Assessment, leaf: Indicator, by: User, slips: float = 0.4
    ) -> None:
        """One step below the most where the dice say so; of the bonus nothing."""
        ladder, seen = leaf_of(leaf).ladder, basis(case, leaf)
        points, reason = ladder[-1], "" if seen else UNWRITTEN
        if is_bonus(leaf):
            points, reason = ladder[0], "未申报加分"
        elif self.dice.random() < slips and len(ladder) > 1:
            points, reason = ladder[-2], "记录不够完整"
        score_as_expert(
            assessment=case,
            indicator=leaf,
            points=points,
            seen=seen,
            reason=reason,
            by=by,
        )


def paper(subject: str) -> Looked:
    """A file that says what it is for; each is another one."""
    return look(io.BytesIO(f"{subject}\n{PAPER}".encode()), "材料.txt")


def case_version(case: Assessment) -> int:
    case.refresh_from_db()
    return case.version


def appointed(username: str, role: Role, place: Territory, dice: Random) -> User:
    """Somebody new who has judged organisations of this place for a while."""
    user = create_account(username=username, name=person_name(dice), by=None)
    since = timezone.localdate() - timedelta(days=200)
    appoint(user=user, role=role, territory=place, since=since, by=None)
    return user


def is_bonus(leaf: Indicator) -> bool:
    return leaf.parent is not None and leaf.parent.kind == LeafKind.BONUS


def best_answer(leaf: Indicator) -> dict[str, Any]:
    """What earns the leaf in full; of the bonus nothing is claimed."""
    kind, settings = leaf.kind, leaf.settings
    bonus = is_bonus(leaf)
    if kind == LeafKind.PASS_FAIL:
        return {"passed": not bonus}
    if kind == LeafKind.VETO:
        return {"strikes": False}
    if kind == LeafKind.DEDUCTION:
        return {"taken": "0"}
    if kind == LeafKind.RATIO_BANDS:
        return {"ratio": str(settings["bounds"][-1]["at_least"])}
    if kind == LeafKind.COUNT_CAP:
        return {"count": 0 if bonus else 1000}
    return {"points": str(leaf.points)}
