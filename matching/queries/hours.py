"""Hours: whose they are, which wait to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from matching.engine.plausible import drawn
from matching.enums import AUDIT_PERCENT, OfferState
from matching.models import (
    Attendance,
    Engagement,
    HourEntry,
    HourFlag,
    HourQuestion,
    Session,
)
from matching.models.hours import HourFlagQuerySet
from organisations.models import Person, Provider, User, Volunteer, keyed_digest
from records.models import Attachment
from records.queries import trail

SECOND_KEY = "matching.turn_second_key"
BESIDE_SHOWN = 20
LONGEST_LIST = 25
ASKED_WITHIN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class OwnHours:
    """A session of a volunteer: minutes that stand for her, her last question."""

    attendance: Attendance
    minutes: int
    question: HourQuestion | None


def known_face(provider: Provider, name: str, phone: str) -> Person | None:
    """Who served for this provider before under this name and number."""
    digits = "".join(phone.split())
    if not digits:
        return None
    same = Person.objects.filter(phone_digest=keyed_digest(digits), erased_at=None)
    kept = same.filter(kept_sessions__engagement__provider=provider)
    served = same.filter(hour_entries__attendance__first_employer=provider)
    found = (kept | served).distinct().order_by("pk")
    return next((each for each in found if each.name == name), None)


def may_ask_about(volunteer: Volunteer) -> QuerySet[Attendance]:
    """Sessions for which she said yes or that she is on the list of, whose hours were
    recorded within the last ninety days and stand."""
    since = timezone.now() - ASKED_WITHIN
    said_yes = Q(
        session__slots__offers__volunteer=volunteer,
        session__slots__offers__state=OfferState.ACCEPTED,
    )
    listed = Q(entries__person=volunteer.person_id)
    return (
        Attendance.objects.standing()
        .filter(said_yes | listed, first_at__gte=since)
        .distinct()
    )


def own_hours(volunteer: Volunteer) -> list[OwnHours]:
    """What may be asked about, the newest first, with what counts and what was asked;
    in three queries."""
    rows = may_ask_about(volunteer).select_related(
        "session__engagement__line__item__service_type",
        "session__engagement__need__community",
    )
    own = HourEntry.objects.filter(person=volunteer.person_id)
    asked = HourQuestion.objects.filter(person=volunteer.person_id)
    rows = rows.prefetch_related(
        Prefetch("entries", own, to_attr="own_entries"),
        Prefetch("questions", asked.order_by("-pk"), to_attr="asked"),
    )
    return [
        OwnHours(
            each,
            sum(entry.minutes for entry in each.own_entries),
            next(iter(each.asked), None),
        )
        for each in rows.order_by("-session__starts_at", "-pk")[:LONGEST_LIST]
    ]


def open_questions(engagement: Engagement) -> QuerySet[HourQuestion]:
    """What volunteers ask about their hours and nobody has answered."""
    asked = HourQuestion.objects.open().filter(
        attendance__session__engagement=engagement
    )
    return asked.select_related("person", "attendance__session")


def session_names(attendances: Iterable[int]) -> dict[int, str]:
    """By attendance, the public id of its session."""
    rows = Attendance.objects.filter(pk__in=list(attendances))
    return dict(rows.values_list("pk", "session__public_id"))


def is_drawn(session: int) -> int | None:
    """The attendance of a confirmed session, where the lot falls on it.

    The seed is the digest of the ledger's row of the second key: nobody knows it before
    the key is turned, everybody can draw again afterwards.
    """
    row = Attendance.objects.standing().filter(session=session)
    row = row.select_related("session__engagement__need").first()
    if row is None:
        return None
    name = str(row.session.public_id)
    acts = trail(row.session.engagement.need.subject).filter(action=SECOND_KEY)
    for entry in acts:
        if entry.facts.get("session") == name:
            lot = drawn(name, seed=entry.hash, percent=AUDIT_PERCENT)
            return row.pk if lot else None
    return None


def beside(flag: HourFlag) -> QuerySet[Session]:
    """The other sessions that a finding names."""
    found = Session.objects.filter(public_id__in=flag.others[:BESIDE_SHOWN])
    return found.select_related("engagement__provider").order_by("starts_at", "pk")


def sheets_of(*sessions: Session) -> QuerySet[Attachment]:
    """The photographs of the lists of these sessions, the last first."""
    names = [each.subject for each in sessions]
    return Attachment.objects.filter(subject__in=names).order_by("-pk")


def listed_flags(user: User) -> HourFlagQuerySet:
    """What waits for the centre's operators, reasons before the lot, the oldest first,
    with all that a line shows."""
    engagement = "attendance__session__engagement"
    return (
        HourFlag.objects.visible_to(user)
        .open()
        .select_related(
            f"{engagement}__provider",
            f"{engagement}__need__community",
            f"{engagement}__line__item__service_type",
            "attendance__first_by",
            "attendance__second_by",
        )
        .order_by("attendance__session__starts_at", "pk")
    )
