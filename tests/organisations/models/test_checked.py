"""What a checked row is asked, and that it refuses what Django refuses, in its words."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from organisations.enums import Role
from organisations.models import Appointment, Provider
from tests.factories.organisations import AppointmentFactory, ProviderFactory

pytestmark = pytest.mark.django_db


def said_by(validate, row, exclude=None):
    """The sentences of a refusal by field, nothing where there is none."""
    try:
        validate(row, exclude)
    except ValidationError as error:
        return error.message_dict
    return {}


def wrong_scope(row):
    row.provider = ProviderFactory()


def wrong_order(row):
    row.until = row.since - timedelta(1)


def second_power(row):
    AppointmentFactory(user=row.user, role=Role.AUDIT_ADMIN, territory=None)
    row.role = Role.SYSTEM_ADMIN


def nothing(row):
    row.until = timezone.localdate() + timedelta(9)


def everything(row):
    for change in (wrong_scope, wrong_order, second_power):
        change(row)


CHANGES = (nothing, wrong_scope, wrong_order, second_power, everything)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("exclude", [None, {"provider"}, {"until", "user"}])
def test_it_refuses_what_django_refuses(change, exclude):
    row = AppointmentFactory()
    change(row)

    ours = said_by(Appointment.validate_constraints, row, exclude)

    assert ours == said_by(models.Model.validate_constraints, row, exclude)
    assert bool(ours) or change is nothing or exclude


def test_who_was_read_is_there_and_who_was_not_is_asked_about(
    django_assert_num_queries,
):
    row = AppointmentFactory()
    with django_assert_num_queries(0):
        row.clean_fields()
    row = Appointment.objects.get(pk=row.pk)
    with django_assert_num_queries(2):  # user and territory
        row.clean_fields()
    row.territory_id = 0
    with pytest.raises(ValidationError, match="territory"):
        row.clean_fields()
    row.user = None
    with pytest.raises(ValidationError, match="user"):
        row.clean_fields()


def test_a_whole_row_is_asked_about_in_one_question(django_assert_num_queries):
    """And about the condition of its unique constraint, each in a savepoint."""
    row = AppointmentFactory()
    with django_assert_num_queries(2 * 3):
        row.validate_constraints()


def test_what_a_row_has_none_of_is_not_held_against_others(django_assert_num_queries):
    team, agency = ProviderFactory(credit_code=""), ProviderFactory(credit_code="1")
    same = ProviderFactory.build(credit_code="1")

    with django_assert_num_queries(0):
        team.validate_constraints()
    with django_assert_num_queries(3):
        agency.validate_constraints()
    assert said_by(Provider.validate_constraints, same) == said_by(
        models.Model.validate_constraints, same
    )
    with pytest.raises(ValidationError):
        same.validate_constraints()
