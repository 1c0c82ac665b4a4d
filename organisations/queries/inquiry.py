"""Reads of letters to the centre: by number and code, what waits, how fast it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import Role
from organisations.models import Appointment, Inquiry
from organisations.queries.due import Due, codes_of, due_rows, kind_of
from records.queries import Waiting

INQUIRY = "inquiry"
NUMBER = re.compile(r"LX-\d{4}-0*(\d{1,9})")
NO_CODE = "------"
LOOKED_BACK = timedelta(days=90)
FEWEST = 10  # fewer answers say nothing about how fast it goes


class ReplySpeed(NamedTuple):
    """How fast the centre answered: `workdays` is a median, None for too few answers."""

    workdays: int | None
    answers: int

    @property
    def words(self) -> str:
        """One sentence for everybody; "" for too few answers."""
        if self.workdays is None:
            return ""
        if not self.workdays:
            return gettext(
                "Half of the %(answers)s answers of the last 90 days came the same day."
            ) % {"answers": self.answers}
        return ngettext(
            "Half of the %(answers)s answers of the last 90 days took %(days)s working "
            "day or less.",
            "Half of the %(answers)s answers of the last 90 days took %(days)s working "
            "days or less.",
            self.workdays,
        ) % {"answers": self.answers, "days": self.workdays}


def reply_speed(now: datetime) -> ReplySpeed:
    """The median of the answers of the last 90 days, in working days."""
    since = now - LOOKED_BACK
    rows = Inquiry.objects.filter(answered_at__gt=since, answered_at__lte=now)
    days = list(rows.order_by().values_list("workdays", flat=True))
    return ReplySpeed(median_low(days) if len(days) >= FEWEST else None, len(days))


def find_inquiry(number: str, code: str) -> Inquiry | None:
    """The letter with this number, if the code is its own; compared in constant time
    whether or not there is such a number."""
    found = NUMBER.fullmatch(number)
    pk = int(found.group(1)) if found else 0
    inquiry = Inquiry.objects.filter(pk=pk).first()
    right = inquiry.code if inquiry and inquiry.number == number else NO_CODE
    return inquiry if constant_time_compare(right, code) else None


def inquiries_due(held: list[Appointment]) -> Iterator[QuerySet[Any]]:
    """Letters without an answer, for the centre operators of the district."""
    here = Q(pk__in=[])
    for code in (codes := codes_of(held, Role.CENTRE_OPERATOR)):
        here |= Q(district__code=code)
    if codes:
        rows = Inquiry.objects.open().filter(here)
        yield due_rows(
            rows, kind=kind_of(INQUIRY), public_id="public_id", at="reply_by"
        )


def inquiry_lines(rows: Iterable[Due]) -> list[Waiting]:
    return [
        Waiting(
            title=gettext("Answer a letter to the centre"),
            url=reverse("organisations:inquiry", args=[row.public_id]),
            until=row.at,
            group=_("Letters to the centre"),
            tone="amber",
        )
        for row in rows
        if row.kind == INQUIRY
    ]
