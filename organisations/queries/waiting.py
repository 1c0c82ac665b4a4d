"""What waits for somebody on this floor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import ProviderState, Role
from organisations.models import (
    Appointment,
    Capability,
    Provider,
    Territory,
    User,
    Volunteer,
)
from organisations.queries.menu import verification_state
from records.queries import SHANGHAI, Waiting

SOON = timedelta(days=30)
LONGEST_LIST = 50


def waiting_for(
    user: User, appointments: Iterable[Appointment] | None = None
) -> list[Waiting]:
    """What waits for this user here: drafts to complete, admissions for the centre,
    checks that run out for a provider's administrators, days of units for a community's
    secretary. At most 50 lines of each.
    `appointments` are those held today, where they were read already."""
    if not user.is_authenticated or not user.is_active:
        return []
    if appointments is None:
        appointments = Appointment.objects.of(user).select_related("territory")
    everything = list(appointments)
    asked = (Role.CENTRE_OPERATOR, Role.PROVIDER_ADMIN)
    held = [each for each in everything if each.role in asked]
    led = [a.territory for a in everything if a.role == Role.COMMUNITY_SECRETARY]
    districts = [each.territory.district_code for each in held if each.territory]
    own = [each.provider_id for each in held if each.provider_id]
    found = _admissions(districts) + _drafts(districts, own) + _running_out(own)
    return found + _unit_days(led)


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


def _drafts(districts: list[str], own: list[int]) -> list[Waiting]:
    """What is missing is asked for: the centre enters it, its administrator gives it."""
    if not districts and not own:
        return []
    waiting = Provider.objects.filter(state=ProviderState.DRAFT)
    waiting = waiting.filter(_here(districts) | Q(pk__in=own))
    return [
        Waiting(
            title=gettext("Complete “%(name)s”") % {"name": provider},
            url=reverse("organisations:provider", args=[provider.public_id])
            if provider.pk in own
            else reverse("provider:edit", args=[provider.pk]),
            since=provider.registered_at,
            group=_("Providers with something missing"),
            detail=gettext("Missing: %(what)s")
            % {"what": gettext(", ").join(provider.missing)},
            tone="red",
        )
        for provider in waiting.order_by("registered_at", "pk")[:LONGEST_LIST]
    ]


def _admissions(districts: list[str]) -> list[Waiting]:
    if not districts:
        return []
    waiting = Provider.objects.filter(_here(districts), state=ProviderState.PENDING)
    return [
        Waiting(
            title=str(provider),
            url=reverse("provider:edit", args=[provider.pk]),
            since=provider.registered_at,
            group=_("Providers awaiting approval"),
            detail=provider.get_form_display(),
            tone="amber",
        )
        for provider in waiting.order_by("registered_at", "pk")[:LONGEST_LIST]
    ]


def _running_out(providers: list[int]) -> list[Waiting]:
    if not providers:
        return []
    offered = list(
        Capability.objects.filter(
            provider_id__in=providers, active=True
        ).select_related("provider", "service_type")
    )
    states = verification_state(offered)
    limit = timezone.localdate() + SOON
    ending = [
        (states[each.pk].expires_on, each.pk, each)
        for each in offered
        if states[each.pk].checked and (states[each.pk].expires_on or limit) < limit
    ]
    return [_expiry(each, day) for day, _pk, each in sorted(ending)[:LONGEST_LIST]]


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
