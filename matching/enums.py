"""The fixed words of this floor, and the allowed arrows between states, as data."""

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


class Consent(TextChoices):
    """How the person agreed that a worker uses what was said."""

    NONE = "", _("Not yet asked")
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By telephone")
    PAPER = "paper", _("On paper")
    LINK = "link", _("By personal link")


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
    NeedState.OPEN: frozenset({"proposed", "unmet", "referred", "withdrawn", "paused"}),
    NeedState.PROPOSED: frozenset(
        {"open", "confirmed", "unmet", "referred", "withdrawn", "paused"}
    ),
    NeedState.CONFIRMED: frozenset({"proposed", "in_delivery", "withdrawn", "paused"}),
    NeedState.IN_DELIVERY: frozenset({"proposed", "completed"}),
    NeedState.COMPLETED: frozenset({"closed"}),
    NeedState.CLOSED: frozenset({"open"}),
    NeedState.UNMET: frozenset({"open", "closed", "withdrawn"}),
    NeedState.PAUSED: frozenset(_BEFORE_DELIVERY) | {"withdrawn"},
    NeedState.REFERRED: frozenset(),
    NeedState.MERGED: frozenset(),
    NeedState.REFUSED: frozenset(),
    NeedState.WITHDRAWN: frozenset(),
}
ENDED_STATES = ("closed", "referred", "merged", "refused", "withdrawn")


class ItemState(TextChoices):
    OPEN = "open", _("Open")
    PLANNED = "planned", _("Planned")
    IN_DELIVERY = "in_delivery", _("In delivery")
    DONE = "done", _("Done")
    UNMET = "unmet", _("Nobody found yet")


class SeatKind(TextChoices):
    PARTY_MEMBER = "party_member", _("Party member")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    RESIDENT = "resident", _("Resident")


class ConfirmerKind(TextChoices):
    """In what capacity somebody confirms a pack: a seat, or the person concerned."""

    PARTY_MEMBER = "party_member", _("Party member")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    RESIDENT = "resident", _("Resident")
    PERSON = "person", _("The person concerned")
    STATION_MANAGER = "station_manager", _("Station manager")


class PackState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    SUPERSEDED = "superseded", _("Replaced by a newer version")


class ChosenBy(TextChoices):
    MATCHER = "matcher", _("Suggested")
    PERSON = "person", _("Chosen by a person")


class EngagementState(TextChoices):
    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("No answer in time")
    SCHEDULED = "scheduled", _("Scheduled")
    DELIVERED = "delivered", _("Delivered, awaiting the second key")
    CONFIRMED = "confirmed", _("Confirmed by two keys")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("Nobody came")
    REPLACED = "replaced", _("Replaced")
    DISPUTED = "disputed", _("Disputed")


ENGAGEMENT_ARROWS: dict[str, frozenset[str]] = {
    EngagementState.INVITED: frozenset(
        {"accepted", "declined", "expired", "cancelled", "replaced"}
    ),
    EngagementState.ACCEPTED: frozenset({"scheduled", "cancelled", "replaced"}),
    EngagementState.SCHEDULED: frozenset(
        {"delivered", "cancelled", "no_show", "replaced"}
    ),
    EngagementState.DELIVERED: frozenset({"confirmed", "disputed"}),
    EngagementState.DISPUTED: frozenset({"confirmed", "cancelled"}),
    EngagementState.NO_SHOW: frozenset({"scheduled", "cancelled", "replaced"}),
    EngagementState.CONFIRMED: frozenset(),
    EngagementState.DECLINED: frozenset(),
    EngagementState.EXPIRED: frozenset(),
    EngagementState.CANCELLED: frozenset(),
    EngagementState.REPLACED: frozenset(),
}
# Ends that send their lines back to be plated again.
LOST_ENGAGEMENTS = ("declined", "expired", "cancelled", "replaced")
LIVE_ENGAGEMENTS = (
    "invited",
    "accepted",
    "scheduled",
    "delivered",
    "no_show",
    "disputed",
)


