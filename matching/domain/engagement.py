"""Invitation and answer: capacity is held when invited and freed when it comes to nothing.

Every verb takes the need's row first, then the weeks by capability and Monday, the
ledger last.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.clock import restarted_clock
from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.step import (
    PLATED_STATES,
    ask_for_proposal,
    ask_if_open,
    change,
    move,
    move_on,
    record,
    take,
    tell,
)
from matching.enums import (
    ENGAGEMENT_ARROWS,
    LIVE_ENGAGEMENTS,
    DeclineReason,
    EngagementState,
    ItemState,
    NeedState,
    PackState,
    SessionState,
    Stage,
)
from matching.models import CapacityHold, Engagement, Need, NeedItem, PackLine
from matching.queries import deadline, units_delivered
from organisations.domain.capacity import free_capacity, hold_capacity
from organisations.enums import ProviderKind
from organisations.models import User
from organisations.queries import admins_of
from records.domain.job import enqueue
from records.domain.message import send

# Where a district has loaded no time limits, nobody is asked for ever.
ANSWER_WITHOUT_CLOCK = timedelta(days=7)
NO_ANSWER: dict[str, object] = {
    "decline_reason": "",
    "note": "",
    "answered_at": None,
    "answered_by": None,
}
RUNNING = tuple(
    state
    for state in (*LIVE_ENGAGEMENTS, EngagementState.CONFIRMED)
    if state != EngagementState.INVITED
)
# A disputed delivery is settled, not called off.
CANCELLABLE = tuple(
    state
    for state, after in ENGAGEMENT_ARROWS.items()
    if "cancelled" in after and state != EngagementState.DISPUTED
)


def held(engagement: Engagement) -> Need:
    """Take the need, then read the engagement as it stands now."""
    need = take(engagement.need_id)
    engagement.refresh_from_db()
    engagement.need = need
    return need


def walk(engagement: Engagement, to: str, **changes: object) -> None:
    """Walk one arrow of an engagement by a conditional update."""
    _refuse_arrow(engagement, to)
    before = engagement.state
    change(engagement, changes)
    changes["state"] = str(to)
    seen = Engagement.objects.filter(pk=engagement.pk, state=before)
    if not seen.update(**changes):
        raise stale()
    engagement.state = str(to)


def _refuse_arrow(engagement: Engagement, to: str) -> None:
    if to not in ENGAGEMENT_ARROWS[engagement.state]:
        raise wrong_state(engagement.get_state_display())


def invite(*, line: PackLine, need: Need) -> Engagement:
    """Ask the provider of a line, and hold its capacity week by week.

    Part of `confirm_pack`: runs in its transaction, which tells the ledger. Raises
    ValidationError `full` when somebody else took the last place since the pack was
    made, `not_offered` when it left the menu.
    """
    provider = line.capability.provider
    public = provider.kind == ProviderKind.PUBLIC_SECTOR_UNIT
    stage = Stage.ANSWER_PUBLIC if public else Stage.ANSWER
    now = timezone.now()
    engagement = Engagement.objects.create(
        need=need,
        line=line,
        provider=provider,
        quantity=line.quantity,
        price=line.price,
        funding=line.funding,
        invited_at=now,
        answer_by=deadline(stage, need.lane, now) or now + ANSWER_WITHOUT_CLOCK,
    )
    try:
        _hold_weeks(engagement, line)
    except ValidationError as error:
        raise _gone(line, error) from error
    NeedItem.objects.filter(pk=line.item_id).update(state=ItemState.PLANNED)
    enqueue(
        kind="matching.expire_engagement",
        key=f"expire:{engagement.public_id}",
        payload={"engagement": engagement.pk},
        due_at=engagement.answer_by,
    )
    tell_admins(engagement, "matching.invited")
    return engagement


def _hold_weeks(engagement: Engagement, line: PackLine) -> None:
    left = line.quantity
    share = -(-line.quantity // line.item.weeks)
    for monday in line.item.mondays(timezone.localdate()):
        units = min(share, left)
        if not units:
            return
        week = hold_capacity(capability=line.capability, week=monday, quantity=units)
        CapacityHold.objects.create(engagement=engagement, week=week, quantity=units)
        left -= units


def _gone(line: PackLine, error: ValidationError) -> ValidationError:
    """What the last of the confirmers reads: nothing was written, nothing is lost."""
    names = {
        "provider": str(line.capability.provider),
        "service": str(line.capability.service_type),
    }
    if error.code == "full":
        return refuse(
            "full",
            _(
                "%(provider)s has no room left for “%(service)s”. Choose somebody else "
                "for this line, then confirm again: nobody was invited yet."
            ),
            **names,
        )
    return refuse(
        error.code,
        _(
            "%(provider)s does not offer “%(service)s” any more. Choose somebody else "
            "for this line, then confirm again: nobody was invited yet."
        ),
        **names,
    )


def _tell(user: User | None, kind: str, engagement: Engagement) -> None:
    """The worker of the need sees whether it arrived: she is the one to ring."""
    if user is not None:
        send(
            recipient=user,
            kind=kind,
            params={"number": engagement.need.number},
            subject=engagement.subject,
            url=f"/desk/invitations/{engagement.public_id}/",
            sender=engagement.need.worker,
        )


def tell_admins(engagement: Engagement, kind: str) -> None:
    """Every administrator of the provider hears it."""
    for admin in admins_of(engagement.provider):
        _tell(admin, kind, engagement)


def _named(engagement: Engagement) -> dict[str, str]:
    """The provider in both languages: the reader's is chosen when it is read."""
    provider = engagement.provider
    return {"provider": provider.name, "provider_en": provider.name_en}


