"""The course of a case after it was raised: asked back, referred, paused, closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.call_back import draw_call_back
from matching.domain.clock import ended_pause, held_clock, resumed_clock
from matching.domain.engagement import call_off_all, go_on_delivering
from matching.domain.faults import refuse, wrong_state
from matching.domain.need import ItemInput, add_item, check_length, check_services
from matching.domain.safeguard import (
    begin_report,
    check_alone,
    check_danger,
    guarded,
    tell_of_danger,
)
from matching.domain.step import (
    PLATED_STATES,
    act,
    ask_for_proposal,
    ask_if_open,
    expect,
    move,
    record,
    take,
    tell,
)
from matching.domain.topic import drop_all, drop_met
from matching.domain.wish import wait_for_claim
from matching.enums import (
    BAD_GRADES,
    ENDED_STATES,
    ItemState,
    NeedState,
    PackState,
    PauseReason,
    RefusalReason,
    ReopenReason,
    Track,
)
from matching.models import Need
from matching.queries.entered import is_fresh
from organisations.enums import Role
from organisations.models import User
from organisations.queries import holders, workers_of
from records.domain.job import enqueue
from records.domain.ledger import append_many


@transaction.atomic
def return_need(*, need: Need, version: int, question: str, by: User) -> None:
    """Ask back, which receives it; the answer makes it raised again, to be assessed."""
    if not question.strip():
        raise refuse("no_question", _("Write what you need to know."))
    expect(need, version, NeedState.RAISED)
    received = need.received_at or timezone.now()
    asked = {"question": question.strip(), "received_at": received}
    move(need, NeedState.RETURNED, version=version, **asked)
    tell(need.raised_by, "matching.need_returned", need)
    record(need, "return_need", by, to=need.state)


@transaction.atomic
def answer_return(
    *,
    need: Need,
    version: int,
    answer: str,
    by: User | None,
    acknowledged: Collection[str] = (),
) -> None:
    """Add the answer below the first words and raise the need again.

    Words of danger in it are refused until acknowledged, as in `raise_need`.
    """
    if not answer.strip():
        raise refuse("no_answer", _("Write the answer."))
    check_length(answer)
    fixed = {} if need.danger else guarded(check_danger(answer, acknowledged))
    expect(need, version, NeedState.RETURNED)
    move(
        need,
        NeedState.RAISED,
        version=version,
        text=f"{need.text}\n\n{answer.strip()}",
        **fixed,
    )
    acts = [act(need, "answer_return", by, to=need.state)]
    if fixed:
        tell_of_danger(need, by)
    if begin_report(need):
        acts.append(act(need, "open_report", by))
    append_many(acts)


@transaction.atomic
def refer_need(*, need: Need, version: int, body: str, number: str, by: User) -> None:
    """Hand the matter to the body that is responsible, keeping its number.

    What was proposed falls, who was invited is told. Casework in hand goes on there.
    Raises ValidationError: `no_body`, `wrong_state`, `engaged`, `stale`.
    """
    if not body.strip():
        raise refuse("no_body", _("Name the body that receives it."))
    if need.is_casework:
        check_alone(need)
    move(
        need,
        NeedState.REFERRED,
        version=version,
        referred_to=body.strip(),
        referred_no=number.strip(),
    )
    off = _drop_plans(need, by)
    drop_all(need)
    names = {"body": need.referred_to, "no": need.referred_no or "—"}
    tell(need.raised_by, "matching.need_referred", need, **names)
    record(need, "refer_need", by, to=need.state, called_off=off)


def _drop_plans(need: Need, by: User | None) -> list[str]:
    """End what was proposed or agreed and is not delivered; returns whose part."""
    need.packs.filter(state=PackState.PROPOSED).update(state=PackState.SUPERSEDED)
    return call_off_all(need, by)


@transaction.atomic
def refuse_need(*, need: Need, version: int, reason: str, by: User) -> None:
    """End a need that is not for this service, with a reason.

    An offer of help is none of ours to serve, but welcome: the centre's operators are
    told, who put it on the menu.
    """
    if reason not in RefusalReason:
        raise refuse("no_reason", _("Choose a reason."), field="reason")
    move(need, NeedState.REFUSED, version=version, refusal=reason)
    tell(need.raised_by, "matching.need_refused", need)
    offer = reason == RefusalReason.OFFER
    for user in holders(Role.CENTRE_OPERATOR, need.community.code) if offer else ():
        tell(user, "matching.offer_noted", need)
    action = "note_offer" if offer else "refuse_need"
    record(need, action, by, to=need.state, reason=reason)


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
    was delivered of an earlier version of the pack stays delivered. Raises `wrong_state`
    for casework that was paused while it was in hand.
    """
    if need.paused_state == NeedState.IN_DELIVERY:
        raise wrong_state(need.get_state_display())
    move(need, NeedState.WITHDRAWN, version=version, **ended_pause(need))
    off = _drop_plans(need, by)
    drop_all(need)
    for user in {need.worker, need.raised_by} - {by}:
        tell(user, "matching.need_withdrawn", need)
    record(need, "withdraw_need", by, to=need.state, called_off=off)


