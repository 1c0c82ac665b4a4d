"""The nouns of this floor."""

from evaluation.models.assessment import Assessment
from evaluation.models.award import Award, FollowUp
from evaluation.models.committee import Committee, CommitteeSeat
from evaluation.models.course import CaseNotice, Findings, Visit
from evaluation.models.inspection import (
    Inspection,
    InspectionDraw,
    InspectionSeat,
    SelfCheck,
)
from evaluation.models.limit import LimitNotice
from evaluation.models.meeting import Attendance, Ballot, Meeting, MeetingItem
from evaluation.models.panel import Panel, PanelSeat
from evaluation.models.poll import Poll, PollAnswer
from evaluation.models.public_notice import PublicNotice
from evaluation.models.review import Report, ReviewRequest
from evaluation.models.round import Round
from evaluation.models.rule_set import RuleSet
from evaluation.models.score import Evidence, Score
from evaluation.models.sheet import Indicator, Sheet
from evaluation.models.supervision import (
    AnnualReport,
    CreditFile,
    Listing,
    Penalty,
    SupervisionCase,
)
from evaluation.models.tie import Challenge, Tie

__all__ = [
    "AnnualReport",
    "Assessment",
    "Attendance",
    "Award",
    "Ballot",
    "CaseNotice",
    "Challenge",
    "Committee",
    "CommitteeSeat",
    "CreditFile",
    "Evidence",
    "Findings",
    "FollowUp",
    "Indicator",
    "Inspection",
    "InspectionDraw",
    "InspectionSeat",
    "LimitNotice",
    "Listing",
    "Meeting",
    "MeetingItem",
    "Panel",
    "PanelSeat",
    "Penalty",
    "Poll",
    "PollAnswer",
    "PublicNotice",
    "Report",
    "ReviewRequest",
    "Round",
    "RuleSet",
    "Score",
    "SelfCheck",
    "Sheet",
    "SupervisionCase",
    "Tie",
    "Visit",
]
