"""What goes with a registration: whom to ring, and papers."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.person import erase_person, keep_person
from organisations.domain.registration import changed, refuse_closed, taken, tell
from organisations.enums import EXPIRING_DOCUMENTS, Section
from organisations.models import Contact, Document, Registration, Territory, User
from organisations.queries.registration import held_papers
from records.attachments import Looked, discard, store

MOST_DOCUMENTS = 20


@transaction.atomic
def keep_contact(
    *,
    registration: Registration,
    name: str,
    phone: str,
    post: str,
    place: Territory,
    by: User,
) -> Contact:
    """One person to ring for one place; name and number are kept encrypted.

    Raises ValidationError by field; `place` when the place has its contact.
    """
    row = taken(registration)
    refuse_closed(row)
    if row.contacts.filter(place=place).exists():
        raise _fault("place", _one_per_place(), "place")
    if not phone:
        raise _fault("phone", gettext("Give a telephone number."), "phone")
    person = keep_person(name=name, phone=phone, by=by)
    contact = Contact(registration=row, person=person, place=place, post=post)
    contact.full_clean()
    contact.save()
    changed(row, Section.CONTACTS)
    tell("organisations.keep_contact", row, by, {"place": place.code})
    return contact


@transaction.atomic
def drop_contact(*, contact: Contact, by: User) -> None:
    """Take a contact away; the person's data are erased."""
    row = taken(contact.registration)
    refuse_closed(row)
    place = contact.place.code
    Contact.objects.filter(pk=contact.pk).delete()
    erase_person(person=contact.person, by=by)
    changed(row, Section.CONTACTS)
    tell("organisations.drop_contact", row, by, {"place": place})


def forget_contacts(*, registration: Registration, by: User) -> None:
    """Take all contacts away and erase whom they name: nobody will ring them now.

    Part of the verb that ends a registration, in its transaction.
    """
    for contact in registration.contacts.select_related("person"):
        Contact.objects.filter(pk=contact.pk).delete()
        erase_person(person=contact.person, by=by)


@transaction.atomic
def keep_document(
    *,
    registration: Registration,
    file: Looked,
    kind: str,
    expires_on: date | None = None,
    by: User,
) -> Document:
    """Keep a paper that was looked at.

    Raises ValidationError: `expires_on` (run out, or not said where papers of this
    kind end), `file` (this very file is here already, or the register holds it of the
    body that is claimed), `documents` (too many).
    """
    row = taken(registration)
    refuse_closed(row)
    _refuse_day(kind, expires_on)
    _refuse_again(row, file)
    attachment = store(file, uploaded_by=by, subject=row.subject)
    document = Document(
        registration=row,
        attachment=attachment,
        kind=kind,
        digest=file.digest,
        expires_on=expires_on,
    )
    document.full_clean()
    document.save()
    changed(row, Section.DOCUMENTS)
    facts = {"kind": str(kind), "digest": file.digest}
    tell("organisations.keep_document", row, by, facts)
    return document


@transaction.atomic
def drop_document(*, document: Document, by: User) -> None:
    """Take a paper away, file and all; that it was there stays in the ledger."""
    row = taken(document.registration)
    refuse_closed(row)
    digest, attachment = document.digest, document.attachment
    Document.objects.filter(pk=document.pk).delete()
    discard(attachment)
    changed(row, Section.DOCUMENTS)
    tell("organisations.drop_document", row, by, {"digest": digest})


def _refuse_day(kind: str, expires_on: date | None) -> None:
    if expires_on is None and kind in EXPIRING_DOCUMENTS:
        sentence = gettext("Say until which day this paper is valid.")
        raise _fault("expires_on", sentence, "expires_on")
    if expires_on is not None and expires_on < timezone.localdate():
        sentence = gettext("This paper has run out. Hand in the one that is valid.")
        raise _fault("expires_on", sentence, "expired")


def _refuse_again(row: Registration, file: Looked) -> None:
    held = {each.digest for each in held_papers(row) if not each.expired}
    if file.digest in held or row.documents.filter(digest=file.digest).exists():
        sentence = gettext("This very file is here already: it need not be sent twice.")
        raise _fault("file", sentence, "again")
    if row.documents.count() >= MOST_DOCUMENTS:
        sentence = gettext("At most %(most)d papers.") % {"most": MOST_DOCUMENTS}
        raise _fault("file", sentence, "documents")


def _one_per_place() -> str:
    return gettext("This place has its contact already. Take that one away first.")


def _fault(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code)})
