"""Issuing a paper that anybody can check, and taking it back."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from records.domain.ledger import append
from records.enums import CertificateState
from records.models import Certificate

_DIGESTS: dict[str, Callable[[str], str]] = {}


def register_kind(kind: str, digest_of: Callable[[str], str]) -> None:
    """Say who knows the digest of what is on file under `kind:...`; from ready()."""
    _DIGESTS[kind] = digest_of


def agrees(certificate: Certificate) -> bool | None:
    """Whether what is on file still has the digest of the paper that went out; None
    where no floor keeps the file."""
    digest_of = _DIGESTS.get(certificate.subject.partition(":")[0])
    return digest_of and digest_of(certificate.subject) == certificate.digest


@transaction.atomic
def issue_certificate(
    *,
    chain: str,
    actor: Any,
    serial: str,
    title: str,
    holder: str,
    issuer: str,
    digest: str,
    subject: str,
) -> Certificate:
    """Register an issued paper. `digest` is the SHA-256 of the paper; `holder` is
    shown to anybody with the code, so the caller masks a person's name.

    Raises ValidationError for a serial that exists or a digest that is none.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValidationError(
            gettext("The certificate's digest is not a SHA-256."),
            code="certificate_digest",
        )
    paper = Certificate(
        serial=serial,
        title=title,
        holder=holder,
        issuer=issuer,
        digest=digest,
        subject=subject,
    )
    paper.full_clean()
    paper.save()
    append(
        chain=chain,
        action="records.issue_certificate",
        actor=actor,
        subject=subject,
        facts={"serial": serial, "digest": digest},
    )
    return paper


@transaction.atomic
def revoke_certificate(
    *, chain: str, actor: Any, certificate: Certificate, reason: str
) -> Certificate:
    """Take a paper back; whoever checks it sees that, since when and why."""
    if not reason.strip():
        raise ValidationError(
            gettext("Say why the certificate is revoked."), code="reason_missing"
        )
    changed = Certificate.objects.filter(
        pk=certificate.pk, state=CertificateState.VALID
    ).update(
        state=CertificateState.REVOKED, revoked_at=timezone.now(), reason=reason[:200]
    )
    if not changed:
        raise ValidationError(
            gettext("This certificate has been revoked already."),
            code="certificate_revoked",
        )
    certificate.refresh_from_db()
    append(
        chain=chain,
        action="records.revoke_certificate",
        actor=actor,
        subject=certificate.subject,
        facts={"serial": certificate.serial},
    )
    return certificate
