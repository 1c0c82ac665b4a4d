"""What waits for somebody on this floor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import (
    OPEN_STATES,
    JoiningAs,
    ProviderState,
    RegistrationState,
    Role,
)
from organisations.models import (
    Appointment,
    Capability,
    Provider,
    Registration,
    SheetUpload,
    Territory,
    User,
    Volunteer,
)
from organisations.queries.cobuilding import plan_lines, plans_due
from organisations.queries.draft import draft_lines, drafts_due
from organisations.queries.due import Due, due_rows, kind_of, read_due
from organisations.queries.estate import estate_lines, estates_due
from organisations.queries.incubation import incubation_lines, incubations_due
from organisations.queries.inquiry import inquiries_due, inquiry_lines
from organisations.queries.menu import newest_of, state_of
from organisations.queries.pairing import pairing_lines, pairings_due
from organisations.queries.service_post import post_lines, posts_due
from records.queries import SHANGHAI, Waiting

SOON = timedelta(days=30)
LONGEST_LIST = 50
BEGUN, SHEET = "registration", "sheet"
SENDING_ROLES = frozenset(
    {
        Role.CENTRE_OPERATOR,
        Role.SOCIAL_WORKER,
        Role.STATION_MANAGER,
        Role.STREET_OFFICER,
    }
)


def waiting_for(
    user: User, appointments: Iterable[Appointment] | None = None
) -> list[Waiting]:
    """What waits for this user here: her own registration, providers to complete,
    registrations and admissions for the centre, checks that run out for a provider's
    administrators, files to decide about, days of units for a community's secretary,
    co-building plans for their sides, what grows for who accompanies it. At most 50
    lines of each, 200 of those that one query reads.

    `appointments` are those held today, where they were read already."""
    if not user.is_authenticated or not user.is_active:
        return []
    if appointments is None:
        appointments = Appointment.objects.of(user).select_related(
            "territory", "provider__street"
        )
    everything = list(appointments)
    asked = (Role.CENTRE_OPERATOR, Role.PROVIDER_ADMIN)
    held = [each for each in everything if each.role in asked]
    led = [a.territory for a in everything if a.role == Role.COMMUNITY_SECRETARY]
    districts = [each.territory.district_code for each in held if each.territory]
    own = [each.provider for each in held if each.provider]
    # Who has another role comes in beside it: her registration is among what is due.
    centre = bool(districts) or not everything
    return (
        (_registrations(user, districts) if centre else [])
        + _providers(districts, own)
        + _running_out(own)
        + _unit_days(led)
        + _due(user, everything, coming_in=not centre)
    )


def _due(user: User, held: list[Appointment], *, coming_in: bool) -> list[Waiting]:
    """Of files of rows, co-building, incubation, committees, pairings, posts, letters and forms
    half filled in, in one query; with them the registration of somebody who has a role already."""
    parts = [*plans_due(held), *incubations_due(held), *estates_due(held)]
    parts += [*pairings_due(held), *posts_due(held)]
    parts += [*inquiries_due(held), drafts_due(user)]
    if any(each.role in SENDING_ROLES for each in held):
        parts.append(_sheets(user))
    if coming_in:
        parts.append(_begun(user))
    rows = read_due(parts)
    return [
        *(_own(row) for row in rows if row.kind == BEGUN),
        *(_sheet(row) for row in rows if row.kind == SHEET),
        *plan_lines(rows),
        *incubation_lines(rows),
        *estate_lines(rows),
        *pairing_lines(rows),
        *post_lines(rows),
        *inquiry_lines(rows),
        *draft_lines(rows),
    ]


def _begun(user: User) -> QuerySet[Any]:
    """Her own that is open: in the union, so without the names of its answers."""
    returned = When(state=RegistrationState.RETURNED, then="decided_at")
    return due_rows(
        Registration.objects.of(user).open(),
        kind=kind_of(BEGUN),
        public_id="public_id",
        name=Coalesce("incubations__name", "claimed__name", "name"),
        note="joining",
        place="state",
        at=Case(returned, default="started_at"),
    )


def _own(row: Due) -> Waiting:
    name = row.name or JoiningAs(row.note).label
    return _finish(name, row.at, returned=row.place == RegistrationState.RETURNED)


def _sheets(user: User) -> QuerySet[Any]:
    """Files that were checked and wait for a word: import or not."""
    return due_rows(
        SheetUpload.objects.visible_to(user).waiting(),
        kind=kind_of(SHEET),
        public_id="public_id",
        name="name",
        number=F("new") + F("changed"),
        second="wrong",
        at="state_since",
    )


def _sheet(row: Due) -> Waiting:
    return Waiting(
        title=gettext("Import “%(name)s” or not?") % {"name": row.name},
        url=reverse("organisations:sheet", args=[row.public_id]),
        since=row.at,
        group=_("Files of rows"),
        detail=gettext("%(good)s good rows, %(wrong)s with errors")
        % {"good": row.number, "wrong": row.second},
        tone="amber" if row.second else "",
    )


def _registrations(user: User, districts: list[str]) -> list[Waiting]:
    """Her own that is open; for the centre those handed in, in one query for both."""
    here = _here(districts)
    own = Q(applicant_id=user.pk, state__in=OPEN_STATES)
    waiting = Registration.objects.filter(
        own | (here & Q(state=RegistrationState.SUBMITTED))
    )
    waiting = waiting.select_related("claimed")
    return [
        _own_registration(each) if each.is_open else _registration(each)
        for each in waiting.order_by("submitted_at", "pk")[:LONGEST_LIST]
    ]


def _own_registration(registration: Registration) -> Waiting:
    returned = registration.state == RegistrationState.RETURNED
    since = registration.decided_at if returned else registration.started_at
    return _finish(registration, since, returned=returned)


def _finish(name: Any, since: datetime | None, *, returned: bool) -> Waiting:
    return Waiting(
        title=gettext("Finish the registration of “%(name)s”") % {"name": name},
        url=reverse("organisations:registration"),
        since=since,
        group=_("Registration"),
        detail=gettext("The guidance centre asks for something more.")
        if returned
        else gettext("Saved as a draft: go on at any time, on any device."),
        tone="red" if returned else "amber",
    )


def _registration(registration: Registration) -> Waiting:
    return Waiting(
        title=gettext("Look at the registration of “%(name)s”")
        % {"name": registration},
        url=reverse("organisations:review", args=[registration.public_id]),
        since=registration.submitted_at,
        group=_("Registrations handed in"),
        detail=gettext("Claims an entry of the register")
        if registration.claimed_id
        else registration.get_form_display(),
        tone="amber",
    )


def _unit_days(led: list[Territory | None]) -> list[Waiting]:
    """Activity days of units that the community's secretary has not confirmed."""
    homes = [place.pk for place in led if place]
    if not homes:
        return []
    waiting = Volunteer.objects.staying().filter(
        home__in=homes, days_confirmed_at=None, in_service=True
    )
    rows = waiting.exclude(unit_days="").select_related("person", "home", "unit")
    return [
        Waiting(
            title=gettext("Confirm the activity days of %(unit)s: %(days)s")
            % {"unit": each.home_unit, "days": each.unit_day_names},
            url=reverse("organisations:volunteer", args=[each.public_id]),
            since=each.joined_at,
            group=_("Volunteers"),
            detail=f"{each} · {each.home}",
        )
        for each in rows.order_by("joined_at", "pk")[:LONGEST_LIST]
    ]


