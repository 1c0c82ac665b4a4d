"""Who holds which role where, today."""

import pytest
from django.contrib.auth.models import AnonymousUser

from organisations.enums import Role
from organisations.queries import (
    admins_of,
    current_roles,
    employer_of,
    station_managers_of,
    workers_of,
)
from tests.factories.organisations import (
    STREET,
    AppointmentFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_roles_are_those_of_today():
    user = AppointmentFactory().user
    AppointmentFactory(user=user, provider_admin=True)
    AppointmentFactory(user=user, operator=True, over=True)

    assert current_roles(user) == {Role.SOCIAL_WORKER, Role.PROVIDER_ADMIN}


def test_a_stranger_and_a_closed_account_hold_none():
    closed = AppointmentFactory(user__closed=True).user

    assert current_roles(AnonymousUser()) == frozenset()
    assert current_roles(closed) == frozenset()


def test_workers_and_managers_of_a_street():
    worker = AppointmentFactory(user__name="甲").user
    AppointmentFactory(over=True)
    AppointmentFactory(user__closed=True)
    AppointmentFactory(territory=StreetFactory(code="440104022", name="矿泉街道"))
    manager = AppointmentFactory(role=Role.STATION_MANAGER).user

    assert workers_of(STREET) == [worker]
    assert station_managers_of(STREET) == [manager]
    assert workers_of("440104001") == []


def test_the_administrators_of_a_provider():
    provider = ProviderFactory()
    admin = AppointmentFactory(provider_admin=True, provider=provider).user
    AppointmentFactory(provider_admin=True, provider=provider, over=True)
    AppointmentFactory(provider_admin=True)

    assert admins_of(provider) == [admin]


def test_the_employer_is_the_one_for_this_street():
    agency, other = ProviderFactory(), ProviderFactory()
    user = AppointmentFactory(employer=agency).user
    far = StreetFactory(code="440104022", name="矿泉街道")
    AppointmentFactory(user=user, territory=far, employer=other)

    assert employer_of(user, TerritoryFactory()) == agency
    assert employer_of(user, far) == other
    assert employer_of(UserFactory(), far) is None
