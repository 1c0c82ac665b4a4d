"""An entry nobody confirms fades after a year, then leaves the menu, and comes back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from organisations.domain.capacity import hold_capacity
from organisations.domain.provider import confirm_provider
from organisations.domain.reminder import remind_of_endings
from organisations.models import Capability, Provider
from records.models import Message
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    ProviderFactory,
)

pytestmark = pytest.mark.django_db


def confirmed(days, settings):
    """A provider confirmed so many days ago; a year and sixty days are the limits."""
    settings.ENTRY_FADES_AFTER = timedelta(days=365)
    settings.ENTRY_LEAVES_AFTER = timedelta(days=425)
    day = timezone.localdate() - timedelta(days=days)
    return ProviderFactory(confirmed_on=day)


@pytest.mark.parametrize(
    ("days", "faded", "left"),
    [(364, False, False), (365, True, False), (424, True, False), (425, True, True)],
)
def test_it_fades_then_leaves(days, faded, left, settings):
    provider = confirmed(days, settings)
    CapabilityFactory(provider=provider)

    assert (provider.is_faded, provider.has_left) == (faded, left)
    assert Provider.objects.kept_up().exists() is not left
    assert Capability.objects.on_menu().exists() is not left


def test_an_entry_never_confirmed_counts_from_its_making(settings):
    provider = confirmed(0, settings)
    made = timezone.now() - timedelta(days=425)
    Provider.objects.update(confirmed_on=None, registered_at=made)
    provider.refresh_from_db()
    assert provider.has_left
    assert not Provider.objects.kept_up().exists()
    Provider.objects.update(registered_at=made + timedelta(days=1))
    assert Provider.objects.kept_up().exists()


def test_nothing_is_held_of_it_until_it_is_confirmed(settings):
    line = CapabilityFactory(provider=confirmed(425, settings))
    with pytest.raises(ValidationError, match="不提供"):
        hold_capacity(capability=line, week=timezone.localdate(), quantity=1)

    confirm_provider(provider=line.provider, by=None)

    assert Capability.objects.on_menu().get() == line
    held = hold_capacity(capability=line, week=timezone.localdate(), quantity=1)
    assert held.used == 1


def test_the_day_it_leaves_is_told_once(settings):
    provider = confirmed(395, settings)
    admin = AppointmentFactory(provider_admin=True, provider=provider).user
    today = timezone.localdate()

    sent = [
        remind_of_endings(today=day)
        for day in (today - timedelta(days=1), today, today + timedelta(days=1))
    ]

    assert sent == [0, 1, 0]
    message = Message.objects.get(recipient=admin)
    assert message.params["day"] == provider.leaves_on.isoformat()
    assert provider.name in message.text