class SessionState(TextChoices):
    PLANNED = "planned", _("Planned")
    DELIVERED = "delivered", _("Delivered, awaiting the second key")
    CONFIRMED = "confirmed", _("Confirmed by two keys")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("Nobody came")


class SecondKey(TextChoices):
    """Who turned the second key of an hour."""

    WORKER = "worker", _("The social worker")
    SERVED = "served", _("The person served")
    HELPER = "helper", _("A helper named beforehand")


class DeclineReason(TextChoices):
    TIME = "time", _("The time does not suit")
    HANDS = "hands", _("Not enough hands")
    FAR = "far", _("Too far away")
    PROFESSION = "profession", _("Not our profession")
    MONEY = "money", _("No funding")
    BEYOND = "beyond", _("Beyond what we can do for this person")
    RECUSAL = "recusal", _("Recusal")
    OTHER = "other", _("Other")


class SwapReason(TextChoices):
    """Why a person chose otherwise: a label to learn from."""

    FAMILIAR = "familiar", _("Already known to the person")
    LANGUAGE = "language", _("Speaks the person's language")
    NEARER = "nearer", _("Nearer, or easier to reach")
    TIME = "time", _("Better times")
    EXPERIENCE = "experience", _("More experience with this situation")
    WISH = "wish", _("The person wishes it")
    SPREAD = "spread", _("To give another provider a chance")
    OTHER = "other", _("Other")


class PauseReason(TextChoices):
    ANSWER = "answer", _("Waiting for the person's answer")
    AWAY = "away", _("The person is in hospital or away")
    FUNDS = "funds", _("Waiting for funds to be approved")
    WEATHER = "weather", _("Waiting for the weather")


class RefusalReason(TextChoices):
    NOT_SOCIAL = "not_social", _("Not a matter for social services")
    NO_ANSWER = "no_answer", _("Too little is known and nobody answers")
    OUTSIDE = "outside", _("Outside this district")


class FeedbackGrade(TextChoices):
    """The five grades in the government wording."""

    VERY_GOOD = "very_good", _("Very satisfied")
    GOOD = "good", _("Satisfied")
    FAIR = "fair", _("Fairly satisfied")
    POOR = "poor", _("Dissatisfied")
    VERY_POOR = "very_poor", _("Very dissatisfied")


BAD_GRADES = (FeedbackGrade.POOR, FeedbackGrade.VERY_POOR)


class Stage(TextChoices):
    """What a clock measures (section 4a of the seed data)."""

    RECEIVE = "receive", _("Receive")
    ASSESS = "assess", _("Assess")
    PACK = "pack", _("Choose the pack")
    CONFIRM = "confirm", _("Confirm")
    ANSWER = "answer", _("Provider answers")
    ANSWER_PUBLIC = "answer_public", _("Public-sector unit answers")
    FIRST_SERVICE = "first_service", _("First service")
    CLOSE = "close", _("Close")
    CALL_BACK = "call_back", _("Call back")


class Lane(TextChoices):
    """Which column of the clock table a need runs in."""

    URGENT = "urgent", _("Urgent")
    SOON = "soon", _("Soon")
    NORMAL = "normal", _("Normal")
    PROJECT = "project", _("3+N project")
    MICRO_WISH = "micro_wish", _("Micro-wish")


class ClockUnit(TextChoices):
    HOUR = "hour", _("hours")
    WORKDAY = "workday", _("working days")
    DAY = "day", _("days")


# The stage whose clock runs while a need is in a state.
STAGE_OF_STATE = {
    NeedState.DRAFT: Stage.RECEIVE,
    NeedState.RAISED: Stage.RECEIVE,
    NeedState.OPEN: Stage.PACK,
    NeedState.PROPOSED: Stage.CONFIRM,
    NeedState.CONFIRMED: Stage.FIRST_SERVICE,
    NeedState.COMPLETED: Stage.CLOSE,
}


