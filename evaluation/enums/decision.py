"""Committee, public notice, review, report, and what becomes of a grade."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SeatPost(TextChoices):
    """Chair and secretary are seats, never roles."""

    MEMBER = "member", _("member")
    CHAIR = "chair", _("chair")
    SECRETARY = "secretary", _("secretary")


class CommitteeKind(TextChoices):
    """The words are those of the rule `review_body`."""

    EVALUATION = "committee", _("evaluation committee")
    REVIEW = "review_committee", _("review committee")


class MeetingState(TextChoices):
    CALLED = "called", _("called")
    OPEN = "open", _("in session")
    CLOSED = "closed", _("closed")


class ItemKind(TextChoices):
    """What the committee decides about a case."""

    GRADE = "grade", _("grade")
    REVIEW = "review", _("review")


class ItemState(TextChoices):
    WAITING = "waiting", _("not voted on yet")
    VOTING = "voting", _("being voted on")
    CARRIED = "carried", _("carried")
    FAILED = "failed", _("no majority of all members")
    NO_QUORUM = "no_quorum", _("no quorum")


ENDED_ITEMS = frozenset({ItemState.CARRIED, ItemState.FAILED, ItemState.NO_QUORUM})


class Choice(TextChoices):
    YES = "yes", _("In favour")
    NO = "no", _("Against")
    ABSTAIN = "abstain", _("Abstentions")


class PublicNoticeKind(TextChoices):
    RESULT = "result", _("result")
    REVIEW = "review", _("result of the review")


class ReviewState(TextChoices):
    """Where a review asked for by the organisation stands."""

    ASKED = "asked", _("asked for")
    LOOKING = "looking", _("new experts look again")
    LOOKED = "looked", _("waiting for the vote")
    DECIDED = "decided", _("decided, to be served")
    SERVED = "served", _("decision served")


class ReportState(TextChoices):
    """Where a report of facts by anybody stands."""

    RECEIVED = "received", _("received")
    VERIFYING = "verifying", _("being verified")
    PROVEN = "proven", _("proven")
    UNPROVEN = "unproven", _("not proven")


RULED = frozenset({ReportState.PROVEN, ReportState.UNPROVEN})


class AwardState(TextChoices):
    """What has become of a grade that was confirmed."""

    COMING = "coming", _("not in force yet")
    IN_FORCE = "in_force", _("in force")
    LOWERED = "lowered", _("lowered")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("expired")


STANDING = frozenset({AwardState.IN_FORCE, AwardState.LOWERED})


class FollowUpKind(TextChoices):
    TRACKING = "tracking", _("tracking, drawn by lot")
    EVENT = "event", _("verification after an event")


class FollowUpResult(TextChoices):
    KEEP = "keep", _("the grade stays")
    LOWER = "lower", _("one grade lower")
    CANCEL = "cancel", _("grade cancelled")
