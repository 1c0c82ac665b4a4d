"""Time limits that do not belong to a state of a case: a decision to be served, a report
and a request for recusal to be ruled on, a plaque to come back, a yearly report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from evaluation.enums.decision import ReviewState
from evaluation.enums.supervision import ReportStatus
from evaluation.models import AnnualReport, Assessment, Award, Challenge, Report
from evaluation.models import ReviewRequest as Review
from evaluation.queries.clock import REMINDER, last_day
from evaluation.queries.recusal import free_of_ties
from evaluation.scoring.rulebook import Rulebook
from organisations.enums import Role
from organisations.models import User
from organisations.queries import admins_of, holders
from records.queries import SHANGHAI

OFFICE, BUREAU = Role.EVALUATION_OFFICE, Role.BUREAU_REVIEWER


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing that is due: `kind` names its two messages (`..._near`, `..._late`),
    `hands` do it, `above` are told when it was not done in time."""

    kind: str
    subject: str
    chain: str
    name: str
    url: str
    begun: date
    due_on: date
    hands: tuple[User, ...]
    above: tuple[User, ...]

    @property
    def remind_on(self) -> date:
        """The day on which three quarters of the time have passed."""
        whole = (self.due_on - self.begun).days
        return self.begun + timedelta(days=int(whole * REMINDER))


def running_limits() -> Iterator[Limit]:
    """Every limit whose thing is not done; whoever stays away from a case is never
    told of it."""
    yield from _decisions()
    yield from _reports()
    yield from _challenges()
    yield from _plaques()
    yield from _yearly()


def _decisions() -> Iterator[Limit]:
    """Decisions on reviews that were voted on: to be served by the bureau."""
    rows = Review.objects.filter(state=ReviewState.DECIDED, serve_by__isnull=False)
    for each in rows.select_related(*_case("assessment")):
        yield _of_case(
            "serving",
            each.assessment,
            f"review:{each.public_id}",
            f"cases/{each.assessment.public_id}/decision/",
            (each.decided_at.astimezone(SHANGHAI).date(), each.serve_by),
            (BUREAU, OFFICE),
        )


def _reports() -> Iterator[Limit]:
    """Reports of facts that wait for a ruling."""
    rows = Report.objects.open().filter(due_on__isnull=False)
    for each in rows.select_related(*_case("assessment")):
        yield _of_case(
            "ruling",
            each.assessment,
            f"report:{each.public_id}",
            f"facts/{each.public_id}/",
            (each.received_at.astimezone(SHANGHAI).date(), each.due_on),
            (OFFICE, BUREAU),
        )


def _challenges() -> Iterator[Limit]:
    """Requests for recusal, where the case's rules say by when they are ruled on."""
    rows = Challenge.objects.open().select_related(*_case("assessment"))
    for each in rows:
        due = last_day(each.assessment.rule_set, "challenge_ruling", each.made_at)
        if due is not None:
            yield _of_case(
                "recusal",
                each.assessment,
                each.subject,
                f"cases/{each.assessment.public_id}/decision/",
                (each.made_at.astimezone(SHANGHAI).date(), due),
                (OFFICE, BUREAU),
            )


def _plaques() -> Iterator[Limit]:
    """Plaques of grades that were lowered or cancelled: the organisation gives them
    back, else the bureau declares them void."""
    rows = Award.objects.filter(
        plaque_due_on__isnull=False,
        plaque_back_on__isnull=True,
        plaque_void_on__isnull=True,
    )
    for each in rows.select_related(*_case("assessment")):
        case, due = each.assessment, each.plaque_due_on
        days = Rulebook(case.rule_set.facts).clock("plaque_return").days
        yield Limit(
            kind="plaque",
            subject=each.subject,
            chain=each.chain,
            name=case.provider.name,
            url=f"/desk/evaluation/grades/{each.public_id}/",
            begun=due - timedelta(days=days),
            due_on=due,
            hands=tuple(admins_of(case.provider)),
            above=tuple(holders(BUREAU, case.round.district.code)),
        )


def _yearly() -> Iterator[Limit]:
    """Yearly reports that were asked for; that one is overdue is told elsewhere."""
    rows = AnnualReport.objects.filter(status=ReportStatus.DUE)
    for each in rows.select_related("provider__street"):
        yield Limit(
            kind="yearly",
            subject=f"annual_report:{each.pk}",
            chain=each.provider.chain,
            name=each.provider.name,
            url="/desk/",
            begun=date(each.year + 1, 1, 1),
            due_on=each.due_on,
            hands=tuple(admins_of(each.provider)),
            above=(),
        )


def _case(name: str) -> tuple[str, ...]:
    return (f"{name}__round__district", f"{name}__provider", f"{name}__rule_set")


def _of_case(
    kind: str,
    case: Assessment,
    subject: str,
    path: str,
    days: tuple[date, date],
    roles: tuple[Role, Role],
) -> Limit:
    """The first role does it; both are told when it was not done."""
    code = case.round.district.code
    hands, others = (free_of_ties(case, holders(role, code)) for role in roles)
    return Limit(
        kind=kind,
        subject=subject,
        chain=case.chain,
        name=case.provider.name,
        url=f"/desk/evaluation/{path}",
        begun=days[0],
        due_on=days[1],
        hands=tuple(hands),
        above=(*hands, *others),
    )
