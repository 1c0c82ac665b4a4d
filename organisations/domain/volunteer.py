"""Volunteers and in-service members: they join, say what they can, rest, leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.account import appoint, create_account, end_appointment
from organisations.domain.change import apply, refuse_stale
from organisations.domain.pairing import end_pairings_of
from organisations.domain.person import GUARDED_AGE, erase_person, keep_person
from organisations.domain.post_claim import leave_posts_of
from organisations.enums import (
    JoinConsent,
    ProviderKind,
    Role,
    TerritoryLevel,
    VolunteerState,
)
from organisations.models import (
    Appointment,
    Clearance,
    FreeWindow,
    Hours,
    Person,
    Provider,
    ServiceType,
    Territory,
    User,
    Volunteer,
)
from records.domain.ledger import Act, append_many

FIELDS = frozenset(
    {"home", "national_no", "languages", "in_service", "unit", "unit_name", "unit_days"}
)
OF_THE_UNIT = ("in_service", "unit", "unit_name", "unit_days")


@transaction.atomic
def join_as_volunteer(
    *,
    name: str,
    phone: str,
    birth_year: int,
    home: Territory,
    consent: str,
    teams: Iterable[Provider] = (),
    guardian: tuple[str, str] | None = None,
    in_service: bool = False,
    unit_name: str = "",
    user: User | None = None,
    by: User | None,
) -> Volunteer:
    """Somebody may be asked from now on; with an account she answers by herself.

    `guardian` is name and number of who answers for a minor. Raises ValidationError:
    `already` (the same person, or the account's), `guardian` (under 18 without one),
    `station` (under 14 by the public form), `home` (no community), `team` (no volunteer
    team), or by field.
    """
    if user is not None and Volunteer.objects.staying().filter(user=user).exists():
        raise ValidationError(
            gettext("You have joined already: see your own page."), code="already"
        )
    person = keep_person(
        name=name,
        phone=phone,
        birth_year=birth_year,
        guardian=_guardian(guardian, by),
        by=by,
    )
    volunteer = Volunteer(
        person=person,
        user=user,
        home=home,
        consent=consent,
        in_service=in_service,
        unit_name=unit_name.strip(),
    )
    check(volunteer)
    volunteer.set_digests()
    volunteer.full_clean()
    volunteer.save()
    volunteer.teams.set(_teams(teams))
    _open_desk(volunteer, by)
    append_many([act(volunteer, "join_as_volunteer", by, **_facts(volunteer))])
    return volunteer


def check(volunteer: Volunteer) -> None:
    """What no field can say: a community, somebody who answers for a minor, and under
    14 that guardian's own consent, which a form cannot take."""
    if volunteer.home.level != TerritoryLevel.COMMUNITY:
        raise ValidationError(
            {"home": ValidationError(gettext("Choose a community."), code="home")}
        )
    born = volunteer.person.birth_year or 0
    young = timezone.localdate().year - born <= GUARDED_AGE
    if young and volunteer.consent == JoinConsent.FORM:
        raise ValidationError(
            gettext(
                "Under 14 the social work station writes you down, together with your "
                "guardian. Ring the station."
            ),
            code="station",
        )
    if volunteer.is_minor() and volunteer.person.guardian is None:
        raise ValidationError(
            gettext("Under 18 somebody has to agree who answers for you: name them."),
            code="guardian",
        )


def act(volunteer: Volunteer, action: str, by: User | None, **facts: Any) -> Act:
    """One act of a volunteer as the ledger will hold it: no name, no number."""
    return Act(volunteer.chain, f"organisations.{action}", by, volunteer.subject, facts)


@transaction.atomic
def change_volunteer(
    *,
    volunteer: Volunteer,
    version: int | None = None,
    skills: Iterable[ServiceType] | None = None,
    teams: Iterable[Provider] | None = None,
    windows: Iterable[Hours] | None = None,
    by: User | None,
    **changes: Any,
) -> Volunteer:
    """Skills, free times, languages, teams, home, unit. Days of the unit that change
    have to be confirmed anew. Raises ValidationError `stale`, `left`, or by field."""
    row = _held(volunteer)
    refuse_stale(row, version)
    moved = "home" in changes and changes["home"] != row.home
    changed = apply(row, changes, FIELDS)
    if set(changed) & set(OF_THE_UNIT):
        row.days_confirmed_at = row.days_confirmed_by = None
    check(row)
    row.set_digests()
    row.full_clean()
    if skills is not None and _other(row.skills, skills):
        changed.append("skills")
    if teams is not None and _other(row.teams, _teams(teams)):
        changed.append("teams")
    if windows is not None and _set_windows(row, windows):
        changed.append("windows")
    if changed:
        row.version += 1
        row.save()
        if moved:
            _move_desk(row, by)
        append_many([act(row, "change_volunteer", by, changed=sorted(changed))])
    return row


@transaction.atomic
def confirm_activity_days(*, volunteer: Volunteer, by: User) -> Volunteer:
    """The community's secretary knows these days of the unit; nothing else is said.

    Raises ValidationError `no_days`, `left`.
    """
    row = _held(volunteer)
    if not row.unit_days:
        raise ValidationError(
            gettext("No activity day was named: there is nothing to confirm."),
            code="no_days",
        )
    row.days_confirmed_at, row.days_confirmed_by = timezone.now(), by
    row.save(update_fields=["days_confirmed_at", "days_confirmed_by"])
    append_many([act(row, "confirm_activity_days", by, days=row.unit_days)])
    return row


@transaction.atomic
def clear_volunteer(
    *, volunteer: Volunteer, gate: str, expires_on: date, by: User | None
) -> Clearance:
    """A paper was seen that opens a gate until a day. Raises ValidationError by field
    (`expires_on` when that day has passed), `left`."""
    row = _held(volunteer)
    if expires_on < timezone.localdate():
        raise ValidationError(
            {
                "expires_on": ValidationError(
                    gettext("This paper has expired: ask for a new one."),
                    code="expired",
                )
            }
        )
    clearance = Clearance(
        volunteer=row, gate=gate, expires_on=expires_on, checked_by=by
    )
    clearance.full_clean()
    clearance.save()
    until = expires_on.isoformat()
    append_many([act(row, "clear_volunteer", by, gate=str(gate), until=until)])
    return clearance


@transaction.atomic
def pause_volunteer(*, volunteer: Volunteer, by: User | None) -> Volunteer:
    """Not asked until she says so; what was promised stays promised."""
    return _turn(volunteer, VolunteerState.PAUSED, "pause_volunteer", by)


@transaction.atomic
def resume_volunteer(*, volunteer: Volunteer, by: User | None) -> Volunteer:
    return _turn(volunteer, VolunteerState.ACTIVE, "resume_volunteer", by)


@transaction.atomic
def withdraw_volunteer(*, volunteer: Volunteer, by: User | None) -> Volunteer:
    """She leaves: contact data, number, unit, skills and times are deleted, the role,
    her pairings and her posts end; what was done stays as counts without a name. Raises
    ValidationError `left`.
    """
    row = _held(volunteer)
    end_pairings_of(row, by)
    leave_posts_of(row, by)
    guardian = row.person.guardian
    erase_person(person=row.person, by=by)
    if guardian and not guardian.wards.exists() and not hasattr(guardian, "volunteer"):
        erase_person(person=guardian, by=by)
    row.refresh_from_db(fields=["person"])
    for many in (row.skills, row.teams):
        many.clear()
    row.windows.all().delete()
    row.clearances.all().delete()
    row.national_no = row.unit_name = row.unit_days = ""
    row.languages, row.unit, row.in_service = [], None, False
    row.state = VolunteerState.WITHDRAWN
    _close_desk(row, by)
    row.user = None
    row.version += 1
    row.save()
    append_many([act(row, "withdraw_volunteer", by)])
    return row


def _guardian(named: tuple[str, str] | None, by: User | None) -> Person | None:
    if named is None:
        return None
    return keep_person(name=named[0], phone=named[1], by=by)


def _facts(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "home": volunteer.home.code,
        "consent": str(volunteer.consent),
        "minor": volunteer.is_minor(),
        "in_service": volunteer.in_service,
    }


def _held(volunteer: Volunteer) -> Volunteer:
    """The row as it is now, held until the verb ends; nobody who has left."""
    rows = Volunteer.objects.select_for_update(of=("self",))
    row = rows.select_related("person__guardian", "home").get(pk=volunteer.pk)
    if row.state == VolunteerState.WITHDRAWN:
        raise ValidationError(gettext("This person has left."), code="left")
    return row


def _turn(volunteer: Volunteer, to: str, action: str, by: User | None) -> Volunteer:
    row = _held(volunteer)
    if row.state != to:
        row.state = to
        row.save(update_fields=["state"])
        append_many([act(row, action, by)])
    return row


def _teams(teams: Iterable[Provider]) -> list[Provider]:
    found = list(teams)
    if any(team.kind != ProviderKind.VOLUNTEER_TEAM for team in found):
        raise ValidationError(
            {"teams": ValidationError(gettext("Choose a volunteer team."), code="team")}
        )
    return found


def _other(related: Any, chosen: Iterable[Any]) -> bool:
    """Set a many-to-many; whether it differs from before."""
    wanted = {each.pk for each in chosen}
    if wanted == set(related.values_list("pk", flat=True)):
        return False
    related.set(wanted)
    return True


def _set_windows(volunteer: Volunteer, windows: Iterable[Hours]) -> bool:
    wanted = {tuple(each) for each in windows}
    before = set(volunteer.windows.values_list("days", "start", "end"))
    if wanted == before:
        return False
    volunteer.windows.all().delete()
    rows = [
        FreeWindow(volunteer=volunteer, days=d, start=s, end=e) for d, s, e in wanted
    ]
    for row in rows:
        row.full_clean()
    FreeWindow.objects.bulk_create(rows)
    return True


def _open_desk(volunteer: Volunteer, by: User | None) -> None:
    """The role over the home community, once."""
    user = volunteer.user
    if user is None:
        return
    held = Appointment.objects.of(user, Role.VOLUNTEER).filter(territory=volunteer.home)
    if not held.exists():
        appoint(user=user, role=Role.VOLUNTEER, territory=volunteer.home, by=by)


def _close_desk(volunteer: Volunteer, by: User | None) -> None:
    if volunteer.user is None:
        return
    for held in Appointment.objects.of(volunteer.user, Role.VOLUNTEER):
        end_appointment(appointment=held, by=by)


def _move_desk(volunteer: Volunteer, by: User | None) -> None:
    _close_desk(volunteer, by)
    _open_desk(volunteer, by)


@transaction.atomic
def sign_up(*, username: str, password: str, consent: str, **said: Any) -> Volunteer:
    """Join with an account of one's own, both or neither.

    Raises ValidationError as `create_account` and `join_as_volunteer` do.
    """
    user = create_account(
        username=username, name=said["name"], password=password, by=None
    )
    return join_as_volunteer(user=user, by=user, consent=consent, **said)
