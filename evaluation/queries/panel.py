"""Reads about panels: whose seat, which head, which cases in which order."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from evaluation.enums import AssessmentState, ScoringMode
from evaluation.models import Assessment, Indicator, Panel, PanelSeat, Round
from evaluation.scoring.panels import case_order
from organisations.enums import Role
from organisations.models import User
from organisations.queries import holders

WITH_THE_EXPERTS = (
    AssessmentState.ELIGIBLE,
    AssessmentState.DESK_REVIEWED,
    AssessmentState.SITE_VISITED,
)
LEAST_EXPERTS = 3


def panel_of(assessment: Assessment) -> Panel | None:
    """The panel of the first look; that of a review is another."""
    return assessment.panels.filter(review=False).first()


def seats_of(panel: Panel) -> QuerySet[PanelSeat]:
    """Seats that are taken now."""
    return panel.seats.filter(left_at__isnull=True).select_related("user")


def is_whole(panel: Panel | None) -> bool:
    """Whether experts enough sit on it, one of whom leads, and none of the heads of a
    sheet that is scored by head has lost its expert."""
    if panel is None:
        return False
    leads = [seat.leads for seat in seats_of(panel)]
    return len(leads) >= LEAST_EXPERTS and any(leads) and not heads_without(panel)


def heads_without(panel: Panel) -> list[Indicator]:
    """Heads that nobody on the panel scores; none where a sheet is scored as a whole."""
    sheet = panel.assessment.sheet
    if sheet.mode != ScoringMode.BY_HEAD:
        return []
    taken = seats_of(panel).filter(heads__isnull=False).values("heads")
    return list(heads_of(sheet.pk).exclude(pk__in=taken))


def seat_on(assessment: Assessment, user: User) -> PanelSeat | None:
    """The seat of this user on the panel of the first look."""
    seats = PanelSeat.objects.filter(
        panel__assessment=assessment,
        panel__review=False,
        user=user,
        left_at__isnull=True,
    )
    return seats.select_related("panel").first()


def head_of(indicator: Indicator) -> Indicator:
    """The head under which it stands."""
    found = indicator
    while found.parent is not None:
        found = found.parent
    return found


def heads_of(sheet_id: int) -> QuerySet[Indicator]:
    return Indicator.objects.filter(sheet=sheet_id, parent__isnull=True)


def experts_of(assessment: Assessment) -> list[User]:
    """Experts of the district, in order of name."""
    return holders(Role.EXPERT, assessment.round.district.code)


def cases_in_order(
    round: Round, board: Iterable[Assessment], user: User
) -> list[Assessment]:
    """One's own cases on the board of a round, in the order drawn for this expert by
    the round's seed."""
    found = {
        case.pk: case
        for case in board
        if case.seated and case.state in WITH_THE_EXPERTS
    }
    seed = int(round.settings.get("order_seed", 0))
    order = case_order(sorted(found), user.pk, random_state=seed)
    return [found[pk] for pk in order]
