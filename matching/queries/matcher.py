"""The ranker in use, and the outcomes that the next one learns from."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np

from matching.engine.artefact import ArtefactRefused, unpacked
from matching.engine.outcomes import PLACES, Outcome, Outcomes, gain
from matching.engine.ranker import PairRanker
from matching.engine.types import ReasonCode
from matching.enums import (
    BAD_GRADES,
    MERIT_DECLINES,
    MERIT_SWAPS,
    EngagementState,
    NeedState,
    NoticeKind,
    PackState,
    Track,
)
from matching.models import ClockNotice, Engagement, Feedback, MatcherVersion, PackLine
from records.models import LedgerEntry

logger = logging.getLogger(__name__)


# --- the ranker in use ----------------------------------------------------------------


def active_version() -> MatcherVersion | None:
    return MatcherVersion.objects.filter(active=True).first()


def active_ranker() -> PairRanker:
    """What was learned and activated; the published rule where there is nothing, or
    where its artefact is refused, which the log says."""
    version = active_version()
    if version is None:
        return PairRanker()
    try:
        return ranker_of(version)
    except ArtefactRefused as error:
        logger.error("matcher %s refused: %s; the rule matches", version.label, error)
        return PairRanker()


def ranker_of(version: MatcherVersion) -> PairRanker:
    """The ranker in a version's artefact, read once a process.

    Raises ArtefactRefused where the file is gone, changed or foreign.
    """
    return _read(version.artefact.name, version.digest)


@lru_cache(maxsize=2)
def _read(name: str, digest: str) -> PairRanker:
    storage = MatcherVersion._meta.get_field("artefact").storage
    try:
        with storage.open(name) as file:
            return unpacked(file.read(), digest)
    except OSError as error:
        raise ArtefactRefused("its file cannot be read") from error


# --- what became of what was chosen ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Past:
    """Outcomes to learn from, and the time they are from."""

    outcomes: Outcomes
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class _Row:
    at: datetime
    features: list[float]
    gain: float
    place: int
    line: PackLine


def past() -> Past:
    """Everything that came of packs people confirmed, the oldest first.

    Lines that kept no features are left out, and so are confidential needs, which are
    in no count. Silence is never a black mark: an invitation that nobody answered
    teaches nothing.
    """
    lines = list(_lines())
    rows = sorted(_rows(lines), key=lambda row: (row.at, row.line.pk, row.place))
    shown = np.zeros(PLACES, dtype=np.int64)
    for line in lines:
        shown[: 1 + min(len(line.alternatives), PLACES - 2)] += 1
    return Past(
        Outcomes(
            features=np.array([row.features for row in rows]).reshape(
                len(rows), len(ReasonCode)
            ),
            gains=np.array([row.gain for row in rows], dtype=np.float64),
            places=np.array([row.place for row in rows], dtype=np.int64),
            streets=_texts(row.line.item.need.community.code[:9] for row in rows),
            kinds=_texts(row.line.capability.provider.kind for row in rows),
            shown=shown,
        ),
        since=rows[0].at if rows else None,
        until=rows[-1].at if rows else None,
    )


def _texts(values: Iterable[str]) -> Any:
    return np.array(list(values), dtype=np.str_)


def _lines() -> Iterable[PackLine]:
    return (
        PackLine.objects.filter(pack__confirmed_at__isnull=False)
        .exclude(pack__state=PackState.PROPOSED)
        .exclude(item__need__track=Track.CONFIDENTIAL)
        .exclude(features=[])
        .select_related("pack", "capability__provider", "item__need__community")
        .order_by("pk")
    )


def _rows(lines: list[PackLine]) -> Iterable[_Row]:
    """What each line came to, and 0 for whom a person put aside for want of merit."""
    found = _outcomes(lines)
    for line in lines:
        at = line.pack.confirmed_at
        for each in line.put_aside:
            if each["reason"] in MERIT_SWAPS and len(each["features"]):
                yield _Row(at, each["features"], 0.0, 0, line)
        gained = gain(found[line.pk]) if line.pk in found else None
        if gained is not None:
            yield _Row(at, line.features, gained, _place(line), line)


def _place(line: PackLine) -> int:
    """Where the one chosen stood: first, among the alternatives, or in the full list."""
    if not line.put_aside:
        return 0
    listed = [each["capability"] for each in line.alternatives[: PLACES - 2]]
    if line.capability_id in listed:
        return 1 + listed.index(line.capability_id)
    return PLACES - 1


def _outcomes(lines: Iterable[PackLine]) -> dict[int, Outcome]:
    """By line, how far its engagement came."""
    engagements = (
        Engagement.objects.filter(line__in=[line.pk for line in lines])
        .select_related("need")
        .prefetch_related("sessions__attendance")
    )
    late, again, grades = _late(), _reopened(), _grades()
    return {
        each.line_id: _outcome(
            each,
            late=late.get(each.need_id, ()),
            again=each.need.subject in again,
            grades=grades.get(each.need_id, ()),
        )
        for each in engagements
    }


def _outcome(
    each: Engagement, *, late: Iterable[datetime], again: bool, grades: Iterable[str]
) -> Outcome:
    state = each.state
    if state == EngagementState.DECLINED and each.decline_reason in MERIT_DECLINES:
        return Outcome(accepted=False)
    if state == EngagementState.NO_SHOW:
        return Outcome(accepted=True, delivered=False)
    if state != EngagementState.CONFIRMED:
        return Outcome()
    held = [s.attendance.first_at for s in each.sessions.all() if _held(s)]
    done = max(held, default=each.invited_at)
    closed = each.need.state == NeedState.CLOSED
    told = list(grades)
    return Outcome(
        accepted=True,
        delivered=True,
        on_time=not any(each.invited_at <= at <= done for at in late),
        solved=False if again else (True if closed else None),
        satisfied=not any(g in BAD_GRADES for g in told) if told else None,
    )


def _held(session: Any) -> bool:
    return hasattr(session, "attendance")


def _late() -> dict[int, list[datetime]]:
    """By need, when a clock told that its time was up."""
    rows = ClockNotice.objects.filter(kind=NoticeKind.OVERDUE)
    return _gathered(rows.values_list("need_id", "at"))


def _grades() -> dict[int, list[str]]:
    rows = Feedback.objects.filter(declined=False)
    return _gathered(rows.values_list("need_id", "grade"))


def _reopened() -> frozenset[str]:
    """Needs, as the ledger names them, that were taken up again after they ended."""
    rows = LedgerEntry.objects.filter(action="matching.reopen_need")
    return frozenset(rows.values_list("subject", flat=True))


def _gathered(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
