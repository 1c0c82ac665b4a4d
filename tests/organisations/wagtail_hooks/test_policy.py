"""Who enters the register in Wagtail, and what is shut for everybody."""

from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from organisations.domain.account import appoint, end_appointment
from organisations.enums import ADMIN_SITE_ROLES, Role
from organisations.models import Appointment
from tests.factories.organisations import (
    AppointmentFactory,
    CapabilityFactory,
    PastProjectFactory,
    PlaceFactory,
    ProviderFactory,
    ServiceTypeFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LISTS = (
    "provider",
    "capability",
    "pastproject",
    "place",
    "appointment",
    "servicetype",
    "servicecategory",
    "territory",
)


def index(name):
    return reverse(f"{name}:index")


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_an_operator(client, operator, name):
    CapabilityFactory()
    PastProjectFactory()
    PlaceFactory()

    assert client.get(index(name)).status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - ADMIN_SITE_ROLES))
def test_nobody_else_enters_the_admin_site(client, role):
    user = UserFactory()
    Appointment.objects.create(user=user, role=role)
    client.force_login(user)

    for address in ("/admin/", index("provider"), reverse("provider:add")):
        response = client.get(address)
        assert response.status_code == 302
        assert "/accounts/login/" in response.url or "/admin/login/" in response.url


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF_EDITOR])
def test_editors_enter_but_see_no_register(client, role):
    user = UserFactory()
    appoint(user=user, role=role, territory=TerritoryFactory(district=True), by=None)
    client.force_login(user)

    assert client.get("/admin/").status_code == 200
    for name in LISTS:
        assert client.get(index(name)).status_code == 302
    assert client.get(reverse("provider:add")).status_code == 302


def test_an_ended_appointment_shuts_the_door_at_once(client, operator):
    assert client.get("/admin/").status_code == 200

    end_appointment(appointment=operator.appointments.get(), by=None)

    assert client.get("/admin/").status_code == 302
    assert client.post(reverse("provider:add"), {}).status_code == 302


def test_a_date_that_passes_shuts_the_door_without_any_act(client, operator):
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.objects.filter(user=operator).update(since=yesterday, until=yesterday)

    assert client.get(index("provider")).status_code == 302
    assert operator.groups.count() == 0


def test_users_groups_and_the_queue_are_not_edited_here(client, operator):
    AppointmentFactory(user=operator, system_admin=True)

    for address in ("/admin/users/", "/admin/users/new/", "/admin/groups/"):
        assert client.get(address).status_code in {302, 404}
    html = client.get("/admin/").content.decode()
    for word in ("django_q", "ormq", "schedule/"):
        assert word not in html.lower()


def test_reference_data_is_read_only(client, operator):
    TerritoryFactory()

    for name in ("territory", "servicetype", "servicecategory"):
        for step in ("add", "edit", "delete"):
            with pytest.raises(NoReverseMatch):
                reverse(f"{name}:{step}", args=[] if step == "add" else [1])


def test_nothing_is_deleted_here(client, operator):
    with pytest.raises(NoReverseMatch):
        reverse("provider:delete", args=[ProviderFactory().pk])


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("name", "factory", "queries"),
    [
        ("provider", ProviderFactory, 14),
        ("capability", CapabilityFactory, 15),
        ("pastproject", PastProjectFactory, 14),
        ("place", PlaceFactory, 14),
        ("appointment", AppointmentFactory, 14),
        ("servicetype", ServiceTypeFactory, 15),
    ],
)
def test_a_list_takes_the_same_queries_for_any_number(
    client, operator, django_assert_num_queries, name, factory, queries, number
):
    factory.create_batch(number)
    client.get(index(name))

    with django_assert_num_queries(queries):
        client.get(index(name))
