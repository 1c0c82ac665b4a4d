"""What is on record about an organisation, as the rules ask for it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from evaluation.enums.supervision import (
    CaseKind,
    Conclusion,
    ListKind,
    PartyBranch,
    ReportStatus,
)
from evaluation.models import (
    AnnualReport,
    CreditFile,
    Listing,
    Penalty,
    RuleSet,
    SupervisionCase,
)
from evaluation.scoring.eligibility import Standing
from evaluation.scoring.rulebook import Gap, Rulebook
from organisations.models import Grade, Provider

NOT_IN_TIME = (ReportStatus.LATE, ReportStatus.OVERDUE)
PASSED_BARELY = (Conclusion.BASIC, Conclusion.FAILED)


def standing_of(provider: Provider, today: date) -> Standing:
    """In seven queries."""
    kept = CreditFile.objects.filter(provider=provider).first()
    reports = list(AnnualReport.objects.filter(provider=provider)[:3])
    penalties = list(Penalty.objects.filter(provider=provider))
    lists = set(listed(today).filter(provider=provider).values_list("kind", flat=True))
    grade = _grade_in_force(provider, today)
    cases = SupervisionCase.objects.open().filter(provider=provider)
    missing = PartyBranch.MISSING
    return Standing(
        registered_on=kept.registered_on if kept else None,
        grade_since=grade.since if grade else None,
        report_missing=any(
            each.year == today.year - 1 and each.status in NOT_IN_TIME
            for each in reports
        ),
        inspection_failed=_last_conclusion(reports, today) == Conclusion.FAILED,
        inspection_basic_twice=_barely_twice(reports, today),
        last_minor_penalty_on=_last(penalties, minor=True),
        last_penalty_on=_last(penalties, minor=False),
        penalty_unexecuted=any(each.executed_on is None for each in penalties),
        under_investigation=cases.filter(kind=CaseKind.INVESTIGATION).exists(),
        abnormal_list=ListKind.ABNORMAL in lists,
        serious_list=ListKind.SERIOUS in lists,
        party_branch_missing=kept is not None and kept.party_branch == missing,
    )


def listed(today: date) -> QuerySet[Listing]:
    """Entries that stand today."""
    ended = Q(until__isnull=False, until__lte=today)
    return Listing.objects.filter(since__lte=today).exclude(ended)


def _grade_in_force(provider: Provider, today: date) -> Grade | None:
    held = Grade.objects.filter(provider=provider, revoked_at__isnull=True)
    return held.filter(since__lte=today, until__gte=today).first()


def _last_conclusion(reports: list[AnnualReport], today: date) -> str:
    return next((r.conclusion for r in reports if r.year == today.year - 1), "")


def _barely_twice(reports: list[AnnualReport], today: date) -> bool:
    """Passed in the main, or not, in the last two years running."""
    years = {each.year for each in reports if each.conclusion in PASSED_BARELY}
    return {today.year - 1, today.year - 2} <= years


def _last(penalties: list[Penalty], minor: bool) -> date | None:
    return max((p.decided_on for p in penalties if p.minor is minor), default=None)


def rules_on(name: str, today: date) -> Rulebook:
    """The newest rules in force today that say something of this. Raises Gap."""
    ended = Q(in_force_until__isnull=False, in_force_until__lt=today)
    sets = RuleSet.objects.filter(in_force_from__lte=today).exclude(ended)
    for each in sets:
        book = Rulebook(each.facts)
        if book.knows(name):
            return book
    raise Gap(name)
