"""Appointments in Wagtail: by the rules, on the trail."""

import pytest
from django.urls import reverse

from organisations.models import User
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    StreetFactory,
)

pytestmark = pytest.mark.django_db


def test_an_appointment_opens_the_account_when_it_is_new(client, operator):
    street, agency = StreetFactory(), ProviderFactory()

    client.post(
        reverse("appointment:add"),
        {
            "username": "worker-dengfeng",
            "name": "伍婉仪",
            "role": "social_worker",
            "territory": street.code,
            "employer": agency.pk,
        },
    )

    user = User.objects.get(username="worker-dengfeng")
    held = user.appointments.get()
    assert (held.role, held.territory, held.employer) == (
        "social_worker",
        street,
        agency,
    )
    assert not user.has_usable_password()


@pytest.mark.parametrize(
    "data",
    [
        {
            "username": "new",
            "name": "",
            "role": "social_worker",
            "territory": "440104021",
        },
        {"username": "new", "name": "甲", "role": "social_worker", "territory": "不知"},
        {"username": "new", "name": "甲", "role": "social_worker", "territory": ""},
        {"username": "new", "name": "甲", "role": "system_admin"},
        {"username": "new", "name": "甲", "role": "editor", "territory": "440104"},
    ],
)
def test_an_appointment_that_does_not_hold_opens_no_account(client, operator, data):
    StreetFactory()

    response = client.post(reverse("appointment:add"), data)

    assert response.status_code == 200
    assert not User.objects.filter(username="new").exists()


def test_nobody_appoints_herself(client, operator):
    StreetFactory()
    client.post(
        reverse("appointment:add"),
        {
            "username": operator.username,
            "role": "social_worker",
            "territory": "440104021",
        },
    )

    assert operator.appointments.count() == 1


def test_an_appointment_is_ended(client, operator):
    appointment = AppointmentFactory()

    assert (
        client.get(reverse("appointment:edit", args=[appointment.pk])).status_code
        == 200
    )
    client.post(reverse("appointment:edit", args=[appointment.pk]), {"until": ""})

    assert not appointment.user.appointments.current().exists()
