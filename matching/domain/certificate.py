"""Certificates of service: shown inside for seven days, handed out, revoked.

Sources: 民发〔2015〕149号 and 志愿服务记录与证明出具办法 (2020): whoever recorded the
hours certifies; name, document, hours and content, issuer, person in charge, contact,
number, date, seal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale, wrong_state
from matching.enums import CertificateStage
from matching.models import ServiceCertificate
from matching.queries.certificate import content_of, counted_in, digest_of
from organisations.domain.person import reveal
from organisations.models import Person, Provider, User
from records.domain.certificate import issue_certificate, revoke_certificate
from records.domain.ledger import append

TITLE = "志愿服务记录证明"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who answers for the paper, and where to ask."""

    in_charge: str
    contact: str


def masked(number: str) -> str:
    """The first four and the last two characters; the rest is not kept."""
    bare = "".join(number.split())
    if len(bare) < 8:
        return bare[:1] + "*" * max(len(bare) - 1, 0)
    return f"{bare[:4]}{'*' * (len(bare) - 6)}{bare[-2:]}"


@transaction.atomic
def show_certificate(
    *,
    provider: Provider,
    person: Person,
    since: date,
    until: date,
    holder_id: str,
    id_number: str,
    issuer: Issuer,
    by: User,
) -> ServiceCertificate:
    """Put a certificate up inside the organisation; seven days later it may go out.

    It says what is confirmed on the day it is made. Raises ValidationError `future`,
    `no_hours`, `period`.
    """
    if until > timezone.localdate():
        raise refuse(
            "future", _("Hours are certified up to today at most."), field="until"
        )
    entries = counted_in(provider, person, since, until)
    minutes = entries.aggregate(sum=Sum("minutes"))["sum"] or 0
    if minutes < 1:
        raise refuse(
            "no_hours",
            _("No confirmed hours lie in this period. Both keys must be turned first."),
            field="since",
        )
    certificate = ServiceCertificate(
        provider=provider,
        person=person,
        holder_id=holder_id,
        id_masked=masked(id_number),
        since=since,
        until=until,
        minutes=minutes,
        content=content_of(entries),
        in_charge=issuer.in_charge.strip(),
        contact=issuer.contact.strip(),
        shown_by=by,
    )
    certificate.full_clean()
    certificate.save()
    _tell("show_certificate", certificate, by, minutes=minutes)
    return certificate


@transaction.atomic
def hand_out_certificate(*, certificate: ServiceCertificate, by: User) -> None:
    """Give it a number that anybody can check.

    Raises ValidationError `too_soon` (shown for less than seven days), `changed` (hours
    were corrected or taken back since), `wrong_state`.
    """
    certificate = _shown(certificate)
    now = timezone.now()
    if now < certificate.free_at:
        raise refuse(
            "too_soon",
            _("It is shown inside the organisation until %(until)s."),
            until=date_format(timezone.localtime(certificate.free_at), "DATE_FORMAT"),
        )
    if content_of(_entries(certificate)) != certificate.content:
        raise refuse(
            "changed",
            _("Hours were changed since it was shown: withdraw it and make it anew."),
        )
    paper = issue_certificate(
        chain=settings.DISTRICT_CODE,
        actor=by,
        serial=f"FW-{timezone.localdate():%Y}-{certificate.public_id}",
        title=TITLE,
        holder=certificate.person.masked_name,
        issuer=certificate.provider.name,
        digest=digest_of(certificate),
        subject=certificate.subject,
    )
    out = ServiceCertificate.objects.filter(
        pk=certificate.pk, stage=CertificateStage.SHOWN
    )
    if not out.update(stage=CertificateStage.HANDED_OUT, paper=paper):
        raise stale()


def _entries(certificate: ServiceCertificate):
    return counted_in(
        certificate.provider, certificate.person, certificate.since, certificate.until
    )


def _shown(certificate: ServiceCertificate) -> ServiceCertificate:
    fresh = (
        ServiceCertificate.objects.select_for_update(of=("self",))
        .select_related("provider", "person")
        .get(pk=certificate.pk)
    )
    if fresh.stage != CertificateStage.SHOWN:
        raise wrong_state(fresh.get_stage_display())
    return fresh


@transaction.atomic
def withdraw_certificate(
    *, certificate: ServiceCertificate, reason: str, by: User
) -> None:
    """Somebody inside objected, or it was wrong; nothing had gone out."""
    if not reason.strip():
        raise refuse("no_reason", _("Write why it is withdrawn."), field="reason")
    certificate = _shown(certificate)
    certificate.stage = CertificateStage.WITHDRAWN
    certificate.reason = reason.strip()
    certificate.full_clean()
    certificate.save()
    _tell("withdraw_certificate", certificate, by)


@transaction.atomic
def revoke_service_certificate(
    *, certificate: ServiceCertificate, reason: str, by: User
) -> None:
    """Take back what was handed out; whoever checks it reads since when and why."""
    paper = certificate.paper
    if paper is None:
        raise wrong_state(certificate.get_stage_display())
    revoke_certificate(
        chain=settings.DISTRICT_CODE, actor=by, certificate=paper, reason=reason
    )


def name_for_print(*, certificate: ServiceCertificate, by: User) -> str:
    """The holder's name in clear, for the paper; the reading is kept."""
    reason = _("Printing a certificate of service")
    return reveal(certificate.person, "name", reason, by)


def _tell(action: str, certificate: ServiceCertificate, by: User, **facts: int) -> None:
    append(
        chain=settings.DISTRICT_CODE,
        action=f"matching.{action}",
        actor=by,
        subject=certificate.subject,
        facts=facts,
    )
