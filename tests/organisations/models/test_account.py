"""Appointments: scope, dates, the three administrators; the door of the admin site."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from organisations.domain.account import appoint, end_appointment
from organisations.domain.role_group import install_role_groups
from organisations.enums import SCOPE_OF_ROLE, Role
from organisations.models import Appointment, User
from organisations.models.account import ADMIN_DOOR
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def fresh(user):
    return User.objects.get(pk=user.pk)


def codes(appointment):
    with pytest.raises(ValidationError) as caught:
        appointment.full_clean()
    return sorted(
        error.code or ""
        for errors in caught.value.error_dict.values()
        for error in errors
    )


def built(**fields):
    fields.setdefault("user", UserFactory())
    fields.setdefault("territory", None)
    return AppointmentFactory.build(**fields)


def test_every_role_has_its_scope():
    assert set(SCOPE_OF_ROLE) == set(Role)
    assert len(Role) == 22


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.SOCIAL_WORKER, {}),
        (Role.SYSTEM_ADMIN, {"territory": "440104"}),
        (Role.PROVIDER_ADMIN, {"territory": "440104021"}),
        (Role.DUTY_DESK, {"territory": "440104021"}),
        (Role.GRID_LEADER, {"territory": "440104021008"}),
    ],
)
def test_another_scope_than_the_roles_is_refused(role, scope):
    territory = scope and TerritoryFactory(code=scope["territory"])

    assert codes(built(role=role, territory=territory or None)) == ["scope"]


def test_a_role_is_bound_to_a_territory_or_a_provider_not_both():
    both = built(
        role=Role.PROVIDER_ADMIN, provider=ProviderFactory(), territory=StreetFactory()
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        both.save()


def test_only_station_staff_have_an_employer():
    officer = built(
        role=Role.STREET_OFFICER, territory=StreetFactory(), employer=ProviderFactory()
    )

    assert codes(officer) == ["employer"]


def test_it_does_not_end_before_it_begins():
    today = timezone.localdate()
    late = built(
        territory=StreetFactory(), since=today, until=today - timedelta(days=1)
    )

    with pytest.raises(ValidationError):
        late.full_clean()


def test_the_three_administrator_powers_exclude_each_other():
    user = AppointmentFactory(system_admin=True).user

    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentFactory(user=user, role=Role.AUDIT_ADMIN, territory=None)
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        built(user=user, role=Role.SECURITY_ADMIN).full_clean()
    assert "three administrator powers" in str(caught.value.messages)


def test_current_leaves_out_what_has_ended_or_not_begun():
    now = AppointmentFactory()
    AppointmentFactory(over=True)
    AppointmentFactory(coming=True)
    AppointmentFactory(ended_at=timezone.now())

    assert list(Appointment.objects.current()) == [now]
    assert now.in_force
    assert not AppointmentFactory(over=True).in_force
    assert not AppointmentFactory(ended_at=timezone.now()).in_force


def test_over_finds_those_above_a_place():
    grid = TerritoryFactory(grid=True)
    street = AppointmentFactory()
    AppointmentFactory(territory=StreetFactory(code="440104022", name="矿泉街道"))

    assert list(Appointment.objects.over(grid.code)) == [street]


@pytest.mark.parametrize(
    "code", ["440104", "440104021", "440104021006", "440104021006003", "440104019001"]
)
def test_covers_says_of_one_what_over_finds_among_many(code):
    district, street = TerritoryFactory(district=True), StreetFactory()
    rows = [AppointmentFactory(territory=each) for each in (district, street)]
    rows += [
        AppointmentFactory(),
        AppointmentFactory(role=Role.SYSTEM_ADMIN, territory=None),
    ]
    assert [each for each in rows if each.covers(code)] == list(
        Appointment.objects.over(code).order_by("pk")
    )


def test_what_is_held_is_asked_anew_until_reads_are_kept():
    appointment = AppointmentFactory()
    user = appointment.user
    kept = fresh(user)
    kept.keep_reads()
    assert user.held_today() == kept.held_today() == [appointment]
    Appointment.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert (user.held_today(), kept.held_today()) == ([], [appointment])


def test_the_door_opens_with_an_appointment_of_today_only():
    install_role_groups()
    operator = AppointmentFactory(operator=True)
    worker = AppointmentFactory()

    assert fresh(operator.user).has_perm(ADMIN_DOOR)
    assert not fresh(worker.user).has_perm(ADMIN_DOOR)

    Appointment.objects.filter(pk=operator.pk).update(
        until=timezone.localdate() - timedelta(days=1)
    )
    assert not fresh(operator.user).has_perm(ADMIN_DOOR)
    assert list(operator.user.groups.all()) == []


def test_neither_superuser_nor_group_replaces_the_appointment():
    install_role_groups()
    chief = UserFactory(is_superuser=True, is_staff=True)
    chief.groups.set(UserFactory().groups.model.objects.filter(name="chief_editor"))

    assert not fresh(chief).has_perm(ADMIN_DOOR)
    assert chief.groups.count() == 0


def test_the_end_of_one_role_leaves_the_other():
    district = TerritoryFactory(district=True)
    user = UserFactory()
    editor = appoint(user=user, role=Role.EDITOR, territory=district, by=None)
    appoint(user=user, role=Role.CENTRE_OPERATOR, territory=district, by=None)
    assert fresh(user).has_perm("wagtailimages.add_image") is False
    assert names(user) == ["centre_operator", "editor"]

    end_appointment(appointment=editor, by=None)

    assert names(user) == ["centre_operator"]
    assert fresh(user).has_perm(ADMIN_DOOR)


def names(user):
    return sorted(user.groups.values_list("name", flat=True))


def test_a_closed_account_keeps_no_group():
    operator = AppointmentFactory(operator=True, user__closed=True)

    assert operator.user.keep_groups_in_step() == frozenset()
