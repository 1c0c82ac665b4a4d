"""What the pages of a need and of an invitation read, whole and in few queries."""

from __future__ import annotations

from django.db.models import (
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from matching.enums import PackState
from matching.models import (
    Confirmation,
    Engagement,
    Need,
    Pack,
    PackGap,
    PackLine,
    Session,
)
from organisations.enums import PlaceKind, VerificationLevel
from organisations.models import Grade, Place, Territory, User, Verification


def whole_packs(need: Need) -> list[Pack]:
    """Every version, the newest first, with all a page shows of them."""
    sessions = Session.objects.select_related("attendance", "place")
    gaps = PackGap.objects.select_related("item__service_type")
    packs = list(
        need.packs.order_by("-version").prefetch_related(
            Prefetch("lines", shown_lines()),
            Prefetch("lines__engagement__sessions", sessions),
            Prefetch("gaps", gaps),
        )
    )
    said = Confirmation.objects.select_related("user", "person")
    asked = [pack for pack in packs if pack.state == PackState.PROPOSED]
    prefetch_related_objects(asked, Prefetch("confirmations", said))
    for engagement in asked_in(packs):
        engagement.need = need
    return packs


def asked_in(packs: list[Pack]) -> list[Engagement]:
    """Who was asked by these versions of a need's pack, in the order of the lines."""
    lines = [line for pack in packs for line in pack.lines.all()]
    found = [getattr(line, "engagement", None) for line in lines]
    return [each for each in found if each is not None]


def shown_lines() -> QuerySet[PackLine]:
    """Lines of packs, each with the number of its provider's `grade` in force (None for
    none) and the `level` that the newest check of its service gave it."""
    checks = Verification.objects.filter(capability=OuterRef("capability"))
    lines = PackLine.objects.select_related(
        *("item__service_type", "capability__provider", "own_agency_by"),
        "engagement__dispute",
    )
    return lines.annotate(
        grade=Grade.objects.held_by("capability__provider"),
        level=Coalesce(
            Subquery(checks.values("level")[:1]), Value(VerificationLevel.DECLARED)
        ),
    )


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
