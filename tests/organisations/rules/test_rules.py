"""Who may, role by role: everybody who is not named may not."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from organisations.enums import ADMIN_SITE_ROLES, SCOPE_OF_ROLE, Role, Scope
from organisations.models import Appointment
from organisations.rules import (
    Verdict,
    can_appoint,
    can_approve_provider,
    can_curate,
    can_decide_registration,
    can_enter_admin,
    can_import_providers,
    can_keep,
    can_manage_provider,
    can_reveal,
    can_verify,
)
from tests.factories.organisations import (
    AppointmentFactory,
    PersonFactory,
    ProviderFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.factories.registration import RegistrationFactory

pytestmark = pytest.mark.django_db


def holder(role, **more):
    """A user in this role over the demo district (or for another provider)."""
    places = {
        Scope.DISTRICT: {"district": True},
        Scope.STREET: {"street": True},
        Scope.COMMUNITY: {},
        Scope.GRID: {"grid": True},
    }
    scope = SCOPE_OF_ROLE[role]
    territory = TerritoryFactory(**places[scope]) if scope in places else None
    if scope == Scope.PROVIDER:
        more.setdefault("provider", ProviderFactory())
    return AppointmentFactory(role=role, territory=territory, **more).user


def allowed(rule):
    """The roles that the rule lets through, one by one."""
    return {role for role in Role if rule(holder(role)).ok}


def test_the_admin_site_is_for_the_centre():
    assert allowed(can_enter_admin) == ADMIN_SITE_ROLES


def test_the_register_is_kept_by_operators_and_the_system_administrator():
    assert allowed(can_curate) == {Role.CENTRE_OPERATOR, Role.SYSTEM_ADMIN}


def test_a_provider_is_managed_by_the_centre_and_its_own():
    provider = ProviderFactory()
    own = AppointmentFactory(provider_admin=True, provider=provider).user

    roles = allowed(lambda user: can_manage_provider(user, provider))

    assert roles == {Role.CENTRE_OPERATOR}
    assert can_manage_provider(own, provider).ok


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_the_menu_of_a_suspended_provider_rests(state):
    provider = ProviderFactory(state=state)
    own = AppointmentFactory(provider_admin=True, provider=provider).user

    verdict = can_manage_provider(own, provider)

    assert not verdict.ok
    assert verdict.reason


@pytest.mark.parametrize("rule", [can_verify, can_approve_provider])
def test_checks_are_made_by_the_centre_but_not_of_its_own(rule):
    provider = ProviderFactory()
    operator = holder(Role.CENTRE_OPERATOR)
    assert allowed(lambda user: rule(user, provider)) == {Role.CENTRE_OPERATOR}

    AppointmentFactory(user=operator, provider_admin=True, provider=provider)

    assert not rule(operator, provider).ok


def test_the_operator_of_another_district_may_not():
    elsewhere = ProviderFactory(street=StreetFactory(code="440103001", name="外区"))

    assert not can_verify(holder(Role.CENTRE_OPERATOR), elsewhere).ok


def test_a_file_of_providers_is_the_centres():
    assert allowed(can_import_providers) == {Role.CENTRE_OPERATOR}


def far_away():
    return StreetFactory(code="440103001", name="外区街道")


def test_rows_belong_to_the_operators_of_their_district():
    operator, system = holder(Role.CENTRE_OPERATOR), holder(Role.SYSTEM_ADMIN)

    assert allowed(lambda user: can_keep(user, TerritoryFactory())) == {
        Role.CENTRE_OPERATOR,
        Role.SYSTEM_ADMIN,
    }
    assert not can_keep(operator, far_away()).ok
    assert can_keep(system, far_away()).ok


def test_appointing():
    someone = UserFactory()
    operator, system = holder(Role.CENTRE_OPERATOR), holder(Role.SYSTEM_ADMIN)

    here = TerritoryFactory()
    assert can_appoint(operator, someone, Role.SOCIAL_WORKER, here).ok
    assert not can_appoint(operator, someone, Role.SOCIAL_WORKER).ok
    assert not can_appoint(operator, someone, Role.SOCIAL_WORKER, far_away()).ok
    assert not can_appoint(operator, someone, Role.CENTRE_OPERATOR, here).ok
    assert not can_appoint(operator, someone, Role.AUDIT_ADMIN).ok
    assert can_appoint(system, someone, Role.AUDIT_ADMIN).ok
    assert not can_appoint(system, system, Role.SOCIAL_WORKER).ok
    assert not can_appoint(holder(Role.STREET_OFFICER), someone, Role.RESIDENT).ok


def test_clear_text_is_for_the_station_of_the_place():
    person, place = PersonFactory(), TerritoryFactory()

    roles = allowed(lambda user: can_reveal(user, person, place))

    assert roles == {Role.SOCIAL_WORKER, Role.STATION_MANAGER}
    far = StreetFactory(code="440104022", name="矿泉街道")
    assert not can_reveal(holder(Role.SOCIAL_WORKER), person, far).ok


def test_ended_closed_and_anonymous_are_refused_everywhere():
    provider, place = ProviderFactory(), TerritoryFactory()
    ended = holder(Role.CENTRE_OPERATOR)
    Appointment.objects.filter(user=ended).update(
        until=timezone.localdate() - timedelta(days=1)
    )
    closed = holder(Role.CENTRE_OPERATOR, user__closed=True)

    for user in (ended, closed, AnonymousUser()):
        assert not can_enter_admin(user).ok
        assert not can_curate(user).ok
        assert not can_manage_provider(user, provider).ok
        assert not can_verify(user, provider).ok
        assert not can_reveal(user, PersonFactory(), place).ok
        assert not can_appoint(user, UserFactory(), Role.RESIDENT).ok


def test_a_refusal_is_false_and_gives_its_reason():
    assert not Verdict(False, "x")
    assert Verdict(True)


def test_registrations_are_decided_by_operators_of_the_district():
    row = RegistrationFactory(submitted=True)
    elsewhere = StreetFactory(code="440103001", name="外区")
    other = RegistrationFactory(submitted=True, credit_code="", street=elsewhere)

    assert allowed(lambda user: can_decide_registration(user, row)) == {
        Role.CENTRE_OPERATOR
    }
    assert not can_decide_registration(holder(Role.CENTRE_OPERATOR), other)
    assert not can_decide_registration(
        holder(Role.CENTRE_OPERATOR), RegistrationFactory()
    )


def test_nobody_decides_on_her_own_registration():
    operator = holder(Role.CENTRE_OPERATOR)
    row = RegistrationFactory(submitted=True, applicant=operator)

    assert not can_decide_registration(operator, row)
