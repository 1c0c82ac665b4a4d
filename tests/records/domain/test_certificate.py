"""Issuing a certificate and taking it back."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from records.domain.certificate import issue_certificate, revoke_certificate
from records.enums import CertificateState
from records.models import Certificate
from records.queries import trail
from tests.factories.records import CertificateFactory, ReaderFactory

pytestmark = pytest.mark.django_db


def issue(**changes: Any) -> Certificate:
    given = {
        "chain": "440104",
        "actor": ReaderFactory(),
        "serial": "ZS-1",
        "title": "志愿服务证明",
        "holder": "张**",
        "issuer": "站（演示）",
        "digest": "ab" * 32,
        "subject": "volunteer:1",
    }
    return issue_certificate(**{**given, **changes})


def test_issued_certificate_is_valid_and_in_the_ledger() -> None:
    paper = issue()

    (entry,) = trail("volunteer:1")
    assert paper.state == CertificateState.VALID
    assert entry.action == "records.issue_certificate"
    assert entry.facts == {"serial": "ZS-1", "digest": "ab" * 32}


def test_serial_is_issued_once() -> None:
    issue()

    with pytest.raises(ValidationError):
        issue()

    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("digest", ["", "ab", "zz" * 32, "AB" * 32])
def test_digest_that_is_none_is_refused(digest: str) -> None:
    with pytest.raises(ValidationError) as caught:
        issue(digest=digest)

    assert caught.value.code == "certificate_digest"


def test_revoked_certificate_says_since_when_and_why() -> None:
    paper = issue()

    revoke_certificate(
        chain="440104", actor=None, certificate=paper, reason="recorded twice"
    )

    assert (paper.state, paper.reason) == (CertificateState.REVOKED, "recorded twice")
    assert paper.revoked_at is not None
    assert trail("volunteer:1").count() == 2


def test_certificate_is_revoked_once() -> None:
    paper = CertificateFactory(revoked=True)

    with pytest.raises(ValidationError) as caught:
        revoke_certificate(chain="440104", actor=None, certificate=paper, reason="x")

    assert caught.value.code == "certificate_revoked"


def test_reason_is_asked_for() -> None:
    with pytest.raises(ValidationError) as caught:
        revoke_certificate(
            chain="440104", actor=None, certificate=CertificateFactory(), reason=" "
        )

    assert caught.value.code == "reason_missing"