@transaction.atomic
def accept_engagement(*, engagement: Engagement, by: User, note: str = "") -> None:
    """The provider says yes. The first yes puts the need into delivery."""
    need = held(engagement)
    _refuse_arrow(engagement, EngagementState.ACCEPTED)
    if engagement.answer_by < timezone.now():
        raise refuse(
            "too_late", _("The time to answer has passed. Ask the social worker.")
        )
    walk(
        engagement,
        EngagementState.ACCEPTED,
        answered_at=timezone.now(),
        answered_by=by,
        note=note,
        decline_reason="",
    )
    go_on_delivering(need)
    tell(need.worker, "matching.accepted", need, **_named(engagement))
    record(
        need,
        "accept_engagement",
        by,
        engagement=engagement.public_id,
        provider=engagement.provider_id,
        to=need.state,
    )


@transaction.atomic
def decline_engagement(
    *, engagement: Engagement, reason: str, note: str = "", by: User
) -> None:
    """The provider says no, with one tap; its line alone is plated again."""
    if reason not in DeclineReason:
        raise refuse("no_reason", _("Choose a reason."))
    need = held(engagement)
    walk(
        engagement,
        EngagementState.DECLINED,
        answered_at=timezone.now(),
        answered_by=by,
        decline_reason=reason,
        note=note,
    )
    send_back(need, engagement, by)
    _record_loss(need, engagement, "decline_engagement", by, reason=reason)


@transaction.atomic
def expire_engagement(*, engagement: Engagement) -> bool:
    """Nobody answered in time. Silence is no black mark. False if it was answered."""
    need = held(engagement)
    if engagement.state != EngagementState.INVITED or engagement.holds_no:
        return False
    walk(engagement, EngagementState.EXPIRED)
    send_back(need, engagement, None)
    _record_loss(need, engagement, "expire_engagement", None)
    return True


@transaction.atomic
def cancel_engagement(*, engagement: Engagement, reason: str, by: User) -> None:
    """Call off what an engagement has not delivered: by whom and why is kept."""
    if not reason.strip():
        raise refuse("no_reason", _("Write why it is called off."))
    need = held(engagement)
    if engagement.state not in CANCELLABLE:
        raise wrong_state(engagement.get_state_display())
    _call_off(engagement, by, reason.strip())
    send_back(need, engagement, by)
    _record_loss(need, engagement, "cancel_engagement", by)


