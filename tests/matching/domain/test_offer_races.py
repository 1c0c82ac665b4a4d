"""Many at the same moment: two offers a month stay two, one place stays one. Real
commits, on both databases."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction

from matching.domain.offer import answer_offer
from matching.domain.slot import ask_to_step_in, count_asking, offer_slots
from matching.models import OfferMonth, SlotOffer
from tests.factories.organisations import VolunteerFactory
from tests.matching.slots import Service
from tests.matching.tools import codes, fresh
from tests.records.racing import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MANY = 8


def tried(act, **arguments):
    def run():
        try:
            return act(**arguments)
        except ValidationError as error:
            return codes(error)[0]

    return run


def test_two_offers_a_month_stay_two():
    volunteer = VolunteerFactory()

    def count():
        with transaction.atomic():
            return count_asking(volunteer)

    assert sorted(race(*[count] * MANY)) == [False] * (MANY - 2) + [True] * 2
    assert OfferMonth.objects.get().used == 2


def test_one_place_is_taken_once():
    service = Service(number=1)
    people = [VolunteerFactory() for _n in range(MANY)]
    for person in people:
        ask_to_step_in(slot=service.slot, volunteer=person, by=service.admin)
    offers = list(SlotOffer.objects.all())

    answers = race(*[tried(answer_offer, offer=each, yes=True) for each in offers])

    states = sorted(fresh(each).state for each in answers)
    assert states == ["accepted"] + ["waiting"] * (MANY - 1)
    call_command("verify_ledger")


def test_one_wave_goes_out_once():
    service = Service(number=2)
    people = [VolunteerFactory().pk for _n in range(MANY)]
    chosen = {service.slot.pk: people}

    made = race(*[lambda: offer_slots(chosen=chosen)] * MANY)

    assert sorted(made) == [0] * (MANY - 1) + [3]
    assert SlotOffer.objects.count() == 3
    assert set(OfferMonth.objects.values_list("used", flat=True)) == {1}
    call_command("verify_ledger")
