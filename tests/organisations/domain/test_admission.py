"""The centre asks back, refuses, approves."""

import pytest
from django.core.exceptions import ValidationError

from organisations.domain.admission import (
    approve_registration,
    refuse_registration,
    return_registration,
)
from organisations.enums import Role
from organisations.models import Person, Provider, Registration
from organisations.queries import admins_of, verification_state
from records.models import LedgerEntry, Message
from tests.factories.organisations import (
    AppointmentFactory,
    ProviderFactory,
    ServiceTypeFactory,
    UserFactory,
)
from tests.factories.registration import (
    SERVICE,
    WHO,
    ContactFactory,
    DocumentFactory,
    RegistrationFactory,
    entry,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return AppointmentFactory(operator=True).user


@pytest.fixture
def row():
    ServiceTypeFactory(code="A1")
    row = RegistrationFactory(submitted=True)
    ContactFactory(registration=row)
    DocumentFactory(registration=row)
    return row


def approve(row, operator):
    return approve_registration(registration=row, version=row.version, by=operator)


def code(caught):
    error = caught.value
    return error.code if hasattr(error, "code") else sorted(error.error_dict)


def test_approval_puts_the_whole_body_on_the_register(row, operator):
    provider = approve(row, operator)

    assert (provider.name, provider.credit_code, provider.state) == (
        WHO["name"],
        WHO["credit_code"],
        "active",
    )
    assert provider.public_phone == WHO["public_phone"]
    [capability] = provider.capabilities.all()
    assert (capability.weekly_capacity, capability.service_type.code) == (6, "A1")
    assert verification_state([capability])[capability.pk].level == "declared"
    [window] = capability.windows.all()
    assert (window.days, f"{window.start:%H:%M}") == ("135", "09:00")
    assert [each.title for each in provider.past_projects.all()] == ["出院第一个月"]
    assert (provider.contacts.count(), provider.documents.count()) == (1, 1)
    assert admins_of(provider) == [row.applicant]


def test_approval_is_told_and_written_down(row, operator):
    approve(row, operator)

    row.refresh_from_db()
    assert (row.state, row.decided_by, row.provider) == (
        "approved",
        operator,
        Provider.objects.get(),
    )
    [told] = Message.objects.all()
    assert (told.recipient, told.kind) == (
        row.applicant,
        "organisations.registration_approved",
    )
    actions = list(LedgerEntry.objects.values_list("action", flat=True))
    assert actions[0] == "organisations.register_provider"
    assert actions[-1] == "organisations.approve_registration"


def test_membership_is_carried_over(row, operator):
    hub = ProviderFactory(form="association", credit_code="")
    row.answers["membership"] = entry({"associations": [hub.public_id], "other": ""})
    row.save()

    provider = approve(row, operator)

    assert list(provider.associations.all()) == [hub]
    assert list(hub.members.all()) == [provider]


def test_a_claim_gives_the_entry_to_its_applicant(operator):
    body = ProviderFactory()
    row = RegistrationFactory(submitted=True, claimed=body)

    provider = approve(row, operator)

    assert (provider, Provider.objects.count()) == (body, 1)
    assert admins_of(body) == [row.applicant]


def test_who_runs_the_body_already_is_not_appointed_twice(operator):
    body = ProviderFactory()
    user = UserFactory()
    AppointmentFactory(provider_admin=True, provider=body, user=user)
    row = RegistrationFactory(submitted=True, claimed=body, applicant=user)

    approve(row, operator)

    assert user.appointments.filter(role=Role.PROVIDER_ADMIN).count() == 1


def test_a_body_that_came_onto_the_register_meanwhile_is_refused(row, operator):
    ProviderFactory(credit_code=WHO["credit_code"])

    with pytest.raises(ValidationError):
        approve(row, operator)

    row.refresh_from_db()
    assert (row.state, Provider.objects.count()) == ("submitted", 1)


def test_the_rules_of_the_menu_hold_to_the_end(row, operator):
    row.answers["services"] = [entry({**SERVICE, "weekly_capacity": 0})]
    row.save()

    with pytest.raises(ValidationError) as caught:
        approve(row, operator)

    assert "weekly_capacity" in code(caught)
    assert Provider.objects.count() == 0


def test_asking_back_says_what_is_missing_where(row, operator):
    return_registration(
        registration=row,
        version=row.version,
        missing={"documents": " 证书 已过期 ", "who": ""},
        by=operator,
    )

    row.refresh_from_db()
    assert (row.state, row.missing) == ("returned", {"documents": "证书 已过期"})
    facts = LedgerEntry.objects.latest("pk").facts
    assert facts == {"sections": ["documents"]}
    assert Message.objects.get().kind == "organisations.registration_returned"


def test_refusing_gives_a_reason(row, operator):
    with pytest.raises(ValidationError) as caught:
        refuse_registration(
            registration=row, version=row.version, reason="不", by=operator
        )
    refuse_registration(
        registration=row, version=row.version, reason="不在本区活动。", by=operator
    )

    row.refresh_from_db()
    assert code(caught) == ["reason"]
    assert (row.state, row.reason) == ("refused", "不在本区活动。")
    assert row.contacts.count() == 0
    assert Person.objects.get().erased_at is not None


def test_nothing_named_is_nothing_asked(row, operator):
    with pytest.raises(ValidationError) as caught:
        return_registration(
            registration=row, version=row.version, missing={"who": " "}, by=operator
        )

    assert code(caught) == "missing"


def test_a_decision_is_made_once_and_on_what_was_seen(row, operator):
    with pytest.raises(ValidationError) as stale:
        approve_registration(registration=row, version=9, by=operator)
    approve(row, operator)
    with pytest.raises(ValidationError) as again:
        approve(row, operator)

    assert (code(stale), code(again)) == ("stale", "state")
    assert Registration.objects.get().provider == Provider.objects.get()
