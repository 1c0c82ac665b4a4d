"""The pictures of an evaluation, each with the text that says the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluation.scoring.grades import Reach
from evaluation.scoring.pictures import Distribution, HeadBar, StageBar
from evaluation.views.drawing import stacked_bars


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG file and the text of its <img alt>."""

    svg: str
    text: str


def draw_heads(
    title: str, bars: Sequence[HeadBar], names: Mapping[str, str], reach: Reach | None
) -> Picture:
    """Heads as bars of points earned and lost, with the distance to the next grade."""
    distance = _distance(reach)
    svg = stacked_bars(
        "heads",
        f"{title} · {distance}" if distance else title,
        [names[bar.code] for bar in bars],
        {
            _("Points earned"): [bar.earned.tenths / 10 for bar in bars],
            _("Points lost"): [bar.lost.tenths / 10 for bar in bars],
        },
    )
    said = [
        _("%(head)s: %(earned)s of %(possible)s points")
        % {"head": names[bar.code], "earned": bar.earned, "possible": bar.possible}
        for bar in bars
    ]
    return Picture(svg, _sentence(title, [*said, distance]))


def _distance(reach: Reach | None) -> str:
    if reach is None or reach.missing is None:
        return ""
    return _("%(missing)s points to %(grade)s") % {
        "missing": reach.missing,
        "grade": reach.above,
    }


def draw_progress(
    title: str, bars: Sequence[StageBar], names: Mapping[str, str]
) -> Picture:
    """How many assessments stand in each stage, and how many of them too long."""
    svg = stacked_bars(
        "progress",
        title,
        [names[bar.stage] for bar in bars],
        {
            _("Within the deadline"): [bar.on_time for bar in bars],
            _("Past the deadline"): [bar.overdue for bar in bars],
        },
    )
    said = [
        _("%(stage)s: %(all)s, past the deadline %(overdue)s")
        % {
            "stage": names[bar.stage],
            "all": bar.on_time + bar.overdue,
            "overdue": bar.overdue,
        }
        for bar in bars
        if bar.on
    ]
    return Picture(svg, _sentence(title, said))


def draw_distribution(
    title: str, found: Distribution, kinds: Mapping[str, str], grades: Mapping[str, str]
) -> Picture:
    """Grades by type; a hidden cell has no bar, and the text says that it is hidden."""
    columns = zip(*found.table.cells, strict=True)
    svg = stacked_bars(
        "distribution",
        title,
        [kinds[kind] for kind in found.kinds],
        {
            grades[g]: list(cells)
            for g, cells in zip(found.grades, columns, strict=True)
        },
    )
    said = [
        _counts(kinds[kind], [grades[grade] for grade in found.grades], row)
        for kind, row in zip(found.kinds, found.table.cells, strict=True)
    ]
    return Picture(svg, _sentence(title, said))


def _counts(kind: str, grades: Sequence[str], row: Sequence[int | None]) -> str:
    hidden = _("(not shown)")
    said = [
        f"{grade} {hidden if count is None else count}"
        for grade, count in zip(grades, row, strict=True)
    ]
    return kind + _(": ") + _(", ").join(said)


def _sentence(title: str, parts: Sequence[str]) -> str:
    return _("; ").join([title, *(part for part in parts if part)])
