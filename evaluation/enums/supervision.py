"""Supervision: annual reports, lists, penalties, inspections, yearly self-check."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartyBranch(TextChoices):
    """Whether a Party branch is there where one has to be."""

    UNKNOWN = "unknown", _("not on record")
    NOT_DUE = "not_due", _("none has to be set up")
    THERE = "there", _("set up")
    MISSING = "missing", _("has to be set up and is not")


class ReportStatus(TextChoices):
    """How an annual report came in."""

    DUE = "due", _("due")
    FILED = "filed", _("filed in time")
    LATE = "late", _("filed late")
    OVERDUE = "overdue", _("overdue")


class Conclusion(TextChoices):
    """What the annual inspection of a year ended in, where there is one."""

    PASSED = "passed", _("passed")
    BASIC = "basic", _("passed in the main")
    FAILED = "failed", _("not passed")


class ListKind(TextChoices):
    ABNORMAL = "abnormal", _("list of abnormal activity")
    SERIOUS = "serious", _("list of serious violations")


class ListGround(TextChoices):
    """Grounds as far as they were seen (order 60)."""

    NO_REPORT = "no_report", _("no annual report")
    NO_BRANCH = "no_branch", _("no Party branch where one is due")
    NOT_RECTIFIED = "not_rectified", _("rectification overdue")
    UNREACHABLE = "unreachable", _("not reachable at its address")
    TOO_LONG = "too_long", _("too long on the list of abnormal activity")
    FRAUD = "fraud", _("change of registration by fraud")
    COURT = "court", _("listed by a court for not paying")


# Which list a ground leads to.
GROUNDS_OF = {
    ListKind.ABNORMAL: {
        ListGround.NO_REPORT,
        ListGround.NO_BRANCH,
        ListGround.NOT_RECTIFIED,
        ListGround.UNREACHABLE,
    },
    ListKind.SERIOUS: {ListGround.TOO_LONG, ListGround.FRAUD, ListGround.COURT},
}


class CaseKind(TextChoices):
    VERIFICATION = "verification", _("verification")
    INVESTIGATION = "investigation", _("investigation")


class Trigger(TextChoices):
    """The event that opened a case."""

    REPORT_OVERDUE = "report_overdue", _("annual report overdue")
    LISTING = "listing", _("entered on a list")
    PENALTY = "penalty", _("penalty imposed")
    INSPECTION = "inspection", _("finding of a random inspection")
    OTHER = "other", _("another event")


class InspectionResult(TextChoices):
    CLEAN = "clean", _("nothing found")
    RECTIFY = "rectify", _("to be rectified")
    VIOLATION = "violation", _("violation found")
    UNREACHABLE = "unreachable", _("not reachable")


class CheckSide(TextChoices):
    """Who looks: the organisation at itself, the federation at its members."""

    ORGANISATION = "organisation", _("the organisation itself")
    FEDERATION = "federation", _("the federation")


class CheckAnswer(TextChoices):
    YES = "yes", _("in order")
    PARTLY = "partly", _("partly")
    NO = "no", _("not in order")


class CheckPoint(TextChoices):
    """What is looked at each year."""

    PARTY = "party", _("Party building and branch")
    GOVERNANCE = "governance", _("board, supervisor and minutes")
    FINANCE = "finance", _("accounts, receipts and charges")
    STAFF = "staff", _("labour contracts and volunteers")
    OPENNESS = "openness", _("what has to be public is public")
    SAFETY = "safety", _("safety of places and activities")
    SERVICE = "service", _("promises kept, complaints answered")
