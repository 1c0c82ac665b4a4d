"""The boards stand on the head of the task list and in the account menu."""

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from config import desk
from organisations.enums import ProviderForm, ProviderKind, Role
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    credit_code,
)

pytestmark = pytest.mark.django_db


def boards(user):
    request = RequestFactory().get("/desk/")
    request.user = user
    with translation.override("en"):
        found = desk.navigation(request)
    labels = [entry.label for entry in found.boards]
    assert [entry.label for entry in found.account][: len(labels)] == labels
    return labels


def test_each_role_has_its_boards():
    street, district = StreetFactory(), TerritoryFactory(district=True)
    officer = AppointmentFactory(role=Role.STREET_OFFICER, territory=street).user
    on_duty = AppointmentFactory(role=Role.DUTY_DESK, territory=district).user
    centre = AppointmentFactory(role=Role.CENTRE_OPERATOR, territory=district).user
    worker = AppointmentFactory(role=Role.SOCIAL_WORKER, territory=street).user

    assert boards(officer) == [
        *("Street board", "Figures", "Purchases", "Calls"),
        "Weekly brief",
    ]
    assert boards(on_duty) == ["Duty desk", "Waiting too long", "Calls"]
    assert boards(centre) == [
        *("Waiting too long", "Figures", "Hours to check", "Self-check of the site"),
        *("Letters to the centre", "Purchases", "Weekly brief"),
    ]
    assert boards(worker) == []


def test_only_a_public_sector_unit_has_calls():
    unit = ProviderFactory(
        kind=ProviderKind.PUBLIC_SECTOR_UNIT,
        form=ProviderForm.PUBLIC_INSTITUTION_ONE,
        credit_code=credit_code(9001, "12"),
    )
    of_unit = AppointmentFactory(provider_admin=True, provider=unit).user
    of_other = AppointmentFactory(provider_admin=True).user

    assert (boards(of_unit), boards(of_other)) == (
        ["Calendar", "Certificates", "Purchases", "Calls", "Grades"],
        ["Calendar", "Certificates", "Purchases", "Grades"],
    )


def test_the_head_of_the_task_list_shows_them():
    officer = AppointmentFactory(
        role=Role.STREET_OFFICER, territory=StreetFactory()
    ).user
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer)
    text = client.get("/desk/").content.decode()

    assert text.count('href="/desk/street/"') == 2
    assert text.count('href="/desk/calls/"') == 2
