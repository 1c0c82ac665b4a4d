"""Opening accounts, appointing, ending: checks, ledger, groups."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from organisations.domain.account import (
    appoint,
    choose_language,
    create_account,
    end_appointment,
)
from organisations.enums import Role
from organisations.models import User
from records.models import LedgerEntry
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def refused(verb, **values):
    with pytest.raises(ValidationError) as caught:
        verb(**values, by=None)
    return caught.value


def test_an_account_holds_no_right_and_no_usable_password():
    user = create_account(
        username="chen", name="陈嘉慧", name_en="Chen Jiahui", by=None
    )

    assert not user.has_usable_password()
    assert not user.appointments.exists()
    assert str(user) == "陈嘉慧"
    entry = LedgerEntry.objects.get()
    assert (entry.action, entry.subject) == (
        "organisations.create_account",
        user.subject,
    )
    assert "陈" not in str(entry.facts)


def test_a_given_password_is_checked_and_works():
    user = create_account(
        username="chen", name="陈", password="kapok-red-4417", by=None
    )

    assert user.check_password("kapok-red-4417")
    error = refused(create_account, username="deng", name="邓", password="12345678")
    assert list(error.error_dict) == ["password"]


def test_a_taken_user_name_is_refused():
    user = UserFactory()

    error = refused(create_account, username=user.username, name="另一位")

    assert list(error.error_dict) == ["username"]
    assert User.objects.count() == 1


def test_an_appointment_is_written_down_with_scope_and_employer():
    street, agency = StreetFactory(), ProviderFactory()
    user, operator = UserFactory(), UserFactory()

    appoint(
        user=user,
        role=Role.SOCIAL_WORKER,
        territory=street,
        employer=agency,
        by=operator,
    )

    entry = LedgerEntry.objects.get()
    assert entry.actor_id == operator.pk
    assert entry.chain.key == "440104"
    assert entry.facts["scope"] == street.code
    assert entry.facts["employer"] == agency.public_id


def test_the_same_appointment_twice_is_refused_and_after_its_end_allowed():
    user, street = UserFactory(), StreetFactory()
    values = {"user": user, "role": Role.SOCIAL_WORKER, "territory": street}
    first = appoint(**values, by=None)

    assert refused(appoint, **values).code == "already"

    end_appointment(appointment=first, by=None)
    appoint(**values, by=None)
    assert user.appointments.current().count() == 1


def test_one_after_the_other_is_no_overlap():
    user, street = UserFactory(), StreetFactory()
    today = timezone.localdate()
    values = {"user": user, "role": Role.SOCIAL_WORKER, "territory": street}

    appoint(**values, since=today, until=today + timedelta(days=10), by=None)
    appoint(**values, since=today + timedelta(days=11), by=None)

    assert user.appointments.count() == 2


def test_the_second_administrator_power_is_refused_in_words():
    user = UserFactory()
    appoint(user=user, role=Role.SYSTEM_ADMIN, by=None)

    with translation.override("en"):
        error = refused(appoint, user=user, role=Role.AUDIT_ADMIN)
        assert "three administrator powers" in str(error.messages)

    assert user.appointments.count() == 1


def test_an_ended_power_makes_room_for_another():
    user = UserFactory()
    first = appoint(user=user, role=Role.SYSTEM_ADMIN, by=None)
    end_appointment(appointment=first, by=None)

    appoint(user=user, role=Role.AUDIT_ADMIN, by=None)

    roles = user.appointments.current().values_list("role", flat=True)
    assert list(roles) == [Role.AUDIT_ADMIN]


def test_an_end_without_a_day_counts_from_this_moment():
    appointment = AppointmentFactory(since=timezone.localdate())

    end_appointment(appointment=appointment, by=None)

    assert not appointment.user.appointments.current().exists()
    assert refused(end_appointment, appointment=appointment).code == "ended"


def test_an_end_with_a_day_counts_after_it():
    appointment = AppointmentFactory()
    friday = timezone.localdate() + timedelta(days=4)

    end_appointment(appointment=appointment, until=friday, by=None)

    held = appointment.user.appointments
    assert held.current().exists()
    assert not held.current(on=friday + timedelta(days=1)).exists()


def test_a_future_appointment_can_be_called_off():
    appointment = AppointmentFactory(coming=True)

    end_appointment(appointment=appointment, by=None)

    tomorrow = timezone.localdate() + timedelta(days=1)
    assert not appointment.user.appointments.current(on=tomorrow).exists()


def test_editors_get_pages_and_files_operators_only_the_door():
    district = TerritoryFactory(district=True)
    for role in (Role.EDITOR, Role.CHIEF_EDITOR, Role.CENTRE_OPERATOR):
        appoint(user=UserFactory(), role=role, territory=district, by=None)

    rights = {
        group.name: (
            sorted(group.permissions.values_list("codename", flat=True)),
            group.page_permissions.count(),
            group.collection_permissions.count(),
        )
        for group in Group.objects.filter(
            name__in=["editor", "chief_editor", "centre_operator"]
        )
    }

    assert rights == {
        "editor": (["access_admin"], 2, 6),
        "chief_editor": (["access_admin"], 5, 6),
        "centre_operator": (["access_admin"], 0, 0),
    }


def test_no_other_role_gets_a_group():
    user = AppointmentFactory().user
    appoint(user=user, role=Role.STATION_MANAGER, territory=StreetFactory(), by=None)

    assert user.groups.count() == 0


def test_a_language_is_chosen_among_those_we_speak():
    user = UserFactory(language="")

    choose_language(user=user, language="en")

    assert user.language == User.objects.get(pk=user.pk).language == "en"
    with pytest.raises(ValidationError) as caught:
        choose_language(user=user, language="tlh")
    assert caught.value.code == "language"
