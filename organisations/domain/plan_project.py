"""A project of a co-building plan on its way: begun, done, put off, dropped."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.cobuilding import held_plan, reason_of, tell_plan
from organisations.enums import PROJECT_ARROWS, ProjectState
from organisations.models import PlanProject, User


@transaction.atomic
def move_project(
    *, project: PlanProject, to: ProjectState, reason: str = "", by: User
) -> PlanProject:
    """Begin, finish or drop a project; dropping takes a reason.

    Raises ValidationError `state` where no arrow leads there, `reason`.
    """
    row = _held(project)
    if to not in PROJECT_ARROWS[ProjectState(row.state)] or to == ProjectState.CARRIED:
        raise ValidationError(
            gettext("“%(name)s” is %(state)s: this step is not open to it."),
            code="state",
            params={"name": str(row), "state": row.get_state_display()},
        )
    if to == ProjectState.DROPPED:
        row.reason = reason_of(reason)
    row.state, row.state_since = to, timezone.now()
    row.full_clean(validate_constraints=False)
    row.save()
    facts = {"project": row.pk, "to": str(to)}
    tell_plan(row.need.plan, "move_plan_project", by, **facts)
    return row


@transaction.atomic
def put_off_project(
    *, project: PlanProject, quarter: int, reason: str, by: User
) -> PlanProject:
    """To a later quarter of the same year, with a reason: the next year's plan takes
    along what is still open.

    Raises ValidationError `state`, `quarter` (not later), `reason`.
    """
    row = _held(project)
    if not row.is_open:
        raise ValidationError(
            gettext("This project is over: it cannot be put off."), code="state"
        )
    if quarter <= row.quarter:
        raise ValidationError({"quarter": gettext("Choose a later quarter.")})
    row.reason, row.quarter = reason_of(reason), quarter
    row.full_clean(validate_constraints=False)
    row.save()
    facts = {"project": row.pk, "quarter": int(quarter)}
    tell_plan(row.need.plan, "put_off_plan_project", by, **facts)
    return row


def _held(project: PlanProject) -> PlanProject:
    """The project as it stands; its plan's row is held, as by every verb of the plan."""
    held_plan(project.need.plan)
    return PlanProject.objects.select_related("need__plan__place", "resource").get(
        pk=project.pk
    )
