"""Offering, changing, withdrawing a line of the menu."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from organisations.domain.capability import (
    change_capability,
    offer_capability,
    withdraw_capability,
)
from organisations.enums import Funding, Gate
from organisations.models import Capability, Hours
from records.models import LedgerEntry
from tests.factories.organisations import (
    CapabilityFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    WindowFactory,
)

pytestmark = pytest.mark.django_db

MORNINGS = Hours("135", time(9), time(11, 30))


def offer(**changes):
    values = {
        "provider": ProviderFactory(),
        "service_type": ServiceTypeFactory(),
        "territories": [StreetFactory()],
        "weekly_capacity": 40,
        "windows": [MORNINGS],
        "funding": [Funding.STATION_CONTRACT],
        "gates": [Gate.P2],
        "by": None,
    }
    return offer_capability(**{**values, **changes})


def refused(verb, **values):
    with pytest.raises(ValidationError) as caught:
        verb(**values)
    error = caught.value
    return sorted(error.error_dict) if hasattr(error, "error_dict") else [error.code]


def test_an_offer_is_declared_covers_and_has_its_times():
    capability = offer()

    assert capability.verifications.get().level == "declared"
    assert list(capability.territories.all()) == [StreetFactory()]
    assert capability.windows.get().days == "135"
    assert LedgerEntry.objects.get().facts["weekly"] == 40


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"territories": []}, ["territories"]),
        ({"weekly_capacity": 0}, ["__all__", "weekly_capacity"]),
        ({"windows": [("1", time(11), time(9))]}, ["windows"]),
        ({"price": 100, "funding": []}, ["funding"]),
        ({"gates": [Gate.LIC]}, ["licence_no"]),
        ({"funding": ["gold"]}, ["funding"]),
    ],
)
def test_what_does_not_hold_is_refused_at_its_field(changes, fields):
    found = refused(offer, **changes)

    assert set(found) <= set(fields)
    assert found
    assert Capability.objects.count() == 0
    assert LedgerEntry.objects.count() == 0


def test_a_change_replaces_times_and_places_together():
    window = WindowFactory()
    capability, community = window.capability, TerritoryFactory()

    changed = change_capability(
        capability=capability,
        version=1,
        windows=[MORNINGS, Hours("67", time(9), time(18))],
        territories=[community],
        note="周末需提前三天",
        by=None,
    )

    assert changed.version == 2
    assert [w.days for w in changed.windows.all()] == ["135", "67"]
    assert list(changed.territories.all()) == [community]
    assert LedgerEntry.objects.get().facts == {
        "changed": ["note", "territories", "windows"]
    }


def test_a_change_that_changes_nothing_leaves_no_trace():
    window = WindowFactory()
    capability = window.capability

    change_capability(
        capability=capability,
        weekly_capacity=capability.weekly_capacity,
        windows=[MORNINGS],
        by=None,
    )

    assert LedgerEntry.objects.count() == 0


def test_an_older_version_is_stale():
    capability = CapabilityFactory()
    change_capability(capability=capability, version=1, weekly_capacity=9, by=None)

    found = refused(
        change_capability, capability=capability, version=1, weekly_capacity=2, by=None
    )

    assert found == ["stale"]
    assert Capability.objects.get().weekly_capacity == 9


def test_provider_and_service_type_stay():
    found = refused(
        change_capability,
        capability=CapabilityFactory(),
        provider=ProviderFactory(),
        by=None,
    )

    assert found == ["field"]


def test_no_window_means_any_time():
    window = WindowFactory()

    change_capability(capability=window.capability, windows=[], by=None)

    assert window.capability.windows.count() == 0


def test_a_withdrawn_line_is_off_the_menu_once():
    capability = CapabilityFactory()

    withdraw_capability(capability=capability, by=None)
    withdraw_capability(capability=capability, by=None)

    assert not Capability.objects.on_menu().exists()
    assert LedgerEntry.objects.count() == 1
