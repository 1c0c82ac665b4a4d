"""Pairing: the household's yes, an adult beside a minor, a day on which it ends."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from organisations.domain.pairing import LONGEST, end_pairing, pair_household
from organisations.domain.volunteer import withdraw_volunteer
from organisations.enums import Role
from organisations.models import Pairing, Person
from organisations.queries import waiting_for
from records.models import LedgerEntry, Message
from tests.factories.organisations import (
    AppointmentFactory,
    PairingFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def paired(volunteer, **more):
    today = timezone.localdate()
    values = {
        "name": "陈婆婆",
        "phone": "138 0000 1234",
        "place": volunteer.home,
        "service_type": ServiceTypeFactory(),
        "consent": "in_person",
        "consent_on": today,
        "until": today + timedelta(days=90),
        "by": UserFactory(),
    }
    return pair_household(volunteer=volunteer, **{**values, **more})


def refused(volunteer, **more):
    before = Person.objects.count()
    with pytest.raises(ValidationError) as caught:
        paired(volunteer, **more)
    assert (Pairing.objects.filter(volunteer=volunteer).count(), before) == (
        more.get("there", 0),
        Person.objects.count(),
    )
    if hasattr(caught.value, "error_dict"):
        return list(caught.value.error_dict)
    return caught.value.code


def test_a_household_and_a_volunteer_find_each_other():
    volunteer = VolunteerFactory(signed_in=True)
    pairing = paired(volunteer)
    assert pairing.is_running
    assert (pairing.household.name, pairing.household.phone) == (
        "陈婆婆",
        "13800001234",
    )
    entry = LedgerEntry.objects.get(subject=pairing.subject)
    assert entry.action == "organisations.pair_household"
    assert entry.facts["volunteer"] == volunteer.public_id
    assert "陈婆婆" not in str(entry.facts)
    assert [m.kind for m in Message.objects.filter(recipient=volunteer.user)] == [
        "organisations.paired"
    ]


def test_what_does_not_fit_is_refused_by_field():
    volunteer, today = VolunteerFactory(), timezone.localdate()
    far = TerritoryFactory(code="440104019001", name="别处社区")
    for wrong, field in (
        ({"place": far}, "place"),
        ({"place": StreetFactory()}, "place"),
        ({"until": today}, "until"),
        ({"until": today + LONGEST + DAY}, "until"),
        ({"consent_on": today + DAY}, "consent_on"),
        ({"consent": "form"}, "__all__"),
        ({"consent": ""}, "consent"),
        ({"companion": volunteer}, "companion"),
        ({"companion": VolunteerFactory(minor=True)}, "companion"),
        ({"companion": VolunteerFactory(paused=True)}, "companion"),
    ):
        assert refused(volunteer, **wrong)[0] == field, wrong
    assert refused(VolunteerFactory(paused=True)) == "resting"


def test_nobody_under_eighteen_goes_alone():
    minor = VolunteerFactory(minor=True)
    assert refused(minor) == ["companion"]
    adult = VolunteerFactory(signed_in=True)
    assert paired(minor, companion=adult).companion == adult
    assert Message.objects.filter(recipient=adult.user).count() == 1


def test_the_same_household_is_paired_once_and_again_after_the_end():
    volunteer = VolunteerFactory()
    pairing = paired(volunteer)
    with pytest.raises(ValidationError) as caught:
        paired(volunteer)
    assert caught.value.code == "already"
    end_pairing(pairing=pairing, reason="done", by=UserFactory())
    assert paired(volunteer).is_running
    assert paired(VolunteerFactory()).is_running


def test_the_end_erases_the_household_and_comes_once():
    pairing = PairingFactory(volunteer=VolunteerFactory(signed_in=True))
    ended = end_pairing(pairing=pairing, reason="household", by=UserFactory())
    assert not ended.is_running
    household = Person.objects.get(pk=pairing.household_id)
    assert (household.name, household.phone) == ("", "")
    entries = LedgerEntry.objects.filter(subject=pairing.subject)
    assert entries.get().facts["reason"] == "household"
    assert Message.objects.get(recipient=pairing.volunteer.user).kind == (
        "organisations.pairing_ended"
    )
    with pytest.raises(ValidationError) as caught:
        end_pairing(pairing=pairing, reason="household", by=UserFactory())
    assert caught.value.code == "state"
    with pytest.raises(ValidationError):
        end_pairing(pairing=PairingFactory(), reason="bored", by=UserFactory())


def test_its_day_ends_it_and_the_station_puts_it_away():
    pairing = PairingFactory(over=True)
    assert not pairing.is_running
    assert list(Pairing.objects.running()) == []
    assert list(Pairing.objects.open()) == [pairing]
    assert end_pairing(pairing=pairing, reason="done", by=UserFactory()).ended_at


def test_station_and_community_are_told_of_a_day_that_comes_or_is_over():
    today = timezone.localdate()
    soon = PairingFactory(until=today + 10 * DAY)
    over = PairingFactory(over=True)
    PairingFactory()
    PairingFactory(ended=True, until=today + DAY)
    for role in (Role.SOCIAL_WORKER, Role.COMMUNITY_SECRETARY, Role.STREET_OFFICER):
        scope = StreetFactory() if role != Role.COMMUNITY_SECRETARY else soon.place
        user = AppointmentFactory(role=role, territory=scope).user
        told = {task.url.split("/")[-3] for task in waiting_for(user)}
        keeps = role != Role.STREET_OFFICER
        assert told == ({soon.public_id, over.public_id} if keeps else set()), role


def test_who_leaves_leaves_her_households_and_the_minors_she_goes_along_with():
    adult = VolunteerFactory()
    own = PairingFactory(volunteer=adult)
    beside = PairingFactory(volunteer=VolunteerFactory(minor=True), companion=adult)
    other = PairingFactory()
    withdraw_volunteer(volunteer=adult, by=None)
    ended = Pairing.objects.filter(end_reason="volunteer").order_by("pk")
    assert list(ended) == [own, beside]
    assert list(Pairing.objects.running()) == [other]
