"""What the page of an assessment suggests, in words; a person decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from matching import snapshot
from matching.enums import Track, Urgency
from matching.models import Matter, Need, ReferralBody
from organisations.models import ServiceType, User

MOST_COMPARED = 500


@dataclass(frozen=True, slots=True)
class Suggested:
    """Ready to be shown; empty fields were not suggested."""

    lead: str
    sure: bool
    ours: bool
    """Whether it looks like something for a service, so that it can be taken over."""
    track: str = ""
    urgency: str = ""
    services: list[ServiceType] = field(default_factory=list)
    matter: Matter | None = None
    body: ReferralBody | None = None


def suggested_for(need: Need) -> Suggested | None:
    """In words what was computed when the need was raised; None: nothing was."""
    kept = need.suggested
    if not kept:
        return None
    known = {kind.code: kind for kind in ServiceType.objects.for_residents()}
    codes = [code for code, _p in kept.get("service_types", []) if code in known]
    ours = kept["kind"] in ("service", "unclear")
    return Suggested(
        lead=_lead(kept),
        sure=kept["sure"],
        ours=ours and kept["track"] != Track.MICRO_WISH,
        track=str(Track(kept["track"]).label) if kept["kind"] == "service" else "",
        urgency=str(Urgency(kept["urgency"]).label),
        services=[known[code] for code in codes] if ours else [],
        matter=Matter.objects.filter(pk=kept["matter"]).first(),
        body=ReferralBody.objects.filter(pk=kept["body"]).first(),
    )


def _lead(kept: dict[str, Any]) -> str:
    if not kept["sure"]:
        return _("Not sure: read it yourself. Perhaps it helps to ask back.")
    if kept["kind"] == "emergency":
        return _("This may be an emergency: ring first.")
    if kept["kind"] == "refer":
        return _("This looks like something for another body.")
    if kept["kind"] == "unclear":
        return _("Too little is said: ask back.")
    if kept["track"] == Track.MICRO_WISH:
        return _("This looks like a micro-wish: one small thing.")
    return _("This looks like something for a service.")


def prefilled(need: Need, taken: bool) -> dict[str, Any]:
    """First values of the form: the matter always, the rest where it was taken over."""
    kept = need.suggested
    values: dict[str, Any] = {"matter": need.matter_id or kept.get("matter", "")}
    if taken and kept.get("kind") == "service":
        values["urgency"] = kept["urgency"]
        if kept["track"] != Track.MICRO_WISH:
            values["track"] = kept["track"]
    return values


def first_rows(need: Need, taken: bool) -> list[dict[str, Any]]:
    """A row for each suggested service that is in the catalogue."""
    if not taken:
        return []
    codes = [code for code, _p in need.suggested.get("service_types", [])]
    known = ServiceType.objects.for_residents().filter(code__in=codes)
    there = set(known.values_list("code", flat=True))
    return [{"service_type": code, "weeks": 1} for code in codes if code in there]


def perhaps_the_same(need: Need, user: User) -> list[Need]:
    """Running needs of the street that this reader sees and that say much the same."""
    others = Need.objects.visible_to(user).running().exclude(pk=need.pk)
    here = others.within(need.community.street_code).order_by("-pk")[:MOST_COMPARED]
    return snapshot.similar_needs(need, here)
