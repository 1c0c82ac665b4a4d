"""Reads about panels: whose seat, which head, which cases in which order."""

from __future__ import annotations

from django.db.models import QuerySet

from evaluation.enums import AssessmentState
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


def panel_of(assessment: Assessment) -> Panel | None:
    """The panel of the first look; that of a review is another."""
    return assessment.panels.filter(review=False).first()


def seats_of(panel: Panel) -> QuerySet[PanelSeat]:
    """Seats that are taken now."""
    return panel.seats.filter(left_at__isnull=True).select_related("user")


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


def suggested_experts(
    assessment: Assessment, free: list[User], size: int
) -> list[User]:
    """So many of those who may be asked: who has the fewest cases in this round, then
    who has met the fewest of the others on a panel, so that panels rotate and overlap.
    """
    seats = PanelSeat.objects.filter(
        panel__assessment__round=assessment.round_id, left_at__isnull=True
    ).values_list("user_id", "panel_id")
    panels: dict[int, set[int]] = {user.pk: set() for user in free}
    for user, panel in seats:
        panels.setdefault(user, set()).add(panel)
    chosen: list[User] = []
    left = list(free)
    while left and len(chosen) < size:
        best = min(left, key=lambda user: _preference(user, chosen, panels))
        chosen.append(best)
        left.remove(best)
    return chosen


def _preference(
    user: User, chosen: list[User], panels: dict[int, set[int]]
) -> tuple[int, int, int]:
    """Load, cases shared with those chosen so far, number: the least goes first."""
    own = panels[user.pk]
    shared = sum(len(own & panels[other.pk]) for other in chosen)
    return len(own), shared, user.pk


def cases_in_order(round: Round, user: User) -> list[Assessment]:
    """One's cases of a round, in the order drawn for this expert by the round's seed."""
    mine = Assessment.objects.visible_to(user).filter(
        round=round,
        state__in=WITH_THE_EXPERTS,
        panels__seats__in=user.panel_seats.filter(left_at__isnull=True),
    )
    found = {each.pk: each for each in mine.select_related("provider", "sheet")}
    seed = int(round.settings.get("order_seed", 0))
    order = case_order(sorted(found), user.pk, random_state=seed)
    return [found[pk] for pk in order]
