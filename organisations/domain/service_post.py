"""Posts of public benefit (设岗定责): set up for at most a year, and ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.pairing import LONGEST
from organisations.enums import NEVER_A_POST, ClaimState, TerritoryLevel
from organisations.models import (
    PostClaim,
    ServicePost,
    ServiceType,
    Territory,
    User,
    Volunteer,
)
from records.domain import message
from records.domain.ledger import append

LEVELS = (TerritoryLevel.COMMUNITY, TerritoryLevel.GRID)


@transaction.atomic
def set_up_post(
    *,
    title: str,
    duty: str,
    place: Territory,
    weekly_hours: int,
    places: int,
    since: date,
    until: date,
    skill: ServiceType | None = None,
    by: User,
) -> ServicePost:
    """From a day on, until another within a year, so many people are wanted here.

    Raises ValidationError by field: `place` (no community, no grid), `since`, `until`,
    `skill` (one that goes into homes, or to cases).
    """
    row = ServicePost(
        title=title,
        duty=duty,
        place=place,
        skill=skill,
        weekly_hours=weekly_hours,
        places=places,
        since=since,
        until=until,
        set_by=by,
    )
    _check(row)
    row.full_clean()
    row.save()
    facts = {"places": places, "until": until.isoformat()}
    record(row, "set_up_post", by, hours=weekly_hours, **facts)
    return row


@transaction.atomic
def close_post(*, post: ServicePost, by: User) -> ServicePost:
    """It ends, on its day or before; whoever holds or claims it is told.

    Raises ValidationError `state` (it was ended before).
    """
    now = timezone.now()
    standing = ServicePost.objects.standing().filter(pk=post.pk)
    if not standing.update(ended_at=now, taken=0):
        raise ValidationError(
            gettext("This service post has ended already."), code="state"
        )
    row = ServicePost.objects.select_related("place").get(pk=post.pk)
    live = PostClaim.objects.live().filter(post=row)
    told = list(live.select_related("volunteer__user", "companion__user"))
    live.update(state=ClaimState.ENDED, closed_at=now)
    for claim in told:
        people = (claim.volunteer, claim.companion)
        tell(row, "post_ended", *people, place=row.place.name)
    record(row, "close_post", by, holders=len(told))
    return row


def tell(
    post: ServicePost, kind: str, *people: Volunteer | None, **params: str
) -> None:
    """Those of them who have an account."""
    for each in people:
        if each is not None and each.user is not None:
            message.send(
                recipient=each.user,
                kind=f"organisations.{kind}",
                params={"title": post.title, **params},
                subject=post.subject,
                url=f"/desk/posts/{post.public_id}/",
            )


def record(post: ServicePost, verb: str, by: User | None, **facts: Any) -> None:
    """Whom it is about stands in the ledger by ids alone."""
    append(
        chain=post.place.district_code,
        action=f"organisations.{verb}",
        actor=by,
        subject=post.subject,
        facts={"place": post.place.code, **facts},
    )


def _check(post: ServicePost) -> None:
    skill = post.skill
    if post.place.level not in LEVELS:
        raise _wrong("place", gettext("Choose a community or a grid."))
    if post.since < timezone.localdate():
        raise _wrong("since", gettext("Choose today or a day to come."))
    if not timedelta(0) < post.until - post.since <= LONGEST:
        raise _wrong("until", gettext("Choose a day after the first, within a year."))
    if skill and (skill.for_organisations or NEVER_A_POST & set(skill.gates)):
        raise _wrong("skill", gettext("Into homes people are paired: choose another."))


def _wrong(field: str, words: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=field)})
