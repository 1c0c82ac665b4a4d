"""Sixty-four at the same moment with one credit code: one provider. Real commits."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from organisations.domain.admission import approve_registration
from organisations.domain.provider import register_provider
from organisations.domain.registration import start_registration, submit_registration
from organisations.models import Provider, Registration, User
from tests.factories.organisations import (
    AppointmentFactory,
    ServiceTypeFactory,
    StreetFactory,
    UserFactory,
)
from tests.factories.registration import (
    WHO,
    ContactFactory,
    DocumentFactory,
    RegistrationFactory,
)
from tests.records.racing import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MANY = 64


def answer(act):
    """What the verb gave, or the code of its refusal."""

    def run():
        try:
            act()
        except ValidationError as error:
            errors = getattr(error, "error_dict", None)
            return sorted(errors) if errors else error.code
        return "done"

    return run


def filled():
    row = RegistrationFactory(filled=True)
    ContactFactory(registration=row)
    DocumentFactory(registration=row)
    return row


def test_of_many_with_one_code_one_is_handed_in_and_approved_once():
    ServiceTypeFactory(code="A1")
    operator = AppointmentFactory(operator=True).user
    rows = [filled() for _n in range(MANY)]

    handed_in = race(
        *[
            answer(
                lambda row=row: submit_registration(
                    registration=row, version=1, by=row.applicant
                )
            )
            for row in rows
        ]
    )
    winner = Registration.objects.get(state="submitted")
    approved = race(
        *[
            answer(
                lambda: approve_registration(
                    registration=winner, version=winner.version, by=operator
                )
            )
            for _n in range(MANY)
        ]
    )

    assert sorted(handed_in) == ["done"] + ["taken"] * (MANY - 1)
    assert sorted(approved) == ["done"] + ["state"] * (MANY - 1)
    assert Provider.objects.get(credit_code=WHO["credit_code"]).name == WHO["name"]
    call_command("verify_ledger")


def test_an_approval_and_an_entry_by_the_centre_make_one():
    ServiceTypeFactory(code="A1")
    operator = AppointmentFactory(operator=True).user
    row = RegistrationFactory(submitted=True)
    street = StreetFactory()

    race(
        answer(lambda: approve_registration(registration=row, version=1, by=operator)),
        answer(
            lambda: register_provider(
                kind="social_organisation",
                form=WHO["form"],
                name="另一个名称（演示）",
                credit_code=WHO["credit_code"],
                street=street,
                by=operator,
            )
        ),
    )

    assert Provider.objects.filter(credit_code=WHO["credit_code"]).count() == 1


def test_one_applicant_begins_once():
    user = UserFactory()

    results = race(
        *[
            answer(
                lambda: start_registration(
                    applicant=User.objects.get(pk=user.pk), joining="filed_group"
                )
            )
            for _n in range(8)
        ]
    )

    assert sorted(results) == ["done"] + ["open"] * 7
