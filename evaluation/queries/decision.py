"""What the decision page of a case shows, to whom."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.enums import DECIDED, LeafKind
from evaluation.enums.decision import ReviewState
from evaluation.models import (
    Assessment,
    Ballot,
    Challenge,
    Indicator,
    Report,
    ReviewRequest,
)
from evaluation.queries.committee import review_of
from organisations.enums import Role
from organisations.models import User
from organisations.queries import current_roles

# Who reads how each member voted, and the organisation's requests for recusal.
INSIDE = frozenset(
    {Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER, Role.COMMITTEE_MEMBER}
)
RULING = frozenset({Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER})


def decision_of(case: Assessment, user: User) -> dict[str, Any]:
    """Votes by name for those inside; notice, review and what was ruled for all who
    see the case; reports of facts for the office and the bureau only."""
    judges = Assessment.objects.judged_by(user).filter(pk=case.pk).exists()
    roles = current_roles(user) if judges else frozenset()
    items = case.items.select_related("meeting").order_by("pk")
    challenges = Challenge.objects.filter(assessment=case).select_related("user")
    reports = Report.objects.visible_to(user).filter(assessment=case)
    return {
        "items": items if roles & INSIDE else [],
        "ballots": ballots_of(case) if roles & INSIDE else [],
        "notices": case.public_notices.order_by("published_at"),
        "review": review_of(case),
        "challenges": challenges if roles & RULING or _own(case, user) else [],
        "reports": reports,
        "decided": case.state in DECIDED,
        "award": getattr(case, "award", None),
        "rules_on": bool(roles & {Role.EVALUATION_OFFICE}),
    }


def held_up(case: Assessment) -> tuple[str, str] | None:
    """Why the result is not confirmed yet, as a code and a sentence; None for nothing.

    The notice runs to its end for everybody: a review of one's own, soon decided, does
    not shorten the days in which others report facts.
    """
    notice = case.public_notices.order_by("published_at").first()
    if notice is not None and timezone.localdate() <= notice.until:
        until = date_format(notice.until, "DATE_FORMAT")
        return "notice", _("The public notice runs until %(until)s.") % {"until": until}
    reviews = ReviewRequest.objects.filter(assessment=case)
    if reviews.exclude(state=ReviewState.SERVED).exists():
        return "open", _("The decision on the review is not served yet.")
    if Report.objects.open().filter(assessment=case).exists():
        return "open", _("A report of facts is not ruled on yet.")
    if Challenge.objects.open().filter(assessment=case).exists():
        return "open", _("A request for recusal is not ruled on yet.")
    return None


def ballots_of(case: Assessment) -> QuerySet[Ballot]:
    """Named ballots of votes that were closed."""
    closed = Ballot.objects.filter(item__assessment=case, item__closed_at__isnull=False)
    return closed.select_related("seat__user", "item__meeting").order_by("item", "pk")


def challengeable(case: Assessment) -> list[User]:
    """Experts of the case and members of the committee not challenged before."""
    district = case.round.district_id
    experts = User.objects.filter(
        panel_seats__panel__assessment=case, panel_seats__left_at__isnull=True
    )
    members = User.objects.filter(
        committee_seats__left_on__isnull=True,
        committee_seats__committee__district=district,
    )
    known = Challenge.objects.filter(assessment=case).values("user_id")
    found = (experts | members).exclude(pk__in=known)
    return list(found.distinct().order_by("name", "pk"))


def contestable(case: Assessment) -> QuerySet[Indicator]:
    """The leaves of its sheet, which may be contested."""
    kinds = (LeafKind.NODE, LeafKind.BONUS)
    return case.sheet.indicators.exclude(kind__in=kinds).order_by("order")


def _own(case: Assessment, user: User) -> bool:
    held = user.appointments.current().filter(role=Role.PROVIDER_ADMIN)
    return held.filter(provider=case.provider_id).exists()
