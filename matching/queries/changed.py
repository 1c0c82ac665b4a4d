"""What others did about somebody's own cases since she was here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Exact

from matching.enums import ACTIONS
from matching.models import Need, Seat
from matching.queries.case import TOLD
from organisations.models import Appointment, User
from records.models import LedgerEntry


class Changed(NamedTuple):
    """One case: what was done last, when, and how many acts there were."""

    number: str
    subject: str
    url: str
    what: str
    at: datetime
    acts: int


def changed_since(
    user: User, held: Iterable[Appointment], since: datetime, *, most: int
) -> list[Changed]:
    """The cases that this user runs, raised or has a seat in, as far as she may see
    them, where somebody else (or the house by itself) did something after `since`, the
    latest first; of one that she does not run what concerns her, in plain words. One
    query; the appointments `held` were read already."""
    seats = Seat.objects.current().filter(user=user).values("team")
    own = Q(worker=user) | Q(raised_by=user) | Q(team__in=seats)
    acts = (
        LedgerEntry.objects.filter(
            subject=Concat(Value("need:"), OuterRef("public_id")), at__gt=since
        )
        .exclude(actor_id=user.pk)
        .filter(Q(action__in=TOLD) | Exact(OuterRef("worker"), Value(user.pk)))
        .order_by("-at", "-seq")
    )
    counted = acts.order_by().values("subject").annotate(n=Count("pk")).values("n")
    found = (
        Need.objects.seen_through(user, held)
        .filter(own)
        .annotate(
            last_at=Subquery(acts.values("at")[:1]),
            last_act=Subquery(acts.values("action")[:1]),
            acts=Subquery(counted),
        )
        .filter(last_at__isnull=False)
        .order_by("-last_at", "pk")
        .values_list("number", "public_id", "worker", "last_at", "last_act", "acts")
    )
    return [
        Changed(
            number,
            f"need:{public_id}",
            f"/desk/needs/{public_id}/",
            str((ACTIONS if worker == user.pk else TOLD).get(action, action)),
            at,
            n,
        )
        for number, public_id, worker, at, action, n in found[:most]
    ]
