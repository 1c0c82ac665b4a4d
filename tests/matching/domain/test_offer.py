"""Waves, answers, the waiting list, drop-outs, gates: who is asked and who comes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from matching.domain import offer as verbs
from matching.domain.slot import ask_to_step_in, count_asking
from matching.domain.slot_clock import tell_of_slots
from matching.models import OfferMonth, Session, SlotOffer
from matching.snapshot.roster import chosen_for, cover_for
from organisations.models import Person, Volunteer, monday_of
from records.models import Job, Message
from records.queries import trail as trail_of
from tests.factories.organisations import (
    ClearanceFactory,
    ServiceTypeFactory,
    VolunteerFactory,
)
from tests.matching.slots import Service, states
from tests.matching.tools import codes, fresh

pytestmark = pytest.mark.django_db


def refused(act, **more):
    with pytest.raises(ValidationError) as caught:
        act(**more)
    return codes(caught.value)


def kinds(user):
    found = Message.objects.filter(recipient=user, kind__contains="slot_")
    return [
        kind.removeprefix("matching.")
        for kind in found.order_by("pk").values_list("kind", flat=True)
    ]


def chosen(service):
    day = timezone.localdate(service.session.starts_at)
    return chosen_for("440104", monday_of(day))


def trail(thing):
    """What the ledger says of volunteer service: of the need, or of one volunteer."""
    if isinstance(thing, SlotOffer):
        subject = thing.volunteer.subject
    else:
        subject = thing.session.engagement.need.subject
    acts = [row.action.removeprefix("matching.") for row in trail_of(subject)]
    return [each for each in acts if each.endswith(("slot", "slots", "offer"))]


def fill_jobs():
    return Job.objects.filter(kind="matching.fill_slots").count()


# --- who is asked ----------------------------------------------------------------------


def test_a_wave_asks_half_as_many_again_as_there_are_places():
    service = Service(number=3)
    people = [VolunteerFactory() for _n in range(9)]
    assert fill_jobs() == 1
    found = chosen(service)[service.slot.pk]
    assert len(found) == 5  # 3 x 1.5, rounded up
    assert len(service.asked(*people)) == 5
    assert chosen(service) == {}  # they have not answered yet
    service.slot.refresh_from_db()
    assert service.slot.wave == 1


def test_who_lives_near_and_fits_is_asked_first():
    kind = ServiceTypeFactory(code="B1")
    service = Service(number=1, skill=kind)
    VolunteerFactory()  # near, but knows nothing of it
    near, far = VolunteerFactory(skills=[kind]), VolunteerFactory(skills=[kind])
    Volunteer.objects.filter(pk=far.pk).update(home=service.world.far)
    assert chosen(service)[service.slot.pk] == [near.pk, far.pk]


def test_nobody_is_asked_more_than_twice_a_month():
    volunteer = VolunteerFactory()
    assert [count_asking(volunteer) for _n in range(3)] == [True, True, False]
    assert OfferMonth.objects.get().used == 2
    service = Service()
    assert service.asked(volunteer) == []
    assert chosen(service) == {}


def test_nobody_is_asked_for_two_things_at_once():
    service = Service()
    volunteer = VolunteerFactory()
    service.asked(volunteer)
    second = service.place()
    assert service.asked(volunteer, slot=second) == []
    assert chosen(service) == {}


def test_a_minor_is_asked_for_nothing_in_a_home():
    service = Service(gates=["P2"])
    assert service.asked(VolunteerFactory(minor=True)) == []
    plain = service.place()  # the gate binds the session
    assert service.asked(VolunteerFactory(minor=True), slot=plain) == []


def test_a_paper_opens_a_gate_to_its_last_day():
    service = Service(gates=["MIN"])
    bare, checked, over = (VolunteerFactory() for _n in range(3))
    ClearanceFactory(volunteer=checked)
    ClearanceFactory(volunteer=over, expires_on=timezone.localdate())
    assert [o.volunteer for o in service.asked(bare, checked, over)] == [checked]


# --- answers ---------------------------------------------------------------------------


def test_the_rest_are_told_when_it_is_filled_and_may_wait():
    service = Service(number=1)
    first, second = (VolunteerFactory(signed_in=True) for _n in range(2))
    one, two = service.asked(first, second)
    assert verbs.answer_offer(offer=one, yes=True).state == "accepted"
    assert states(service.slot) == ["accepted", "released"]
    assert kinds(first.user) == ["slot_offered", "slot_place"]
    assert kinds(second.user) == ["slot_offered", "slot_released"]
    assert verbs.answer_offer(offer=two, yes=True).state == "waiting"
    assert verbs.drop_offer(offer=one).state == "dropped"
    assert states(service.slot) == ["dropped", "accepted"]
    assert kinds(second.user)[2:] == ["slot_wait", "slot_place"]
    assert kinds(service.admin) == []
    assert trail(service.slot) == ["add_slot", "offer_slots"]
    assert trail(one) == ["answer_offer", "drop_offer"]
    call_command("verify_ledger")


def test_who_said_no_is_not_found_again():
    service = Service(number=1)
    one, two = VolunteerFactory(), VolunteerFactory()
    [offer] = service.asked(one)
    verbs.answer_offer(offer=offer, yes=False)
    assert chosen(service) == {service.slot.pk: [two.pk]}


def test_a_home_is_for_two_places_at_least():
    service = Service(number=2)
    assert service.place(number=1, gates=["P2"]).gates == ["P2"]
    alone = Service(service.world, number=2)
    alone.slot.delete()
    assert refused(alone.place, number=1, gates=["P2"]) == ["pair"]


def test_a_no_asks_for_the_next():
    service = Service(number=1)
    [offer] = service.asked()
    assert verbs.answer_offer(offer=offer, yes=False).state == "declined"
    assert fill_jobs() == 2
    assert refused(verbs.answer_offer, offer=offer, yes=True) == ["wrong_state"]


def test_a_yes_to_two_things_at_once_is_refused():
    service = Service()
    volunteer = VolunteerFactory()
    [offer] = service.asked(volunteer)
    SlotOffer.objects.update(state="lapsed")
    other = service.place()
    [again] = service.asked(volunteer, slot=other)
    verbs.answer_offer(offer=again, yes=True)
    assert refused(verbs.answer_offer, offer=offer, yes=True) == ["clash"]


def test_a_paper_that_ran_out_meanwhile_refuses_the_yes():
    service = Service(gates=["MIN"])
    volunteer = VolunteerFactory()
    paper = ClearanceFactory(volunteer=volunteer)
    [offer] = service.asked(volunteer)
    type(paper).objects.update(expires_on=timezone.localdate())
    assert refused(verbs.answer_offer, offer=offer, yes=True) == ["clearance"]


def test_two_persons_go_to_a_home_or_nobody():
    service = Service(number=2, gates=["P2"])
    one, two = service.coming(VolunteerFactory(), VolunteerFactory())
    assert one.state == "waiting"  # alone she does not go
    assert states(service.slot) == ["accepted", "accepted"]
    verbs.drop_offer(offer=two)
    assert states(service.slot) == ["waiting", "dropped"]


def test_a_minor_comes_beside_two_adults_only():
    service = Service(number=3)
    minor = VolunteerFactory(minor=True)
    [young] = service.coming(minor)
    assert young.state == "waiting"
    one, _two = service.coming(VolunteerFactory(), VolunteerFactory())
    assert states(service.slot) == ["accepted"] * 3
    verbs.drop_offer(offer=one)
    assert states(service.slot) == ["waiting", "dropped", "accepted"]


# --- late ------------------------------------------------------------------------------


def test_a_late_drop_out_alerts_the_provider_who_finds_cover():
    service = Service(number=1, ahead=timedelta(hours=20))
    gone, idle, busy, tired = (VolunteerFactory() for _n in range(4))
    [offer] = service.coming(gone)
    OfferMonth.objects.create(
        volunteer=tired, month=timezone.localdate().replace(day=1), used=2
    )
    before = fill_jobs()
    verbs.drop_offer(offer=offer)
    assert kinds(service.admin) == ["slot_gap"]
    assert fill_jobs() == before
    SlotOffer.objects.create(
        slot=Service(service.world, number=1).slot,
        volunteer=busy,
        wave=1,
        answer_by=timezone.now(),
    )
    found = [each.person for each in cover_for(service.slot, gone=gone.pk)]
    assert found[0] == idle.pk
    assert tired.pk not in found
    assert gone.pk not in found
    asked = {"slot": service.slot, "by": service.admin}
    stepped = ask_to_step_in(volunteer=idle, **asked)
    assert (stepped.state, stepped.wave) == ("offered", 2)
    assert refused(ask_to_step_in, volunteer=idle, **asked) == ["asked"]
    assert refused(ask_to_step_in, volunteer=tired, **asked) == ["unfit"]


def test_time_to_answer_is_two_days_or_half_of_what_is_left():
    service = Service(number=1)
    soon = Service(service.world, number=1, ahead=timedelta(hours=20))
    [far], [near] = service.asked(), soon.asked()
    assert far.answer_by - far.asked_at == pytest.approx(
        timedelta(hours=48), abs=timedelta(seconds=9)
    )
    assert near.answer_by - near.asked_at < timedelta(hours=10)


def test_silence_lapses_once_and_a_late_yes_still_counts():
    service = Service(number=1)
    [offer] = service.asked()
    later = timezone.now() - timedelta(minutes=1)
    SlotOffer.objects.update(answer_by=later)
    assert tell_of_slots(now=timezone.now()) == 1
    assert tell_of_slots(now=timezone.now()) == 0
    assert fill_jobs() == 2
    assert verbs.answer_offer(offer=fresh(offer), yes=True).state == "accepted"


def test_a_word_is_asked_two_days_before_and_the_provider_hears_of_silence():
    service = Service(number=1)
    volunteer = VolunteerFactory(signed_in=True)
    [offer] = service.coming(volunteer)
    assert offer.confirmed_at is None
    assert tell_of_slots(now=timezone.now()) == 0
    _move(service, timedelta(hours=40))
    assert tell_of_slots(now=timezone.now()) == 1
    _move(service, timedelta(hours=20))
    now = timezone.now() + timedelta(minutes=1)
    assert [tell_of_slots(now=now), tell_of_slots(now=now)] == [1, 0]
    assert kinds(volunteer.user)[-1] == "slot_confirm"
    assert kinds(service.admin) == ["slot_unsure"]
    assert verbs.confirm_offer(offer=offer).confirmed_at


def _move(service, ahead):
    start = timezone.now() + ahead
    end = start + timedelta(hours=1)
    Session.objects.filter(pk=service.session.pk).update(starts_at=start, ends_at=end)


def test_a_session_that_is_called_off_is_told_once():
    service = Service(number=1)
    volunteer = VolunteerFactory(signed_in=True)
    service.coming(volunteer)
    Session.objects.update(state="cancelled")
    assert [tell_of_slots(now=timezone.now()) for _n in range(2)] == [1, 0]
    assert kinds(volunteer.user)[-1] == "slot_off"


# --- leaving ---------------------------------------------------------------------------


def test_who_leaves_gives_back_what_was_promised():
    service = Service(number=1)
    volunteer = VolunteerFactory(signed_in=True)
    service.coming(volunteer)
    left = verbs.leave_for_good(volunteer=volunteer, by=volunteer.user)
    assert left.state == "withdrawn"
    assert states(service.slot) == ["dropped"]
    assert Person.objects.get(pk=volunteer.person_id).phone == ""
    assert fill_jobs() == 2
    call_command("verify_ledger")


def test_a_link_answers_one_offer_once():
    service = Service(number=1)
    [offer] = service.asked()
    token = verbs.issue_offer_link(offer=offer, by=service.admin)
    assert len(token) > 20


def test_no_volunteer_for_a_confidential_case():
    service = Service(number=1)
    need = service.session.engagement.need
    type(need).objects.filter(pk=need.pk).update(track="confidential")
    assert refused(service.place) == ["confidential"]
