"""What an edit of a row amounts to: the names of the fields that really change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext


def refuse_stale(row: models.Model, version: int | None) -> None:
    """Raises ValidationError `stale` when the row has moved on since it was read."""
    current = getattr(row, "version", None)
    if version is not None and version != current:
        raise stale()


def stale() -> ValidationError:
    """The refusal of an edit whose reader saw an older state."""
    return ValidationError(
        gettext(
            "Somebody changed this in the meantime. Look at the new state, then "
            "enter your change again."
        ),
        code="stale",
    )


def apply(
    row: models.Model, changes: Mapping[str, Any], allowed: frozenset[str]
) -> list[str]:
    """Set the given fields; returns, sorted, those whose value differs from before.

    Raises ValidationError `field` for a field that is not open to this edit.
    """
    closed = sorted(changes.keys() - allowed)
    if closed:
        raise ValidationError(
            gettext("These fields are not changed here: %(names)s."),
            code="field",
            params={"names": ", ".join(closed)},
        )
    changed = [name for name in changes if getattr(row, name) != changes[name]]
    for name in changed:
        setattr(row, name, changes[name])
    return sorted(changed)
