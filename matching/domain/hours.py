"""Hours: who served how long, what is changed later, what a person looks at again.

Nothing is deleted and nothing is refused by a rule: a change is an entry of its own, a
finding is a row on the list of the centre's operators.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.engagement import release
from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.step import act, record, take, tell
from matching.enums import LOST_ENGAGEMENTS, FlagOutcome, HourRule, SessionState
from matching.models import Attendance, Engagement, HourEntry, HourFlag, Need, Session
from matching.queries.hours import known_face
from organisations.domain.person import keep_person
from organisations.models import Person, Provider, User
from organisations.queries import admins_of
from records.domain.job import enqueue
from records.domain.ledger import Act, append_many

LOOK = "matching.look_at_hours"


@dataclass(frozen=True, slots=True)
class Served:
    """One line of an attendance list: who, and how many minutes. A volunteer of ours is
    named by her person, anybody else by name and number."""

    minutes: int
    name: str = ""
    phone: str = ""
    person: Person | None = None


def face_of(provider: Provider, name: str, phone: str, by: User) -> Person:
    """The person of this name and number who served for the provider before, else a
    new one; so the hours of one face are found together."""
    known = known_face(provider, name.strip(), phone)
    return known or keep_person(name=name, phone=phone, by=by)


def keep_entries(
    attendance: Attendance, served: Iterable[Served], elsewhere: str, by: User
) -> list[HourEntry]:
    """Each line of the list as the first entry of its person; part of
    `record_delivery`.

    Raises ValidationError `more` (longer than the session), `twice` (one person on two
    lines).
    """
    found: dict[int, HourEntry] = {}
    for line in served:
        check_minutes(line.minutes, attendance, least=1)
        provider = attendance.first_employer
        person = line.person or face_of(provider, line.name, line.phone, by)
        if person.pk in found:
            raise refuse(
                "twice",
                _("%(name)s stands on the list twice: add the minutes up in one line."),
                field="served",
                name=person.masked_name,
            )
        found[person.pk] = HourEntry(
            attendance=attendance,
            person=person,
            minutes=line.minutes,
            elsewhere=elsewhere.strip(),
            by=by,
        )
        found[person.pk].save()
    return list(found.values())


def check_minutes(minutes: int, attendance: Attendance, *, least: int = 0) -> None:
    if not least <= minutes <= attendance.minutes:
        raise refuse(
            "more",
            _("Write %(least)d to %(most)d minutes: as long as the session was."),
            field="served" if least else "minutes",
            least=least,
            most=attendance.minutes,
        )


def minutes_of(attendance: Attendance) -> dict[int, int]:
    """By person, the minutes that count of a session: the sum of the entries."""
    sums = attendance.entries.order_by().values("person").annotate(sum=Sum("minutes"))
    return dict(sums.values_list("person", "sum"))


def look_later(session: Session) -> None:
    """Have a confirmed session looked at, in a job of its own."""
    enqueue(
        kind=LOOK,
        key=f"hours:{session.public_id}",
        payload={"session": session.pk},
    )


@transaction.atomic
def correct_hours(
    *, attendance: Attendance, person: Person, minutes: int, reason: str, by: User
) -> HourEntry:
    """Set the minutes of one person right, by an entry that holds the difference.

    Raises ValidationError `no_reason`, `more`, `nobody` (not on the list), `same`
    (nothing changes), `wrong_state` (taken back).
    """
    if not reason.strip():
        raise refuse("no_reason", _("Write why it is changed."), field="reason")
    need = take(attendance.session.engagement.need_id)
    attendance.refresh_from_db()
    if attendance.reversed_at is not None:
        raise wrong_state(SessionState.REVERSED.label)
    check_minutes(minutes, attendance)
    now = minutes_of(attendance).get(person.pk)
    if now is None:
        raise refuse("nobody", _("This person is not on the list."))
    if minutes == now:
        raise refuse("same", _("The minutes are the same as before."), field="minutes")
    entry = counter(attendance, person.pk, minutes - now, reason, by)
    entry.full_clean()
    entry.save()
    session = attendance.session.public_id
    record(need, "correct_hours", by, session=session, by_minutes=entry.minutes)
    return entry


def counter(
    attendance: Attendance, person: int, minutes: int, reason: str, by: User
) -> HourEntry:
    """The entry that changes what counts, never the one that is changed."""
    first = attendance.entries.filter(person=person).order_by("pk").first()
    return HourEntry(
        attendance=attendance,
        person_id=person,
        minutes=minutes,
        elsewhere=first.elsewhere if first else "",
        reason=reason.strip(),
        by=by,
    )


@transaction.atomic
def reverse_attendance(*, attendance: Attendance, reason: str, by: User) -> None:
    """The hours of a confirmed session do not count any more; its rows all stay.

    Units taken back may be planned again while the engagement runs; of one that was
    lost, the week's capacity is given back. Raises ValidationError `no_reason`,
    `wrong_state`.
    """
    if not reason.strip():
        raise refuse("no_reason", _("Write why it is taken back."), field="reason")
    engagement = Engagement.objects.get(sessions=attendance.session_id)
    need = take(engagement.need_id)
    engagement.refresh_from_db()
    void(attendance, SessionState.CONFIRMED, reason, by)
    if engagement.state in LOST_ENGAGEMENTS:
        release(engagement)
    _settle_all(attendance, reason, by)
    told = {need.worker, *admins_of(engagement.provider)} - {by, None}
    for user in sorted(told, key=lambda user: user.pk):
        tell(user, "matching.hours_reversed", need)
    session = attendance.session.public_id
    record(need, "reverse_attendance", by, session=session)


def void(attendance: Attendance, before: str, reason: str, by: User) -> None:
    """Walk the session to `reversed` and enter the counter entries; part of a verb."""
    session = Session.objects.filter(pk=attendance.session_id, state=before)
    if not session.update(state=SessionState.REVERSED):
        raise stale()
    attendance.refresh_from_db()
    attendance.reversed_at, attendance.reversed_by = timezone.now(), by
    attendance.reversal_reason = reason.strip()
    attendance.full_clean()
    attendance.save()
    HourEntry.objects.bulk_create(
        counter(attendance, person, -minutes, reason, by)
        for person, minutes in minutes_of(attendance).items()
        if minutes
    )


def _settle_all(attendance: Attendance, note: str, by: User) -> None:
    attendance.flags.open().update(
        outcome=FlagOutcome.TAKEN_BACK,
        note=note.strip(),
        settled_at=timezone.now(),
        settled_by=by,
    )


@transaction.atomic
def record_flags(*, found: Mapping[int, Sequence[tuple[str, list[str]]]]) -> int:
    """Put findings on the list, by attendance its (rule, other sessions); each once.

    Returns how many are new. What was taken back meanwhile is not put there.
    """
    wanted = Attendance.objects.standing().filter(pk__in=found)
    rows = wanted.select_related("session__engagement__need__community")
    acts = []
    for attendance in rows.order_by("pk"):
        need = attendance.session.engagement.need
        for rule, others in found[attendance.pk]:
            flag, new = HourFlag.objects.get_or_create(
                attendance=attendance,
                rule=HourRule(rule),
                defaults={"others": others},
            )
            if new:
                acts.append(_flagged(need, attendance, flag))
    append_many(acts)
    return len(acts)


def _flagged(need: Need, attendance: Attendance, flag: HourFlag) -> Act:
    session = attendance.session.public_id
    return act(need, "flag_hours", None, session=session, rule=str(flag.rule))


@transaction.atomic
def settle_flag(*, flag: HourFlag, note: str, by: User) -> None:
    """Somebody looked: it is as recorded. Taking back is `reverse_attendance`."""
    if not note.strip():
        raise refuse("no_note", _("Write what you found."), field="note")
    need = take(flag.attendance.session.engagement.need_id)
    settled = HourFlag.objects.open().filter(pk=flag.pk)
    changed = settled.update(
        outcome=FlagOutcome.FINE,
        note=note.strip(),
        settled_at=timezone.now(),
        settled_by=by,
    )
    if not changed:
        raise stale()
    session = flag.attendance.session.public_id
    record(need, "settle_flag", by, session=session, rule=flag.rule)
