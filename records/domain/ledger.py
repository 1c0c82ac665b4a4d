"""Writing the trail: `append` is the last write of every verb."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from records.chain import digest
from records.models import Anchor, Chain, LedgerEntry
from records.queries import SHANGHAI

_ACTIONS: set[str] = set()
# Each act of the house passes here: the ORM would ask twice for what one statement
# tells, and compile it anew each time.
COLUMNS = ("id", "key", "length", "head")
LENGTHEN = (
    "UPDATE records_chain SET length = length + %s WHERE key = %s "
    "RETURNING id, key, length, head"
)
CROWN = "UPDATE records_chain SET head = %s WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Act:
    """One act to be written down: which chain, what, who, about what, which facts."""

    chain: str
    action: str
    actor: Any
    subject: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def register_actions(*names: str) -> None:
    """Tell the ledger the actions (`app.verb`) of an app; called from its ready()."""
    for name in names:
        if "." not in name:
            raise ImproperlyConfigured(f"A ledger action reads app.verb, not {name!r}.")
    _ACTIONS.update(names)


@contextmanager
def actions_known(*names: str) -> Iterator[None]:
    """Actions that are known inside this block only."""
    before = frozenset(_ACTIONS)
    register_actions(*names)
    try:
        yield
    finally:
        _ACTIONS.intersection_update(before)


def registered_actions() -> frozenset[str]:
    return frozenset(_ACTIONS)


def append(
    *,
    chain: str,
    action: str,
    actor: Any,
    subject: str,
    facts: Mapping[str, Any] | None = None,
) -> LedgerEntry:
    """Add one row to a chain, inside the caller's transaction and as its last write.

    `actor` is a user, a user's number or None (the system); `facts` hold ids and
    salted digests, never personal data. The caller has made a mistake, not the user,
    when this raises: LookupError (action not registered), TypeError (a float or an
    object among the facts), TransactionManagementError (no atomic block).
    """
    (entry,) = append_many([Act(chain, action, actor, subject, facts or {})])
    return entry


def append_many(acts: Sequence[Act]) -> list[LedgerEntry]:
    """Add one row per act; chains are taken in key order, so two verbs that touch
    the same chains can never wait for each other. Rows come back in the given order.
    """
    _refuse_careless(acts)
    written: dict[int, LedgerEntry] = {}
    for key in sorted({act.chain for act in acts}):
        places = [n for n, act in enumerate(acts) if act.chain == key]
        rows = _append_to(key, [acts[n] for n in places])
        written.update(zip(places, rows, strict=True))
    return [written[n] for n in range(len(acts))]


def publish_heads(*, day: date | None = None) -> list[Anchor]:
    """Keep today's head of every chain; a day that has its anchor keeps the first."""
    day = day or timezone.now().astimezone(SHANGHAI).date()
    with transaction.atomic():
        Anchor.objects.bulk_create(
            [
                Anchor(chain=chain, day=day, length=chain.length, head=chain.head)
                for chain in Chain.objects.all()
            ],
            ignore_conflicts=True,
        )
    return list(
        Anchor.objects.filter(day=day).select_related("chain").order_by("chain__key")
    )


def _refuse_careless(acts: Sequence[Act]) -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            "The ledger is written inside the transaction of the act it tells of."
        )
    for act in acts:
        if act.action not in _ACTIONS:
            raise LookupError(f"ledger action {act.action!r} is not registered")


def _append_to(key: str, acts: Sequence[Act]) -> list[LedgerEntry]:
    chain = _take(key, len(acts))
    seq, head = chain.length - len(acts), chain.head
    rows = []
    for act in acts:
        seq += 1
        row = _row(chain, seq, head, act)
        head = row.hash
        rows.append(row)
    LedgerEntry.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute(CROWN, (head, chain.pk))
    return rows


def _take(key: str, number: int) -> Chain:
    """Lengthen the chain, which takes its row on PostgreSQL, and read its head."""
    chain = _lengthened(key, number)
    if chain is None:
        Chain.objects.get_or_create(key=key)
        return _take(key, number)
    return chain


def _lengthened(key: str, number: int) -> Chain | None:
    with connection.cursor() as cursor:
        cursor.execute(LENGTHEN, (number, key))
        found = cursor.fetchone()
    return Chain.from_db(connection.alias, COLUMNS, found) if found else None


def _row(chain: Chain, seq: int, previous: str, act: Act) -> LedgerEntry:
    row = LedgerEntry(
        chain=chain,
        seq=seq,
        at=timezone.now(),
        action=act.action,
        actor_id=getattr(act.actor, "pk", act.actor),
        subject=act.subject,
        facts=dict(act.facts),
        previous=previous,
        algorithm=settings.LEDGER_ALGORITHM,
    )
    row.hash = digest(previous, row.content(), row.algorithm)
    return row
