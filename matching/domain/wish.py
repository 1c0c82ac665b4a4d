"""A micro-wish: released by a worker, claimed by one, fulfilled, closed by the station.

No assessment, no pack, no items. Whoever claims it knows the rewritten title and the
street, never the words of the need or the person.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, wrong_state
from matching.domain.step import expect, move, record, take, tell
from matching.enums import NeedState, Track, Urgency
from matching.models import Need, WishClaim
from organisations.models import Provider, User
from records.domain.job import enqueue

# A hint on the page, no wall: "as a rule up to 500 yuan".
USUAL_YUAN = 500


@transaction.atomic
def release_wish(
    *,
    need: Need,
    version: int,
    title: str,
    by: User,
    title_en: str = "",
    consent: str = "",
) -> None:
    """Put one small thing on the list of micro-wishes, in the worker's own words.

    Also again, where nobody claimed it in time. It lapses when its clock runs out.
    Raises ValidationError: `no_title`; `no_consent` (others will read it); `wish` (a
    confidential case, or an unmet need of another track).
    """
    expect(need, version, NeedState.RAISED, NeedState.UNMET)
    given = consent or need.consent
    _check_release(need, title, given)
    move(
        need,
        NeedState.OPEN,
        version=version,
        track=Track.MICRO_WISH,
        urgency=Urgency.NORMAL,
        title=title.strip(),
        title_en=title_en.strip(),
        consent=given,
        consent_at=need.consent_at or timezone.now(),
        team=None,
        worker=by,
    )
    wait_for_claim(need)
    if need.raised_by != by:
        tell(need.raised_by, "matching.wish_open", need)
    record(need, "release_wish", by, to=need.state)


def _check_release(need: Need, title: str, consent: str) -> None:
    if not title.strip():
        raise refuse(
            "no_title",
            _("Write the wish in a few words of your own: no name, no illness."),
            field="title",
        )
    if need.track == Track.CONFIDENTIAL or need.danger:
        raise refuse("wish", _("A confidential or dangerous case is no micro-wish."))
    if need.state == NeedState.UNMET and need.track != Track.MICRO_WISH:
        raise refuse("wish", _("Only a micro-wish is released again."))
    if not consent:
        raise refuse(
            "no_consent",
            _("Ask the person first, and note how the person agreed."),
            field="consent",
        )


@transaction.atomic
def claim_wish(*, need: Need, by: User, provider: Provider | None = None) -> WishClaim:
    """One member, or one unit, takes it; the second hears that it is gone.

    Raises ValidationError `claimed` for the second one, `wrong_state` when it is not
    (or no longer) on the list.
    """
    need = take(need.pk)
    if need.track != Track.MICRO_WISH:
        raise wrong_state(need.get_state_display())
    if need.state == NeedState.IN_DELIVERY:
        raise already_claimed()
    expect(need, need.version, NeedState.OPEN)
    claim = WishClaim(need=need, by=by, provider=provider)
    claim.full_clean()
    claim.save()
    move(need, NeedState.IN_DELIVERY)
    _tell_station(need, "matching.wish_claimed", by)
    unit = provider.public_id if provider else ""
    record(need, "claim_wish", by, to=need.state, provider=unit)
    return claim


def already_claimed() -> ValidationError:
    """What the second one reads."""
    return refuse(
        "claimed",
        _("Somebody else claimed this wish just before you. Thank you all the same!"),
    )


@transaction.atomic
def drop_wish(*, need: Need, by: User) -> None:
    """Give a claim back: the wish can be claimed again, and its clock begins anew."""
    need, claim = _claimed(need)
    claim.delete()
    move(need, NeedState.OPEN)
    wait_for_claim(need)
    tell(need.worker, "matching.wish_open", need)
    record(need, "drop_wish", by, to=need.state)


@transaction.atomic
def fulfil_wish(*, need: Need, by: User, note: str) -> None:
    """The claimer says that it was done, and how; the station closes it."""
    need, claim = _claimed(need)
    claim.note, claim.fulfilled_at = note.strip(), timezone.now()
    if not claim.note:
        raise refuse("no_note", _("Say in a few words how it was done."), field="note")
    claim.full_clean()
    claim.save()
    move(need, NeedState.COMPLETED)
    _tell_station(need, "matching.wish_fulfilled", by)
    record(need, "fulfil_wish", by, to=need.state)


@transaction.atomic
def lapse_wish(*, need_id: int) -> bool:
    """Nobody claimed it in time: it is unmet. False when it was claimed, paused or
    given more time meanwhile."""
    need = take(need_id)
    if need.track != Track.MICRO_WISH or need.state != NeedState.OPEN:
        return False
    if need.due_at is None or need.due_at > timezone.now():
        wait_for_claim(need)
        return False
    move(need, NeedState.UNMET)
    _tell_station(need, "matching.need_unmet", None)
    record(need, "lapse_wish", None, to=need.state)
    return True


def wait_for_claim(need: Need) -> None:
    """Write the job that looks again when the time to claim it has run out."""
    waits = need.track == Track.MICRO_WISH and need.state == NeedState.OPEN
    if not waits or need.due_at is None:
        return
    due: datetime = need.due_at
    payload: dict[str, Any] = {"need": need.pk}
    key = f"lapse:{need.public_id}:{due.isoformat()}"
    enqueue(kind="matching.lapse_wish", key=key, payload=payload, due_at=due)


def _claimed(need: Need) -> tuple[Need, WishClaim]:
    """The need and its claim as they are now, while it is being fulfilled."""
    need = take(need.pk)
    claim = WishClaim.objects.filter(need=need).first()
    if claim is None or need.state != NeedState.IN_DELIVERY:
        raise wrong_state(need.get_state_display())
    return need, claim


def _tell_station(need: Need, kind: str, by: User | None) -> None:
    for user in {need.worker, need.raised_by} - {by}:
        tell(user, kind, need)
