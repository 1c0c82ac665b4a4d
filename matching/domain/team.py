"""The standing 3+N team of a community."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse
from matching.enums import SeatKind
from matching.models import Seat, Team
from organisations.domain.person import keep_person
from organisations.models import Person, Territory, User
from records.domain.ledger import append


@transaction.atomic
def adopt_team(*, community: Territory, by: User | None) -> Team:
    """Set up a community's standing team; calling it again returns the same team."""
    if community.level != "community":
        raise refuse("community", _("A standing team belongs to a community."))
    team, created = Team.objects.get_or_create(community=community)
    if created:
        _record(team, "adopt_team", by)
    return team


@transaction.atomic
def take_seat(
    *,
    team: Team,
    kind: str,
    user: User | None = None,
    person: Person | None = None,
    by: User | None,
) -> Seat:
    """Give one seat to a user, or to a person without an account.

    Raises ValidationError when neither or both are named, `already` when the holder
    has a seat in this team: the three seats are three persons.
    """
    seat = Seat(team=team, kind=kind, user=user, person=person)
    Team.objects.select_for_update().get(pk=team.pk)
    holder = Q(user=user) if user else Q(person=person)
    if (user or person) and team.seats.current().filter(holder).exists():
        raise refuse(
            "already",
            _("%(name)s holds a seat in this team already."),
            name=str(seat),
        )
    seat.full_clean()
    seat.save()
    named = {"user": user.pk} if user else {"person": seat.person.public_id}
    _record(team, "take_seat", by, kind=kind, **named)
    return seat


@transaction.atomic
def seat_resident(*, team: Team, name: str, phone: str = "", by: User | None) -> Seat:
    """Keep a person without an account and give her the resident's seat, both or
    neither."""
    person = keep_person(name=name, phone=phone, by=by)
    return take_seat(team=team, kind=SeatKind.RESIDENT, person=person, by=by)


@transaction.atomic
def leave_seat(*, seat: Seat, by: User | None) -> None:
    """End a seat at this moment; the row stays. Raises ValidationError `left`."""
    changed = Seat.objects.filter(pk=seat.pk, left_at__isnull=True).update(
        until=max(timezone.localdate(), seat.since), left_at=timezone.now()
    )
    if not changed:
        raise refuse("left", _("This seat was left already."))
    seat.refresh_from_db()
    _record(seat.team, "leave_seat", by, kind=seat.kind)


def missing_seats(team: Team) -> list[str]:
    """The kinds of seat that nobody holds today, as words."""
    held = set(team.seats.current().values_list("kind", flat=True))
    return [str(kind.label) for kind in SeatKind if kind not in held]


def _record(team: Team, action: str, by: User | None, **facts: object) -> None:
    append(
        chain=team.community.code[:6],
        action=f"matching.{action}",
        actor=by,
        subject=f"team:{team.public_id}",
        facts=facts,
    )
