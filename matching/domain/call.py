"""A street calls a unit, the unit answers, the caller scores the answer once.

令行禁止、有呼必应; 一事一考. There is no ranking of units and no average of scores: a
national rule of 2026 forbids both as appraisal.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.number import case_counter, next_number
from matching.domain.step import act, take
from matching.enums import ENDED_STATES, CallState, Level, Track
from matching.models import Call, Matter, Need
from matching.queries import answer_due, callers_of
from organisations.enums import ProviderKind, ProviderState, TerritoryLevel
from organisations.models import Provider, Territory, User
from organisations.queries import admins_of
from records.domain.ledger import Act, append_many
from records.domain.message import send

CALLING_LEVELS = {
    TerritoryLevel.STREET: Level.STREET,
    TerritoryLevel.DISTRICT: Level.DISTRICT,
}


@transaction.atomic
def call_unit(
    *,
    matter: Matter,
    unit: Provider,
    street: Territory,
    text: str,
    by: User,
    need: Need | None = None,
) -> Call:
    """Call a public-sector unit; it has as long as the level has for such a matter.

    `street` is the calling street, or the district where its duty desk calls. Tells
    the unit's administrators. Raises ValidationError for another kind of provider, one
    that is not active, a need that is confidential, has ended or lies elsewhere, and
    where no limit is loaded.
    """
    if need is not None:
        need = take(need.pk)
        _check_need(need, street)
    _check_unit(Provider.objects.get(pk=unit.pk))
    said, now = _worded("text", text), timezone.now()
    due = _due(matter, street, now)
    counter = case_counter(timezone.localdate(now).year)
    call = Call.objects.create(
        number=next_number(counter, "HJ"),
        matter=matter,
        need=need,
        street=street,
        unit=unit,
        text=said,
        called_by=by,
        called_at=now,
        due_at=due,
    )
    until = timezone.localtime(due).strftime("%Y-%m-%d %H:%M")
    for user in admins_of(unit):
        _tell(user, "matching.called", call, by=by, until=until)
    facts = {"matter": matter.pk, "unit": unit.public_id}
    acts = [_act(call, "matching.call_unit", by, **facts)]
    if need is not None:
        acts.append(act(need, "call_unit", by, call=call.public_id))
    append_many(acts)
    return call


def _due(matter: Matter, street: Territory, now: datetime) -> datetime:
    level = CALLING_LEVELS.get(TerritoryLevel(street.level))
    if level is None:
        raise refuse("street", _("A street calls, or the district."), field="street")
    due = answer_due(matter.klass, level, now)
    if due is None:
        raise refuse(
            "no_limit",
            _("No time limit is loaded for this class of matters. Tell the centre."),
            field="matter",
        )
    return due


def _check_unit(unit: Provider) -> None:
    if unit.kind != ProviderKind.PUBLIC_SECTOR_UNIT:
        raise refuse(
            "unit",
            _(
                "Only a public-sector unit is called. Social organisations, volunteers "
                "and agencies are invited by a pack."
            ),
            field="unit",
        )
    if unit.state != ProviderState.ACTIVE:
        raise refuse("unit_state", _("This unit is not active here."), field="unit")


def _check_need(need: Need, street: Territory) -> None:
    """What is confidential goes to no unit; the sentence does not say that it is so."""
    here = need.community.code.startswith(street.code)
    if need.track == Track.CONFIDENTIAL or need.state in ENDED_STATES or not here:
        raise refuse("need", _("This need cannot be attached to a call."))


@transaction.atomic
def answer_call(*, call: Call, version: int, answer: str, by: User) -> None:
    """The unit says what it did or will do, once. Tells the caller and the street."""
    said = _worded("answer", answer)
    _move(
        call,
        version,
        CallState.CALLED,
        state=CallState.ANSWERED,
        answer=said,
        answered_by=by,
        answered_at=timezone.now(),
    )
    for user in {call.called_by, *callers_of(call.street)} - {by}:
        _tell(user, "matching.call_answered", call)
    late = call.answered_at is not None and call.answered_at > call.due_at
    append_many([_act(call, "matching.answer_call", by, late=late)])


@transaction.atomic
def score_call(*, call: Call, version: int, score: int, reason: str, by: User) -> None:
    """The caller scores this answer, 1 to 5 and why; once and for ever."""
    said = _worded("score_reason", reason, "reason")
    if score not in range(1, 6):
        raise refuse("score", _("Choose a score from 1 to 5."), field="score")
    _move(
        call,
        version,
        CallState.ANSWERED,
        state=CallState.SCORED,
        score=score,
        score_reason=said,
        scored_by=by,
        scored_at=timezone.now(),
    )
    for user in admins_of(call.unit):
        _tell(user, "matching.call_scored", call)
    append_many([_act(call, "matching.score_call", by, score=score)])


@transaction.atomic
def withdraw_call(*, call: Call, version: int, by: User) -> None:
    """Take a call back before it is answered. Tells the unit's administrators."""
    _move(call, version, CallState.CALLED, state=CallState.WITHDRAWN)
    for user in admins_of(call.unit):
        _tell(user, "matching.call_withdrawn", call, by=by)
    append_many([_act(call, "matching.withdraw_call", by)])


def _worded(name: str, value: str, argument: str = "") -> str:
    """The words as the field holds them; refused by field where there are none."""
    field = Call._meta.get_field(name)
    if not value.strip():
        raise refuse("required", _("Write a sentence."), field=argument or name)
    try:
        return str(field.clean(value.strip(), None))
    except ValidationError as error:
        error.field = argument or name
        raise


def _move(call: Call, version: int, before: str, **changes: Any) -> None:
    """One step by a conditional update: who comes second is refused."""
    changes["version"] = version + 1
    seen = Call.objects.filter(pk=call.pk, version=version, state=before)
    if not seen.update(**changes):
        now = Call.objects.get(pk=call.pk)
        raise wrong_state(now.get_state_display()) if now.state != before else stale()
    for name, value in changes.items():
        setattr(call, name, value)


def _act(call: Call, action: str, by: User, **facts: Any) -> Act:
    return Act(
        chain=call.street.district_code,
        action=action,
        actor=by,
        subject=call.subject,
        facts=facts,
    )


def _tell(
    user: User, kind: str, call: Call, *, by: User | None = None, **params: str
) -> None:
    send(
        recipient=user,
        kind=kind,
        params={"number": call.number, **params},
        subject=call.subject,
        url=f"/desk/calls/{call.public_id}/",
        sender=by,
    )
