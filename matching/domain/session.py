"""Delivery: sessions, and the two keys that make an hour count."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.engagement import go_on_delivering, held, walk
from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.feedback import KEY_LINK, redeem
from matching.domain.hours import Served, keep_entries, look_later
from matching.domain.step import record
from matching.enums import (
    LIVE_ENGAGEMENTS,
    EngagementState,
    ItemState,
    SecondKey,
    SessionState,
)
from matching.models import Attendance, Engagement, Need, Session
from matching.queries import units_delivered, works_for
from matching.queries.presence import said_here
from organisations.domain.verification import record_proof
from organisations.models import Person, Provider, User
from organisations.queries import employer_of
from records.attachments import Looked, store
from records.models import Link


def _delivered(engagement: Engagement) -> int:
    return units_delivered([engagement]).get(engagement.pk, 0)


def _held(session: Session, state: str) -> Need:
    """Take the need, then read the session as it stands now; it must be in `state`."""
    engagement = Engagement.objects.get(sessions=session)
    need = held(engagement)
    session.refresh_from_db(fields=["state"])
    session.engagement = engagement
    if session.state != state:
        raise wrong_state(session.get_state_display())
    return need


@transaction.atomic
def record_delivery(
    *,
    session: Session,
    units: int,
    minutes: int,
    people: int = 1,
    note: str = "",
    served: Sequence[Served] = (),
    elsewhere: str = "",
    sheet: Looked | None = None,
    by: User,
) -> Attendance:
    """The first key, turned by the provider after the session has begun.

    `served` is the attendance list of those who did the work; `elsewhere` the system
    that recorded their hours first: they are shown, and not counted again; `sheet` a
    photograph of the list on paper. When all that was agreed is delivered, the
    engagement waits for the second key.
    """
    need = _held(session, SessionState.PLANNED)
    _check_delivery(session, units, minutes)
    _turn(session, SessionState.PLANNED, SessionState.DELIVERED)
    attendance = Attendance(
        session=session,
        units=units,
        minutes=minutes,
        people=people,
        note=note,
        first_by=by,
        first_employer=session.engagement.provider,
    )
    attendance.full_clean()
    attendance.save()
    keep_entries(attendance, served, elsewhere, by)
    if sheet is not None:
        store(sheet, uploaded_by=by, subject=session.subject)
    _begin_item(need, session.engagement)
    facts = {"session": session.public_id, "units": units, "minutes": minutes}
    record(need, "record_delivery", by, **facts)
    return attendance


def _begin_item(need: Need, engagement: Engagement) -> None:
    """The item is in delivery; when all is delivered, the second key is waited for."""
    need.items.filter(pk=engagement.line.item_id, state=ItemState.PLANNED).update(
        state=ItemState.IN_DELIVERY
    )
    if _delivered(engagement) >= engagement.quantity:
        walk(engagement, EngagementState.DELIVERED)


def _check_delivery(session: Session, units: int, minutes: int) -> None:
    if session.starts_at > timezone.now():
        raise refuse(
            "too_early",
            _("This time begins on %(when)s: record the hours once it has begun."),
            when=f"{timezone.localtime(session.starts_at):%Y-%m-%d %H:%M}",
        )
    if units < 1 or minutes < 1:
        raise refuse("too_few", _("Record at least one unit and one minute."))
    if units > session.units:
        raise refuse(
            "too_many",
            _("%(units)d of the agreed units were planned here: record no more."),
            units=session.units,
        )


def _turn(session: Session, before: str, after: str) -> None:
    if not Session.objects.filter(pk=session.pk, state=before).update(state=after):
        raise stale()
    session.state = str(after)


@transaction.atomic
def turn_second_key(
    *,
    session: Session,
    kind: str,
    by: User | None = None,
    person: Person | None = None,
    link: Link | None = None,
) -> Attendance:
    """The second key: somebody of another employer, or the person served by a link.

    Raises ValidationError when both keys would belong to one person or one employer.
    Each confirmed session proves the capability; the last one ends its engagement,
    the last engagement the delivery.
    """
    need = _held(session, SessionState.DELIVERED)
    if session.engagement.state == EngagementState.DISPUTED:
        raise wrong_state(session.engagement.get_state_display())
    if link is not None:
        redeem(link, KEY_LINK, session=session.pk)
    attendance = sign(session, need, kind, by, person if link else None)
    go_on_delivering(need)
    record(
        need,
        "turn_second_key",
        by,
        session=session.public_id,
        kind=kind,
        to=need.state,
    )
    return attendance


def sign(
    session: Session, need: Need, kind: str, by: User | None, person: Person | None
) -> Attendance:
    """Turn the second key of one session; part of a verb, which tells the ledger."""
    attendance = session.attendance
    _check_key(attendance, kind, by, person)
    _turn(session, SessionState.DELIVERED, SessionState.CONFIRMED)
    attendance.second_kind = kind
    attendance.second_by = by
    attendance.second_person = person
    attendance.second_employer = _employer(need, kind, by)
    attendance.second_at = timezone.now()
    attendance.full_clean()
    attendance.save()
    _finish_engagement(session.engagement)
    record_proof(capability=session.engagement.line.capability, deliveries=1)
    look_later(session)
    return attendance


def _check_key(
    attendance: Attendance, kind: str, by: User | None, person: Person | None
) -> None:
    """Both keys in one hand, or in one house, are no confirmation."""
    if kind not in SecondKey or (by is None) == (person is None):
        raise refuse(
            "key", _("Say who confirms: the worker, the person served, a helper.")
        )
    if by is not None and by.pk == attendance.first_by_id:
        raise refuse(
            "same_person",
            _(
                "The two keys belong to one person. Ask the person served or a helper "
                "to confirm."
            ),
        )
    if said_here(attendance.session_id, by, person):
        raise refuse(
            "same_person",
            _(
                "Who was there as a volunteer gives no second key: ask the person served."
            ),
        )
    if by is not None and works_for(by, [attendance.first_employer_id]):
        raise refuse(
            "same_employer",
            _(
                "The two keys belong to the same employer. Ask the person served or a "
                "helper to confirm."
            ),
        )


def _employer(need: Need, kind: str, by: User | None) -> Provider | None:
    """The worker's employer; none for the person served or a helper."""
    if kind != SecondKey.WORKER:
        return None
    found = employer_of(by, need.community) if by else None
    if found is None:
        raise refuse("key", _("The worker's key needs an employer of its own."))
    return found


