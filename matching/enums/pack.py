"""A pack and its lines: seats, confirmations, choices, blocking rules."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


class SwapReason(TextChoices):
    """Why a person chose otherwise: a label to learn from."""

    FAMILIAR = "familiar", _("Already known to the person")
    LANGUAGE = "language", _("Speaks the person's language")
    NEARER = "nearer", _("Nearer, or easier to reach")
    TIME = "time", _("Better times")
    EXPERIENCE = "experience", _("More experience with this situation")
    WISH = "wish", _("The person wishes it")
    SPREAD = "spread", _("To give another provider a chance")
    AS_BEFORE = "as_before", _("As last time")
    OTHER = "other", _("Other")


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
