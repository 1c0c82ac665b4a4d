"""Contacts and papers of a registration."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from organisations.domain.enclosure import (
    drop_contact,
    drop_document,
    keep_contact,
    keep_document,
)
from organisations.models import Contact, Document, Person
from organisations.queries import standing
from organisations.queries.registration import handed_in_elsewhere
from records.attachments import look
from records.models import Attachment, LedgerEntry
from tests.factories.organisations import StreetFactory, TerritoryFactory
from tests.factories.registration import DocumentFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return RegistrationFactory(form="social_service_agency")


def fault(caught):
    return [
        (field, error.code)
        for field, errors in caught.value.error_dict.items()
        for error in errors
    ]


def contact(row, place=None, phone="13800001234"):
    return keep_contact(
        registration=row,
        name="陈新苗",
        phone=phone,
        post="总干事",
        place=place or StreetFactory(),
        by=row.applicant,
    )


def paper(row, words=b"paper", **more):
    values = {
        "kind": "certificate",
        "expires_on": timezone.localdate() + timedelta(days=300),
        **more,
    }
    file = look(ContentFile(words), "zhengshu.txt")
    return keep_document(registration=row, file=file, by=row.applicant, **values)


def status(row):
    row.refresh_from_db()
    return {each.section: each.status for each in standing(row)}


def test_a_number_is_kept_encrypted_and_shown_masked(row):
    kept = contact(row)

    assert kept.person.masked_phone == "138****1234"
    assert "13800001234" not in str(row.answers)
    assert status(row)["contacts"] == "done"
    facts = LedgerEntry.objects.filter(action="organisations.keep_contact").get().facts
    assert facts == {"place": "440104021"}


def test_a_place_has_one_contact(row):
    contact(row)
    contact(row, TerritoryFactory())

    with pytest.raises(ValidationError) as caught:
        contact(row)

    assert fault(caught) == [("place", "place")]
    assert (Contact.objects.count(), Person.objects.count()) == (2, 2)


@pytest.mark.parametrize("phone", ["", "call me"])
def test_a_number_must_be_one(row, phone):
    with pytest.raises(ValidationError) as caught:
        contact(row, phone=phone)

    assert [field for field, _code in fault(caught)] == ["phone"]


def test_who_is_taken_away_is_erased(row):
    kept = contact(row)

    drop_contact(contact=kept, by=row.applicant)

    kept.person.refresh_from_db()
    assert kept.person.erased_at is not None
    assert status(row)["contacts"] == "not_started"


def test_a_paper_is_kept_with_digest_and_day(row):
    kept = paper(row)

    assert kept.digest == kept.attachment.digest
    assert kept.attachment.subject == row.subject
    assert status(row)["documents"] == "done"


def test_another_paper_than_the_needed_one_is_a_beginning(row):
    paper(row, kind="other", expires_on=None)

    assert status(row)["documents"] == "in_progress"


def test_the_same_file_is_not_asked_twice(row):
    paper(row)

    with pytest.raises(ValidationError) as caught:
        paper(row, kind="licence")

    assert fault(caught) == [("file", "again")]
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(("days", "code"), [(None, "expires_on"), (-1, "expired")])
def test_the_day_is_asked_for_and_may_not_be_past(row, days, code):
    day = None if days is None else timezone.localdate() + timedelta(days=days)

    with pytest.raises(ValidationError) as caught:
        paper(row, expires_on=day)

    assert fault(caught) == [("expires_on", code)]


def test_a_paper_that_ran_out_meanwhile_is_a_problem(row):
    DocumentFactory(registration=row, expired=True)

    assert status(row)["documents"] == "problem"


def test_a_paper_taken_away_goes_with_its_file(row, django_capture_on_commit_callbacks):
    kept = paper(row)
    stored = kept.attachment.file

    with django_capture_on_commit_callbacks(execute=True):
        drop_document(document=kept, by=row.applicant)

    assert (Document.objects.count(), Attachment.objects.count()) == (0, 0)
    assert not stored.storage.exists(stored.name)


def test_a_paper_of_another_body_is_told(row):
    other = RegistrationFactory(submitted=True)
    first = paper(row)
    DocumentFactory(registration=other, digest=first.digest)

    assert handed_in_elsewhere([first]) == {first.digest: [other.name]}


def test_nothing_is_added_once_it_is_handed_in():
    row = RegistrationFactory(submitted=True)
    for act in (contact, paper):
        with pytest.raises(ValidationError) as caught:
            act(row)
        assert caught.value.code == "state"
