"""Generated providers as they were drawn, and many of them written at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from organisations.domain.account import appoint_each, create_accounts
from organisations.domain.bulk import add_projects, register_providers
from organisations.domain.capability import Hours, Offer, offer_capabilities
from organisations.domain.grade import award_grade
from organisations.domain.provider import approve_providers, suspend_provider
from organisations.domain.verification import record_proof, verify_capabilities
from organisations.enums import Role
from organisations.models import (
    Appointment,
    Capability,
    Provider,
    ServiceType,
    Territory,
    User,
    Verification,
)
from organisations.queries.register_file import ProviderInput
from organisations.sheets import PastWork

TENURE = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Dish:
    """A line of a menu as it was drawn: what is offered, its check, its deliveries."""

    offer: dict[str, Any]
    licensed: bool
    territories: Sequence[Territory]
    windows: Sequence[Hours]
    check: dict[str, Any] | None = None
    deliveries: int = 0


@dataclass(slots=True)
class Body:
    """A provider as it was drawn, with all that is written of it."""

    n: int
    row: ProviderInput
    projects: list[tuple[PastWork, ServiceType]]
    admin: str
    dishes: list[Dish] = field(default_factory=list)
    grade: dict[str, Any] | None = None


@transaction.atomic
def write_down(bodies: Sequence[Body]) -> None:
    """Each body through the verbs of the register, many at once."""
    made = register_providers(rows=[body.row for body in bodies], by=None)
    providers = approve_providers(providers=made, by=None)
    owned = list(zip(providers, bodies, strict=True))
    _write_projects(owned)
    _write_admins(owned)
    for provider, body in owned:
        _write_rest(provider, body)
    _write_menus(owned)


def _write_projects(owned: list[tuple[Provider, Body]]) -> None:
    works = [(provider, work) for provider, body in owned for work in body.projects]
    add_projects(
        works=[(provider, work) for provider, (work, _kind) in works],
        service_types=[(kind,) for _provider, (_work, kind) in works],
        by=None,
    )


def _write_admins(owned: list[tuple[Provider, Body]]) -> None:
    users = [
        User(username=f"admin-{body.n:04d}", name=body.admin) for _own, body in owned
    ]
    create_accounts(users=users, by=None)
    since = timezone.localdate() - TENURE
    appoint_each(
        appointments=[
            Appointment(
                user=user, role=Role.PROVIDER_ADMIN, provider=provider, since=since
            )
            for user, (provider, _body) in zip(users, owned, strict=True)
        ],
        by=None,
    )


def _write_menus(owned: list[tuple[Provider, Body]]) -> None:
    menus = [
        (dish, _offer(provider, dish))
        for provider, body in owned
        for dish in body.dishes
    ]
    offer_capabilities(offers=[offer for _dish, offer in menus], by=None)
    verify_capabilities(
        checks=[
            Verification(capability=offer.capability, **dish.check)
            for dish, offer in menus
            if dish.check
        ],
        by=None,
    )
    for dish, offer in menus:
        if dish.deliveries:
            record_proof(capability=offer.capability, deliveries=dish.deliveries)


def _offer(provider: Provider, dish: Dish) -> Offer:
    code = dish.offer["service_type"].code
    number = f"演示-{code}-{provider.pk:05d}" if dish.licensed else ""
    capability = Capability(provider=provider, licence_no=number, **dish.offer)
    return Offer(capability, dish.territories, dish.windows)


def _write_rest(provider: Provider, body: Body) -> None:
    if body.grade:
        award_grade(provider=provider, source="演示", by=None, **body.grade)
    if body.n % 80 == 79:
        suspend_provider(provider=provider, by=None)
