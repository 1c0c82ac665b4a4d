"""An accepted line: engagements, sessions, keys."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
    EngagementState.ACCEPTED: frozenset(
        {"scheduled", "cancelled", "replaced", "invited"}
    ),
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
    REVERSED = "reversed", _("Taken back")


class SecondKey(TextChoices):
    """Who turned the second key of an hour."""

    WORKER = "worker", _("The social worker")
    SERVED = "served", _("The person served")
    HELPER = "helper", _("A helper named beforehand")
    SETTLED = "settled", _("Whoever settled the dispute")


class DeclineReason(TextChoices):
    TIME = "time", _("The time does not suit")
    HANDS = "hands", _("Not enough hands")
    FAR = "far", _("Too far away")
    PROFESSION = "profession", _("Not our profession")
    MONEY = "money", _("No funding")
    BEYOND = "beyond", _("Beyond what we can do for this person")
    RECUSAL = "recusal", _("Recusal")
    OTHER = "other", _("Other")
