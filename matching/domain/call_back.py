"""Calling back after a case was closed: who is drawn, three tries, what was said.

Table 4a: of urgent needs all, of others all who are unhappy (a clock of their own, in
`feedback`) and a sample. The lot is public: anybody can draw it again from the number
that a need has on every page.
"""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale
from matching.domain.step import record, take, tell
from matching.enums import Stage, Track
from matching.models import CallBack, Need
from matching.models.call_back import MOST_TRIES
from matching.queries.clock import reminder, run_out, stage_limit
from organisations.enums import Role
from organisations.models import User
from organisations.queries import holders, station_managers_of
from records.domain.job import enqueue


def lot_of(public_id: str) -> int:
    """0 to 99: the SHA-256 digest of a need's public id, modulo a hundred."""
    return int(hashlib.sha256(public_id.encode()).hexdigest(), 16) % 100


def draw_call_back(need: Need) -> bool:
    """At the closing of a need: whether its person is rung back, and by when.

    Nobody is rung where there is no number that is safe, where the household must not
    be called (casework), or where a bad rating asks for the call already.
    """
    limit = stage_limit(Stage.CALL_BACK, need.lane)
    if limit is None or lot_of(str(need.public_id)) >= limit.sample_percent:
        return False
    if need.person_id is None or not need.safe_contact or need.is_casework:
        return False
    if need.feedback.to_call_back().exists():
        return False
    now = timezone.now()
    due = run_out(limit, now)
    drawn = {"drawn_at": now, "call_by": due, "tries": 0, "note": ""}
    open_again = {"settled_at": None, "settled_by": None}
    CallBack.objects.update_or_create(need=need, defaults=drawn | open_again)
    for late, moment in ((False, reminder(limit, due)), (True, due)):
        enqueue(
            kind="matching.chase_sample",
            key=f"sample:{need.public_id}:{need.version}:{'late' if late else 'soon'}",
            payload={"need": need.pk, "late": late},
            due_at=moment,
        )
    return True


@transaction.atomic
def chase_sample(*, need_id: int, late: bool) -> bool:
    """Nobody has rung yet: the station manager hears it, and the street when the time
    is up, but of a confidential case the station alone. False where it is settled."""
    need = take(need_id)
    if not CallBack.objects.waiting().filter(need=need).exists():
        return False
    told = list(station_managers_of(need.community.street_code))
    if late and need.track != Track.CONFIDENTIAL:
        told += holders(Role.STREET_OFFICER, need.community.code)
    for user in told:
        kind = "matching.sample_late" if late else "matching.sample_waits"
        tell(user, kind, need)
    record(need, "chase_call_back", None, told=[user.pk for user in told])
    return True


@transaction.atomic
def record_sample(*, need: Need, version: int, note: str, by: User) -> None:
    """The person was rung and said this; without a note nobody answered, and the third
    such try settles it.

    Raises ValidationError `called` (nobody waits for a call), `stale`.
    """
    need = take(need.pk)
    if version != need.version:
        raise stale()
    drawn = CallBack.objects.waiting().filter(need=need).first()
    if drawn is None:
        raise refuse("called", _("Nobody waits for a call any more."))
    drawn.note = note.strip()
    drawn.tries += not drawn.note
    if drawn.note or drawn.tries >= MOST_TRIES:
        drawn.settled_at, drawn.settled_by = timezone.now(), by
    drawn.full_clean()
    drawn.save()
    record(need, "call_back", by, answered=bool(drawn.note), tries=drawn.tries)
