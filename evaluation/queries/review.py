"""Reads of reviews and reports, and how a report stands for whoever wrote it."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare

from evaluation.models import Assessment, PanelSeat, Report
from evaluation.queries.recusal import free_of_ties
from organisations.enums import Role
from organisations.models import User
from organisations.queries import holders

NO_CODE = "------"


def review_seat(assessment: Assessment, user: User) -> PanelSeat | None:
    """The seat of this user among the experts of the review."""
    return PanelSeat.objects.filter(
        panel__assessment=assessment,
        panel__review=True,
        user=user,
        left_at__isnull=True,
    ).first()


def review_experts(assessment: Assessment) -> list[User]:
    """Experts of the district who may look again: not one of the first panel, nobody
    with a tie."""
    first = set(
        PanelSeat.objects.filter(panel__assessment=assessment).values_list(
            "user_id", flat=True
        )
    )
    experts = holders(Role.EXPERT, assessment.round.district.code)
    others = [user for user in experts if user.pk not in first]
    return free_of_ties(assessment, others)


def find_report(number: str, code: str) -> Report | None:
    """The report with this number, if the code is its own; compared in constant time
    whether or not there is such a number."""
    row = Report.objects.filter(number=number).values_list("pk", "code").first()
    pk, right = row or (0, NO_CODE)
    if not constant_time_compare(right, code) or not pk:
        return None
    return Report.objects.select_related("assessment__provider").get(pk=pk)
