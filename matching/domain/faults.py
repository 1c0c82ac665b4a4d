"""The sentences a verb refuses with, and the code that tells a view which status fits.

`stale` and `wrong_state` become 409, everything else 422.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CONFLICTS = ("stale", "wrong_state", "full", "not_offered", "claimed")


def refuse(
    code: str, sentence: str, /, *, field: str = "", **params: Any
) -> ValidationError:
    """A refusal to raise: what is wrong and what to do, already translated.

    `field` names the argument that is to blame; a form shows the sentence there.
    """
    error = ValidationError(sentence, code=code, params=params or None)
    error.field = field
    return error


def stale() -> ValidationError:
    return refuse(
        "stale",
        _(
            "Somebody changed this in the meantime. Look at it as it is now and try again."
        ),
    )


def wrong_state(is_now: str) -> ValidationError:
    return refuse(
        "wrong_state",
        _("It is “%(state)s” now: this step does not fit any more."),
        state=is_now,
    )


def is_conflict(error: ValidationError) -> bool:
    """Whether the refusal means "somebody was faster" rather than "wrong input"."""
    return getattr(error, "code", None) in CONFLICTS
