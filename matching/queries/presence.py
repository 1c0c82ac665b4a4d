"""Who said on the spot that she is there."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from matching.models import Presence, Session
from matching.queries.slot import who_accepted
from organisations.models import Person, User, Volunteer, keyed_digest


def said_here(session: int, user: User | None, person: Person | None) -> bool:
    """Whether this user or person said on the spot that she was there to serve."""
    mine = Q(person=person) if person else Q(person__volunteer__user=user)
    return Presence.objects.filter(mine, session=session).exists()


def who_is_here(session: Session) -> dict[int, datetime]:
    """By person, when those on the list said that they are there."""
    return dict(session.presences.values_list("person", "at"))


def listed_as(session: Session, user: User) -> Volunteer | None:
    """The volunteer on the list of a session who is this user."""
    listed = who_accepted(session) if user.is_authenticated else []
    return next((each for each in listed if each.user_id == user.pk), None)


def listed_under(session: Session, phone: str) -> Volunteer | None:
    """The volunteer on the list who has this number; of several who share it the first
    that has not said that she is there."""
    digits = "".join(phone.split())
    digest = keyed_digest(digits) if digits else None
    same = [v for v in who_accepted(session) if v.person.phone_digest == digest]
    here = who_is_here(session)
    return next((v for v in same if v.person_id not in here), next(iter(same), None))