class BlockingRule(TextChoices):
    """The engine's `Rule`, in words."""

    NOT_VERIFIED = "not_verified", _("not verified for this service")
    EXPIRED = "expired", _("licence or verification expired")
    RECUSED = "recused", _("declared recusal, or declined this before")
    NOT_COVERED = "not_covered", _("does not cover this community")
    GATE_MISSING = "gate_missing", _("a requirement is not met")
    NO_OVERLAP = "no_overlap", _("the times do not fit")
    NO_FUNDING = "no_funding", _("no source of funding")
    OVER_BUDGET = "over_budget", _("over budget")
    FULL = "full", _("fully booked in these weeks")


# What the ledger calls the acts of this floor, and what a timeline says of them.
ACTIONS = {
    "matching.raise_need": _("Raised"),
    "matching.accept_draft": _("Taken over from a public form"),
    "matching.assess_need": _("Assessed and split into items"),
    "matching.return_need": _("Asked back"),
    "matching.answer_return": _("Answered"),
    "matching.refer_need": _("Referred to the responsible body"),
    "matching.refuse_need": _("Not accepted"),
    "matching.merge_need": _("Merged with another need"),
    "matching.withdraw_need": _("Withdrawn"),
    "matching.pause_need": _("Paused"),
    "matching.resume_need": _("Resumed"),
    "matching.record_proposal": _("Pack proposed"),
    "matching.swap_line": _("A provider was exchanged"),
    "matching.confirm_own_agency": _("Own agency approved by the station manager"),
    "matching.confirm_pack": _("Confirmed by one seat"),
    "matching.close_pack": _("Pack confirmed, invitations sent"),
    "matching.leave_unmet": _("Put on the gap list"),
    "matching.invite": _("Provider invited"),
    "matching.accept_engagement": _("Provider accepted"),
    "matching.decline_engagement": _("Provider declined"),
    "matching.expire_engagement": _("No answer in time"),
    "matching.cancel_engagement": _("Called off"),
    "matching.schedule_session": _("Session planned"),
    "matching.record_delivery": _("Delivered (first key)"),
    "matching.turn_second_key": _("Delivery confirmed (second key)"),
    "matching.report_no_show": _("Nobody came"),
    "matching.issue_link": _("Personal link made"),
    "matching.give_feedback": _("Rated"),
    "matching.close_need": _("Closed"),
    "matching.reopen_need": _("Taken up again"),
    "matching.adopt_team": _("Standing team set up"),
    "matching.take_seat": _("Seat taken"),
    "matching.leave_seat": _("Seat left"),
    "matching.load_stage_limits": _("Time limits loaded"),
}
# What the inbox says; %(number)s is the case number, never the words of a need.
MESSAGES = {
    "matching.need_raised": _("New need %(number)s in your street: please assess it."),
    "matching.need_assessed": _("Need %(number)s was taken up; a pack is being made."),
    "matching.need_returned": _("Need %(number)s: a question for you."),
    "matching.need_referred": _(
        "Need %(number)s is for another body: passed to %(body)s, number %(no)s."
    ),
    "matching.need_refused": _("Need %(number)s could not be accepted; see why."),
    "matching.need_merged": _("Need %(number)s goes on together with %(into)s."),
    "matching.need_withdrawn": _("Need %(number)s was withdrawn."),
    "matching.need_unmet": _("Need %(number)s: nobody can do it now; it is kept."),
    "matching.need_closed": _("Need %(number)s is closed; see what became of it."),
    "matching.pack_proposed": _("Need %(number)s: a pack is proposed."),
    "matching.urgent_confirmed": _("Urgent need %(number)s was acted on; please look."),
    "matching.invited": _("Invitation for need %(number)s: please answer in time."),
    "matching.accepted": _("Need %(number)s: %(provider)s accepted."),
    "matching.lost": _("Need %(number)s: %(provider)s does not take part any more."),
    "matching.cancelled": _("Need %(number)s: your part was called off."),
    "matching.bad_grade": _("Need %(number)s was rated badly: please call back."),
}