def _here(districts: list[str]) -> Q:
    here = Q(pk__in=[])
    for code in districts:
        here |= Q(street__code__startswith=code)
    return here


def _providers(districts: list[str], own: list[Provider]) -> list[Waiting]:
    """Those to admit and those to complete. What is missing is asked for: the centre
    enters it, its administrator (who has read it with the appointment) gives it."""
    mine = [each for each in own if each.state == ProviderState.DRAFT]
    found = [_draft(each, own=True) for each in mine]
    if not districts:
        return found
    states = (ProviderState.PENDING, ProviderState.DRAFT)
    waiting = Provider.objects.filter(_here(districts), state__in=states)
    others = waiting.exclude(pk__in=[each.pk for each in mine])
    lines = others.order_by("-state", "registered_at", "pk")[:LONGEST_LIST]
    return found + [
        _draft(each, own=False)
        if each.state == ProviderState.DRAFT
        else _admission(each)
        for each in lines
    ]


def _draft(provider: Provider, *, own: bool) -> Waiting:
    return Waiting(
        title=gettext("Complete “%(name)s”") % {"name": provider},
        url=reverse("organisations:provider", args=[provider.public_id])
        if own
        else reverse("provider:edit", args=[provider.pk]),
        since=provider.registered_at,
        group=_("Providers with something missing"),
        detail=gettext("Missing: %(what)s")
        % {"what": gettext(", ").join(provider.missing)},
        tone="red",
    )


def _admission(provider: Provider) -> Waiting:
    return Waiting(
        title=str(provider),
        url=reverse("provider:edit", args=[provider.pk]),
        since=provider.registered_at,
        group=_("Providers awaiting approval"),
        detail=provider.get_form_display(),
        tone="amber",
    )


def _running_out(own: list[Provider]) -> list[Waiting]:
    if not own:
        return []
    rows = newest_of([each.pk for each in own]).order_by("capability_id")
    limit = timezone.localdate() + SOON
    ending = []
    for row in rows:
        state = state_of(row.capability, row)
        if state.checked and (state.expires_on or limit) < limit:
            ending.append((state.expires_on, row.capability_id, row.capability))
    lines = [_expiry(each, day) for day, _pk, each in sorted(ending)[:LONGEST_LIST]]
    return lines + [_confirmation(each) for each in own if each.is_faded]


def _confirmation(provider: Provider) -> Waiting:
    due = provider.last_confirmed + settings.ENTRY_FADES_AFTER
    return Waiting(
        title=gettext("Say whether the entry of “%(name)s” is still right")
        % {"name": provider},
        url=reverse("organisations:provider", args=[provider.public_id]),
        since=datetime.combine(due, time(), SHANGHAI),
        until=datetime.combine(provider.leaves_on, time(), SHANGHAI),
        group=_("Entries to confirm"),
        detail=gettext("Off the menu until it is confirmed")
        if provider.has_left
        else gettext("It leaves the menu if nobody confirms it."),
        tone="amber",
    )


def _expiry(capability: Capability, day: date) -> Waiting:
    return Waiting(
        title=gettext("Have “%(service)s” checked again")
        % {"service": capability.service_type},
        url=reverse("organisations:provider", args=[capability.provider.public_id]),
        until=datetime.combine(day, time(23, 59, 59), tzinfo=SHANGHAI),
        group=_("Checks that run out"),
        detail=str(capability.provider),
        tone="amber",
    )
