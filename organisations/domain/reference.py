"""Rows of a data file that ships with the product: written where they differ."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models

from organisations.models import User
from records.domain.ledger import append


def put_row(
    model: type[models.Model], key: Mapping[str, Any], values: Mapping[str, Any]
) -> str:
    """Write one row if it differs; says what became of it."""
    found = model._default_manager.filter(**key).first()
    if found and all(getattr(found, name) == value for name, value in values.items()):
        return "unchanged"
    row = found or model(**key)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return "changed" if found else "created"


def tell_loaded(
    action: str,
    subject: str,
    data: Mapping[str, Any],
    counts: Counter[str],
    by: User | None,
) -> None:
    """The ledger keeps which version of the file was loaded, by its digest."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    append(
        chain=settings.DISTRICT_CODE,
        action=action,
        actor=by,
        subject=subject,
        facts={
            **counts,
            "version": data["version"],
            "digest": hashlib.sha256(text.encode()).hexdigest(),
        },
    )
