"""A body's papers on the pages of whoever claims it: that they are there, no more."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from organisations.models import Document
from records.models import LedgerEntry
from tests.factories.organisations import ProviderFactory, UserFactory
from tests.factories.records import AttachmentFactory
from tests.factories.registration import DocumentFactory, RegistrationFactory

OWN = "/desk/registration/"
HELD = "Held by the register"
CHECKED = "Checked by the guidance centre on"


@pytest.fixture
def body():
    return ProviderFactory()


@pytest.fixture
def paper(body, operator):
    """A certificate with somebody's name on its file, which the operator checked."""
    earlier = RegistrationFactory(
        applicant=UserFactory(),
        submitted=True,
        state="approved",
        provider=body,
        decided_by=operator.user,
        decided_at=timezone.now(),
    )
    file = AttachmentFactory(name="wang-xiaoming.pdf", subject=earlier.subject)
    return DocumentFactory(registration=earlier, provider=body, attachment=file)


@pytest.fixture
def claim(applicant, row, body):
    applicant.post(f"{OWN}claim/", {"provider": body.public_id})
    row.refresh_from_db()
    return row


def test_the_kind_and_the_day_are_told_and_nothing_of_the_file(
    applicant, operator, claim, paper, clean
):
    for page in ("", "documents/", "check/"):
        text = clean(applicant.get(f"{OWN}{page}"))
        assert (HELD in text, CHECKED in text) == (True, True)
        assert "Registration certificate" in text
        assert "wang-xiaoming" not in text
        assert operator.user.name not in text
        assert operator.user.name_en not in text
        assert paper.digest not in text
        assert paper.attachment.public_id not in text
    earlier = paper.registration
    for address in (
        f"{OWN}documents/{paper.pk}/",
        f"/desk/registrations/{earlier.public_id}/documents/{paper.pk}/",
        f"/desk/registrations/{earlier.public_id}/",
    ):
        assert applicant.get(address).status_code == 404


def test_only_the_letter_is_asked_and_the_same_file_not_taken(
    applicant, claim, paper, clean
):
    text = clean(applicant.get(f"{OWN}documents/"))
    assert "Still needed: Letter that names you as its representative." in text

    words = b"certificate"
    paper.digest = sha256(words).hexdigest()
    paper.save()
    again = _sent(applicant, "certificate", words, days=90)
    assert "This very file is here already" in clean(again, 422)
    assert claim.documents.count() == 0

    _sent(applicant, "authority", b"letter")
    assert "Still needed" not in clean(applicant.get(f"{OWN}documents/"))
    assert LedgerEntry.objects.latest("pk").action == "organisations.keep_document"


def test_what_has_run_out_is_asked_again(applicant, claim, paper, clean):
    Document.objects.update(expires_on=timezone.localdate() - timedelta(days=3))

    text = clean(applicant.get(f"{OWN}documents/"))

    needed = "Letter that names you as its representative, Registration certificate"
    assert f"Still needed: {needed}." in text
    assert "Hand in the one that is valid now" in text


def test_the_centre_reads_who_checked_it_and_opens_it(operator, claim, paper, clean):
    claim.state, claim.submitted_at = "submitted", timezone.now()
    claim.save()

    text = clean(operator.get(f"/desk/registrations/{claim.public_id}/"))

    assert f"Checked by {operator.user.name_en} on" in text
    address = (
        f"/desk/registrations/{paper.registration.public_id}/documents/{paper.pk}/"
    )
    assert address in text
    assert operator.get(address).getvalue() == b"test"


def _sent(client, kind, words, days=None):
    until = timezone.localdate() + timedelta(days=days) if days else ""
    file = SimpleUploadedFile("paper.txt", words)
    values = {"kind": kind, "file": file, "expires_on": until}
    return client.post(f"{OWN}documents/", values)
