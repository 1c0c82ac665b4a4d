"""Who was told of a need: by its clocks, by messages, by links given out by hand."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from matching.models import ClockNotice, Engagement, Need
from organisations.models import User
from records.models import Link, Message
from records.queries import sent_about


def told_counts(user: User) -> dict[str, Any]:
    """For a query of needs: how many `reminders` their clocks sent and how many links
    were `handed` over; of what this user `sent` to the providers, how much was `lost`
    on every way."""
    subject = _named("need", OuterRef("public_id"))
    asked = Engagement.objects.filter(need=OuterRef(OuterRef("pk")))
    named = asked.values(name=_named("engagement", F("public_id")))
    sent = Message.objects.filter(sender=user.pk, subject__in=named)
    return {
        "reminders": _number(ClockNotice.objects.filter(need=OuterRef("pk"))),
        "handed": _number(Link.objects.handed_over().filter(subject=subject)),
        "sent": _number(sent),
        "lost": _number(sent.unreached()),
    }


def _named(kind: str, public_id: F) -> Concat:
    """How messages and links name it."""
    return Concat(Value(f"{kind}:"), public_id, output_field=CharField())


def _number(rows: QuerySet[Any]) -> Subquery:
    counted = rows.order_by().annotate(n=Func(F("pk"), function="COUNT"))
    return Subquery(counted.values("n"))


def sent_to_providers(user: User, need: Need) -> list[Message]:
    """What this user told the providers that were asked, the newest first."""
    asked = Engagement.objects.filter(need=need)
    return sent_about(user, [each.subject for each in asked])
