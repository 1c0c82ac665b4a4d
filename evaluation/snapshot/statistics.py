"""The signed scores of a round, one sheet a time, as the statistics read them.

Only panels whose opinion is signed count: nobody who scores alone could learn from it
what a colleague gave. The caller hands in the cases that the reader may see, so that
of a case from which she stays away neither its row nor its share in a mean is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evaluation.enums import ScoringMode
from evaluation.models import Assessment, Indicator, PanelSeat, Sheet
from evaluation.scoring.agreement import (
    Correlations,
    alpha,
    intraclass,
    leaf_alphas,
    weak_leaves,
)
from evaluation.scoring.drift import Drift, Spread, central_tendency, drift, halo
from evaluation.scoring.reading import sheet_view
from evaluation.scoring.severities import (
    CaseMean,
    Estimate,
    NotEstimable,
    Severity,
    case_means,
    severity,
)
from evaluation.scoring.sheet import SheetView
from evaluation.scoring.totals import Folded, fold
from evaluation.scoring.types import NONE, Ints, Mask, Matrix, Points
from evaluation.snapshot.result import OnRecord
from evaluation.snapshot.score import by_survey
from evaluation.snapshot.sheet import rows_of
from organisations.models import User

TENTHS = 10


@dataclass(frozen=True, slots=True)
class Conduct:
    """What is worth a word with one expert; it changes no points."""

    expert: User
    cases: int
    drift: Drift | None
    since: Assessment | None
    """The case with which the change probably began."""
    central: Spread | None
    halo: Spread | None


@dataclass(frozen=True)
class Marks:
    """Signed scores on one sheet: `tenths` is (cases, leaves, experts) in tenths of
    points, nan where an expert did not score a case; leaves of the social evaluation
    are no expert's and stand at their least."""

    sheet: Sheet
    view: SheetView
    indicators: Mapping[str, Indicator]
    cases: tuple[Assessment, ...]
    experts: tuple[User, ...]
    tenths: Matrix
    orders: Mapping[int, tuple[int, ...]]
    """By expert, the cases in the order in which she signed them."""

    @cached_property
    def totals(self) -> Matrix:
        """(cases, experts) points of the whole sheet."""
        points = self._folded.whole.reshape(self._given.shape) / TENTHS
        return np.where(self._given, points, np.nan)

    @cached_property
    def _given(self) -> Mask:
        """(cases, experts) who scored what."""
        found: Mask = ~np.isnan(self.tenths).any(axis=1)
        return found

    @cached_property
    def _folded(self) -> Folded:
        """Each case by each expert in turn, as if one who did not score gave nothing."""
        leaves = self.tenths.shape[1]
        columns = np.nan_to_num(self.tenths).astype(np.int64).transpose(1, 0, 2)
        return fold(self.view, columns.reshape(leaves, -1))

    @cached_property
    def severity(self) -> Severity:
        return severity(self.totals)

    @cached_property
    def means(self) -> tuple[CaseMean | None, ...]:
        """By case, the mean given and what equally strict experts would have given."""
        return case_means(self.totals, self.severity)

    @property
    def by_expert(self) -> list[tuple[User, Estimate | NotEstimable]]:
        return list(zip(self.experts, self.severity.experts, strict=True))

    @property
    def by_case(self) -> list[tuple[Assessment, CaseMean | None]]:
        return list(zip(self.cases, self.means, strict=True))

    @cached_property
    def alpha(self) -> float | None:
        return alpha(self.totals)

    @cached_property
    def correlations(self) -> Correlations | None:
        return intraclass(self.totals)

    @cached_property
    def weak(self) -> tuple[tuple[Indicator, float], ...]:
        """Leaves on which experts agree too little, with their alpha."""
        scored = self._scored_leaves()
        alphas = leaf_alphas(self.tenths[:, scored])
        codes = [self.view.leaves[leaf].code for leaf in scored]
        return tuple(
            (self.indicators[codes[place]], found)
            for place in weak_leaves(alphas)
            if (found := alphas[place]) is not None
        )

    @cached_property
    def conduct(self) -> tuple[Conduct, ...]:
        """Drift, central tendency and halo of each expert."""
        return tuple(self._conduct(number) for number in range(len(self.experts)))

    def _conduct(self, number: int) -> Conduct:
        order = self.orders[number]
        found = drift(self.totals, number, order, self.severity.offsets)
        return Conduct(
            expert=self.experts[number],
            cases=len(order),
            drift=found,
            since=self.cases[order[found.since]] if found else None,
            central=central_tendency(self.totals, number),
            halo=halo(self._shares(), number),
        )

    def _shares(self) -> Matrix:
        """(cases, heads, experts) earned of possible; heads without points are out."""
        heads = [i for i in self.view.heads if self.view.rows[i].most > NONE]
        most = np.array([self.view.rows[i].most.tenths for i in heads])
        cases, experts = self._given.shape
        earned = self._folded.rows[heads].reshape(len(heads), cases, experts)
        shares = earned.transpose(1, 0, 2) / most[:, None]
        return np.where(self._given[:, None, :], shares, np.nan)

    def _scored_leaves(self) -> list[int]:
        asked = by_survey(self.view)
        return [n for n, leaf in enumerate(self.view.leaves) if leaf.code not in asked]


