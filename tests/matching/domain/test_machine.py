"""Thousands of random acts on two needs, after each of which the floor must be whole."""

from collections import Counter
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from matching.domain import course
from matching.domain import engagement as engagements
from matching.domain import session as sessions
from matching.domain.pack import leave_unmet
from matching.domain.proposal import record_proposal
from matching.domain.step import PLATED_STATES
from matching.enums import ACTIONS, ENDED_STATES, LIVE_ENGAGEMENTS, NEED_ARROWS
from matching.models import CapacityHold, Engagement, Need, Pack, Session
from matching.queries import given, open_quantities
from organisations.models import CapacityWeek
from records.models import Job, LedgerEntry
from tests.evidence import sized
from tests.matching.tools import codes, line_of, paused, proposal, say_yes, version_of
from tests.matching.world import World

WEEKLY = 3
# The other half of the suite's random lives, of all tracks, is in test_need_machine.
EXAMPLES, STEPS = sized(30, 900), 50
pick = st.integers(0, 10**6)
# Written beside the one row of an act.
BESIDE = ("matching.invite", "matching.gather_topic", "organisations.record_proof")
ANSWERS = ("accept", "accept", "accept", "decline", "accept", "expire")
# A refusal that random acts may meet; anything else is a fault of ours.
EXPECTED = {"full", "wrong_state", "already", "empty", "not_empty", "too_many", "merge"}
EXPECTED |= {"no_items", "kind"}


def there_is(*things):
    """The rule has something to act on (as it stood after the last step)."""
    return precondition(lambda self: bool(set(things) & self.there))


