"""People who come to the door, in English so that words can be compared."""

import pytest
from django.test import Client

from tests.factories.organisations import AppointmentFactory, StreetFactory, UserFactory

PASSWORD = "a long walk in Dengfeng 7"


@pytest.fixture
def guest():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def worker(db):
    user = UserFactory(username="worker", name="林晓雯", language="en")
    user.set_password(PASSWORD)
    user.save()
    AppointmentFactory(user=user, territory=StreetFactory())
    return user


@pytest.fixture
def signed_in(guest, worker):
    """By the real door."""
    guest.post("/accounts/login/", {"login": "worker", "password": PASSWORD})
    return guest


@pytest.fixture
def confirmed(signed_in):
    """Has just entered the password once more, as the account pages demand."""
    signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return signed_in