def marks_of(record: OnRecord, seats: Iterable[PanelSeat]) -> list[Marks]:
    """Of the given cases those on sheets that each expert scores alone and whose panel
    has signed, by sheet; `seats` are those of their panels in the order of signing."""
    held = [seat for seat in seats if _counts(seat)]
    signed = {seat.panel.assessment_id for seat in held}
    given = _given(record)
    by_sheet: dict[int, list[Assessment]] = defaultdict(list)
    for case in record.cases:
        if case.sheet.mode == ScoringMode.INDEPENDENT and case.pk in signed:
            by_sheet[case.sheet_id].append(case)
    return [
        _marks(found, record.parts[sheet], held, given)
        for sheet, found in sorted(by_sheet.items())
    ]


def _counts(seat: PanelSeat) -> bool:
    """Held still, on a first panel that has signed."""
    panel = seat.panel
    return not panel.review and panel.signed_at is not None and seat.left_at is None


def _given(record: OnRecord) -> dict[int, dict[str, int]]:
    """By seat and code, tenths of points."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    codes = record.codes
    for row in record.scores:
        if row.seat_id is not None:
            found[row.seat_id][codes[row.indicator_id]] = Points.of(row.points).tenths
    return found


def _marks(
    cases: Sequence[Assessment],
    indicators: Sequence[Indicator],
    seats: Iterable[PanelSeat],
    given: Mapping[int, Mapping[str, int]],
) -> Marks:
    sheet = cases[0].sheet
    view = sheet_view(rows_of(indicators), sheet.total, sheet.settings)
    place = {case.pk: number for number, case in enumerate(cases)}
    mine = [seat for seat in seats if seat.panel.assessment_id in place]
    users = {seat.user_id: seat.user for seat in mine}
    number = {user: n for n, user in enumerate(sorted(users))}
    tenths = np.full((len(cases), len(view.leaves), len(users)), np.nan)
    orders: dict[int, list[int]] = {n: [] for n in number.values()}
    for seat in mine:
        case, expert = place[seat.panel.assessment_id], number[seat.user_id]
        tenths[case, :, expert] = _column(view, given.get(seat.pk, {}))
        orders[expert].append(case)
    return Marks(
        sheet=sheet,
        view=view,
        indicators={each.code: each for each in indicators},
        cases=tuple(cases),
        experts=tuple(users[user] for user in sorted(users)),
        tenths=tenths,
        orders={expert: tuple(order) for expert, order in orders.items()},
    )


def _column(view: SheetView, given: Mapping[str, int]) -> Ints:
    """Tenths of the leaves in their order; a leaf that no expert scores at its least.
    A sheet that was signed has all the others."""
    tenths = [given.get(leaf.code, leaf.ladder[0].tenths) for leaf in view.leaves]
    return np.array(tenths, dtype=np.int64)