def _finish_engagement(engagement: Engagement) -> None:
    """The last second key ends the engagement, the last engagement its item."""
    waiting = (SessionState.PLANNED, SessionState.DELIVERED)
    if engagement.state not in (EngagementState.DELIVERED, EngagementState.DISPUTED):
        return
    if engagement.sessions.filter(state__in=waiting).exists():
        return
    walk(engagement, EngagementState.CONFIRMED)
    item = engagement.line.item
    if not item.lines.filter(engagement__state__in=LIVE_ENGAGEMENTS).exists():
        going = (ItemState.PLANNED, ItemState.IN_DELIVERY)
        item.need.items.filter(pk=item.pk, state__in=going).update(state=ItemState.DONE)


@transaction.atomic
def report_no_show(*, session: Session, reason: str, by: User) -> None:
    """Nobody came: the session is void and can be planned again."""
    if not reason.strip():
        raise refuse("no_reason", _("Write what happened."))
    need = _held(session, SessionState.PLANNED)
    _turn(session, SessionState.PLANNED, SessionState.NO_SHOW)
    engagement = session.engagement
    waiting = (SessionState.PLANNED, SessionState.DELIVERED)
    if not engagement.sessions.filter(state__in=waiting).exists():
        walk(engagement, EngagementState.NO_SHOW)
    record(need, "report_no_show", by, session=session.public_id)
