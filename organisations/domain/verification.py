"""How a capability is proven: append-only rows, the newest one counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.enums import VERIFIED_LEVELS, Gate, VerificationLevel
from organisations.models import Capability, User, Verification
from records.domain.ledger import Act, append_many

AT_ONCE = 500
CHECKED_LEVELS = (VerificationLevel.DOCUMENT_CHECKED, VerificationLevel.SITE_CHECKED)


@transaction.atomic
def verify_capability(
    *,
    capability: Capability,
    level: str,
    expires_on: date,
    by: User | None,
    evidence_digest: str = "",
    at: datetime | None = None,
) -> Verification:
    """Write down a check by a person; deliveries counted so far are carried over.

    `at` is when it was made, if that is not now (a check on paper). Raises ValidationError: `level` (declared and proven are never given by hand),
    `expiry` (before the check), `licence` (the licence had run out),
    `future` (made after now).
    """
    checked = Verification(
        capability=capability,
        level=level,
        at=at or timezone.now(),
        evidence_digest=evidence_digest,
        expires_on=expires_on,
    )
    verify_capabilities(checks=[checked], by=by)
    return checked


@transaction.atomic
def verify_capabilities(*, checks: Sequence[Verification], by: User | None) -> None:
    """Each check, not yet saved, as `verify_capability` would write it down.

    Raises ValidationError by the first fault; then nothing is verified.
    """
    before = _deliveries_of(checks)
    for each in checks:
        _refuse_level(each.level)
        _refuse_expired(each.capability, each.expires_on, each.at)
        each.by, each.deliveries = by, before.get(each.capability_id, 0)
        each.full_clean()
    Verification.objects.bulk_create(checks, AT_ONCE)
    append_many([_act("organisations.verify_capability", each, by) for each in checks])


@transaction.atomic
def record_proof(
    *, capability: Capability, deliveries: int, by: User | None = None
) -> Verification:
    """Add confirmed deliveries (so many more than before) as proof.

    A capability that was checked becomes proven until the check expires; one that was
    only declared stays declared: deliveries do not replace the check.
    """
    if deliveries < 1:
        raise ValidationError(
            gettext("A proof counts at least one delivery."), "quantity"
        )
    Capability.objects.select_for_update(no_key=True).get(pk=capability.pk)
    before = _newest(capability)
    level = before.level if before else VerificationLevel.DECLARED
    proof = Verification(
        capability=capability,
        level=VerificationLevel.PROVEN if level in VERIFIED_LEVELS else level,
        by=by,
        expires_on=before.expires_on if before else None,
        deliveries=_deliveries(before) + deliveries,
    )
    proof.full_clean()
    proof.save()
    append_many([_act("organisations.record_proof", proof, by)])
    return proof


def _refuse_level(level: str) -> None:
    if level not in CHECKED_LEVELS:
        raise ValidationError(
            {
                "level": ValidationError(
                    gettext("Choose “documents” or “on site”."), "level"
                )
            }
        )


def _deliveries_of(checks: Sequence[Verification]) -> dict[int, int]:
    """By capability, what its newest row has counted; one query for all."""
    rows = Verification.objects.filter(
        capability__in={each.capability_id for each in checks}
    )
    return dict(rows.order_by("pk").values_list("capability_id", "deliveries"))


def _newest(capability: Capability) -> Verification | None:
    return capability.verifications.order_by("-pk").first()


def _deliveries(verification: Verification | None) -> int:
    return verification.deliveries if verification else 0


def _refuse_expired(
    capability: Capability, expires_on: date | None, at: datetime
) -> None:
    day = timezone.localdate(at)
    if at > timezone.now():
        raise ValidationError(gettext("A check lies in the past."), code="future")
    if expires_on is None or expires_on < day:
        raise ValidationError(
            {
                "expires_on": ValidationError(
                    gettext("A check is valid until a day after it was made."),
                    code="expiry",
                )
            }
        )
    needed = Gate.LIC in capability.service_type.gates or Gate.LIC in capability.gates
    if needed and not (capability.licence_until and capability.licence_until >= day):
        raise ValidationError(
            gettext(
                "This service needs a valid licence. Enter its number and the day it "
                "ends with the capability first."
            ),
            code="licence",
        )


def _act(action: str, row: Verification, by: User | None) -> Act:
    return Act(
        row.capability.chain,
        action,
        by,
        row.capability.subject,
        {
            "level": str(row.level),
            "expires_on": row.expires_on.isoformat() if row.expires_on else None,
            "deliveries": row.deliveries,
            "evidence": row.evidence_digest,
        },
    )
