"""What all verbs of a need are made of: take the row, walk an arrow, tell, record.

The order is the same everywhere: the need's row first, then weeks of capacity, the
ledger last.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from matching.domain.faults import stale, wrong_state
from matching.enums import CASE_ARROWS, NEED_ARROWS, ItemState, NeedState, Track
from matching.models import Engagement, Need
from matching.queries import run_of
from matching.queries.absence import covers_of
from organisations.enums import EMPLOYED_ROLES
from organisations.models import User
from records.domain.job import enqueue
from records.domain.ledger import Act, append_many
from records.domain.message import send

# Where a proposal for what is still open is taken.
PLATED_STATES = (NeedState.OPEN, NeedState.CONFIRMED, NeedState.IN_DELIVERY)


def act(need: Need, action: str, by: User | None, **facts: Any) -> Act:
    """One act on a need, as its district's ledger will hold it."""
    return Act(
        chain=need.community.code[:6],
        action=f"matching.{action}",
        actor=by,
        subject=need.subject,
        facts=facts,
    )


def record(need: Need, action: str, by: User | None, **facts: Any) -> None:
    """Append one act on a need to its district's ledger; the last write of a verb."""
    append_many([act(need, action, by, **facts)])


def take(need_id: int) -> Need:
    """The need as it is now, its row held until the verb ends.

    A verb takes the need before anything else, then weeks of capacity in their order,
    the ledger last: so no two verbs wait for each other crosswise.
    """
    return (
        Need.objects.select_for_update(of=("self",))
        .select_related("community", "worker", "team", "person", "raised_by")
        .get(pk=need_id)
    )


def expect(need: Need, version: int, *states: str) -> None:
    """Refuse an older form, and a state that the act is not made for."""
    if version != need.version:
        raise stale()
    if need.state not in states:
        raise wrong_state(need.get_state_display())


def move(need: Need, to: str, *, version: int | None = None, **changes: Any) -> None:
    """Walk one arrow by a conditional update; `need` is fresh afterwards.

    The clock of the new state begins now, unless the changes say something else of it.
    Raises `wrong_state` where there is no such arrow, `stale` where the row is no
    longer in the state or version that the caller saw, and by field for a change that
    the field cannot hold.
    """
    if version is not None and version != need.version:
        raise stale()
    if to not in NEED_ARROWS[need.state] | _of_casework(need):
        raise wrong_state(need.get_state_display())
    before, now = need.state, timezone.now()
    change(need, changes)
    clock = {k: v for k, v in run_of(need, to, now).items() if k not in changes}
    _write(need, before, {**clock, **changes, "state": str(to)})


def _of_casework(need: Need) -> frozenset[str]:
    """Where casework of the station may go besides."""
    return CASE_ARROWS.get(need.state, frozenset()) if need.is_casework else frozenset()


def move_on(need: Need, **changes: Any) -> None:
    """Count a change of the pack as a change of the need: older forms are stale."""
    _write(need, need.state, changes)


def change(row: Need | Engagement, changes: dict[str, Any]) -> None:
    """Refuse what the fields cannot hold, else set them on the object."""
    faults = {}
    for name, value in changes.items():
        field = row._meta.get_field(name)
        if field.is_relation or (field.blank and value in field.empty_values):
            continue
        try:
            field.clean(value, row)
        except ValidationError as error:
            faults[name] = error
    if faults:
        raise ValidationError(faults)
    for name, value in changes.items():
        setattr(row, name, value)


def _write(need: Need, state: str, changes: dict[str, Any]) -> None:
    changes["version"] = need.version + 1
    seen = Need.objects.filter(pk=need.pk, state=state, version=need.version)
    if not seen.update(**changes):
        raise stale()
    for name, value in changes.items():
        setattr(need, name, value)


def tell(user: User | None, kind: str, need: Need, **params: str) -> None:
    """Tell a user; who stands in for the worker of the case hears it too."""
    if user is None:
        return
    if not _may_hear(user, need):
        return
    covers = covers_of(user) if user.pk == need.worker_id else []
    for recipient in [user, *covers]:
        send(
            recipient=recipient,
            kind=kind,
            params={"number": need.number, **params},
            subject=need.subject,
            url=f"/desk/needs/{need.public_id}/",
        )


def _may_hear(user: User, need: Need) -> bool:
    """Of a confidential case whoever raised it hears in person, not by a message that
    somebody else may read; the station does hear."""
    if need.track != Track.CONFIDENTIAL or user.pk != need.raised_by_id:
        return True
    staff = user.appointments.current().filter(role__in=sorted(EMPLOYED_ROLES))
    return staff.over(need.community.code).exists()


def ask_for_proposal(need: Need) -> None:
    """Write the job that will propose a pack for this version of the need; casework
    gets none, the station's own workers go on with it."""
    if need.is_casework:
        go_on_alone(need)
        return
    enqueue(
        kind="matching.propose_pack",
        key=f"propose:{need.public_id}:{need.version}",
        payload={"need": need.pk, "version": need.version},
    )


def go_on_alone(need: Need) -> None:
    """What is open of a case is the work of the station itself, from now on."""
    if need.state in (NeedState.OPEN, NeedState.CONFIRMED):
        move(need, NeedState.IN_DELIVERY)
    need.items.filter(state=ItemState.OPEN).update(state=ItemState.IN_DELIVERY)


def ask_if_open(need: Need) -> None:
    """Ask again where an item is still open and the version has moved on since."""
    if need.items.filter(state=ItemState.OPEN).exists():
        ask_for_proposal(need)
