"""Posts of public benefit of the demo: five in the community of the story."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from config.demo.world import World, data
from organisations.domain.post_claim import claim_post, confirm_post_claim
from organisations.domain.service_post import set_up_post
from organisations.enums import Role
from organisations.models import PostClaim, ServicePost, User, Volunteer
from organisations.queries import holders


def set_up_posts(world: World) -> None:
    """Every post through the verbs: some claims are confirmed, some wait for a word."""
    for row in data("posts"):
        place = world.territories[row["place"]]
        secretaries = holders(Role.COMMUNITY_SECRETARY, place.code[:12])
        if not secretaries:
            continue
        by, today = secretaries[0], timezone.localdate()
        post = set_up_post(
            title=row["title"],
            duty=row["duty"],
            place=place,
            skill=world.services[row["skill"]] if "skill" in row else None,
            weekly_hours=row["hours"],
            places=row["places"],
            since=today,
            until=today + timedelta(days=row["days"]),
            by=by,
        )
        for claim in _claimed(post, row.get("held", ()), by):
            confirm_post_claim(claim=claim, by=by)
        _claimed(post, row.get("asked", ()), by)


def _claimed(post: ServicePost, names: Any, by: User) -> list[PostClaim]:
    """By these neighbours; for whoever has no account the community writes it down."""
    near = Volunteer.objects.filter(home__code=post.place.code[:12])
    known = {each.person.name: each for each in near.select_related("person", "user")}
    found = [known[name] for name in names]
    return [claim_post(post=post, volunteer=each, by=each.user or by) for each in found]
