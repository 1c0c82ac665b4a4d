"""The nouns of this floor."""

from matching.models.absence import Absence
from matching.models.call import Call
from matching.models.call_back import CallBack
from matching.models.case_counter import CaseCounter
from matching.models.certificate import ServiceCertificate
from matching.models.clock import ClockNotice, StageLimit
from matching.models.consent import GivenConsent
from matching.models.dispute import Dispute
from matching.models.engagement import Attendance, CapacityHold, Engagement, Session
from matching.models.feedback import Feedback
from matching.models.figures import FigureRelease
from matching.models.hours import HourEntry, HourFlag
from matching.models.matcher import MatcherVersion
from matching.models.matter import DangerFamily, LevelLimit, Matter, ReferralBody
from matching.models.milestone import Milestone, MilestonePart
from matching.models.need import Need, NeedItem
from matching.models.pack import Confirmation, Pack, PackGap, PackLine
from matching.models.presence import HourQuestion, Presence
from matching.models.purchase import (
    BudgetLine,
    PurchaseContract,
    PurchaseProject,
    PurchaseRule,
)
from matching.models.release import NeedRelease
from matching.models.safeguard import MandatoryReport
from matching.models.slot import OfferMonth, Slot, SlotOffer
from matching.models.team import Seat, Team
from matching.models.topic import PurchaseTopic, TopicItem
from matching.models.wish import WishClaim

__all__ = [
    "Absence",
    "Attendance",
    "BudgetLine",
    "Call",
    "CallBack",
    "CapacityHold",
    "CaseCounter",
    "ClockNotice",
    "Confirmation",
    "DangerFamily",
    "Dispute",
    "Engagement",
    "Feedback",
    "FigureRelease",
    "GivenConsent",
    "HourEntry",
    "HourFlag",
    "HourQuestion",
    "LevelLimit",
    "MandatoryReport",
    "MatcherVersion",
    "Matter",
    "Milestone",
    "MilestonePart",
    "Need",
    "NeedItem",
    "NeedRelease",
    "OfferMonth",
    "Pack",
    "PackGap",
    "PackLine",
    "Presence",
    "PurchaseContract",
    "PurchaseProject",
    "PurchaseRule",
    "PurchaseTopic",
    "ReferralBody",
    "Seat",
    "ServiceCertificate",
    "Session",
    "Slot",
    "SlotOffer",
    "StageLimit",
    "Team",
    "TopicItem",
    "WishClaim",
]
