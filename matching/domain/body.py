"""Receiving bodies: their numbers are checked each quarter."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.models import ReferralBody
from organisations.models import User
from records.domain.ledger import append


@transaction.atomic
def check_body(
    *, chain: str, body: ReferralBody, phone: str, checked_on: date, by: User
) -> ReferralBody:
    """Keep the number that was rung, and the day. Raises ValidationError for a day that
    has not come yet and for a number that the field cannot hold."""
    if checked_on > timezone.localdate():
        raise refuse(
            "checked_on", _("Choose today or an earlier day."), field="checked_on"
        )
    body.phone, body.checked_on = phone.strip(), checked_on
    body.full_clean(validate_unique=False, validate_constraints=False)
    body.save(update_fields=["phone", "checked_on"])
    append(
        chain=chain,
        action="matching.check_body",
        actor=by,
        subject=f"body:{body.pk}",
        facts={"phone": body.phone, "checked_on": checked_on.isoformat()},
    )
    return body
