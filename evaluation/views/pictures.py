"""The pictures of an evaluation: who sees the page sees the picture, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from evaluation.enums import DECIDED, AssessmentState
from evaluation.models import Assessment, Round, Sheet
from evaluation.queries.assessment import WITH, board_of
from evaluation.queries.panel import seat_on
from evaluation.queries.round import Progress, progress_of
from evaluation.queries.sheet import blind_to_others
from evaluation.rules.case import can_fill
from evaluation.scoring import Points, ScoreRefused
from evaluation.scoring.grades import Reach, reach_or_none
from evaluation.scoring.pictures import Distribution, HeadBar, distribution, head_bars
from evaluation.snapshot.result import result_of
from evaluation.snapshot.rule_set import rulebook_of
from evaluation.snapshot.score import by_survey, score_sheet
from evaluation.views.act import visible_case
from evaluation.views.statistics_pictures import counted
from organisations.enums import ProviderForm
from organisations.models import User
from records.pictures.picture import Picture, Row, picture_file

PUBLISHED = DECIDED - {AssessmentState.GRADED}


@login_required
@require_safe
def heads_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Points by head of one case."""
    case = visible_case(request.user, public_id)
    return file_of(request, heads_picture(case, request.user))


@login_required
@require_safe
def progress_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where the cases of a round stand, as far as this reader may see them."""
    row = _round(request.user, public_id)
    board = board_of(row, request.user)
    return file_of(request, progress_picture(progress_of(board)))


@login_required
@require_safe
def grades_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Grades that were made public, by form of organisation."""
    row = _round(request.user, public_id)
    board = board_of(row, request.user)
    return file_of(request, grades_picture(row, board))


def _round(user: User, public_id: str) -> Round:
    rounds = Round.objects.visible_to(user).select_related("rule_set")
    return get_object_or_404(rounds, public_id=public_id)


def file_of(request: HttpRequest, picture: Picture | None) -> HttpResponse:
    """The file, or 404 where there is nothing to draw."""
    if picture is None:
        raise Http404
    return picture_file(request, picture)


# --- heads -----------------------------------------------------------------------------


def heads_picture(case: Assessment, user: User) -> Picture | None:
    """The organisation's own column for itself, the experts' for those who judge; None
    while an indicator has no points, or for an expert who may not know them yet."""
    if can_fill(user, case):
        return _own_heads(case)
    if blind_to_others(case, seat_on(case, user)):
        return None
    found = result_of(case)
    try:
        bars = tuple(
            HeadBar(part.indicator.code, Points.of(part.points), Points.of(part.most))
            for part in found.heads
        )
        distance = reach_or_none(found.total, found.bands)
    except ScoreRefused:
        return None
    names = {code: each.spoken_name for code, each in found.indicators.items()}
    return draw_heads(_("Points by part"), bars, names, distance)


def _own_heads(case: Assessment) -> Picture | None:
    """Without the distance where a survey gives points that nobody knows yet."""
    sheet = score_sheet(case)
    survey = by_survey(sheet.view)
    if sheet.missing(sheet.self_, survey):
        return None
    bars = head_bars(sheet.view, sheet.filled(sheet.self_))
    distance = None if survey else reach_or_none(sheet.total_self(), sheet.bands)
    rows = case.sheet.indicators.filter(code__in=[bar.code for bar in bars])
    names = {row.code: row.spoken_name for row in rows}
    return draw_heads(_("Points by part, as you score yourself"), bars, names, distance)


def draw_heads(
    title: str,
    bars: tuple[HeadBar, ...],
    names: dict[str, str],
    distance: Reach | None,
) -> Picture:
    """Points earned and lost of each head; the distance to the next grade in words."""
    return Picture(
        title=title,
        said=_distance(distance),
        of=_("Part of the sheet"),
        series=(_("Points earned"), _("Points lost")),
        rows=tuple(
            Row(names[bar.code], (bar.earned.tenths / 10, bar.lost.tenths / 10))
            for bar in bars
        ),
        source=counted(),
    )


def _distance(reach: Reach | None) -> str:
    if reach is None:
        return ""
    if reach.missing is None:
        return _("By these points: %(grade)s.") % {"grade": _grade(reach.grade)}
    return _("By these points: %(grade)s; %(missing)s points to %(above)s.") % {
        "grade": _grade(reach.grade),
        "missing": reach.missing,
        "above": reach.above,
    }


def _grade(code: str) -> str:
    return _("no grade") if code == "none" else code


# --- a round ---------------------------------------------------------------------------


def progress_picture(stages: list[Progress]) -> Picture | None:
    """Each stage with who has the word in it; None where nothing is on its way."""
    if not stages:
        return None
    late = sum(stage.late for stage in stages)
    count = sum(stage.count for stage in stages)
    said = ngettext(
        "%(n)s organisation on its way", "%(n)s organisations on their way", count
    ) % {"n": count}
    over = ngettext("%(n)s past its deadline.", "%(n)s past their deadline.", late) % {
        "n": late
    }
    none = _("none past its deadline.")
    return Picture(
        title=_("Who waits for whom"),
        said=said + _("; ") + (over if late else none),
        of=_("Where they stand, and who has the word"),
        series=(_("Within the deadline"), _("Past the deadline")),
        rows=tuple(
            Row(
                _stage(each),
                (each.count - each.late, each.late),
                f"?state={each.state}",
            )
            for each in stages
        ),
        source=counted(),
    )


def _stage(stage: Progress) -> str:
    who = WITH.get(AssessmentState(stage.state))
    return f"{stage.label} → {who}" if who else stage.label


def grades_picture(round: Round, board: Iterable[Assessment]) -> Picture | None:
    """Small cells are hidden; None where that hides the whole."""
    found = [case for case in board if case.grade and case.state in PUBLISHED]
    if not found:
        return None
    graded = [(case.provider.form, case.grade) for case in found]
    kinds = sorted({kind for kind, _grade in graded})
    return draw_grades(distribution(kinds, _grades_of(round, found[0].sheet), graded))


def _grades_of(round: Round, sheet: Sheet) -> list[str]:
    """The grades of the rules, the best first."""
    book = rulebook_of(round.rule_set)
    bands = book.bands(Points.of(sheet.total), sheet.outcome)
    return [band.grade for band in reversed(bands.bands)]


def draw_grades(found: Distribution) -> Picture | None:
    """How many organisations of each form have each grade."""
    if found.table.whole is None:
        return None
    rows = zip(found.kinds, found.table.cells, strict=True)
    return Picture(
        title=_("Grades by form of organisation"),
        said=_("%(n)s grades are public; numbers below 10 are not shown.")
        % {"n": found.table.whole},
        of=_("Form of organisation"),
        series=tuple(_grade(grade) for grade in found.grades),
        rows=tuple(Row(str(ProviderForm(kind).label), cells) for kind, cells in rows),
        source=counted(),
    )
