"""The yearly self-check: by the organisation of itself, by the federation of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.supervision import record
from evaluation.enums.supervision import CheckAnswer, CheckPoint, CheckSide
from evaluation.models import SelfCheck
from matching.domain.faults import refuse
from organisations.models import Provider, User


@transaction.atomic
def file_self_check(
    *,
    provider: Provider,
    year: int,
    side: CheckSide,
    answers: Mapping[str, str],
    note: str = "",
    by: User,
) -> SelfCheck:
    """Every point answered, once a year and side. What is not in order says what will
    be done. It guides: nothing is scored by it. Raises `points`, `note`."""
    points = {str(each) for each in CheckPoint}
    if set(answers) != points or not set(answers.values()) <= set(CheckAnswer):
        raise refuse("points", _("Answer every point."))
    if CheckAnswer.NO in answers.values() and not note.strip():
        raise refuse("note", _("Say what will be done about it."), field="note")
    row = SelfCheck(
        provider=provider,
        year=year,
        side=side,
        answers={name: str(answers[name]) for name in sorted(points)},
        note=note.strip(),
        filed_by=by,
    )
    row.full_clean()
    row.save()
    record(provider, "file_self_check", by, year=year, side=str(side))
    return row
