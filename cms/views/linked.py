"""JSON-LD (schema.org): what a page says of its thing to programs that read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.queries.events import Event
from cms.queries.services import Service
from organisations.enums import ProviderKind
from organisations.models import Provider

Thing = dict[str, Any]
Crumb = dict[str, str]
TYPES = {
    ProviderKind.SOCIAL_ORGANISATION: "NGO",
    ProviderKind.PUBLIC_SECTOR_UNIT: "GovernmentOrganization",
}


def crumbs(*above: tuple[Any, str], here: Any) -> list[Crumb]:
    """Home, the pages above (label, route), the page itself: for the breadcrumb."""
    trail = [{"label": _("Home"), "url": reverse("wagtail_serve", args=[""])}]
    trail += [{"label": str(label), "url": reverse(route)} for label, route in above]
    return [*trail, {"label": str(here), "url": ""}]


def breadcrumb(request: HttpRequest, trail: Iterable[Crumb]) -> Thing:
    items = [
        {
            "@type": "ListItem",
            "position": place,
            "name": crumb["label"],
            "item": request.build_absolute_uri(crumb["url"] or request.path),
        }
        for place, crumb in enumerate(trail, 1)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": items,
    }


def organisation(request: HttpRequest, provider: Provider) -> Thing:
    page = reverse("cms:provider", args=[provider.public_id])
    return {
        "@context": "https://schema.org",
        "@type": TYPES.get(ProviderKind(provider.kind), "Organization"),
        "name": str(provider),
        "url": request.build_absolute_uri(page),
        "areaServed": str(provider.street),
        **({"description": provider.text} if provider.text else {}),
        **({"taxID": provider.credit_code} if provider.credit_code else {}),
        **({"telephone": provider.public_phone} if provider.public_phone else {}),
        **({"address": provider.public_address} if provider.public_address else {}),
    }


def service(request: HttpRequest, service: Service) -> Thing:
    capability = service.line.capability
    page = reverse("cms:service", args=[capability.public_id])
    provider = organisation(request, capability.provider)
    del provider["@context"]
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": str(capability.service_type),
        "description": capability.service_type.text,
        "url": request.build_absolute_uri(page),
        "areaServed": service.areas,
        "serviceType": str(capability.service_type.category),
        "isAccessibleForFree": service.free,
        "provider": provider,
    }


def event(request: HttpRequest, event: Event) -> Thing:
    page = reverse("cms:event", args=[event.public_id])
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": request.build_absolute_uri(page),
        "startDate": event.starts_at.isoformat(),
        "endDate": event.ends_at.isoformat(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": event.where, "address": event.where},
        "maximumAttendeeCapacity": event.places,
        "remainingAttendeeCapacity": event.left,
        "isAccessibleForFree": True,
    }
