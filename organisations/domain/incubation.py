"""A body on its way: put forward, accompanied, measured, filed or registered."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.change import apply, refuse_stale
from organisations.domain.cobuilding import reason_of
from organisations.enums import (
    INCUBATION_ARROWS,
    IncubationStage,
    TerritoryLevel,
)
from organisations.models import (
    Incubation,
    IncubationPost,
    Provider,
    Territory,
    User,
)
from organisations.queries.incubation import unmet
from records.domain import message
from records.domain.ledger import append

FIGURES = frozenset(
    {
        "name",
        "members",
        "member_bodies",
        "starters",
        "starter_bodies",
        "staff",
        "funds",
        "seat",
    }
)
PLACES = {TerritoryLevel.STREET, TerritoryLevel.COMMUNITY}


@transaction.atomic
def propose_incubation(
    *,
    name: str,
    aim: str,
    idea: str,
    place: Territory,
    lead: User | None = None,
    claimed: Provider | None = None,
    by: User,
) -> Incubation:
    """Put an idea forward. `claimed` is the entry of a group that is on the register
    already, unregistered. Raises ValidationError by field (`place`: neither street nor
    community)."""
    if place.level not in PLACES:
        raise ValidationError({"place": gettext("Choose a street or a community.")})
    row = Incubation(
        name=name.strip(),
        aim=aim,
        idea=idea,
        place=place,
        lead=lead,
        claimed=claimed,
        proposed_by=by,
    )
    row.full_clean()
    row.save()
    tell_incubation(row, "propose_incubation", by, aim=str(aim), place=place.code)
    return row


@transaction.atomic
def accept_incubation(
    *, incubation: Incubation, version: int, mentor: User, by: User
) -> Incubation:
    """Take an idea on, with somebody who accompanies it. Raises ValidationError
    `stale`, `state`."""
    row = held_incubation(incubation, version)
    row.mentor = mentor
    move_to(row, IncubationStage.ACCEPTED)
    tell_lead(row, "organisations.incubation_accepted")
    tell_incubation(row, "accept_incubation", by, mentor=mentor.public_id)
    return row


@transaction.atomic
def name_mentor(*, incubation: Incubation, mentor: User, by: User) -> Incubation:
    """Somebody else accompanies it from now on. Raises ValidationError `state` once it
    has ended."""
    row = held_incubation(incubation)
    _refuse_ended(row)
    row.mentor = mentor
    _save(row)
    tell_incubation(row, "name_mentor", by, mentor=mentor.public_id)
    return row


@transaction.atomic
def record_growth(
    *, incubation: Incubation, version: int, by: User, **figures: Any
) -> Incubation:
    """What is there now: members, starters, staff, funds, place, name. The first
    figures make an accepted idea a forming body; who no longer meets every condition
    is not ready any more.

    Raises ValidationError `stale`, `state` (not accepted yet, or ended), or by field.
    """
    row = held_incubation(incubation, version)
    _refuse_ended(row)
    if row.stage == IncubationStage.IDEA:
        raise _closed(row)
    changed = apply(row, figures, FIGURES)
    lost = row.stage == IncubationStage.READY and bool(unmet(row))
    if lost or row.stage == IncubationStage.ACCEPTED:
        _turn(row, IncubationStage.FORMING)
    _save(row)
    tell_incubation(row, "record_growth", by, changed=changed, stage=str(row.stage))
    return row


@transaction.atomic
def make_ready(*, incubation: Incubation, version: int, by: User) -> Incubation:
    """Every condition is met, checked by data. Raises ValidationError `stale`, `state`,
    `conditions` (names what is missing)."""
    row = held_incubation(incubation, version)
    refuse_unmet(row)
    move_to(row, IncubationStage.READY)
    tell_incubation(row, "make_ready", by)
    return row


@transaction.atomic
def stop_incubation(
    *, incubation: Incubation, version: int, reason: str, by: User
) -> Incubation:
    """Not taken on, or not taken further for now; who leads it reads the reason.

    Raises ValidationError `stale`, `state`, `reason`.
    """
    row = held_incubation(incubation, version)
    row.reason, row.stopped_in = reason_of(reason), row.stage
    move_to(row, IncubationStage.STOPPED)
    tell_lead(row, "organisations.incubation_stopped")
    tell_incubation(row, "stop_incubation", by, stopped_in=str(row.stopped_in))
    return row


@transaction.atomic
def resume_incubation(*, incubation: Incubation, version: int, by: User) -> Incubation:
    """Go on where it was stopped; what was ready has to show it again. Raises
    ValidationError `stale`, `state`."""
    row = held_incubation(incubation, version)
    if row.stage != IncubationStage.STOPPED:
        raise _closed(row)
    ready = row.stopped_in == IncubationStage.READY
    move_to(row, IncubationStage.FORMING if ready else IncubationStage(row.stopped_in))
    tell_incubation(row, "resume_incubation", by, stage=str(row.stage))
    return row


@transaction.atomic
def hold_post(
    *, incubation: Incubation, holder: User, title: str, by: User
) -> IncubationPost:
    """Somebody holds a post from today. Raises ValidationError by field."""
    row = held_incubation(incubation)
    post = IncubationPost(incubation=row, holder=holder, title=title.strip())
    post.full_clean()
    post.save()
    tell_incubation(row, "hold_post", by, post=post.pk, holder=holder.public_id)
    return post


@transaction.atomic
def end_post(*, post: IncubationPost, by: User) -> IncubationPost:
    """The post ends today. Raises ValidationError `state` when it has ended."""
    row = held_incubation(post.incubation)
    today = timezone.localdate()
    running = IncubationPost.objects.filter(pk=post.pk, until=None)
    if not running.update(until=today):
        raise ValidationError(gettext("This post has ended already."), code="state")
    tell_incubation(row, "end_post", by, post=post.pk)
    post.until = today
    return post


# --- shared with the filing ---------------------------------------------------------------


def held_incubation(incubation: Incubation, version: int | None = None) -> Incubation:
    """The row as it stands, held until the verb ends; `stale` when it has moved on."""
    rows = Incubation.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("place", "lead", "claimed", "registration").get(
        pk=incubation.pk
    )
    refuse_stale(row, version)
    return row


def refuse_unmet(row: Incubation) -> None:
    """Raises ValidationError `conditions` with what is missing."""
    missing = unmet(row)
    if missing:
        raise ValidationError(
            gettext("Still missing: %(what)s."),
            code="conditions",
            params={"what": gettext("; ").join(str(s.condition) for s in missing)},
        )


def tell_lead(row: Incubation, kind: str) -> None:
    if row.lead is not None:
        message.send(
            recipient=row.lead,
            kind=kind,
            params={"name": row.name},
            subject=row.subject,
            url=f"/desk/incubation/{row.public_id}/",
        )


def tell_incubation(row: Incubation, verb: str, by: User | None, **facts: Any) -> None:
    append(
        chain=row.chain,
        action=f"organisations.{verb}",
        actor=by,
        subject=row.subject,
        facts=facts,
    )


def move_to(row: Incubation, stage: IncubationStage) -> None:
    """Take one arrow and save. Raises ValidationError `state` where none leads there."""
    if stage not in INCUBATION_ARROWS[IncubationStage(row.stage)]:
        raise _closed(row)
    _turn(row, stage)
    _save(row)


def _turn(row: Incubation, stage: IncubationStage) -> None:
    row.stage, row.stage_since = stage, timezone.now()
    if stage != IncubationStage.STOPPED:
        row.reason = row.stopped_in = ""


def _save(row: Incubation) -> None:
    row.version += 1
    row.full_clean()
    row.save()


def _refuse_ended(row: Incubation) -> None:
    if not row.is_running:
        raise _closed(row)


def _closed(row: Incubation) -> ValidationError:
    return ValidationError(
        gettext("“%(name)s” is %(state)s: this step is not open to it."),
        code="state",
        params={"name": str(row), "state": row.get_stage_display()},
    )
