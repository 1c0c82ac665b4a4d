"""A need: tracks, origins, states and their arrows, grades of what was done."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Track(TextChoices):
    PROJECT = "project", _("3+N project")
    INDIVIDUAL = "individual", _("Individual")
    CONFIDENTIAL = "confidential", _("Confidential")
    MICRO_WISH = "micro_wish", _("Micro-wish")


class Urgency(TextChoices):
    URGENT = "urgent", _("Urgent")
    SOON = "soon", _("Soon")
    NORMAL = "normal", _("Normal")


class Origin(TextChoices):
    PERSON = "person", _("The person")
    NEIGHBOUR = "neighbour", _("A neighbour or relative")
    PARTY_MEMBER = "party_member", _("A community Party member")
    GRID = "grid", _("A grid member")
    SOCIAL_WORKER = "social_worker", _("A social worker")
    MINUTES = "minutes", _("Minutes of a residents' meeting")
    HOTLINE = "hotline", _("The hotline")
    PHONE = "phone", _("A telephone call")
    PAPER = "paper", _("A note on paper")


class NeedState(TextChoices):
    DRAFT = "draft", _("Draft")
    RAISED = "raised", _("Raised")
    RETURNED = "returned", _("Asked back")
    OPEN = "open", _("Being matched")
    PROPOSED = "proposed", _("Pack proposed")
    CONFIRMED = "confirmed", _("Pack confirmed")
    IN_DELIVERY = "in_delivery", _("In delivery")
    COMPLETED = "completed", _("Delivered")
    CLOSED = "closed", _("Closed")
    REFERRED = "referred", _("Referred")
    MERGED = "merged", _("Merged")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    PAUSED = "paused", _("Paused")
    UNMET = "unmet", _("Nobody found yet")


_BEFORE_DELIVERY = ("draft", "raised", "returned", "open", "proposed", "confirmed")

# from -> to. `paused` resumes the state it remembers; `reopen_need` is closed -> open.
NEED_ARROWS: dict[str, frozenset[str]] = {
    NeedState.DRAFT: frozenset({"raised", "refused", "withdrawn"}),
    NeedState.RAISED: frozenset(
        {"open", "returned", "referred", "merged", "refused", "withdrawn", "paused"}
    ),
    NeedState.RETURNED: frozenset({"raised", "refused", "withdrawn"}),
    # straight to `in_delivery` goes a micro-wish that somebody claimed
    NeedState.OPEN: frozenset(
        {"proposed", "in_delivery", "unmet", "referred", "withdrawn", "paused"}
    ),
    NeedState.PROPOSED: frozenset(
        {"open", "confirmed", "unmet", "referred", "withdrawn", "paused"}
    ),
    NeedState.CONFIRMED: frozenset({"proposed", "in_delivery", "withdrawn", "paused"}),
    NeedState.IN_DELIVERY: frozenset({"proposed", "open", "completed"}),
    NeedState.COMPLETED: frozenset({"closed"}),
    NeedState.CLOSED: frozenset({"open"}),
    NeedState.UNMET: frozenset({"open", "closed", "withdrawn"}),
    NeedState.PAUSED: frozenset(_BEFORE_DELIVERY) | {"withdrawn"},
    NeedState.REFERRED: frozenset(),
    NeedState.MERGED: frozenset(),
    NeedState.REFUSED: frozenset(),
    NeedState.WITHDRAWN: frozenset(),
}
# What casework of the station may besides: nobody else takes part in it, so that it can
# stop for a while, or go to another body, while it is in hand.
CASE_ARROWS: dict[str, frozenset[str]] = {
    NeedState.IN_DELIVERY: frozenset({"paused", "referred"}),
    NeedState.PAUSED: frozenset({"in_delivery"}),
}
# Somebody is still looked for: a 3+N project may look in public.
SEEKING_STATES = frozenset({NeedState.OPEN, NeedState.PROPOSED, NeedState.UNMET})
ENDED_STATES = ("closed", "referred", "merged", "refused", "withdrawn")


class ItemState(TextChoices):
    OPEN = "open", _("Open")
    PLANNED = "planned", _("Planned")
    IN_DELIVERY = "in_delivery", _("In delivery")
    DONE = "done", _("Done")
    UNMET = "unmet", _("Nobody found yet")


# Nobody has them yet.
NOT_GIVEN = (ItemState.OPEN, ItemState.UNMET)


class PauseReason(TextChoices):
    ANSWER = "answer", _("Waiting for the person's answer")
    AWAY = "away", _("The person is in hospital or away")
    FUNDS = "funds", _("Waiting for funds to be approved")
    WEATHER = "weather", _("Waiting for the weather")


class ReopenReason(TextChoices):
    """Why a need that had ended is taken up again."""

    GRADE = "grade", _("It was rated badly")
    WORD = "word", _("The person says it is not done")
    OFFER = "offer", _("Somebody can do it now")


class RefusalReason(TextChoices):
    NOT_SOCIAL = "not_social", _("Not a matter for social services")
    NO_ANSWER = "no_answer", _("Too little is known and nobody answers")
    OUTSIDE = "outside", _("Outside this district")
    OFFER = "offer", _("An offer of help: the centre puts it on the menu")


class FeedbackGrade(TextChoices):
    """The five grades in the government wording."""

    VERY_GOOD = "very_good", _("Very satisfied")
    GOOD = "good", _("Satisfied")
    FAIR = "fair", _("Fairly satisfied")
    POOR = "poor", _("Dissatisfied")
    VERY_POOR = "very_poor", _("Very dissatisfied")


BAD_GRADES = (FeedbackGrade.POOR, FeedbackGrade.VERY_POOR)


class Danger(TextChoices):
    """The families of words of danger (section 3 of the seed data)."""

    LIFE = "life", _("Life at risk")
    MINOR = "minor", _("Harm to a minor")
    VIOLENCE = "violence", _("Violence at home")
    MISSING = "missing", _("A person is missing")


# Reported to the police by law, handled on the confidential track only.
MANDATORY_REPORT = (Danger.MINOR, Danger.VIOLENCE)
