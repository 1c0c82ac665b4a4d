"""Reads about posts: who fits, what waits for an answer, which day comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import ClaimState, Gate, VolunteerState
from organisations.models import Appointment, PostClaim, ServicePost, Volunteer
from organisations.models.volunteer import KEEPING_ROLES
from organisations.queries.due import Due, codes_of, due_rows, kind_of
from records.queries import SHANGHAI, Waiting

POST, CLAIM = "service_post", "post_claim"
AHEAD = timedelta(days=14)


def unfit(volunteer: Volunteer, post: ServicePost) -> str:
    """Why this volunteer may not claim this post, a key of `UNFIT`; "" if she may.
    Papers are asked for when the claim is confirmed."""
    if volunteer.state != VolunteerState.ACTIVE:
        return "resting"
    if not post.place.code.startswith(volunteer.home.code):
        return "home"
    if post.skill is None:
        return ""
    if Gate.MIN in post.skill.gates and volunteer.is_minor():
        return "minor"
    known = {kind.pk for kind in volunteer.skills.all()}
    return "" if post.skill_id in known else "skill"


def papers_missing(volunteer: Volunteer, post: ServicePost) -> list[str]:
    """Names of the papers that nobody has seen, or that have expired."""
    today = timezone.localdate()
    seen = volunteer.clearances.filter(expires_on__gte=today)
    held = set(seen.values_list("gate", flat=True)) if post.papers else set()
    return [str(Gate(gate).label) for gate in post.papers if gate not in held]


def posts_due(held: list[Appointment]) -> Iterator[QuerySet[Any]]:
    """For station and community: claims that wait for a word; posts that end within
    two weeks or whose day is over, until somebody ends them."""
    codes = codes_of(held, *KEEPING_ROLES)
    if not codes:
        return
    yield due_rows(
        PostClaim.objects.filter(_at("post__place", codes), state=ClaimState.ASKED),
        kind=kind_of(CLAIM),
        public_id="post__public_id",
        name="post__title",
        place="post__place__name",
        place_en="post__place__name_en",
        at="claimed_at",
    )
    soon = timezone.localdate() + AHEAD
    yield due_rows(
        ServicePost.objects.standing().filter(_at("place", codes), until__lte=soon),
        kind=kind_of(POST),
        public_id="public_id",
        name="title",
        place="place__name",
        place_en="place__name_en",
        day="until",
    )


def post_lines(rows: Iterable[Due]) -> list[Waiting]:
    return [
        Waiting(
            title=gettext("Somebody claims the post “%(title)s”: confirm it or not")
            % {"title": row.name}
            if row.kind == CLAIM
            else gettext("The post “%(title)s” ends: end it, or set it up anew")
            % {"title": row.name},
            url=reverse("organisations:post", args=[row.public_id]),
            since=row.at,
            until=row.day and datetime.combine(row.day, time(23, 59, 59), SHANGHAI),
            group=_("Service posts"),
            detail=row.where,
            tone="amber",
        )
        for row in rows
        if row.kind in (POST, CLAIM)
    ]


def _at(path: str, codes: Iterable[str]) -> Q:
    here = Q(pk__in=[])
    for code in codes:
        here |= Q(**{f"{path}__code__startswith": code})
    return here
