"""Checks by people, proof by deliveries: rows are added, never changed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from organisations.domain.verification import record_proof, verify_capability
from organisations.enums import VerificationLevel
from organisations.queries import verification_state
from records.models import LedgerEntry
from tests.factories.organisations import (
    CapabilityFactory,
    ServiceTypeFactory,
    UserFactory,
    VerificationFactory,
)

pytestmark = pytest.mark.django_db


def day(offset):
    return timezone.localdate() + timedelta(days=offset)


def verify(capability, **changes):
    values = {
        "level": VerificationLevel.SITE_CHECKED,
        "expires_on": day(365),
        "evidence_digest": "a" * 64,
        "by": None,
    }
    return verify_capability(capability=capability, **{**values, **changes})


def code(**changes):
    capability = changes.pop("capability", None) or CapabilityFactory()
    with pytest.raises(ValidationError) as caught:
        verify(capability, **changes)
    error = caught.value
    return (
        next(iter(error.error_dict.values()))[0].code
        if hasattr(error, "error_dict")
        else error.code
    )


def test_a_check_is_kept_with_its_evidence_and_written_down():
    capability, operator = CapabilityFactory(), UserFactory()

    row = verify(capability, by=operator)

    assert (row.level, row.by, row.expires_on) == ("site_checked", operator, day(365))
    assert LedgerEntry.objects.get().facts == {
        "level": "site_checked",
        "expires_on": day(365).isoformat(),
        "deliveries": 0,
        "evidence": "a" * 64,
    }


@pytest.mark.parametrize("level", ["declared", "proven", "blessed"])
def test_only_the_two_kinds_of_check_are_given_by_hand(level):
    assert code(level=level) == "level"


def test_a_check_that_has_ended_when_it_is_made_is_refused():
    assert code(expires_on=day(-1)) == "expiry"


def test_a_check_made_earlier_may_have_ended_since():
    capability = CapabilityFactory()

    verify(capability, at=timezone.now() - timedelta(days=400), expires_on=day(-1))

    state = verification_state([capability])[capability.pk]
    assert (state.checked, state.holds_on(day(0)), state.holds_on(day(-1))) == (
        True,
        False,
        True,
    )


def test_a_check_is_not_made_in_the_future():
    assert code(at=timezone.now() + timedelta(days=1)) == "future"


def test_a_licensed_service_is_checked_with_a_valid_licence_only():
    capability = CapabilityFactory(service_type=ServiceTypeFactory(licensed=True))
    assert code(capability=capability) == "licence"

    capability.licence_no, capability.licence_until = "演示-0001", day(-1)
    capability.save()
    assert code(capability=capability) == "licence"

    capability.licence_until = day(30)
    capability.save()
    verify(capability)
    assert verification_state([capability])[capability.pk].expires_on == day(30)


def test_deliveries_prove_what_was_checked_and_add_up():
    capability = CapabilityFactory()
    checked = verify(capability)

    record_proof(capability=capability, deliveries=3)
    proof = record_proof(capability=capability, deliveries=2)

    assert (proof.level, proof.deliveries) == ("proven", 5)
    assert proof.expires_on == checked.expires_on
    assert capability.verifications.count() == 3


def test_deliveries_do_not_replace_the_check():
    capability = CapabilityFactory()

    proof = record_proof(capability=capability, deliveries=9)

    assert (proof.level, proof.deliveries) == ("declared", 9)
    assert not verification_state([capability])[capability.pk].checked


def test_a_later_check_keeps_the_count():
    proven = VerificationFactory(proven=True)

    assert verify(proven.capability).deliveries == 11


def test_a_proof_counts_at_least_one():
    with pytest.raises(ValidationError) as caught:
        record_proof(capability=CapabilityFactory(), deliveries=0)

    assert caught.value.code == "quantity"
