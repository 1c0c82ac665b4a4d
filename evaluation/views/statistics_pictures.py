"""The figures that advise as pictures: the same numbers that their tables have."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.scoring.equity import Gap
from evaluation.scoring.severities import Estimate
from evaluation.scoring.types import Points
from evaluation.snapshot.equity import Gaps
from evaluation.snapshot.fragility import Hanging
from evaluation.snapshot.statistics import Marks
from records.pictures.picture import Picture, Row

MOST_BARS = 40


def counted() -> str:
    today = date_format(timezone.localdate(), "DATE_FORMAT")
    return _("As it stands on %(day)s.") % {"day": today}


def severity_picture(marks: Marks) -> Picture:
    """Each expert below or above the mean of all; who cannot be told has no number."""
    return Picture(
        title=_("Strict or mild"),
        said=_("Points below the mean of all experts, and above it."),
        of=_("Expert"),
        series=(_("Below"), _("Above")),
        rows=tuple(
            Row(user.spoken_name, _sides(_points(each)))
            for user, each in marks.by_expert
        ),
        source=counted(),
        diverging=True,
        most=MOST_BARS,
    )


def gaps_picture(group: Gaps) -> Picture | None:
    """Each group below or above all others; a small one has no number. None where all
    are small."""
    if not any(isinstance(each, Gap) for each in group.rows):
        return None
    return Picture(
        title=group.title,
        said=_("Points of 100 that a group has below all others, and above them."),
        of=_("Group"),
        series=(_("Below"), _("Above")),
        rows=tuple(Row(each.group, _sides(_difference(each))) for each in group.rows),
        source=counted(),
        diverging=True,
        most=MOST_BARS,
    )


def hanging_picture(found: Sequence[Hanging]) -> Picture | None:
    """Each organisation between losing its grade and the next one; None without any."""
    if not found:
        return None
    return Picture(
        title=_("How near another grade is"),
        said=_("A short bar on either side: few points make another grade."),
        of=_("Organisation"),
        series=(_("Points to losing this grade"), _("Points to the next grade")),
        rows=tuple(_between(each) for each in found),
        source=counted(),
        most=MOST_BARS,
    )


def _between(hanging: Hanging) -> Row:
    reach = hanging.fragility.reach
    sides = (reach.to_lose, reach.missing) if reach else (None, None)
    return Row(str(hanging.case.provider), tuple(map(_number, sides)))


def _number(points: Points | None) -> float | None:
    return None if points is None else points.tenths / 10


def _points(each: object) -> float | None:
    return each.points if isinstance(each, Estimate) else None


def _difference(each: object) -> float | None:
    return each.difference if isinstance(each, Gap) else None


def _sides(number: float | None) -> tuple[float | None, float | None]:
    """To the left what is below 0, to the right what is above."""
    if number is None:
        return None, None
    tenths = round(number, 1)
    return max(-tenths, 0.0), max(tenths, 0.0)
