"""The nouns of this floor."""

from matching.models.clock import StageLimit
from matching.models.engagement import Attendance, CapacityHold, Engagement, Session
from matching.models.feedback import Feedback
from matching.models.need import CaseCounter, Need, NeedItem
from matching.models.pack import Confirmation, Pack, PackGap, PackLine
from matching.models.team import Seat, Team

__all__ = [
    "Attendance",
    "CapacityHold",
    "CaseCounter",
    "Confirmation",
    "Engagement",
    "Feedback",
    "Need",
    "NeedItem",
    "Pack",
    "PackGap",
    "PackLine",
    "Seat",
    "Session",
    "StageLimit",
    "Team",
]