@transaction.atomic
def take_back_need(*, need: Need, version: int, by: User) -> None:
    """Undo an entry of one's own within ten minutes, while nobody has taken it on.

    Raises ValidationError `too_late` afterwards, and where somebody is in danger.
    """
    if need.raised_by_id != by.pk or not is_fresh(need, timezone.now()):
        raise refuse(
            "too_late", _("It cannot be undone any more: open it and withdraw it.")
        )
    withdraw_need(need=need, version=version, by=by)


@transaction.atomic
def pause_need(*, need: Need, version: int, reason: str, until: date, by: User) -> None:
    """Stop the clocks for one of the four good reasons, until a day.

    Invitations that are out may still be answered, and expire as they would; nothing
    is proposed meanwhile. Casework in hand is paused where nobody else takes part.
    """
    if reason not in PauseReason:
        raise refuse("no_reason", _("Choose a reason."), field="reason")
    if until <= timezone.localdate():
        raise refuse("until", _("Choose a day after today."), field="until")
    if need.is_casework:
        check_alone(need)
    move(
        need,
        NeedState.PAUSED,
        version=version,
        paused_state=need.state,
        pause_reason=reason,
        pause_until=until,
        **held_clock(need),
    )
    enqueue(
        kind="matching.end_pause",
        key=f"pause:{need.public_id}:{need.version}",
        payload={"need": need.pk},
        due_at=timezone.make_aware(datetime.combine(until, time.min)),
    )
    record(need, "pause_need", by, to=need.state, reason=reason, until=str(until))


@transaction.atomic
def resume_need(*, need: Need, version: int, by: User | None) -> None:
    """Go on in the state that the pause remembered, and with what happened since; the
    clock has left what it had left. Pauses are summed."""
    expect(need, version, NeedState.PAUSED)
    move(
        need,
        need.paused_state,
        version=version,
        pause_reason="",
        pause_until=None,
        paused_state="",
        **resumed_clock(need),
    )
    go_on_delivering(need)
    if need.state in PLATED_STATES:
        ask_if_open(need)
    wait_for_claim(need)
    record(need, "resume_need", by, to=need.state)


@transaction.atomic
def end_pause(*, need_id: int) -> bool:
    """The day has come until which it was paused: its clock runs again, and its worker
    (or, before there is one, the station) hears it. False where it went on before, or
    is paused until a later day."""
    need = take(need_id)
    if need.state != NeedState.PAUSED or need.pause_until is None:
        return False
    if need.pause_until > timezone.localdate():
        return False
    worker = need.worker
    for user in [worker] if worker else workers_of(need.community.street_code):
        tell(user, "matching.pause_over", need)
    resume_need(need=need, version=need.version, by=None)
    return True


@transaction.atomic
def close_need(*, need: Need, version: int, by: User) -> None:
    """End a delivered (or unmet) need. Whoever raised it learns what became of it;
    whether the person is rung back is drawn."""
    delivered = need.state == NeedState.COMPLETED
    move(need, NeedState.CLOSED, version=version, closed_at=timezone.now())
    if delivered:
        draw_call_back(need)
    if need.raised_by != by:
        tell(need.raised_by, "matching.need_closed", need)
    record(need, "close_need", by, to=need.state, done=_done_items(need))


def _done_items(need: Need) -> int:
    return need.items.filter(state=ItemState.DONE).count()


REOPEN_TIME = timedelta(days=30)


@transaction.atomic
def reopen_need(
    *,
    need: Need,
    version: int,
    by: User,
    items: Sequence[ItemInput] = (),
    reason: str = ReopenReason.WORD,
) -> None:
    """Take up a closed need again within 30 days, or an unmet one: what was left, or
    new items."""
    expect(need, version, NeedState.CLOSED, NeedState.UNMET)
    _check_reopening(need, reason)
    check_services(need.track, need.health_consent, items)
    move(need, NeedState.OPEN, version=version, closed_at=None)
    left = need.items.exclude(state=ItemState.DONE).update(state=ItemState.OPEN)
    if not left and not items:
        raise refuse("no_items", _("Add at least one service item."))
    drop_met(need)
    for item in items:
        add_item(need, item)
    ask_for_proposal(need)
    record(need, "reopen_need", by, to=need.state, reason=str(reason))


def _check_reopening(need: Need, reason: str) -> None:
    if reason not in ReopenReason:
        raise refuse("no_reason", _("Choose a reason."), field="reason")
    if need.track == Track.MICRO_WISH:
        raise refuse("wish", _("Release a micro-wish again, or raise it anew."))
    if need.closed_at and timezone.now() > need.closed_at + REOPEN_TIME:
        raise refuse(
            "too_late",
            _("It was closed more than %(days)d days ago. Raise a new need."),
            days=REOPEN_TIME.days,
        )
    bad = need.feedback.filter(grade__in=BAD_GRADES)
    if reason == ReopenReason.GRADE and not bad.exists():
        raise refuse("grade", _("Nobody rated it badly."), field="reason")
