"""Verbs that take many at once: what one by one would write, or nothing."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from organisations.domain.account import (
    appoint,
    appoint_each,
    create_account,
    create_accounts,
)
from organisations.domain.bulk import add_projects
from organisations.domain.capability import Offer, offer_capabilities, offer_capability
from organisations.domain.project import add_project
from organisations.domain.provider import approve_provider, approve_providers
from organisations.domain.verification import (
    record_proof,
    verify_capabilities,
    verify_capability,
)
from organisations.enums import Role
from organisations.models import (
    Appointment,
    Capability,
    Hours,
    PastProject,
    Provider,
    User,
    Verification,
)
from organisations.sheets import PastWork
from records.models import LedgerEntry
from tests.factories.organisations import (
    CapabilityFactory,
    ProviderFactory,
    ServiceTypeFactory,
    StreetFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
MORNINGS, EVENINGS = Hours("135", time(9), time(11)), Hours("67", time(18), time(21))


def written(verb, rows):
    """The rows and the trail that a verb leaves behind, itself taken back."""
    before = LedgerEntry.objects.count()
    with transaction.atomic():
        verb()
        entries = LedgerEntry.objects.order_by("seq")[before:]
        kept = ("project", "appointment", "user")  # numbers that differ from run to run
        trail = [
            (e.action, e.actor_id, [v for v in e.facts.items() if v[0] not in kept])
            for e in entries
        ]
        found = rows()
        transaction.set_rollback(True)
    return found, trail


def refused(verb, **values):
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        verb(**values, by=None)
    return caught.value.message_dict


def menu():
    return [
        (
            each.service_type.code,
            each.weekly_capacity,
            [place.code for place in each.territories.order_by("code")],
            list(each.windows.values_list("days", "start", "end")),
            [(v.level, v.by_id) for v in each.verifications.all()],
        )
        for each in Capability.objects.order_by("pk")
    ]


def test_offers_at_once_are_offers_one_by_one():
    provider, by = ProviderFactory(), UserFactory()
    kinds = [ServiceTypeFactory(code=code) for code in ("A1", "L1")]
    places = [StreetFactory(), TerritoryFactory()]
    lines = [
        {"provider": provider, "service_type": kinds[0], "weekly_capacity": 9},
        {"provider": provider, "service_type": kinds[1], "weekly_capacity": 3},
    ]
    hours = [(MORNINGS, EVENINGS, MORNINGS), (MORNINGS,)]

    def one_by_one():
        for line, windows in zip(lines, hours, strict=True):
            offer_capability(**line, territories=places, windows=windows, by=by)

    def at_once():
        pairs = zip(lines, hours, strict=True)
        offers = [Offer(Capability(**line), places, times) for line, times in pairs]
        offer_capabilities(offers=offers, by=by)

    assert written(at_once, menu) == written(one_by_one, menu)


def test_a_line_that_does_not_hold_leaves_no_menu():
    there = CapabilityFactory()
    provider, place = there.provider, StreetFactory()

    def line(**changes):
        kind = ServiceTypeFactory(code="L1")
        values = {"provider": provider, "service_type": kind, "weekly_capacity": 1}
        return Capability(**{**values, **changes})

    def offered(*offers):
        return sorted(refused(offer_capabilities, offers=offers))

    late = Hours("1", time(11), time(9))
    kind = there.service_type
    assert offered(Offer(line(), [place]), Offer(line(), [place])) == ["__all__"]
    assert offered(Offer(line(service_type=kind), [place])) == ["__all__"]
    assert offered(Offer(line(), [place], [late])) == ["windows"]
    assert offered(Offer(line(), [])) == ["territories"]
    assert offered(Offer(line(weekly_capacity=0), [place])) == ["weekly_capacity"]
    assert (Capability.objects.count(), LedgerEntry.objects.count()) == (1, 0)


def test_checks_at_once_are_checks_one_by_one():
    lines, by = [CapabilityFactory(), CapabilityFactory()], UserFactory()
    record_proof(capability=lines[1], deliveries=4)
    given = {
        "level": "site_checked",
        "expires_on": timezone.localdate() + timedelta(days=9),
        "at": timezone.now() - timedelta(days=1),
    }

    def one_by_one():
        for line in lines:
            verify_capability(capability=line, **given, by=by)

    def at_once():
        checks = [Verification(capability=line, **given) for line in lines]
        verify_capabilities(checks=checks, by=by)

    def rows():
        kept = ("capability", "level", "by", "at", "expires_on", "deliveries")
        return list(Verification.objects.order_by("pk").values_list(*kept))

    assert written(at_once, rows) == written(one_by_one, rows)
    wrong = [Verification(capability=line, **given) for line in lines]
    wrong[1].level = "proven"
    assert list(refused(verify_capabilities, checks=wrong)) == ["level"]
    assert Verification.objects.count() == 1


def test_approvals_and_projects_at_once_are_those_one_by_one():
    providers = [ProviderFactory(state="pending") for _n in range(2)]
    kind = ServiceTypeFactory()
    works = [PastWork("", f"第{n}次", "三十天", 2024 + n) for n in range(2)]

    def one_by_one():
        for provider in providers:
            approve_provider(provider=provider, by=None)
        for provider, work in zip(providers, works, strict=True):
            add_project(
                provider=provider,
                title=work.title,
                text=work.text,
                year=work.year,
                service_types=[kind],
                by=None,
            )

    def at_once():
        approve_providers(providers=providers, by=None)
        add_projects(
            works=list(zip(providers, works, strict=True)),
            service_types=[[kind], [kind]],
            by=None,
        )

    def rows():
        told = ("provider", "title", "text", "year", "service_types")
        return (
            list(Provider.objects.values_list("state", "confirmed_on", "version")),
            list(PastProject.objects.order_by("pk").values_list(*told)),
        )

    assert written(at_once, rows) == written(one_by_one, rows)


def test_accounts_and_roles_at_once_are_those_one_by_one():
    providers = [ProviderFactory(), ProviderFactory()]
    names, since = ("admin-1", "admin-2"), date(2026, 1, 5)

    def one_by_one():
        users = [create_account(username=n, name="陈", by=None) for n in names]
        for user, provider in zip(users, providers, strict=True):
            appoint(
                user=user,
                role=Role.PROVIDER_ADMIN,
                provider=provider,
                since=since,
                by=None,
            )

    def at_once():
        users = [User(username=n, name="陈") for n in names]
        create_accounts(users=users, by=None)
        appoint_each(appointments=roles(users, providers, since), by=None)

    def rows():
        told = ("user__username", "user__name", "role", "provider", "since", "until")
        closed = [user.has_usable_password() for user in User.objects.all()]
        return list(Appointment.objects.order_by("pk").values_list(*told)), closed

    assert written(at_once, rows) == written(one_by_one, rows)


def roles(users, providers, since):
    return [
        Appointment(user=user, role=Role.PROVIDER_ADMIN, provider=provider, since=since)
        for user, provider in zip(users, providers, strict=True)
    ]


def test_a_taken_name_and_a_second_role_are_refused_at_once():
    user, provider, today = UserFactory(), ProviderFactory(), timezone.localdate()
    named = [User(username="a", name="陈"), User(username="a", name="李")]

    assert list(refused(create_accounts, users=named)) == ["username"]
    with pytest.raises(ValueError, match="one by one"):
        appoint_each(appointments=roles([user] * 2, [provider] * 2, today), by=None)
    appoint_each(appointments=roles([user], [provider], today), by=None)
    with pytest.raises(ValidationError) as again:
        appoint_each(appointments=roles([user], [provider], today), by=None)
    assert again.value.code == "already"
