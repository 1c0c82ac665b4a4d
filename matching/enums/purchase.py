"""A purchase: its money, how its supplier was chosen elsewhere, its states and arrows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from matching.enums.matter import TopicTaker
from organisations.enums import Funding


class PurchaseState(TextChoices):
    PLANNED = "planned", _("Planned, no contract yet")
    CONTRACTED = "contracted", _("Under contract")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Accepted in full")
    TERMINATED = "terminated", _("Terminated early")
    DROPPED = "dropped", _("Given up before a contract")


PURCHASE_ARROWS: dict[str, frozenset[str]] = {
    PurchaseState.PLANNED: frozenset({"contracted", "dropped"}),
    PurchaseState.CONTRACTED: frozenset({"paused", "completed", "terminated"}),
    PurchaseState.PAUSED: frozenset({"contracted", "terminated"}),
    PurchaseState.COMPLETED: frozenset(),
    PurchaseState.TERMINATED: frozenset(),
    PurchaseState.DROPPED: frozenset(),
}
RUNNING_PURCHASES = ("planned", "contracted", "paused")


class MilestoneState(TextChoices):
    PLANNED = "planned", _("To come")
    REPORTED = "reported", _("Reported, to be accepted")
    ACCEPTED = "accepted", _("Accepted")
    REMARKED = "remarked", _("Accepted with remarks")
    REFUSED = "refused", _("Not accepted")


MILESTONE_ARROWS: dict[str, frozenset[str]] = {
    MilestoneState.PLANNED: frozenset({"reported"}),
    MilestoneState.REPORTED: frozenset({"accepted", "remarked", "refused"}),
    MilestoneState.REFUSED: frozenset({"reported"}),
    MilestoneState.ACCEPTED: frozenset(),
    MilestoneState.REMARKED: frozenset(),
}
# To be reported by the supplier; and what the buyer may answer, with or without words.
REPORTABLE = ("planned", "refused")
OUTCOMES = ("accepted", "remarked", "refused")
OUTCOMES_WITH_WORDS = ("remarked", "refused")
GOOD_MILESTONES = ("accepted", "remarked")


class Procedure(TextChoices):
    """How the buyer chose the supplier, outside this system."""

    OPEN_TENDER = "open_tender", _("Open tender")
    INVITED_TENDER = "invited_tender", _("Invited tender")
    NEGOTIATION = "negotiation", _("Competitive negotiation")
    CONSULTATION = "consultation", _("Competitive consultation")
    INQUIRY = "inquiry", _("Request for quotations")
    FRAMEWORK = "framework", _("Framework agreement")
    SINGLE_SOURCE = "single_source", _("Single source")
    BELOW_LIMIT = "below_limit", _("Own purchase below the limit")
    GRANT = "grant", _("Decision of a fund or venture jury")


# What is chosen without competition is recorded with its reason.
EXPLAINED_PROCEDURES = ("single_source", "below_limit")


class BuyerForm(TextChoices):
    STATE_ORGAN = "state_organ", _("State organ, street office included")
    PUBLIC_INSTITUTION_ONE = "public_institution_one", _("Public institution, class I")
    PUBLIC_INSTITUTION_TWO = "public_institution_two", _("Public institution, class II")
    COMMITTEE = "committee", _("Residents' committee")
    FOUNDATION = "foundation", _("Foundation or fund")
    OTHER = "other", _("Another body")


class PurchaseRuleKind(TextChoices):
    """What a rule of purchases, which is data, says."""

    BARRED_BUYER = "barred_buyer", _("Who may not buy")
    BARRED_SUPPLIER = "barred_supplier", _("Who may not supply")
    GRADE_ONLY = "grade_only", _("A grade as a condition needs a legal reason")
    USUAL_MONTHS = "usual_months", _("Longest period without a reason")
    LONGEST_MONTHS = "longest_months", _("Longest period")


# Money that a purchase may be paid with, and who then takes the topic up.
TAKER_OF_FUNDING = {
    Funding.PURCHASE_CONTRACT: TopicTaker.PURCHASE,
    Funding.LOTTERY: TopicTaker.PURCHASE,
    Funding.VENTURE: TopicTaker.VENTURE,
    Funding.COMMUNITY_FUND: TopicTaker.FUND,
    Funding.DONATION: TopicTaker.FUND,
}