def call_off_all(need: Need, by: User | None) -> list[str]:
    """End every engagement of a need that is not delivered; returns their ids."""
    running = need.engagements.filter(state__in=CANCELLABLE).order_by("pk")
    off = list(running.select_related("provider", "need"))
    for engagement in off:
        _call_off(engagement, by)
    release(*off)
    return [engagement.public_id for engagement in off]


def _call_off(engagement: Engagement, by: User | None, note: str = "") -> None:
    changes = {"note": note} if note else {}
    end(engagement, EngagementState.CANCELLED, by, **changes)


def end(engagement: Engagement, to: str, by: User | None, **changes: object) -> None:
    """Walk to an end; what is still planned falls, a no that has not gone out with its
    words too; the provider is told."""
    unheard = NO_ANSWER if engagement.holds_no else {}
    walk(engagement, to, **{**unheard, **changes})
    engagement.sessions.filter(state=SessionState.PLANNED).update(
        state=SessionState.CANCELLED
    )
    for admin in admins_of(engagement.provider):
        if admin != by:
            _tell(admin, "matching.cancelled", engagement)


def send_back(need: Need, engagement: Engagement, by: User | None) -> None:
    """Free the weeks, open the item, and have the need plated again for it."""
    release(engagement)
    NeedItem.objects.filter(pk=engagement.line.item_id).update(state=ItemState.OPEN)
    _plate_again(need)
    if need.worker != by:
        tell(need.worker, "matching.lost", need, **_named(engagement))


def _plate_again(need: Need) -> None:
    """A proposal that still waits for its yes does not cover the new gap: it falls.

    A paused need asks when it goes on.
    """
    need.packs.filter(state=PackState.PROPOSED).update(state=PackState.SUPERSEDED)
    if need.state == NeedState.PROPOSED:
        move(need, NeedState.OPEN)
    elif need.paused_state == NeedState.PROPOSED:
        move_on(need, **restarted_clock(need, NeedState.OPEN))
    else:
        move_on(need)
    if need.state in PLATED_STATES:
        ask_for_proposal(need)


def _record_loss(
    need: Need, engagement: Engagement, action: str, by: User | None, **facts: str
) -> None:
    record(need, action, by, engagement=engagement.public_id, to=need.state, **facts)


def release(*engagements: Engagement) -> None:
    """Give back, once, what is held and was not delivered: the first weeks stay."""
    kept = units_delivered(engagements)
    still = CapacityHold.objects.filter(
        engagement__in=engagements, released_at__isnull=True
    )
    weeks = still.order_by("week__capability_id", "week__week", "pk")
    for hold in weeks.select_related("week"):
        stays = min(hold.quantity, kept.get(hold.engagement_id, 0))
        if stays == hold.quantity:
            kept[hold.engagement_id] -= stays
            continue
        if stays:
            kept[hold.engagement_id] = 0
        left = {"quantity": stays} if stays else {"released_at": timezone.now()}
        if still.filter(pk=hold.pk, quantity=hold.quantity).update(**left):
            free_capacity(week=hold.week, quantity=hold.quantity - stays)


def go_on_delivering(need: Need) -> None:
    """From `confirmed` into delivery where somebody has accepted, and to its end
    where every item is done or on the gap list."""
    if need.state == NeedState.CONFIRMED:
        if not need.engagements.filter(state__in=RUNNING).exists():
            return
        move(need, NeedState.IN_DELIVERY)
        ask_if_open(need)
    over = (ItemState.DONE, ItemState.UNMET)
    if need.state == NeedState.IN_DELIVERY:
        if need.items.exclude(state__in=over).exists():
            return
        move(need, NeedState.COMPLETED)
