"""Micro-wishes as those see them who may claim one: title, street, how long it waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import Consent, NeedState, Track
from matching.models import Need, WishClaim
from organisations.enums import ProviderState, Role
from organisations.models import Appointment, Provider, Territory, User
from records.queries import Waiting

CLAIMING_ROLES = frozenset({Role.PARTY_MEMBER, Role.VOLUNTEER, Role.PROVIDER_ADMIN})
WISH = gettext_lazy("Micro-wishes")
# What is read of a need for somebody who claims: not its words, not its person.
SHOWN = (
    "public_id",
    "number",
    "version",
    "state",
    "state_since",
    "track",
    "urgency",
    "title",
    "title_en",
    "due_at",
    "community__code",
)

# What is read of a need for everybody: its new title, its street, its days.
PUBLIC = (
    "public_id",
    "state_since",
    "title",
    "title_en",
    "due_at",
    "community__code",
)


@dataclass(frozen=True, slots=True)
class ReleasedWish:
    """All that the public may know of a micro-wish; no number by which it is found."""

    public_id: str
    title: str
    street: str
    since: datetime
    until: datetime | None


def released_wishes(district: str) -> QuerySet[Need]:
    """Micro-wishes that a worker released in words of her own, with the person's
    consent, and that can still be claimed. Never a confidential or dangerous case."""
    wishes = Need.objects.filter(
        Q(due_at=None) | Q(due_at__gt=timezone.now()),
        track=Track.MICRO_WISH,
        state=NeedState.OPEN,
        danger="",
        community__code__startswith=district,
    )
    agreed = wishes.exclude(title="").exclude(consent=Consent.NONE)
    return agreed.select_related("community").only(*PUBLIC).order_by("due_at", "pk")


def as_released(wishes: Iterable[Need]) -> list[ReleasedWish]:
    """These as a public page shows them, in one query for any number."""
    return [
        ReleasedWish(
            public_id=wish.public_id,
            title=wish.heading,
            street=str(wish.street),
            since=wish.state_since,
            until=wish.due_at,
        )
        for wish in with_streets(wishes)
    ]


def wishes_for(user: User) -> QuerySet[Need]:
    """Open and claimed micro-wishes of the districts in which this user helps, and
    what she or her unit claimed before."""
    held = _claiming(user)
    here = Q(pk__in=[])
    for code in {each.place.district_code for each in held if each.place}:
        here |= Q(community__code__startswith=code)
    units = [each.provider_id for each in held if each.provider_id]
    mine = Q(claim__by=user.pk) | Q(claim__provider__in=units)
    listed = here & Q(state__in=[NeedState.OPEN, NeedState.IN_DELIVERY])
    wishes = Need.objects.filter(listed | mine, track=Track.MICRO_WISH)
    return wishes.select_related("community").only(*SHOWN).order_by("due_at", "pk")


def _claiming(user: User) -> list[Appointment]:
    if not user.is_authenticated or not user.is_active:
        return []
    held = Appointment.objects.of(user, *sorted(CLAIMING_ROLES))
    return list(held.select_related("territory", "provider__street"))


def claims_of(user: User) -> QuerySet[WishClaim]:
    """What this user, or a unit she administers, has claimed and not yet fulfilled."""
    return _claims(user, units_of(user)).select_related("provider")


def _claims(user: User, units: Iterable[Provider | int]) -> QuerySet[WishClaim]:
    mine = Q(by=user.pk, provider__isnull=True) | Q(provider__in=list(units))
    return WishClaim.objects.filter(mine, need__state=NeedState.IN_DELIVERY)


def units_of(user: User) -> list[Provider]:
    """The units in whose name this user may claim."""
    held = [each.provider for each in _claiming(user) if each.provider]
    held = [unit for unit in held if unit.state == ProviderState.ACTIVE]
    return sorted(held, key=lambda unit: unit.pk)


def claims_alone(user: User) -> bool:
    """Whether this user may claim as a person."""
    return any(each.provider_id is None for each in _claiming(user))


def with_streets(wishes: Iterable[Need]) -> list[Need]:
    """Each wish with its `street`, which is all that is said of its place."""
    found = list(wishes)
    codes = {wish.community.street_code for wish in found}
    streets = {t.code: t for t in Territory.objects.filter(code__in=codes)}
    for wish in found:
        wish.street = streets.get(wish.community.street_code, "")
    return found


def waiting_wishes(
    user: User, appointments: Iterable[Appointment]
) -> Iterator[Waiting]:
    """What the user claimed and has still to do; nothing for those who never claim."""
    held = [each for each in appointments if each.role in CLAIMING_ROLES]
    if not held:
        return
    units = [each.provider_id for each in held if each.provider_id]
    for claim in _claims(user, units).select_related("need"):
        title = _("A micro-wish to fulfil: “%(title)s”")
        yield Waiting(
            title=title % {"title": claim.need.heading},
            url=reverse("matching:wish", args=[claim.need.public_id]),
            since=claim.at,
            until=claim.need.due_at,
            group=WISH,
            detail=claim.need.number,
        )
