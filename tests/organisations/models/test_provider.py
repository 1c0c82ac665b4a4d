"""Credit codes against form and kind, and who sees which provider."""

import pytest
from django.core.exceptions import ValidationError

from organisations.enums import ProviderForm, ProviderKind, Role
from organisations.models import Provider
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
    credit_code,
)

pytestmark = pytest.mark.django_db


def fault(provider):
    with pytest.raises(ValidationError) as caught:
        provider.full_clean()
    return {
        field: [error.code for error in errors]
        for field, errors in caught.value.error_dict.items()
    }


def built(**fields):
    return ProviderFactory.build(street=StreetFactory(), **fields)


def test_the_twelve_codes_of_the_seed_data_are_right():
    for prefix, code in (
        ("52", "52440104DEM000014Y"),
        ("51", "51440104DEM000049L"),
        ("53", "53440104DEM0000579"),
    ):
        forms = {"51": "association", "52": "social_service_agency", "53": "foundation"}
        built(form=forms[prefix], credit_code=code).full_clean()


def test_a_wrong_check_digit_is_refused():
    assert fault(built(credit_code="52440104DEM000014X")) == {
        "credit_code": ["code_digit"]
    }


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("53100000500019795A", True),  # a foundation, from a public page
        ("53440104DEM0000250", True),  # weights that add up to a multiple of 31: "0"
        ("53440104DEM000025Y", False),
        ("5344010ODEM0000250", False),  # I, O, S, V, Z are no signs of the code
        ("5344010IDEM0000250", False),
        ("5344010SDEM0000250", False),
        ("5344010VDEM0000250", False),
        ("5344010ZDEM0000250", False),
    ],
)
def test_the_check_digit_of_gb_32100(code, right):
    foundation = built(form="foundation", credit_code=code)
    if right:
        foundation.full_clean()
    else:
        assert fault(foundation) == {"credit_code": ["code_digit"]}


def test_a_missing_code_is_refused_where_the_form_has_one():
    assert fault(built(credit_code="")) == {"credit_code": ["code_digit"]}


def test_a_code_in_small_letters_with_spaces_is_put_right():
    provider = built(credit_code="52440104 dem000014y")

    provider.full_clean()

    assert provider.credit_code == "52440104DEM000014Y"


def test_a_prefix_that_contradicts_the_form_is_refused():
    code = credit_code(1, prefix="51")

    assert fault(built(credit_code=code)) == {"credit_code": ["code_prefix"]}


def test_a_volunteer_team_has_no_code():
    team = built(volunteers=True)
    team.full_clean()

    team.credit_code = credit_code(2)

    assert fault(team) == {"credit_code": ["code_unexpected"]}


def test_one_code_belongs_to_one_provider():
    first = ProviderFactory()

    assert "__all__" in fault(built(credit_code=first.credit_code))


def test_a_form_that_is_not_of_the_kind_is_refused():
    company = built(kind=ProviderKind.SOCIAL_ORGANISATION, form=ProviderForm.COMPANY)

    assert fault(company)["form"] == [None]


@pytest.fixture
def three():
    elsewhere = StreetFactory(code="440103001", name="外区街道")
    return {
        "active": ProviderFactory(name="一（演示）"),
        "pending": ProviderFactory(name="二（演示）", pending=True),
        "elsewhere": ProviderFactory(name="三（演示）", street=elsewhere),
    }


def seen_by(user):
    return sorted(provider.name[0] for provider in Provider.objects.visible_to(user))


def test_an_administrator_sees_her_own_in_any_state(three):
    user = AppointmentFactory(provider_admin=True, provider=three["pending"]).user

    assert seen_by(user) == ["二"]


def test_an_operator_sees_her_district(three):
    assert seen_by(AppointmentFactory(operator=True).user) == ["一", "二"]


def test_a_social_worker_sees_the_active_ones_of_the_district(three):
    assert seen_by(AppointmentFactory().user) == ["一"]


def test_a_resident_and_a_stranger_see_none(three):
    home = TerritoryFactory()
    resident = AppointmentFactory(role=Role.RESIDENT, territory=home).user

    assert (seen_by(resident), seen_by(UserFactory())) == ([], [])


def test_an_ended_appointment_and_a_closed_account_see_none(three):
    ended = AppointmentFactory(operator=True, over=True).user
    closed = AppointmentFactory(operator=True, user__closed=True).user

    assert (seen_by(ended), seen_by(closed)) == ([], [])
