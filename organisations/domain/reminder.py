"""Telling a provider in time what of its papers and checks runs out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from organisations.enums import Role
from organisations.models import Appointment, Capability, Document, Provider, User
from organisations.queries import verification_state
from records.domain import message
from records.models import Message

AHEAD = timedelta(days=30)
CHECK_ENDS = "organisations.check_ends"
DOCUMENT_ENDS = "organisations.document_ends"
ENTRY_LEAVES = "organisations.entry_leaves"


class Ending(NamedTuple):
    """Something of a provider that runs out on a day."""

    provider: Provider
    kind: str
    subject: str
    day: date
    names: dict[str, str]


@transaction.atomic
def remind_of_endings(*, today: date) -> int:
    """Tell the administrators what runs out within thirty days: checks of services,
    their licences, papers, their place on the menu. Each end is told once to each of them; a new day of the
    same thing is told anew. Returns how many messages went out.
    """
    endings = [*_checks(today), *_documents(today), *_entries(today)]
    admins = _admins({each.provider.pk for each in endings})
    told = _told({each.subject for each in endings})
    due = [
        (user, each)
        for each in endings
        for user in admins[each.provider.pk]
        if (user.pk, each.subject, each.day.isoformat()) not in told
    ]
    for user, each in due:
        message.send(
            recipient=user,
            kind=each.kind,
            params=each.names | {"day": each.day.isoformat()},
            subject=each.subject,
            url=f"/desk/provider/{each.provider.public_id}/",
        )
    return len(due)


def _checks(today: date) -> Iterator[Ending]:
    """Of a service the first of both that ends counts: its check or its licence."""
    near = (today, today + AHEAD)
    ending = Q(licence_until__range=near) | Q(verifications__expires_on__range=near)
    offered = list(
        Capability.objects.on_menu()
        .filter(ending)
        .distinct()
        .select_related("provider", "service_type")
    )
    states = verification_state(offered)
    for each in offered:
        day = states[each.pk].expires_on
        if states[each.pk].checked and day and today <= day <= today + AHEAD:
            kind = each.service_type
            names = {"service": kind.name, "service_en": kind.name_en}
            yield Ending(each.provider, CHECK_ENDS, each.subject, day, names)


def _documents(today: date) -> Iterator[Ending]:
    papers = Document.objects.filter(
        provider__isnull=False, expires_on__range=(today, today + AHEAD)
    ).select_related("provider", "attachment")
    for each in papers:
        subject = f"document:{each.attachment.public_id}"
        names = {"document": each.attachment.name}
        yield Ending(each.provider, DOCUMENT_ENDS, subject, each.expires_on, names)


def _entries(today: date) -> Iterator[Ending]:
    """Providers that leave the menu soon, since nobody says that their entry is right."""
    edge = today + AHEAD - settings.ENTRY_LEAVES_AFTER
    old = Q(confirmed_on__lte=edge) | Q(confirmed_on=None)
    for each in Provider.objects.active().kept_up().filter(old).order_by("pk"):
        if today <= each.leaves_on <= today + AHEAD:
            names = {"provider": each.name, "provider_en": each.name_en}
            yield Ending(each, ENTRY_LEAVES, each.subject, each.leaves_on, names)


def _admins(providers: Iterable[int]) -> dict[int, list[User]]:
    """The administrators of today of each of these providers, in one query."""
    held = (
        Appointment.objects.current()
        .filter(role=Role.PROVIDER_ADMIN, provider__in=providers, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )
    found: dict[int, list[User]] = defaultdict(list)
    for each in held:
        found[each.provider_id].append(each.user)
    return found


def _told(subjects: Iterable[str]) -> set[tuple[int, str, str]]:
    """Who was told before of which end."""
    before = Message.objects.filter(
        kind__in=(CHECK_ENDS, DOCUMENT_ENDS, ENTRY_LEAVES), subject__in=subjects
    ).values_list("recipient_id", "subject", "params")
    return {(user, subject, params["day"]) for user, subject, params in before}
