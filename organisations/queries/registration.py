"""How far a registration is, what the register knows of such a body, what is odd."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from organisations.enums import (
    BODY_DOCUMENTS,
    DocumentKind,
    Section,
    SectionStatus,
    needed_documents,
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
    held: tuple[Document, ...] = ()
    """Papers that the register has already of the body that is claimed."""


def own_registration(user: User) -> Registration | None:
    """The registration of this user: the open one, else the newest."""
    found = list(
        Registration.objects.of(user).select_related("claimed", "provider", "street")
    )
    return next((each for each in found if each.is_open), found[0] if found else None)


def standing(registration: Registration) -> list[SectionState]:
    """Each section that is asked for with its status, in three queries at most."""
    contacts = registration.contacts.count()
    papers = list(registration.documents.all())
    held = held_papers(registration)
    claiming = registration.claimed_id is not None
    found = []
    for section in sections_of(registration.joining, claiming=claiming):
        status, count = _status(registration, section, contacts, papers, held)
        missing = registration.missing.get(section, "")
        if missing:
            status = SectionStatus.PROBLEM
        kept = tuple(held) if section == Section.DOCUMENTS else ()
        found.append(SectionState(section, status, missing, count, kept))
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


def held_papers(registration: Registration) -> list[Document]:
    """What the register holds of the body that is claimed, from those who came before:
    of each kind all that are valid, else the one that ran out last.

    Who claims it is not verified yet: a page may name the kind and the day, never the
    file, its name, or a person.
    """
    if registration.claimed_id is None:
        return []
    rows = Document.objects.filter(
        provider=registration.claimed_id, kind__in=BODY_DOCUMENTS
    ).exclude(registration=registration)
    papers = sorted(
        rows.select_related("registration__decided_by"),
        key=lambda each: (each.kind, each.expires_on or date.max, each.pk),
    )
    last = {each.kind: each for each in papers}
    return [each for each in papers if not each.expired or each == last[each.kind]]


def papers_asked(
    registration: Registration, papers: Iterable[Document], held: Iterable[Document]
) -> list[DocumentKind]:
    """The kinds that are still needed: neither handed in nor held, or run out."""
    claiming = registration.claimed_id is not None
    there = {each.kind for each in (*papers, *held) if not each.expired}
    needed = needed_documents(registration.form, claiming=claiming)
    return [kind for kind in needed if kind not in there]


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
    registration: Registration,
    section: Section,
    contacts: int,
    papers: list[Document],
    held: list[Document],
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
    return _of_papers(registration, papers, held), len(papers)


def _of_entries(entries: list[dict[str, Any]]) -> SectionStatus:
    if not entries:
        return SectionStatus.NOT_STARTED
    if any(each["problem"] for each in entries):
        return SectionStatus.PROBLEM
    if any(each["values"] is None for each in entries):
        return SectionStatus.IN_PROGRESS
    return SectionStatus.DONE


def _of_papers(
    registration: Registration, papers: list[Document], held: list[Document]
) -> SectionStatus:
    if any(each.expired for each in papers):
        return SectionStatus.PROBLEM
    if not registration.form or papers_asked(registration, papers, held):
        return SectionStatus.IN_PROGRESS if papers else SectionStatus.NOT_STARTED
    return SectionStatus.DONE
