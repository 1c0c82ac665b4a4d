"""What the pages of a need and of an invitation read, whole and in few queries."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from matching.models import Engagement, Need, Pack
from organisations.enums import PlaceKind
from organisations.models import Place, Territory, User


def whole_packs(need: Need) -> list[Pack]:
    """Every version, the newest first, with all a page shows of them."""
    packs = need.packs.order_by("-version").prefetch_related(
        "lines__item__service_type",
        "lines__capability__provider__grades",
        "lines__own_agency_by",
        "lines__engagement__sessions__attendance",
        "lines__engagement__sessions__place",
        "gaps__item__service_type",
        "confirmations__user",
        "confirmations__person",
    )
    return list(packs)


def station_phone(community: Territory) -> str:
    """The telephone of the social work station that serves this community."""
    stations = Place.objects.filter(
        kind=PlaceKind.STATION, territory__code__startswith=community.street_code
    ).exclude(phone="")
    return stations.order_by("pk").values_list("phone", flat=True).first() or ""


def places_for(community: Territory) -> QuerySet[Place]:
    """Where a session may take place: in the community, or anywhere of its street."""
    street = Q(territory__code__startswith=community.street_code)
    return Place.objects.filter(street).select_related("territory")


def asked_engagement(user: User) -> QuerySet[Engagement]:
    """The engagements of the providers that this user administers."""
    own = user.appointments.current().filter(role="provider_admin")
    return Engagement.objects.filter(provider__in=own.values("provider_id"))
