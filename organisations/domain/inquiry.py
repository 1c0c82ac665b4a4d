"""Letters to the centre: taken in from anybody, answered once by the centre."""

from __future__ import annotations

import json
import secrets
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.enums import Role
from organisations.models import Inquiry, Territory, User
from organisations.queries import holders
from records.domain import message
from records.domain.ledger import append
from records.queries import workday_deadline, workdays_passed

DATA = Path(__file__).resolve().parent.parent / "data" / "reply_clock.json"
LONGEST = 2000


@cache
def reply_workdays() -> int:
    """Working days within which the centre answers: data, with its source."""
    return int(json.loads(DATA.read_text(encoding="utf-8"))["workdays"])


@transaction.atomic
def write_to_centre(
    *, district: Territory, text: str, name: str = "", phone: str = ""
) -> Inquiry:
    """Anybody writes. Number and code are shown once; with them the answer is read.

    Raises ValidationError by field (`required`, `long`), `workday_unknown`.
    """
    said = _said(text, "text")
    now = timezone.now()
    inquiry = Inquiry(
        district=district,
        code=f"{secrets.randbelow(10**6):06d}",
        text=said,
        name=name.strip(),
        phone=phone.strip(),
        received_at=now,
        reply_by=workday_deadline(now, reply_workdays()),
    )
    inquiry.full_clean()
    inquiry.save()
    day = timezone.localdate(inquiry.reply_by).isoformat()
    for operator in holders(Role.CENTRE_OPERATOR, district.code):
        message.send(
            recipient=operator,
            kind="organisations.inquiry_received",
            params={"number": inquiry.number, "day": day},
            subject=inquiry.subject,
            url=f"/desk/inquiries/{inquiry.public_id}/",
        )
    _tell("write_to_centre", inquiry, None)
    return inquiry


@transaction.atomic
def answer_inquiry(*, inquiry: Inquiry, answer: str, by: User) -> None:
    """The centre answers, once. Raises ValidationError by field, or `stale` where a
    colleague was quicker."""
    said = _said(answer, "answer")
    now = timezone.now()
    open_rows = Inquiry.objects.open().filter(pk=inquiry.pk)
    changed = open_rows.update(
        answer=said,
        answered_by=by,
        answered_at=now,
        workdays=workdays_passed(inquiry.received_at, now),
    )
    if not changed:
        raise ValidationError(
            _("A colleague has answered this letter meanwhile."), code="stale"
        )
    inquiry.refresh_from_db()
    _tell("answer_inquiry", inquiry, by)


def _said(text: str, field: str) -> str:
    said = text.strip()
    if not said:
        raise ValidationError({field: _("Please write something.")}, code="required")
    if len(said) > LONGEST:
        raise ValidationError({field: _("At most 2,000 characters, please.")})
    return said


def _tell(verb: str, inquiry: Inquiry, by: User | None) -> None:
    append(
        chain=inquiry.district.code,
        action=f"organisations.{verb}",
        actor=by,
        subject=inquiry.subject,
    )
