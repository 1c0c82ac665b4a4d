"""Loading the tree of territories."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from organisations.models import Territory, User
from records.domain.ledger import append

FIELDS = ("level", "name", "name_en", "full_name")


@transaction.atomic
def load_territories(
    *, rows: Iterable[Mapping[str, str]], by: User | None
) -> Counter[str]:
    """Add and change territories; the same rows again change nothing.

    `rows` hold code, level, name, and as they have them name_en and full_name. Counts
    `created`, `changed` and `unchanged`. Nothing is written when one row is wrong:
    ValidationError with one sentence per wrong row. No territory is ever removed.
    """
    wanted = [Territory(**_fields(row)) for row in rows]
    known = {each.code: each for each in Territory.objects.all()}
    _refuse_wrong(wanted, known.keys() | {each.code for each in wanted})
    new = [each for each in wanted if each.code not in known]
    changed = [
        each
        for each in wanted
        if each.code in known and _values(each) != _values(known[each.code])
    ]
    Territory.objects.bulk_create(
        new + changed,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=FIELDS,
        batch_size=150,
    )
    counts = Counter(
        created=len(new),
        changed=len(changed),
        unchanged=len(wanted) - len(new) - len(changed),
    )
    if new or changed:
        _tell(counts, new + changed, by)
    return counts


def _fields(row: Mapping[str, str]) -> dict[str, str]:
    return {name: (row.get(name) or "").strip() for name in ("code", *FIELDS)}


def _values(territory: Territory) -> tuple[str, ...]:
    return tuple(getattr(territory, name) for name in FIELDS)


def _refuse_wrong(wanted: list[Territory], codes: set[str]) -> None:
    faults = []
    for number, each in enumerate(wanted, start=1):
        try:
            each.full_clean(validate_unique=False, validate_constraints=False)
            _refuse_orphan(each, codes)
        except ValidationError as error:
            faults.append(_named(number, each.code, error))
    twice = [code for code, n in Counter(each.code for each in wanted).items() if n > 1]
    if twice:
        faults.append(
            ValidationError(
                gettext("These codes occur twice: %(codes)s."),
                code="twice",
                params={"codes": ", ".join(twice)},
            )
        )
    if faults:
        raise ValidationError(faults)


def _refuse_orphan(territory: Territory, codes: set[str]) -> None:
    if len(territory.code) > 6 and territory.code[:-3] not in codes:
        raise ValidationError(
            gettext("The territory above it, %(code)s, is missing."),
            code="parent",
            params={"code": territory.code[:-3]},
        )


def _named(number: int, code: str, error: ValidationError) -> ValidationError:
    return ValidationError(
        gettext("Row %(number)d (%(code)s): %(fault)s"),
        code="row",
        params={"number": number, "code": code, "fault": " ".join(error.messages)},
    )


def _tell(counts: Counter[str], written: list[Territory], by: User | None) -> None:
    text = json.dumps(sorted((each.code, *_values(each)) for each in written))
    append(
        chain=settings.DISTRICT_CODE,
        action="organisations.load_territories",
        actor=by,
        subject="territories",
        facts={**counts, "digest": hashlib.sha256(text.encode()).hexdigest()},
    )
