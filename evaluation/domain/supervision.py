"""What happens to an organisation outside of rounds, and the case that each opens.

An event that may touch a grade opens its case, and a verification of every grade in
force, in the transaction that records the event.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.domain.follow_up import open_verification
from evaluation.enums.supervision import (
    GROUNDS_OF,
    CaseKind,
    ListGround,
    ListKind,
    PartyBranch,
    ReportStatus,
    Trigger,
)
from evaluation.models import (
    AnnualReport,
    Award,
    CreditFile,
    Listing,
    Penalty,
    SupervisionCase,
)
from evaluation.queries.standing import rules_on
from evaluation.scoring.rulebook import Gap, years_after
from matching.domain.faults import refuse, wrong_state
from organisations.enums import Role
from organisations.models import Provider, User
from organisations.queries import admins_of, holders
from records.domain.ledger import append
from records.domain.message import send


@transaction.atomic
def keep_credit_file(
    *,
    provider: Provider,
    registered_on: date | None,
    party_branch: PartyBranch,
    by: User,
) -> CreditFile:
    """Put down the day of its registration and whether its Party branch is there."""
    row, _new = CreditFile.objects.get_or_create(provider=provider)
    row.registered_on, row.party_branch = registered_on, party_branch
    _save(row)
    record(provider, "keep_credit_file", by, branch=str(party_branch))
    return row


# --- penalties and lists -------------------------------------------------------------------


@transaction.atomic
def record_penalty(
    *,
    provider: Provider,
    document_no: str,
    what: str,
    minor: bool,
    decided_on: date,
    by: User,
) -> Penalty:
    """A penalty, by the number of its document, once; opens a verification."""
    _refuse_future(decided_on)
    row = Penalty(
        provider=provider,
        document_no=document_no.strip(),
        what=what.strip(),
        minor=minor,
        decided_on=decided_on,
    )
    _save(row)
    verify(provider, Trigger.PENALTY, f"{row.document_no} {row.what}", by)
    record(provider, "record_penalty", by, penalty=row.pk, minor=minor)
    return row


@transaction.atomic
def execute_penalty(*, penalty: Penalty, on: date, by: User) -> Penalty:
    """It was carried out. Raises `wrong_state` the second time."""
    _refuse_future(on)
    penalty.executed_on = on
    penalty.full_clean()
    left = Penalty.objects.filter(pk=penalty.pk, executed_on__isnull=True)
    if not left.update(executed_on=on):
        raise wrong_state(_("carried out"))
    record(penalty.provider, "execute_penalty", by, penalty=penalty.pk)
    return penalty


@transaction.atomic
def list_provider(
    *,
    provider: Provider,
    kind: ListKind,
    ground: ListGround,
    since: date,
    by: User | None,
) -> Listing:
    """Enter it on a list; opens a verification. A new lapse of one that is on the list
    begins its clock anew. Raises `ground` where the ground leads to the other list."""
    _refuse_future(since)
    if ground not in GROUNDS_OF[kind]:
        raise refuse(
            "ground", _("This ground leads to the other list."), field="ground"
        )
    row = _held(provider, kind)
    if row is None:
        row = Listing(provider=provider, kind=kind, since=since, ground=ground)
    row.clock_from, row.ground = since, ground
    _save(row)
    for user in admins_of(provider):
        _tell(user, "listed", provider, list=str(ListKind(kind).label))
    verify(provider, Trigger.LISTING, str(ListGround(ground).label), by)
    record(provider, "list_provider", by, list=str(kind), ground=str(ground))
    return row


@transaction.atomic
def delist_provider(*, listing: Listing, on: date, reason: str, by: User) -> Listing:
    """Take it off, with the reason. Raises `wrong_state` for one that is off already."""
    _refuse_future(on)
    if not reason.strip():
        raise refuse("required", _("Give the reason."), field="reason")
    listing.until, listing.removal = on, reason.strip()[:200]
    listing.full_clean()
    left = Listing.objects.filter(pk=listing.pk, until__isnull=True)
    if not left.update(until=on, removal=listing.removal):
        raise wrong_state(_("taken off the list"))
    record(listing.provider, "delist_provider", by, list=listing.kind)
    return listing


def promote_listings(*, today: date) -> int:
    """Whoever was on the list of abnormal activity for too long goes to the other one,
    each in a transaction of its own; how many. Nothing where the rules are silent."""
    try:
        years = rules_on("abnormal_years_to_serious", today).says(
            "abnormal_years_to_serious"
        )
    except Gap:
        return 0
    abnormal = Listing.objects.filter(kind=ListKind.ABNORMAL, until__isnull=True)
    serious = Listing.objects.filter(kind=ListKind.SERIOUS, until__isnull=True)
    waiting = abnormal.exclude(provider__in=serious.values("provider"))
    due = [e for e in waiting if years_after(e.clock_from, years) <= today]
    for each in due:
        list_provider(
            provider=each.provider,
            kind=ListKind.SERIOUS,
            ground=ListGround.TOO_LONG,
            since=today,
            by=None,
        )
    return len(due)


def _held(provider: Provider, kind: ListKind) -> Listing | None:
    held = Listing.objects.select_for_update(no_key=True)
    return held.filter(provider=provider, kind=kind, until__isnull=True).first()


# --- cases ---------------------------------------------------------------------------------


def verify(
    provider: Provider, trigger: Trigger, about: str, by: User | None
) -> SupervisionCase:
    """Part of the verb that records an event: its case, a look at each grade in force,
    the office told."""
    case = _open(provider, CaseKind.VERIFICATION, trigger, about, by)
    reason = f"{Trigger(trigger).label}: {about}"
    for award in Award.objects.standing().filter(assessment__provider=provider):
        open_verification(award=award, reason=reason, by=by)
    return case


@transaction.atomic
def open_investigation(*, provider: Provider, about: str, by: User) -> SupervisionCase:
    """It is under investigation from now on, until the case is closed."""
    if not about.strip():
        raise refuse("required", _("Say what it is about."), field="about")
    return _open(provider, CaseKind.INVESTIGATION, Trigger.OTHER, about.strip(), by)


@transaction.atomic
def close_case(*, case: SupervisionCase, finding: str, by: User) -> SupervisionCase:
    """What was found. Raises `wrong_state` for one that is closed."""
    if not finding.strip():
        raise refuse("required", _("Write what was found."), field="finding")
    case.finding, case.closed_by = finding.strip(), by
    case.closed_at = timezone.now()
    case.full_clean()
    changes = {n: getattr(case, n) for n in ("finding", "closed_by", "closed_at")}
    if not SupervisionCase.objects.open().filter(pk=case.pk).update(**changes):
        raise wrong_state(_("closed"))
    record(case.provider, "close_case", by, case=case.public_id)
    return case


def _open(
    provider: Provider, kind: CaseKind, trigger: Trigger, about: str, by: User | None
) -> SupervisionCase:
    case = SupervisionCase(
        provider=provider, kind=kind, trigger=trigger, about=about[:200]
    )
    _save(case)
    for user in holders(Role.EVALUATION_OFFICE, provider.chain):
        _tell(user, "case_opened", provider, name=provider.name)
    facts = {"case": case.public_id, "kind": str(kind), "trigger": str(trigger)}
    record(provider, "open_case", by, **facts)
    return case


# --- annual reports ------------------------------------------------------------------------


@transaction.atomic
def record_report(
    *,
    provider: Provider,
    year: int,
    filed_on: date,
    conclusion: str = "",
    by: User,
) -> AnnualReport:
    """The report of a year came in: in time or late, by the day it was due. Raises
    `not_asked` for a year whose reports were not asked for."""
    _refuse_future(filed_on)
    rows = AnnualReport.objects.select_for_update(no_key=True)
    row = rows.filter(provider=provider, year=year).first()
    if row is None:
        raise refuse("not_asked", _("No report was asked for this year."), field="year")
    late = filed_on > row.due_on
    row.status = ReportStatus.LATE if late else ReportStatus.FILED
    row.filed_on, row.conclusion = filed_on, conclusion
    _save(row)
    record(provider, "record_report", by, year=year, status=str(row.status))
    return row


@transaction.atomic
def mark_overdue(*, report: AnnualReport, today: date) -> bool:
    """It did not come in time; opens a verification, once."""
    late = AnnualReport.objects.filter(
        pk=report.pk, status=ReportStatus.DUE, due_on__lt=today
    )
    if not late.update(status=ReportStatus.OVERDUE):
        return False
    for user in admins_of(report.provider):
        _tell(user, "report_overdue", report.provider, year=str(report.year))
    verify(report.provider, Trigger.REPORT_OVERDUE, str(report.year), None)
    record(report.provider, "mark_overdue", None, year=report.year)
    return True


# --- what the verbs share --------------------------------------------------------------------


def record(provider: Provider, action: str, by: User | None, **facts: Any) -> None:
    """Append to the ledger of the provider's district; the last write of a verb."""
    append(
        chain=provider.chain,
        action=f"evaluation.{action}",
        actor=by,
        subject=provider.subject,
        facts=facts,
    )


def _tell(user: User, kind: str, provider: Provider, **params: str) -> None:
    send(
        recipient=user,
        kind=f"evaluation.{kind}",
        params=params,
        subject=provider.subject,
        url=f"/credit/{provider.public_id}/",
    )


def _save(row: models.Model) -> None:
    row.full_clean()
    row.save()


def _refuse_future(day: date) -> None:
    if day > timezone.localdate():
        raise refuse("future", _("The day lies ahead."))
