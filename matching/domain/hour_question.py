"""A volunteer says that her minutes are not right; whoever keeps the list answers.

What was recorded stays: a correction is a reversal entry and a new one, both with the
answer as their reason.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.hours import check_minutes, counter, minutes_of
from matching.domain.step import record, take, tell
from matching.enums import SessionState
from matching.models import Attendance, HourQuestion, Need
from matching.queries import works_for
from matching.queries.hours import may_ask_about
from organisations.models import User, Volunteer
from organisations.queries import admins_of
from records.domain.message import send


@transaction.atomic
def ask_about_hours(
    *, attendance: Attendance, volunteer: Volunteer, minutes: int, words: str, by: User
) -> HourQuestion:
    """Say how long it was; one question at a time of one person about one session.

    Raises ValidationError `no_words`, `not_listed`, `more`, `same`, `twice`,
    `wrong_state` (taken back).
    """
    if not words.strip():
        raise refuse("no_words", _("Write how it was."), field="words")
    need = _held(attendance)
    if not may_ask_about(volunteer).filter(pk=attendance.pk).exists():
        raise refuse("not_listed", _("You were not on the list of this time."))
    check_minutes(minutes, attendance)
    if minutes == minutes_of(attendance).get(volunteer.person_id, 0):
        raise refuse("same", _("The minutes are the same as before."), field="minutes")
    question = HourQuestion(
        attendance=attendance,
        person=volunteer.person,
        minutes=minutes,
        words=words.strip(),
        asked_by=by,
    )
    question.full_clean(validate_constraints=False)
    _save_once(question)
    for admin in admins_of(attendance.first_employer):
        tell(admin, "matching.hours_asked", need)
    record(need, "ask_about_hours", by, session=attendance.session.public_id)
    return question


def _save_once(question: HourQuestion) -> None:
    try:
        with transaction.atomic():
            question.save()
    except IntegrityError as error:
        raise refuse(
            "twice", _("You have asked about this already: wait for the answer.")
        ) from error


@transaction.atomic
def answer_about_hours(
    *, question: HourQuestion, granted: bool, answer: str, by: User
) -> None:
    """Correct the minutes as she says, or say why not; she reads the answer.

    Raises ValidationError `no_words`, `same_person` (one's own question), `not_keeper`,
    `stale` (answered meanwhile), `wrong_state` (taken back meanwhile).
    """
    if not answer.strip():
        raise refuse("no_words", _("Write an answer."), field="answer")
    attendance = question.attendance
    need = _held(attendance)
    if by.pk == question.asked_by_id:
        raise refuse("same_person", _("Your own question is answered by a colleague."))
    if not works_for(by, [attendance.first_employer_id]):
        raise refuse("not_keeper", _("Only whoever keeps the list answers."))
    waiting = HourQuestion.objects.open().filter(pk=question.pk)
    said = {"granted": granted, "answer": answer.strip(), "answered_by": by}
    if not waiting.update(answered_at=timezone.now(), **said):
        raise stale()
    if granted:
        _replace(question, answer, by)
    _tell_asker(question, need)
    session = attendance.session.public_id
    record(need, "answer_about_hours", by, session=session, granted=granted)


def _held(attendance: Attendance) -> Need:
    need = take(attendance.session.engagement.need_id)
    attendance.refresh_from_db()
    if attendance.reversed_at is not None:
        raise wrong_state(SessionState.REVERSED.label)
    return need


def _replace(question: HourQuestion, answer: str, by: User) -> None:
    """Take back what counts, and enter what she says."""
    attendance, person = question.attendance, question.person_id
    now = minutes_of(attendance).get(person, 0)
    for minutes in (-now, question.minutes):
        if minutes:
            entry = counter(attendance, person, minutes, answer, by)
            entry.full_clean()
            entry.save()


def _tell_asker(question: HourQuestion, need: Need) -> None:
    send(
        recipient=question.asked_by,
        kind="matching.hours_answered",
        params={"number": need.number},
        subject=need.subject,
        url="/desk/volunteer/",
    )
