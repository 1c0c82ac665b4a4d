"""Loading the data of the response system: matters, bodies, words, limits of levels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from matching.models import DangerFamily, LevelLimit, Matter, ReferralBody
from organisations.models import User
from records.domain.ledger import append

Rows = Iterable[dict[str, Any]]


@transaction.atomic
def load_response(
    *,
    chain: str,
    matters: dict[str, Any],
    bodies: dict[str, Any],
    dangers: dict[str, Any],
    limits: dict[str, Any],
    by: User | None,
) -> dict[str, int]:
    """Take over four versioned tables; a second run changes nothing.

    A matter, body or family that is no longer in its file stays where needs point at
    it, and is dropped elsewhere. Returns the number of rows in force, by table. Raises
    ValidationError for a row that its fields cannot hold.
    """
    changed = [
        take_over(Matter, matters["matters"], ("code",), _stamp(matters)),
        take_over(ReferralBody, bodies["bodies"], ("code",), _stamp(bodies, False)),
        take_over(DangerFamily, _families(dangers), ("code",), _stamp(dangers)),
        take_over(LevelLimit, limits["limits"], ("klass", "level"), _stamp(limits)),
    ]
    counts = {
        "matters": Matter.objects.count(),
        "bodies": ReferralBody.objects.count(),
        "families": DangerFamily.objects.count(),
        "limits": LevelLimit.objects.count(),
    }
    if any(changed):
        append(
            chain=chain,
            action="matching.load_response",
            actor=by,
            subject="response",
            facts={"version": matters["version"], **counts},
        )
    return counts


_COLUMNS = ("code", "numbers", "version", "source", "families")


def _families(dangers: dict[str, Any]) -> Rows:
    """Each family whole in its row, with what the families share: the engine reads it
    from there alone."""
    shared = {name: each for name, each in dangers.items() if name not in _COLUMNS}
    for row in dangers["families"]:
        own = {name: each for name, each in row.items() if name not in _COLUMNS}
        yield {
            "code": row["code"],
            "numbers": row["numbers"],
            "words": {"family": own, "shared": shared},
        }


def _stamp(data: dict[str, Any], source: bool = True) -> dict[str, Any]:
    stamp = {"version": data["version"]}
    return {**stamp, "source": data["source"]} if source else stamp


def take_over(
    model: type[models.Model],
    rows: Rows,
    key: tuple[str, ...],
    stamp: dict[str, Any],
) -> bool:
    """Make the table what the rows say; whether anything was different."""
    names = {field.name for field in model._meta.concrete_fields}
    before = {tuple(getattr(row, k) for k in key): row for row in model.objects.all()}
    changed, kept = False, set()
    for values in rows:
        known = {**{k: v for k, v in values.items() if k in names}, **stamp}
        at = tuple(known[k] for k in key)
        kept.add(at)
        old = before.get(at)
        if old is not None and all(getattr(old, k) == v for k, v in known.items()):
            continue
        row = old or model()
        for name, value in known.items():
            setattr(row, name, value)
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.save()
        changed = True
    gone = [row.pk for at, row in before.items() if at not in kept]
    unused = model.objects.filter(pk__in=gone)
    if model is Matter:
        unused = unused.filter(needs__isnull=True, calls__isnull=True)
    return bool(unused.delete()[0]) or changed
