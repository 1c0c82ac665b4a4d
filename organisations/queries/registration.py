"""How far a registration is, what the register knows of such a body, what is odd."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from organisations.enums import (
    Section,
    SectionStatus,
    needed_document,
    sections_of,
)
from organisations.models import Document, Provider, Registration, User
from organisations.sheets import look_alikes

ENTRIES = {Section.WHO, Section.MEMBERSHIP}
LINES = {Section.SERVICES, Section.PROJECTS}


@dataclass(frozen=True, slots=True)
class SectionState:
    """One line of the registration's task list."""

    section: Section
    status: SectionStatus
    missing: str = ""
    """What the centre asked for."""
    count: int = 0
    """Lines, contacts or papers that are there."""


def own_registration(user: User) -> Registration | None:
    """The registration of this user: the open one, else the newest."""
    found = list(
        Registration.objects.of(user).select_related("claimed", "provider", "street")
    )
    return next((each for each in found if each.is_open), found[0] if found else None)


def standing(registration: Registration) -> list[SectionState]:
    """Each section that is asked for with its status, in two queries."""
    contacts = registration.contacts.count()
    papers = list(registration.documents.all())
    claiming = registration.claimed_id is not None
    found = []
    for section in sections_of(registration.joining, claiming=claiming):
        status, count = _status(registration, section, contacts, papers)
        missing = registration.missing.get(section, "")
        if missing:
            status = SectionStatus.PROBLEM
        found.append(SectionState(section, status, missing, count))
    return found


def status_of_line(entry: dict[str, Any]) -> SectionStatus:
    """How far one service or one project is."""
    return _of_entries([entry])


def known_provider(name: str, credit_code: str) -> Provider | None:
    """The body on the register that has this code, else this name."""
    known = Q(name=name) if name else Q(pk__in=[])
    if credit_code:
        known |= Q(credit_code=credit_code)
    found = sorted(
        Provider.objects.filter(known), key=lambda each: each.credit_code != credit_code
    )
    return found[0] if found else None


def providers_like(name: str) -> list[Provider]:
    """Bodies on the register whose name may be taken for this one, five at most."""
    if not name:
        return []
    names = Provider.objects.order_by("name").values_list("name", flat=True)
    return list(Provider.objects.filter(name__in=look_alikes(name, names)[:5]))


def rivals_of(registration: Registration) -> list[Registration]:
    """Others that wait for the centre and speak for the same body."""
    same = Q(name=registration.name)
    if registration.claimed_id:
        same |= Q(claimed_id=registration.claimed_id)
    waiting = Registration.objects.filter(same, state="submitted")
    return list(
        waiting.exclude(pk=registration.pk).select_related("applicant", "claimed")
    )


def handed_in_elsewhere(documents: Collection[Document]) -> dict[str, list[str]]:
    """Digest of a paper -> names of other bodies that handed in the very same file."""
    others = (
        Document.objects.filter(digest__in={each.digest for each in documents})
        .exclude(registration__in={each.registration_id for each in documents})
        .select_related("registration__claimed")
    )
    found: dict[str, list[str]] = {}
    for other in others:
        found.setdefault(other.digest, []).append(
            str(other.registration) or gettext("a registration in progress")
        )
    return found


def _status(
    registration: Registration, section: Section, contacts: int, papers: list[Document]
) -> tuple[SectionStatus, int]:
    if section in ENTRIES:
        entry = registration.entry(section)
        return _of_entries([entry] if entry else []), 0
    if section in LINES:
        lines = registration.lines(section)
        return _of_entries(lines), len(lines)
    if section == Section.CONTACTS:
        status = SectionStatus.DONE if contacts else SectionStatus.NOT_STARTED
        return status, contacts
    return _of_papers(registration, papers), len(papers)


def _of_entries(entries: list[dict[str, Any]]) -> SectionStatus:
    if not entries:
        return SectionStatus.NOT_STARTED
    if any(each["problem"] for each in entries):
        return SectionStatus.PROBLEM
    if any(each["values"] is None for each in entries):
        return SectionStatus.IN_PROGRESS
    return SectionStatus.DONE


def _of_papers(registration: Registration, papers: list[Document]) -> SectionStatus:
    claiming = registration.claimed_id is not None
    needed = needed_document(registration.form, claiming=claiming)
    if any(each.expired for each in papers):
        return SectionStatus.PROBLEM
    if needed and needed not in {each.kind for each in papers}:
        return SectionStatus.IN_PROGRESS if papers else SectionStatus.NOT_STARTED
    if not registration.form:
        return SectionStatus.IN_PROGRESS if papers else SectionStatus.NOT_STARTED
    return SectionStatus.DONE
