"""Matters of the four-level response system, calls and their answers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MatterClass(TextChoices):
    COMPREHENSIVE = "comprehensive", _("Comprehensive management")
    PRIORITY_WORK = "priority_work", _("Priority work")
    PRIORITY_PROJECT = "priority_project", _("Priority projects")
    EMERGENCY = "emergency", _("Emergency")


class Route(TextChoices):
    """What becomes of a matter: a pack, a referral, or both."""

    PACK = "P", _("Service pack")
    BOTH = "PR", _("Department acts, a pack may accompany")
    REFER = "R", _("Goes to another body")


class CallState(TextChoices):
    CALLED = "called", _("Waiting for the answer")
    ANSWERED = "answered", _("Answered, to be scored")
    SCORED = "scored", _("Scored")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TopicTaker(TextChoices):
    """Which public or common money takes up a purchase topic."""

    PURCHASE = "purchase", _("Public purchase of services")
    VENTURE = "venture", _("Community venture philanthropy")
    FUND = "fund", _("Community charity fund")


class TopicState(TextChoices):
    OPEN = "open", _("Gathered")
    TAKEN = "taken", _("Taken up for purchase or funding")
    ENDED = "ended", _("Ended")
