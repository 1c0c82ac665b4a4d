"""Many volunteers at once: the same checks and the same trail as one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from organisations.domain.person import keep_persons, new_person
from organisations.domain.volunteer import act, check
from organisations.enums import JoinConsent
from organisations.models import (
    Clearance,
    FreeWindow,
    Hours,
    Provider,
    ServiceType,
    Territory,
    User,
    Volunteer,
)
from records.domain.ledger import append_many

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class VolunteerRow:
    """What is known of one of many: grown-ups with their own consent."""

    name: str
    phone: str
    birth_year: int
    home: Territory
    consent: str = JoinConsent.PAPER
    skills: tuple[ServiceType, ...] = ()
    teams: tuple[Provider, ...] = ()
    windows: tuple[Hours, ...] = ()
    languages: tuple[str, ...] = ()
    in_service: bool = False
    unit_name: str = ""
    unit_days: str = ""
    clearances: tuple[tuple[str, date], ...] = ()


@transaction.atomic
def join_many(*, rows: Sequence[VolunteerRow], by: User | None) -> list[Volunteer]:
    """Each row as `join_as_volunteer` would have it, with what `change_volunteer` adds.

    Raises ValidationError by the first fault (a minor comes in singly, with a
    guardian), IntegrityError for somebody who is there; then nobody joined.
    """
    persons = [new_person(name=row.name, phone=row.phone) for row in rows]
    for person, row in zip(persons, rows, strict=True):
        person.birth_year = row.birth_year
    made = [_made(row, person) for row, person in zip(rows, persons, strict=True)]
    keep_persons(persons=persons, by=by)
    Volunteer.objects.bulk_create(made, AT_ONCE)
    _keep_beside(rows, made, by)
    append_many(
        [
            act(
                volunteer,
                "join_as_volunteer",
                by,
                home=volunteer.home.code,
                consent=str(volunteer.consent),
                minor=False,
                in_service=volunteer.in_service,
            )
            for volunteer in made
        ]
    )
    return made


def _made(row: VolunteerRow, person: object) -> Volunteer:
    volunteer = Volunteer(
        person=person,
        home=row.home,
        consent=row.consent,
        languages=list(row.languages),
        in_service=row.in_service,
        unit_name=row.unit_name,
        unit_days=row.unit_days,
    )
    check(volunteer)
    volunteer.clean_fields(exclude=["person", "home", "user", "unit", "identity"])
    volunteer.clean()
    volunteer.set_digests()
    return volunteer


def _keep_beside(
    rows: Sequence[VolunteerRow], made: Sequence[Volunteer], by: User | None
) -> None:
    """Skills, teams, times and papers of all, a few queries for each."""
    pairs = list(zip(rows, made, strict=True))
    skill, team = Volunteer.skills.through, Volunteer.teams.through
    skill.objects.bulk_create(
        [
            skill(volunteer_id=each.pk, servicetype_id=kind.pk)
            for row, each in pairs
            for kind in row.skills
        ],
        AT_ONCE,
    )
    team.objects.bulk_create(
        [
            team(volunteer_id=each.pk, provider_id=body.pk)
            for row, each in pairs
            for body in row.teams
        ],
        AT_ONCE,
    )
    FreeWindow.objects.bulk_create(
        [
            FreeWindow(volunteer=each, days=days, start=start, end=end)
            for row, each in pairs
            for days, start, end in row.windows
        ],
        AT_ONCE,
    )
    Clearance.objects.bulk_create(
        [
            Clearance(volunteer=each, gate=gate, expires_on=until, checked_by=by)
            for row, each in pairs
            for gate, until in row.clearances
        ],
        AT_ONCE,
    )
