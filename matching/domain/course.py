"""The course of a case after it was raised: asked back, referred, paused, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.engagement import call_off_all, go_on_delivering
from matching.domain.faults import refuse
from matching.domain.need import ItemInput, add_item, check_length, check_services
from matching.domain.step import (
    PLATED_STATES,
    ask_for_proposal,
    ask_if_open,
    expect,
    move,
    record,
    tell,
)
from matching.enums import (
    ENDED_STATES,
    ItemState,
    NeedState,
    PackState,
    PauseReason,
    RefusalReason,
)
from matching.models import Need
from organisations.models import User


@transaction.atomic
def return_need(*, need: Need, version: int, question: str, by: User) -> None:
    """Ask back; the answer makes it raised again."""
    if not question.strip():
        raise refuse("no_question", _("Write what you need to know."))
    expect(need, version, NeedState.RAISED)
    move(need, NeedState.RETURNED, version=version, question=question.strip())
    tell(need.raised_by, "matching.need_returned", need)
    record(need, "return_need", by, to=need.state)


@transaction.atomic
def answer_return(*, need: Need, version: int, answer: str, by: User | None) -> None:
    """Add the answer below the first words and raise the need again."""
    if not answer.strip():
        raise refuse("no_answer", _("Write the answer."))
    check_length(answer)
    expect(need, version, NeedState.RETURNED)
    move(
        need,
        NeedState.RAISED,
        version=version,
        text=f"{need.text}\n\n{answer.strip()}",
    )
    record(need, "answer_return", by, to=need.state)


@transaction.atomic
def refer_need(*, need: Need, version: int, body: str, number: str, by: User) -> None:
    """Hand the matter to the body that is responsible, keeping its number.

    What was proposed falls, who was invited is told.
    """
    if not body.strip():
        raise refuse("no_body", _("Name the body that receives it."))
    move(
        need,
        NeedState.REFERRED,
        version=version,
        referred_to=body.strip(),
        referred_no=number.strip(),
    )
    off = _drop_plans(need, by)
    names = {"body": need.referred_to, "no": need.referred_no or "—"}
    tell(need.raised_by, "matching.need_referred", need, **names)
    record(need, "refer_need", by, to=need.state, called_off=off)


def _drop_plans(need: Need, by: User | None) -> list[str]:
    """End what was proposed or agreed and is not delivered; returns whose part."""
    need.packs.filter(state=PackState.PROPOSED).update(state=PackState.SUPERSEDED)
    return call_off_all(need, by)


@transaction.atomic
def refuse_need(*, need: Need, version: int, reason: str, by: User) -> None:
    """End a need that is not for this service, with a reason."""
    if reason not in RefusalReason:
        raise refuse("no_reason", _("Choose a reason."), field="reason")
    move(need, NeedState.REFUSED, version=version, refusal=reason)
    tell(need.raised_by, "matching.need_refused", need)
    record(need, "refuse_need", by, to=need.state, reason=reason)


@transaction.atomic
def merge_need(*, need: Need, version: int, into: Need, by: User) -> None:
    """Fold a second report of the same matter into the first."""
    into = _both_taken(need, into)
    if into.pk == need.pk or into.state in ENDED_STATES:
        raise refuse("merge", _("Choose another need that is still running."))
    move(need, NeedState.MERGED, version=version, merged_into=into)
    tell(need.raised_by, "matching.need_merged", need, into=into.number)
    record(need, "merge_need", by, to=need.state, into=into.public_id)


def _both_taken(need: Need, into: Need) -> Need:
    """Hold both rows in one order, so that two cannot be merged into each other."""
    pair = Need.objects.select_for_update().filter(pk__in=[need.pk, into.pk])
    return {each.pk: each for each in pair.order_by("pk")}[into.pk]


@transaction.atomic
def withdraw_need(*, need: Need, version: int, by: User | None) -> None:
    """The person does not want it any more; possible until delivery begins.

    Whoever was invited or had accepted is told, and their weeks are free again; what
    was delivered of an earlier version of the pack stays delivered.
    """
    move(need, NeedState.WITHDRAWN, version=version)
    off = _drop_plans(need, by)
    for user in {need.worker, need.raised_by} - {by}:
        tell(user, "matching.need_withdrawn", need)
    record(need, "withdraw_need", by, to=need.state, called_off=off)


@transaction.atomic
def pause_need(*, need: Need, version: int, reason: str, until: date, by: User) -> None:
    """Stop the clocks for one of the four good reasons, until a day.

    Invitations that are out may still be answered, and expire as they would; nothing
    is proposed meanwhile.
    """
    if reason not in PauseReason:
        raise refuse("no_reason", _("Choose a reason."), field="reason")
    if until <= timezone.localdate():
        raise refuse("until", _("Choose a day after today."), field="until")
    move(
        need,
        NeedState.PAUSED,
        version=version,
        paused_state=need.state,
        pause_reason=reason,
        pause_until=until,
    )
    record(need, "pause_need", by, to=need.state, reason=reason, until=str(until))


@transaction.atomic
def resume_need(*, need: Need, version: int, by: User | None) -> None:
    """Go on in the state that the pause remembered, and with what happened since."""
    expect(need, version, NeedState.PAUSED)
    move(
        need,
        need.paused_state,
        version=version,
        pause_reason="",
        pause_until=None,
        paused_state="",
    )
    go_on_delivering(need)
    if need.state in PLATED_STATES:
        ask_if_open(need)
    record(need, "resume_need", by, to=need.state)


@transaction.atomic
def close_need(*, need: Need, version: int, by: User) -> None:
    """End a delivered (or unmet) need. Whoever raised it learns what became of it."""
    move(need, NeedState.CLOSED, version=version, closed_at=timezone.now())
    if need.raised_by != by:
        tell(need.raised_by, "matching.need_closed", need)
    record(need, "close_need", by, to=need.state, done=_done_items(need))


def _done_items(need: Need) -> int:
    return need.items.filter(state=ItemState.DONE).count()


REOPEN_TIME = timedelta(days=30)


@transaction.atomic
def reopen_need(
    *, need: Need, version: int, by: User, items: Sequence[ItemInput] = ()
) -> None:
    """Take up a closed need again within 30 days, or an unmet one: what was left, or
    new items."""
    expect(need, version, NeedState.CLOSED, NeedState.UNMET)
    if need.closed_at and timezone.now() > need.closed_at + REOPEN_TIME:
        raise refuse(
            "too_late",
            _("It was closed more than %(days)d days ago. Raise a new need."),
            days=REOPEN_TIME.days,
        )
    check_services(need.track, need.health_consent, items)
    move(need, NeedState.OPEN, version=version, closed_at=None)
    left = need.items.exclude(state=ItemState.DONE).update(state=ItemState.OPEN)
    if not left and not items:
        raise refuse("no_items", _("Add at least one service item."))
    for item in items:
        add_item(need, item)
    ask_for_proposal(need)
    record(need, "reopen_need", by, to=need.state)
