"""Claims of posts (认岗): one tap, the community's word, given back at any time."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.pairing import check_companion
from organisations.domain.service_post import record, tell
from organisations.enums import LIVE_CLAIMS, UNFIT, ClaimState, VolunteerState
from organisations.models import PostClaim, ServicePost, User, Volunteer
from organisations.queries.service_post import papers_missing, unfit

WORDS, LONGEST_REASON = 4, 200


@transaction.atomic
def claim_post(*, post: ServicePost, volunteer: Volunteer, by: User) -> PostClaim:
    """A place is kept for her until the community says yes or no.

    Raises ValidationError: a key of `UNFIT`, `already`, `over` (the post has ended),
    `full`.
    """
    who = _held(volunteer)[volunteer.pk]
    row = ServicePost.objects.select_related("place", "skill").get(pk=post.pk)
    if why := unfit(who, row):
        raise ValidationError(UNFIT[why], code=why)
    taken = _take_place(row)
    claim = PostClaim(post=row, volunteer=who)
    claim.full_clean()  # who has claimed it hears that, though it is full
    if not taken:
        raise _nothing_left(row)
    claim.save()
    _record(claim, "claim_post", by)
    return claim


@transaction.atomic
def confirm_post_claim(
    *, claim: PostClaim, companion: Volunteer | None = None, by: User
) -> PostClaim:
    """The community says yes; with a minor goes a grown-up.

    Raises ValidationError `state` (answered before), `over`, `resting`, `papers`, or by
    field: `companion`.
    """
    row = _read(claim)
    people = _held(row.volunteer, companion)
    row.volunteer = people[row.volunteer.pk]
    companion = companion and people[companion.pk]
    _check_open(row.post)
    if row.volunteer.state != VolunteerState.ACTIVE:
        raise ValidationError(
            gettext("This person has asked not to be asked for now."), code="resting"
        )
    check_companion(row.volunteer, companion)
    if missing := papers_missing(row.volunteer, row.post):
        raise ValidationError(
            gettext(
                "Not seen yet: %(papers)s. See the paper first, and note it on the "
                "volunteer's page."
            )
            % {"papers": gettext(", ").join(missing)},
            code="papers",
        )
    _move(row, ClaimState.HELD, ClaimState.ASKED, companion=companion)
    words = {"place": row.post.place.name, "day": row.post.until.isoformat()}
    tell(row.post, "post_held", row.volunteer, **words)
    tell(row.post, "post_beside", companion, **words)
    _record(row, "confirm_post_claim", by)
    return row


@transaction.atomic
def refuse_post_claim(*, claim: PostClaim, reason: str, by: User) -> PostClaim:
    """The community says no, with a reason that the person reads; the place is free.

    Raises ValidationError `state`, or by field: `reason`.
    """
    row = _read(claim)
    said = _said(reason, least=WORDS)
    _move(row, ClaimState.REFUSED, ClaimState.ASKED, reason=said)
    tell(row.post, "post_refused", row.volunteer)
    _record(row, "refuse_post_claim", by)
    return row


@transaction.atomic
def leave_post(*, claim: PostClaim, reason: str = "", by: User | None) -> PostClaim:
    """The place is given back: by the volunteer without a word, by the community with a
    reason that she reads.

    Raises ValidationError `state` (over already), or by field: `reason`.
    """
    row = _read(claim)
    own = by is None or by.pk == row.volunteer.user_id
    said = _said(reason, least=0 if own else WORDS)
    _move(row, ClaimState.LEFT, *LIVE_CLAIMS, reason=said)
    if not own:
        tell(row.post, "post_taken_back", row.volunteer)
    _record(row, "leave_post", by, own=own)
    return row


def leave_posts_of(volunteer: Volunteer, by: User | None) -> None:
    """Who leaves leaves her posts, and the minors to whom she goes along leave theirs;
    what was written about her is emptied."""
    hers = PostClaim.objects.with_volunteer(volunteer).select_related("volunteer")
    for claim in hers.live().order_by("pk"):
        if claim.volunteer_id == volunteer.pk:
            leave_post(claim=claim, by=by)
        else:
            _alone(claim, by)
    PostClaim.objects.filter(volunteer=volunteer).update(reason="")


def _alone(claim: PostClaim, by: User | None) -> None:
    """Nobody goes along any more: the claim waits for another grown-up to be named."""
    row = _read(claim)
    _move(row, ClaimState.ASKED, ClaimState.HELD, companion=None)
    tell(row.post, "post_alone", row.volunteer)
    _record(row, "reopen_post_claim", by)


def _held(*volunteers: Volunteer | None) -> dict[int, Volunteer]:
    """Their rows as they are now, held until the verb ends, always before the post's:
    nobody leaves for good meanwhile."""
    keys = [each.pk for each in volunteers if each is not None]
    rows = Volunteer.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk__in=keys).select_related("person", "home", "user")
    return {each.pk: each for each in found.order_by("pk")}


def _read(claim: PostClaim) -> PostClaim:
    rows = PostClaim.objects.select_related(
        *("post__place", "post__skill"),
        *("volunteer__person", "volunteer__user", "companion__user"),
    )
    return rows.get(pk=claim.pk)


def _take_place(post: ServicePost) -> bool:
    """One more place, if one is left: the row itself says no."""
    left = ServicePost.objects.running().filter(pk=post.pk, taken__lt=F("places"))
    return bool(left.update(taken=F("taken") + 1))


def _move(claim: PostClaim, to: str, *expected: str, **changes: Any) -> None:
    """One step by a conditional update; a place that is given back is free again. The
    post's row comes before the claim's, as everywhere."""
    now, live = timezone.now(), to in LIVE_CLAIMS
    changes |= {"state": to, "answered_at" if live else "closed_at": now}
    if not live:
        posts = ServicePost.objects.filter(pk=claim.post_id, taken__gt=0)
        posts.update(taken=F("taken") - 1)
    found = PostClaim.objects.filter(pk=claim.pk, state__in=expected)
    if not found.update(**changes):
        raise ValidationError(gettext("This claim was answered before."), code="state")
    for name, value in changes.items():
        setattr(claim, name, value)


def _check_open(post: ServicePost) -> None:
    if not post.is_running:
        raise ValidationError(
            gettext("This service post has ended already."), code="over"
        )


def _nothing_left(post: ServicePost) -> ValidationError:
    post.refresh_from_db(fields=["ended_at"])
    if not post.is_running:
        return ValidationError(
            gettext("This service post has ended already."), code="over"
        )
    words = gettext("Somebody else has just taken the last place of this post.")
    return ValidationError(words, code="full")


def _said(reason: str, *, least: int) -> str:
    """At least a few words where another person reads them."""
    said = " ".join(reason.split())
    if not least <= len(said) <= LONGEST_REASON:
        words = gettext("Say why in a few words, at most 200 characters.")
        raise ValidationError({"reason": ValidationError(words, code="reason")})
    return said


def _record(claim: PostClaim, verb: str, by: User | None, **facts: Any) -> None:
    facts["volunteer"] = claim.volunteer.public_id
    facts["accompanied"] = claim.companion_id is not None
    record(claim.post, verb, by, **facts)