class Life(RuleBasedStateMachine):
    world: World
    walked = 0
    seen: Counter

    def __init__(self):
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.before, self.there, self.running, self.looked = {}, set(), 0, None

    def teardown(self):
        call_command("verify_ledger", verbosity=0, stdout=StringIO())
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    # --- tools --------------------------------------------------------------------------

    def a_need(self, number, *states):
        needs = Need.objects.order_by("pk")
        found = [need for need in needs if not states or need.state in states]
        return found[number % len(found)] if found else None

    def an_engagement(self, number, *states):
        found = list(Engagement.objects.filter(state__in=states).order_by("pk"))
        return found[number % len(found)] if found else None

    def do(self, act, **arguments):
        """One act: one row of the ledger, or a refusal that leaves everything whole."""
        Life.walked += 1
        last = LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
        versions = dict(Need.objects.values_list("pk", "version"))
        done, why = tried(act, arguments)
        if why:
            assert set(why) <= EXPECTED
            assert dict(Need.objects.values_list("pk", "version")) == versions
            return
        rows = LedgerEntry.objects.filter(pk__gt=last or 0).exclude(action__in=BESIDE)
        Life.seen.update(rows.values_list("action", flat=True))
        assert rows.count() == (0 if done is None and act is record_proposal else 1)

    # --- a need ---------------------------------------------------------------------------

    @initialize(units=st.integers(1, 3), ahead=st.integers(0, 9))
    def one_is_under_way(self, units, ahead):
        items = self.world.items((self.world.visit, units), (self.world.meal, 1))
        self.do(self.world.opened, need=self.world.raised(), items=items)
        self.the_floor_is_whole()
        for number in range(ahead):
            self.things_go_well(number)
            self.the_floor_is_whole()

    @rule(number=pick)
    def things_go_well(self, number):
        """Whatever is next, as a rule the good answer."""
        for thing, step in (
            ("proposed", lambda: self.people_look_at_the_pack(number, "both")),
            ("to plate", lambda: self.a_proposal_arrives(number, number % 2, False)),
            ("invited", lambda: self.a_provider_answers(number, ANSWERS[number % 6])),
            ("accepted", lambda: self.a_time_is_fixed(number, 1)),
            ("session planned", lambda: self.it_takes_place(number, 0)),
            ("session delivered", lambda: self.the_second_key_is_turned(number)),
            ("scheduled", lambda: self.a_time_is_fixed(number, 1)),
            ("completed", lambda: self.it_ends_or_begins_again(number, "close", True)),
        ):
            if thing in self.there:
                step()
                return

    @precondition(lambda self: self.running < 3)
    @rule(draft=st.booleans())
    def somebody_raises(self, draft):
        self.do(self.world.raised, draft=draft)

    @there_is("draft", "raised", "returned")
    @rule(
        number=pick,
        two=st.booleans(),
        units=st.integers(1, 5),
        weeks=st.sampled_from([1, 2]),
    )
    def the_worker_assesses(self, number, two, units, weeks):
        if need := self.a_need(number, "draft", "raised", "returned", "open"):
            kinds = [self.world.visit, self.world.meal][: 1 + two]
            items = self.world.items(*[(kind, units) for kind in kinds], weeks=weeks)
            self.do(self.world.opened, need=need, items=items)

    @there_is("draft", "raised", "returned")
    @rule(number=pick, what=st.sampled_from(["draft", "return", "answer"]))
    def words_go_to_and_fro(self, number, what):
        need = self.a_need(number, "draft", "raised", "returned")
        if need is None:
            return
        form = {"need": need, "version": need.version, "by": self.world.worker}
        if what == "return":
            self.do(course.return_need, question="几楼？", **form)
        elif what == "answer":
            self.do(course.answer_return, answer="六楼", **form)
        else:
            self.do(self.world.accept_draft, need=need)

    @there_is("to plate")
    @rule(number=pick, choice=pick, split=st.booleans())
    def a_proposal_arrives(self, number, choice, split):
        open_ones = [n for n in Need.objects.order_by("pk") if open_quantities(n)]
        open_ones = [n for n in open_ones if n.state in PLATED_STATES]
        if open_ones:
            need = open_ones[number % len(open_ones)]
            lines, open_units = [], open_quantities(need)
            for item in need.items.filter(pk__in=open_units):
                left = open_units[item.pk]
                menu = self.world.of_type[item.service_type_id]
                who = menu[choice % (len(menu) + 1) :][: 1 + (split and left > 1)]
                parts = [left] if len(who) < 2 else [left - left // 2, left // 2]
                lines += [line_of(item, c, n) for c, n in zip(who, parts, strict=False)]
            self.do(
                record_proposal,
                need_id=need.pk,
                version=need.version,
                proposal=proposal(lines),
            )

    @there_is("proposed")
    @rule(number=pick, who=st.sampled_from(["worker", "person", "both", "nobody"]))
    def people_look_at_the_pack(self, number, who):
        packs = list(Pack.objects.filter(state="proposed").order_by("pk"))
        if not packs:
            return
        pack = packs[number % len(packs)]
        world = self.world
        if who in ("worker", "both"):
            self.do(say_yes, pack=pack, kind="social_worker", by=world.worker)
        if who in ("person", "both"):
            word = {"by": world.worker, "person": world.person, "how": "phone"}
            self.do(say_yes, pack=pack, kind="person", **word)
        if who == "nobody":
            seen = version_of(pack)
            self.do(leave_unmet, pack=pack, need_version=seen, by=world.worker)

    @there_is("raised", "open", "proposed", "confirmed", "paused")
    @rule(number=pick, what=st.sampled_from(["pause", "resume", "resume", "resume"]))
    def a_pause(self, number, what):
        if what == "pause" and number % 2:
            return
        if need := self.a_need(number, *(["paused"] if what == "resume" else [])):
            if what == "pause":
                self.do(paused, need=need, by=self.world.worker)
            else:
                form = {"need": need, "version": need.version, "by": self.world.worker}
                self.do(course.resume_need, **form)

    @there_is("completed", "unmet", "closed", "confirmed", "proposed")
    @rule(
        number=pick,
        what=st.sampled_from(
            ["close", "reopen", "close", "reopen", "withdraw", "refer"]
        ),
        sure=st.booleans(),
    )
    def it_ends_or_begins_again(self, number, what, sure):
        of = {"close": ("completed", "unmet", "open"), "reopen": ("closed", "unmet")}
        need = self.a_need(number, *of.get(what, ()))
        if need is None or (what in ("withdraw", "refer") and number % 4):
            return
        form = {"need": need, "version": need.version, "by": self.world.worker}
        if what == "reopen":
            items = self.world.items((self.world.visit, 1)) if sure else ()
            self.do(course.reopen_need, items=items, **form)
        elif what == "refer":
            self.do(course.refer_need, body="市政部门", number="", **form)
        else:
            self.do(getattr(course, f"{what}_need"), **form)

    # --- an engagement ------------------------------------------------------------------------

    @there_is("invited")
    @rule(
        number=pick,
        what=st.sampled_from(["accept", "accept", "accept", "decline", "expire"]),
    )
    def a_provider_answers(self, number, what):
        if engagement := self.an_engagement(number, "invited", "invited", "expired"):
            if engagement.state != "invited" and what == "expire":
                return
            more = {} if what == "expire" else {"by": self.world.admin(engagement)}
            if what == "decline":
                more["reason"] = "hands"
            verb = getattr(engagements, f"{what}_engagement")
            self.do(verb, engagement=engagement, **more)

    @there_is("accepted", "scheduled", "no_show", "delivered")
    @rule(
        number=pick,
        state=st.sampled_from(["accepted", "scheduled", "no_show", "delivered"]),
    )
    def it_is_called_off(self, number, state):
        if number % 3 == 0 and (engagement := self.an_engagement(number, state)):
            self.do(self.world.cancels, engagement=engagement)

    @there_is("accepted", "scheduled", "no_show")
    @rule(number=pick, units=st.integers(1, 4))
    def a_time_is_fixed(self, number, units):
        going = ("accepted", "accepted", "scheduled", "no_show")
        if engagement := self.an_engagement(number, *going):
            self.do(self.world.scheduled, engagement=engagement, units=units)

    @there_is("session planned")
    @rule(number=pick, less=st.integers(0, 1))
    def it_takes_place(self, number, less):
        if session := self.a_session(number, "planned"):
            self.do(
                sessions.record_delivery,
                session=session,
                units=max(session.units - less, 1),
                minutes=60,
                by=self.world.admin(session.engagement),
            )

    @there_is("session planned")
    @rule(number=pick)
    def nobody_comes(self, number):
        if number % 3 == 0 and (session := self.a_session(number, "planned")):
            self.do(self.world.reports_no_show, session=session)

    @there_is("session delivered")
    @rule(number=pick)
    def the_second_key_is_turned(self, number):
        if session := self.a_session(number, "delivered"):
            key = {"kind": "worker", "by": self.world.worker}
            self.do(sessions.turn_second_key, session=session, **key)

    def a_session(self, number, state):
        found = list(Session.objects.filter(state=state).order_by("pk"))
        return found[number % len(found)] if found else None

    # --- what always holds ----------------------------------------------------------------------

    @invariant()
    def the_floor_is_whole(self):
        if self.looked == Life.walked:
            return  # nothing was done since
        self.looked = Life.walked
        needs = list(Need.objects.order_by("pk"))
        self.look_around(needs)
        self.every_step_follows_an_arrow(needs)
        self.whatever_is_open_is_being_plated(needs)
        no_week_is_overbooked_and_each_unit_has_its_hold()
        a_pack_waits_exactly_where_a_need_is_proposed(needs)
        an_ended_need_holds_nobody()

    def look_around(self, needs):
        self.there = {need.state for need in needs}
        self.running = sum(need.state not in ENDED_STATES for need in needs)
        self.there |= set(Engagement.objects.values_list("state", flat=True))
        sessions = Session.objects.values_list("state", flat=True)
        self.there |= {f"session {state}" for state in sessions}

    def every_step_follows_an_arrow(self, needs):
        now = {need.pk: need.state for need in needs}
        for pk, state in now.items():
            before = self.before.get(pk, state)
            assert state == before or reachable(before, state), (before, state)
            if state == "closed" != before:
                assert before in ("completed", "unmet")
        self.before = now

    def whatever_is_open_is_being_plated(self, needs):
        """And nobody does more than was asked for."""
        for need in needs:
            if need.state in ("draft", "raised", "returned", *ENDED_STATES):
                continue
            done = given(need)
            asked = dict(need.items.values_list("pk", "quantity"))
            assert all(n <= asked[item] for item, (n, _fen) in done.items())
            if need.state in PLATED_STATES and open_quantities(need, done):
                self.there.add("to plate")
                key = f"propose:{need.public_id}:{need.version}"
                assert Job.objects.filter(key=key).exists(), (need.state, need.version)


def no_week_is_overbooked_and_each_unit_has_its_hold():
    live = CapacityHold.objects.filter(released_at=None).values_list("week")
    sums = dict(live.annotate(units=Sum("quantity")).order_by())
    weeks = CapacityWeek.objects.filter(used__gt=0)
    weeks = {
        pk: (used, cap) for pk, used, cap in weeks.values_list("pk", "used", "cap")
    }
    assert all(used <= cap for used, cap in weeks.values())
    assert {pk: used for pk, (used, _cap) in weeks.items()} == sums


def a_pack_waits_exactly_where_a_need_is_proposed(needs):
    waiting = Pack.objects.filter(state="proposed").values_list("need", flat=True)
    proposed = [n.pk for n in needs if "proposed" in (n.state, n.paused_state)]
    assert sorted(waiting) == proposed


def an_ended_need_holds_nobody():
    still = Engagement.objects.filter(
        need__state__in=ENDED_STATES, state__in=LIVE_ENGAGEMENTS
    )
    assert not still.exclude(state="delivered").exists()


def tried(act, arguments):
    """What the act returned, and the codes it was refused with."""
    try:
        with transaction.atomic():
            return act(**arguments), []
    except ValidationError as error:
        return None, codes(error)


def reachable(before, after):
    """In one act a need walks up to three arrows (confirmed, in delivery, completed)."""
    seen = {before}
    for _ in range(4):
        seen |= {str(to) for state in seen for to in NEED_ARROWS[state]}
    return after in seen


@pytest.mark.evidence
@pytest.mark.django_db
def test_random_lives_leave_the_floor_whole():
    world = World(weekly=WEEKLY)
    kinds = (world.visit, world.meal)
    world.of_type = {k.pk: list(k.capabilities.order_by("pk")) for k in kinds}
    Life.world, Life.seen, Life.walked = world, Counter(), 0

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

    # Verbs really called, refused ones among them.
    assert Life.walked >= EXAMPLES * STEPS // 3
    assert len(Life.seen) >= 18
    assert set(Life.seen) <= set(ACTIONS)
