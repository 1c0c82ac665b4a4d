"""Somebody who comes in, and the centre, as clients that read English."""

import re

import pytest
from django.test import Client

from organisations.models import Registration
from tests.factories.organisations import (
    AppointmentFactory,
    ServiceTypeFactory,
    StreetFactory,
)
from tests.factories.registration import RegistrationFactory

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+\s*=|<script(?![^>]*\ssrc=)", re.I)


@pytest.fixture
def clean():
    """Nothing inline: the page works under the content policy."""

    def check(response, status=200):
        text = response.content.decode()
        assert response.status_code == status
        assert INLINE.search(text) is None
        return text

    return check


@pytest.fixture
def places(db):
    StreetFactory(name_en="Dengfeng Street")
    ServiceTypeFactory(code="A1", name_en="Company")


@pytest.fixture
def row(places):
    return RegistrationFactory()


@pytest.fixture
def applicant(row):
    client = Client(headers={"accept-language": "en"})
    client.force_login(row.applicant)
    return client


@pytest.fixture
def operator(places):
    client = Client(headers={"accept-language": "en"})
    client.user = AppointmentFactory(operator=True).user
    client.force_login(client.user)
    return client


@pytest.fixture
def fresh():
    return lambda row: Registration.objects.get(pk=row.pk)
