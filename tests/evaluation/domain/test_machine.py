"""Thousands of random acts on the cases of a round: every state is reached by an arrow,
every act that is accepted stands once in the ledger, every refusal changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ValidationError

from evaluation.domain import admission, assessment, evidence, findings, panel, poll
from evaluation.domain.case_clock import extend_clock
from evaluation.domain.score import score_as_expert, score_self
from evaluation.enums import ARROWS, AssessmentState, ScoringMode
from evaluation.models import Assessment, Evidence, PanelSeat, Poll, Score
from evaluation.queries.evidence import bases, basis, standing_evidence
from evaluation.scoring.eligibility import Standing
from evaluation.scoring.types import Points
from organisations.models import User
from records.links import LinkGone, LinkUnknown, open_link
from records.models import Chain
from tests.evaluation.district import CLEAN, FULL, District, looked
from tests.evidence import seeds

pytestmark = pytest.mark.django_db
STEPS = 500
_S = AssessmentState
# What leads on from a state, with good arguments as a rule.
HELPFUL = {
    _S.DRAFT: ("level", "file", "answer", "answer", "answer", "hand_in"),
    _S.SELF_SCORED: ("admit",),
    _S.ELIGIBLE: ("form", "visit", "desk", "open_poll"),
    _S.SITE_VISITED: ("score", "score", "score", "submit", "opinion"),
    _S.DESK_REVIEWED: ("score", "score", "score", "submit", "opinion"),
    _S.OPINION_FILED: ("open_poll", "answer_poll", "answer_poll", "close_poll"),
    _S.SOCIAL_SCORED: ("feedback",),
    _S.FEEDBACK_SENT: ("report",),
}
SCORING = {_S.SITE_VISITED, _S.DESK_REVIEWED}
REACHED = {_S.REPORT_READY, _S.REFUSED, _S.WITHDRAWN, _S.OPINION_FILED}


class Walk:
    """`step()` does one random act on one random case."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        modes = list(ScoringMode)
        self.district = District(mode=modes[seed % len(modes)])
        self.leaves = {each.code: each for each in self.district.leaves()}
        self.tokens: dict[int, list[str]] = {}
        self.cases = [self.new() for _n in range(3)]
        self.counts: Counter[str] = Counter()
        self.stands = self.traces()

    def new(self) -> Assessment:
        provider = self.district.organisation()
        case = assessment.apply(
            round=self.district.round, provider=provider, by=provider.admin
        )
        case.admin = provider.admin
        return case

    def step(self) -> str:
        place = self.dice.randrange(len(self.cases))
        case = self.cases[place]
        admin = case.admin
        case = Assessment.objects.get(pk=case.pk)
        case.admin = admin
        state = AssessmentState(case.state)
        likely = self.likely(case, state)
        names = likely if likely and self.dice.random() < 0.85 else self.names
        name = self.dice.choice(names)
        ended = not ARROWS[state] or state == _S.REPORT_READY
        if ended and self.dice.random() < 0.3:
            self.cases[place] = self.new()
            self.stands = self.traces()
        self.watched(name, case, state)
        return name

    def likely(self, case: Assessment, state: AssessmentState) -> tuple[str, ...]:
        """Whoever has scored all signs; to score on would take signatures back."""
        if state in SCORING and case.panels.exists() and not self.left(case):
            return ("submit", "submit", "opinion")
        return HELPFUL.get(state, ())

    def left(self, case: Assessment) -> list[tuple[User, str]]:
        """Who on the panel has which leaf still to score."""
        given = case.scores.filter(column="expert").select_related("seat")
        done = {(each.seat_id, each.indicator.code) for each in given}
        seats = PanelSeat.objects.filter(panel__assessment=case, submitted_at=None)
        mode = case.sheet.mode
        return [
            (seat.user, code)
            for seat in seats.prefetch_related("heads", "user")
            for code in sorted(FULL)
            if (seat.pk if mode == ScoringMode.INDEPENDENT else None, code) not in done
            and (
                mode != ScoringMode.BY_HEAD
                or code[0] in {head.code for head in seat.heads.all()}
            )
        ]

    def watched(self, name: str, case: Assessment, state: AssessmentState) -> None:
        before, version = self.stands, case.version
        try:
            getattr(self, name)(case)
            done = True
        except (ValidationError, LinkGone, LinkUnknown):
            done = False
        after = self.stands = self.traces()
        assert after[0] == before[0] + done, name
        assert done or after == before, name
        self.counts[name if done else "refused"] += 1
        now = Assessment.objects.get(pk=case.pk)
        self.counts[now.state] += 1
        assert now.grade == ""
        if now.state != state:
            assert AssessmentState(now.state) in ARROWS[state], name
            assert now.version == version + 1, name

    def traces(self) -> tuple[int, ...]:
        chain = Chain.objects.get(key="440104").length
        counted = (Score, Evidence, PanelSeat, Poll)
        return (chain, *(model.objects.count() for model in counted))

    # --- acts ----------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        every = {name for names in HELPFUL.values() for name in names}
        return (*sorted(every), "withdraw", "refuse", "send_back", "extend", "replace")

    def version(self, case: Assessment) -> int:
        return case.version - (self.dice.random() < 0.05)

    def someone(self) -> object:
        """An expert, sometimes one who is not on the panel."""
        return self.dice.choice(self.district.experts)

    def level(self, case: Assessment) -> None:
        level = self.dice.choice((2, 4))
        assessment.ask_for_grade(assessment=case, level=level, by=case.admin)

    def file(self, case: Assessment) -> None:
        leaf = self.leaves[self.dice.choice(sorted(FULL))]
        text = looked(f"{case.pk} {leaf.code}")
        evidence.put_forward(assessment=case, indicator=leaf, file=text, by=case.admin)

    def replace(self, case: Assessment) -> None:
        own = standing_evidence(case).first()
        if own is None:
            raise ValidationError("nothing to replace")
        text = looked(f"{case.pk} {self.dice.random()}")
        evidence.replace_evidence(evidence=own, file=text, by=case.admin)

    def answer(self, case: Assessment) -> None:
        code = self.dice.choice(self.open_to(case) or sorted(FULL))
        score_self(
            assessment=case,
            indicator=self.leaves[code],
            answer=FULL[code],
            no_evidence=self.dice.random() < 0.7,
            reason=self.dice.choice(("", "街道有记录", "街道有记录")),
            by=case.admin,
        )

    def open_to(self, case: Assessment) -> list[str]:
        """Leaves that the organisation has not scored, or not since a file changed."""
        now = bases(case)
        own = case.scores.filter(column="self").select_related("indicator")
        done = {
            each.indicator.code
            for each in own
            if each.evidence_digest == now.get(each.indicator_id, "")
        }
        return sorted(set(FULL) - done)

    def hand_in(self, case: Assessment) -> None:
        assessment.hand_in(assessment=case, version=self.version(case), by=case.admin)

    def withdraw(self, case: Assessment) -> None:
        if self.dice.random() < 0.8:
            raise ValidationError("thinks better of it")
        assessment.withdraw(
            assessment=case, version=self.version(case), reason="", by=case.admin
        )

    def standing(self) -> Standing:
        barred = Standing(registered_on=self.district.today)
        return CLEAN if self.dice.random() < 0.9 else barred

    def admit(self, case: Assessment) -> None:
        self.by_office(admission.admit, case, standing=self.standing())

    def refuse(self, case: Assessment) -> None:
        self.by_office(admission.refuse_admission, case, standing=self.standing())

    def send_back(self, case: Assessment) -> None:
        self.by_office(admission.send_back, case, note=self.dice.choice(("", "补章程")))

    def by_office(self, verb, case: Assessment, **more: object) -> None:
        more["version"] = self.version(case)
        verb(assessment=case, by=self.district.office, **more)

    def form(self, case: Assessment) -> None:
        number = self.dice.choice((2, 3, 3, 3))
        asked = self.dice.sample(self.district.experts, number)
        tops = list(self.district.sheet.indicators.filter(parent=None))
        heads = {user.pk: tops[n::2] for n, user in enumerate(asked[:2])}
        panel.form_panel(
            assessment=case,
            experts=asked,
            leader=asked[0],
            heads=heads,
            by=self.district.office,
        )

    def visit(self, case: Assessment) -> None:
        day = self.district.today + timedelta(days=self.dice.choice((0, 0, 1)))
        self.by_office(findings.record_visit, case, on=day, note="座谈")

    def desk(self, case: Assessment) -> None:
        self.by_office(findings.begin_desk_review, case)

    def score(self, case: Assessment) -> None:
        anything = (self.someone(), self.dice.choice(sorted(FULL)))
        left = self.left(case) if self.dice.random() < 0.85 else []
        user, code = self.dice.choice(left or [anything])
        leaf = self.leaves[code]
        off = self.dice.random() < 0.1
        most = self.district.most(code)
        stale = self.dice.random() < 0.05
        score_as_expert(
            assessment=case,
            indicator=leaf,
            points=most + Points(5) if off else most,
            seen="0" * 64 if stale else basis(case, leaf),
            reason=self.dice.choice(("", "现场看过", "现场看过")),
            by=user,
        )

    def submit(self, case: Assessment) -> None:
        panel.submit_scores(assessment=case, by=self.someone())

    def opinion(self, case: Assessment) -> None:
        findings.sign_opinion(
            assessment=case,
            version=self.version(case),
            opinion="规范",
            suggestions="继续",
            by=self.someone(),
        )

    def extend(self, case: Assessment) -> None:
        later = self.district.today + timedelta(days=self.dice.choice((0, 40)))
        self.by_office(extend_clock, case, until=later, reason="专家出差")

    def open_poll(self, case: Assessment) -> None:
        _poll, sent = poll.open_poll(
            assessment=case,
            lists={"member": 2, "beneficiary": 3},
            closes_on=self.district.today + timedelta(days=3),
            seed=self.dice.randrange(100),
            by=self.district.office,
        )
        self.tokens[case.pk] = [each.token for each in sent]

    def answer_poll(self, case: Assessment) -> None:
        tokens = self.tokens.get(case.pk, ["unknown"])
        link = open_link(self.dice.choice(tokens))
        poll.answer_poll(link=link, grade=self.dice.randint(1, 5))

    def close_poll(self, case: Assessment) -> None:
        self.by_office(poll.close_poll, case)

    def feedback(self, case: Assessment) -> None:
        self.by_office(findings.send_feedback, case)

    def report(self, case: Assessment) -> None:
        self.by_office(findings.file_report, case)


@seeds(4, 100)
def test_random_acts_leave_every_case_whole(seed: int) -> None:
    walk = Walk(seed)
    for _n in range(STEPS):
        walk.step()
    states = set(Assessment.objects.values_list("state", flat=True))
    assert states & REACHED, walk.counts
    assert sum(walk.counts[name] for name in walk.names) > STEPS // 10
