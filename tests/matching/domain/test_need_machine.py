"""Random lives of needs of all tracks, walked by random people through all verbs: after
every step each named invariant of the floor holds, and what was refused changed nothing.
"""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from matching.enums import ACTIONS, CASE_ARROWS, NEED_ARROWS, NeedState, Track
from matching.models import ClockNotice, Engagement, Need
from matching.queries import invariants
from organisations.enums import Role
from organisations.models import Appointment, CapacityWeek
from records.models import Job, LedgerEntry, Message
from records.queries import the_ledger_is_whole
from tests.evidence import sized
from tests.matching.domain.walking import DECK, Pick, Walk, walking_world
from tests.matching.tools import codes, length

EXAMPLES, STEPS = sized(41, 820), 50
pick = st.integers(0, 10**6)
# What is written beside the one row of an act.
BESIDE = ("matching.invite", "matching.gather_topic", "organisations.record_proof")
# In one act a need walks on where nothing is left to wait for.
FAR = {"do_confirm", "do_key", "do_resume", "do_unmet", "do_yes"}
# Which refusals random acts may meet; anything else is a fault of ours.
EXPECTED = {"wrong_state", "full", "already", "empty", "not_empty", "too_many", "merge"}
EXPECTED |= {"no_items", "no_clock", "too_late", "again", "amount", "same", "wish"}
EXPECTED |= {"claimed", "received", "no_consent", "kind", "no_funding", "engaged"}
# After every step; the others after every fifth, and at the end of each life.
EACH_STEP = (
    invariants.a_clock_has_an_end,
    invariants.what_is_taken_is_held,
    invariants.no_week_is_over_its_capacity,
)
STATION = {Role.SOCIAL_WORKER, Role.STATION_MANAGER}


class Lives(RuleBasedStateMachine):
    world = None
    acts, refusals = 0, 0
    steps = 0
    seen, walked = Counter(), set()

    def __init__(self):
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.walk = Walk(self.world)
        self.secrets = None

    def teardown(self):
        try:
            assert list(the_ledger_is_whole()) == []
            for check in invariants.INVARIANTS:
                assert list(check()) == [], check.__name__
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

    @rule(verb=pick, number=pick, who=pick, luck=pick)
    def something_happens(self, verb, number, who, luck):
        """The verb that was drawn, or the next that has something to act on."""
        picked = Pick(number, who, luck)
        self.walk.rows, seen = None, set()
        for ahead in range(len(DECK)):
            name = DECK[(verb + ahead) % len(DECK)]
            found = name not in seen and getattr(self.walk, name)(picked)
            if found:
                self.do(name, *found)
                break
            seen.add(name)
        Lives.steps += 1
        self.the_floor_is_whole()

    def do(self, name, act, arguments):
        Lives.acts += 1
        before = how_it_stands()
        states = {row[0]: row[1] for row in before["needs"]}
        last = LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
        notices = ClockNotice.objects.count()
        done, refused = tried(act, arguments)
        if refused:
            assert set(refused) <= EXPECTED, (name, refused)
            assert how_it_stands() == before, name
            Lives.refusals += 1
            return
        rows = LedgerEntry.objects.filter(pk__gt=last or 0).exclude(action__in=BESIDE)
        Lives.seen.update(rows.values_list("action", flat=True))
        wanted = ClockNotice.objects.count() - notices if name == "do_ring" else 1
        if name == "do_propose" and done is None:
            wanted = 0
        assert rows.count() == wanted, name
        self.every_arrow_is_legal(name, states)

    def every_arrow_is_legal(self, name, before):
        for pk, state in Need.objects.values_list("pk", "state"):
            was = before.get(pk)
            if was is None:
                assert state in ("draft", "raised")
            elif was != state:
                assert state in reachable(was, 3 if name in FAR else 1), (was, state)
                Lives.walked.add((was, state))

    def the_floor_is_whole(self):
        checks = EACH_STEP if Lives.steps % 5 else invariants.INVARIANTS
        for check in checks:
            assert list(check()) == [], check.__name__
        secrets = set(
            Need.objects.filter(track=Track.CONFIDENTIAL).values_list("pk", "level")
        )
        if secrets and secrets != self.secrets:
            self.nobody_sees_what_is_confidential()
        self.secrets = secrets

    def nobody_sees_what_is_confidential(self):
        for user in self.world.everybody:
            assert set(invariants.secret_seen_by(user)) <= self.secrets_of(user)

    def secrets_of(self, user):
        """The station manager's are all of them, a social worker's those that nobody
        has taken yet, and her own."""
        secret = Need.objects.filter(track=Track.CONFIDENTIAL)
        held = self.world.station.get(user.pk, set())
        if Role.STATION_MANAGER not in held:
            secret = secret.filter(Q(worker__isnull=True) | Q(worker=user))
        return set(secret.values_list("number", flat=True)) if held else set()


def how_it_stands():
    """What a refused act must leave as it was."""
    needs = Need.objects.order_by("pk")
    return {
        "needs": list(needs.values_list("pk", "state", "version", "due_at", "level")),
        "engagements": list(
            Engagement.objects.order_by("pk").values_list("pk", "state")
        ),
        "weeks": list(CapacityWeek.objects.order_by("pk").values_list("pk", "used")),
        "messages": Message.objects.count(),
        "jobs": Job.objects.count(),
        "ledger": length(),
    }


def tried(act, arguments):
    """What the act returned, and the codes it was refused with."""
    try:
        with transaction.atomic():
            return act(**arguments), []
    except ValidationError as error:
        return None, codes(error)


def reachable(state, arrows):
    """States within so many arrows."""
    seen = {state}
    for _ in range(arrows):
        seen |= {str(to) for each in seen for to in NEED_ARROWS[each]}
        seen |= {str(to) for each in seen for to in CASE_ARROWS.get(each, ())}
    return seen


@pytest.mark.evidence
@pytest.mark.django_db
def test_random_lives_of_needs_keep_every_invariant():
    world = walking_world()
    world.station = {}
    for held in Appointment.objects.filter(role__in=STATION):
        world.station.setdefault(held.user_id, set()).add(held.role)
    Lives.world, Lives.steps, Lives.refusals = world, 0, 0
    Lives.acts = 0
    Lives.seen, Lives.walked = Counter(), set()

    run_state_machine_as_test(
        Lives,
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

    assert Lives.acts >= 2000  # verbs really called, refused ones among them
    assert Lives.refusals >= 50
    assert set(Lives.seen) <= set(ACTIONS)
    assert len(Lives.seen) >= 30
    # Which are met is a matter of chance; test_arrows walks every arrow by hand.
    states = {state for pair in Lives.walked for state in pair}
    assert len(states) >= len(NeedState) - 2
