"""What all verbs of an assessment are made of: take the row, walk an arrow, tell, record.

The order is the same everywhere: the assessment's row first, the ledger last.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.enums import ARROWS, AssessmentState, RoundState
from evaluation.models import Assessment
from evaluation.queries.clock import due_on
from evaluation.queries.recusal import free_of_ties
from matching.domain.faults import refuse, stale, wrong_state
from organisations.models import User
from organisations.queries import admins_of, holders
from records.domain.ledger import Act, append_many
from records.domain.message import send


def take(assessment_id: int) -> Assessment:
    """The assessment as it is now, its row held until the verb ends."""
    return (
        Assessment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__district", "provider__street", "rule_set", "sheet")
        .get(pk=assessment_id)
    )


def expect(assessment: Assessment, version: int | None, *states: str) -> None:
    """Refuse an older form, and a state that the act is not made for."""
    if version is not None and version != assessment.version:
        raise stale()
    if assessment.state not in states:
        raise wrong_state(assessment.get_state_display())


def refuse_late(row: Assessment) -> None:
    """Raises ValidationError `late` after the last day for applications."""
    if row.round.state != RoundState.ANNOUNCED:
        raise wrong_state(row.round.get_state_display())
    until = row.round.apply_until
    if timezone.localdate() > until and row.due_on is None:
        raise refuse(
            "late",
            _("Applications were taken until %(until)s."),
            until=until.isoformat(),
        )


def move(
    assessment: Assessment, to: str, *, version: int | None = None, **changes: Any
) -> None:
    """Walk one arrow by a conditional update; `assessment` is fresh afterwards.

    The clock of the new state begins now: `due_on` is counted in working days by the
    rule set it was opened under. Raises `wrong_state` where there is no such arrow,
    `stale` where the row is no longer in the state or version that the caller saw.
    """
    if version is not None and version != assessment.version:
        raise stale()
    target = AssessmentState(to)
    if target not in ARROWS[AssessmentState(assessment.state)]:
        raise wrong_state(assessment.get_state_display())
    now = timezone.now()
    clock = {"state_since": now, "due_on": due_on(assessment.rule_set, target, now)}
    _write(assessment, {**clock, **changes, "state": str(target)})


def keep(assessment: Assessment, **changes: Any) -> None:
    """Change what stands beside the state: older forms are stale afterwards."""
    _write(assessment, changes)


def _write(assessment: Assessment, changes: dict[str, Any]) -> None:
    changes["version"] = assessment.version + 1
    seen = Assessment.objects.filter(
        pk=assessment.pk, state=assessment.state, version=assessment.version
    )
    if not seen.update(**changes):
        raise stale()
    for name, value in changes.items():
        setattr(assessment, name, value)


def act(assessment: Assessment, action: str, by: User | None, **facts: Any) -> Act:
    """One act on an assessment, as its district's ledger will hold it."""
    return Act(
        chain=assessment.chain,
        action=f"evaluation.{action}",
        actor=by,
        subject=assessment.subject,
        facts=facts,
    )


def record(assessment: Assessment, action: str, by: User | None, **facts: Any) -> None:
    """Append one act to the district's ledger; the last write of a verb."""
    append_many([act(assessment, action, by, **facts)])


def tell(user: User, kind: str, assessment: Assessment, **params: str) -> None:
    """Tell one user of something about an assessment."""
    send(
        recipient=user,
        kind=f"evaluation.{kind}",
        params={"name": assessment.provider.name, **params},
        subject=assessment.subject,
        url=f"/desk/evaluation/cases/{assessment.public_id}/",
    )


def tell_organisation(kind: str, assessment: Assessment, **params: str) -> None:
    for user in admins_of(assessment.provider):
        tell(user, kind, assessment, **params)


def tell_office(kind: str, assessment: Assessment, role: Any, **params: str) -> None:
    """Everybody in this role over the district of the round who need not stay away."""
    there = holders(role, assessment.round.district.code)
    for user in free_of_ties(assessment, there):
        tell(user, kind, assessment, **params)
