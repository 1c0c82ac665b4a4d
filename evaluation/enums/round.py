"""The states of a round and of one organisation's way through it, as plain data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoundState(TextChoices):
    """A round as a whole."""

    DRAFT = "draft", _("being prepared")
    ANNOUNCED = "announced", _("announced")
    CLOSED = "closed", _("closed")


class Route(TextChoices):
    """How experts look: set by the grade that is asked for."""

    DESK = "desk", _("on documents")
    SITE = "site", _("on site")


class Publicity(TextChoices):
    """How much of a result the round's rules make public."""

    GRADE = "grade", _("the grade")
    HEADS = "heads", _("the grade and the points of each head")
    FULL = "full", _("every indicator with its points and reasons")


class Column(TextChoices):
    """The three columns of a score sheet."""

    SELF = "self", _("self-assessment")
    EXPERT = "expert", _("expert group")
    COMMITTEE = "committee", _("committee")


class AssessmentState(TextChoices):
    """Where one organisation's evaluation stands."""

    DRAFT = "draft", _("self-assessment under way")
    SELF_SCORED = "self_scored", _("self-assessment handed in")
    ELIGIBLE = "eligible", _("admitted")
    REFUSED = "refused", _("not admitted")
    DESK_REVIEWED = "desk_reviewed", _("documents looked at")
    SITE_VISITED = "site_visited", _("visited")
    OPINION_FILED = "opinion_filed", _("expert opinion filed")
    SOCIAL_SCORED = "social_scored", _("social evaluation closed")
    FEEDBACK_SENT = "feedback_sent", _("findings sent to the organisation")
    REPORT_READY = "report_ready", _("report ready for the committee")
    GRADED = "graded", _("committee has decided")
    PUBLIC_NOTICE = "public_notice", _("under public notice")
    REVIEW_REQUESTED = "review_requested", _("review requested")
    REVIEWED = "reviewed", _("reviewed")
    CONFIRMED = "confirmed", _("confirmed and announced")
    IN_FORCE = "in_force", _("in force")
    LOWERED = "lowered", _("lowered")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ClockWord(TextChoices):
    """What the clock of an assessment says."""

    REMINDER = "reminder", _("reminder")
    OVERDUE = "overdue", _("time is up")


class PollGroup(TextChoices):
    """Who is asked how the organisation does (N21 art. 15)."""

    SUPERVISOR = "supervisor", _("supervising body")
    MEMBER = "member", _("members and staff")
    DIRECTOR = "director", _("directors")
    DONOR = "donor", _("donors")
    BENEFICIARY = "beneficiary", _("people served")


_S = AssessmentState
# The procedure: R39p, R39q, N21 and R26 as gathered; who may take an arrow and what must
# hold first stands in the verb that takes it.
ARROWS: dict[AssessmentState, frozenset[AssessmentState]] = {
    _S.DRAFT: frozenset({_S.SELF_SCORED, _S.WITHDRAWN}),
    _S.SELF_SCORED: frozenset({_S.DRAFT, _S.ELIGIBLE, _S.REFUSED, _S.WITHDRAWN}),
    _S.ELIGIBLE: frozenset({_S.DESK_REVIEWED, _S.SITE_VISITED, _S.WITHDRAWN}),
    _S.REFUSED: frozenset(),
    _S.DESK_REVIEWED: frozenset({_S.OPINION_FILED, _S.WITHDRAWN}),
    _S.SITE_VISITED: frozenset({_S.OPINION_FILED, _S.WITHDRAWN}),
    _S.OPINION_FILED: frozenset({_S.SOCIAL_SCORED, _S.WITHDRAWN}),
    _S.SOCIAL_SCORED: frozenset({_S.FEEDBACK_SENT, _S.WITHDRAWN}),
    _S.FEEDBACK_SENT: frozenset({_S.REPORT_READY, _S.WITHDRAWN}),
    _S.REPORT_READY: frozenset({_S.GRADED, _S.WITHDRAWN}),
    _S.GRADED: frozenset({_S.PUBLIC_NOTICE}),
    _S.PUBLIC_NOTICE: frozenset({_S.REVIEW_REQUESTED, _S.CONFIRMED}),
    _S.REVIEW_REQUESTED: frozenset({_S.REVIEWED}),
    _S.REVIEWED: frozenset({_S.CONFIRMED}),
    _S.CONFIRMED: frozenset({_S.IN_FORCE}),
    _S.IN_FORCE: frozenset({_S.LOWERED, _S.CANCELLED, _S.EXPIRED}),
    _S.LOWERED: frozenset({_S.LOWERED, _S.CANCELLED, _S.EXPIRED}),
    _S.CANCELLED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
DECIDED = frozenset(
    {
        _S.GRADED,
        _S.PUBLIC_NOTICE,
        _S.REVIEW_REQUESTED,
        _S.REVIEWED,
        _S.CONFIRMED,
        _S.IN_FORCE,
        _S.LOWERED,
        _S.CANCELLED,
        _S.EXPIRED,
    }
)
# Nothing of these may be seen by a recused person or by the public.
NOT_PUBLIC = frozenset(_S) - DECIDED | {_S.GRADED}
# A review may still open it again: whoever is recused sees no more than the public.
UNSETTLED = NOT_PUBLIC | {_S.PUBLIC_NOTICE, _S.REVIEW_REQUESTED, _S.REVIEWED}
