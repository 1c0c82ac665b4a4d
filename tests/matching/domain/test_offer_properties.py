"""Whatever happens to offers in whatever order, the promises to volunteers hold."""

import itertools
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from matching.domain import offer as verbs
from matching.domain.slot import ask_to_step_in
from matching.enums import ADULT_GATES, YES_STATES
from matching.models import Session, Slot, SlotOffer
from matching.queries.slot import gates_of, taken_times
from matching.queries.slot_invariants import each_asking_is_counted, who_comes_is_safe
from matching.tasks import commit_fill, plan_fill
from organisations.models import monday_of
from tests.factories.organisations import ClearanceFactory, VolunteerFactory
from tests.matching.slots import Service
from tests.matching.world import World

pytestmark = pytest.mark.django_db
ACTS = ("fill", "ask", "yes", "yes", "yes", "no", "drop", "lapse", "leave")
step = st.tuples(st.sampled_from(ACTS), st.integers(0, 10**6))


class Crowd:
    """Three sessions, two of them at the same hour, one in a home; eight volunteers."""

    def __init__(self):
        first = Service(World(weekly=20), number=2)
        ahead = first.session.starts_at + timedelta(days=1)
        home = Service(first.world, number=2, gates=["P2"])
        later = Service(first.world, number=3, gates=["MIN"])
        span = {"starts_at": ahead, "ends_at": ahead + timedelta(hours=1)}
        Session.objects.filter(pk=later.session.pk).update(**span)
        self.admin = first.admin
        self.slots = [each.slot for each in (first, home, later)]
        self.people = [VolunteerFactory() for _n in range(6)]
        self.people += [VolunteerFactory(minor=True) for _n in range(2)]
        for person in self.people[:4]:
            ClearanceFactory(volunteer=person)

    def do(self, act, number):
        """One act; a refusal leaves everything as it was."""
        try:
            with transaction.atomic():
                getattr(self, act)(number)
        except ValidationError:
            return

    def fill(self, number):
        slot = self.slots[number % 3]
        monday = monday_of(Session.objects.get(pk=slot.session_id).starts_at.date())
        payload = {"district": "440104", "monday": monday.isoformat()}
        commit_fill(payload, plan_fill(payload))

    def ask(self, number):
        slot = Slot.objects.get(pk=self.slots[number % 3].pk)
        person = self.people[number // 3 % 8]
        ask_to_step_in(slot=slot, volunteer=person, by=self.admin)

    def yes(self, number):
        if offer := self._one(number):
            verbs.answer_offer(offer=offer, yes=True)

    def no(self, number):
        if offer := self._one(number):
            verbs.answer_offer(offer=offer, yes=False)

    def drop(self, number):
        if offer := self._one(number, *YES_STATES):
            verbs.drop_offer(offer=offer)

    def lapse(self, number):
        if offer := self._one(number, "offered"):
            past = offer.asked_at - timedelta(hours=1)
            SlotOffer.objects.filter(pk=offer.pk).update(answer_by=past)
            verbs.lapse_offer(offer=offer)

    def leave(self, number):
        verbs.leave_for_good(volunteer=self.people[number % 8], by=None)

    def _one(self, number, *states):
        found = SlotOffer.objects.order_by("pk")
        rows = list(found.filter(state__in=states) if states else found)
        return rows[number % len(rows)] if rows else None


def promises():
    """What always holds of volunteer service, and beside it: nobody has promised two
    things at once, and gates hold for whoever comes."""
    assert [*who_comes_is_safe(), *each_asking_is_counted()] == []
    people = SlotOffer.objects.values_list("volunteer", flat=True)
    for spans in taken_times(list(people), *YES_STATES).values():
        spans.sort()
        pairs = itertools.pairwise(spans)
        assert all(one.end <= two.start for one, two in pairs)
    for offer in SlotOffer.objects.filter(state="accepted"):
        gates_hold(offer)


def gates_hold(offer):
    gates = gates_of(offer.slot.session)
    volunteer = offer.volunteer
    assert not (volunteer.is_minor() and gates & ADULT_GATES)
    if "MIN" in offer.slot.gates:
        assert volunteer.clearances.filter(gate="MIN").exists()


def test_promises_hold_whatever_happens():
    crowd = Crowd()
    came = []

    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(steps=st.lists(step, min_size=8, max_size=25))
    def live(steps):
        with transaction.atomic():
            for act, number in [("fill", 0), *steps]:
                crowd.do(act, number)
                promises()
            came.append(SlotOffer.objects.filter(state="accepted").count())
            transaction.set_rollback(True)

    live()
    assert max(came) >= 2
