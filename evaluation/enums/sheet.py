"""What an indicator sheet is made of."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LeafKind(TextChoices):
    """How a leaf is scored; a node above the leaves only adds up."""

    NODE = "node", _("adds up")
    PASS_FAIL = "pass_fail", _("met or not met")
    LEVELS = "levels", _("one of several levels")
    JUDGED = "judged", _("what the experts hold it worth")
    RATIO_BANDS = "ratio_bands", _("by a ratio, in bands")
    COUNT_CAP = "count_cap", _("so many each, up to a cap")
    SHARE = "share", _("share of the answers of a survey")
    VETO = "veto", _("veto: nothing when it applies")
    DEDUCTION = "deduction", _("deduction with a reason")
    BONUS = "bonus", _("bonus beside the total, capped")


class Result(TextChoices):
    """What an evaluation ends in; `none` and `help` are no grade."""

    FIVE = "5A", _("5A")
    FOUR = "4A", _("4A")
    THREE = "3A", _("3A")
    TWO = "2A", _("2A")
    ONE = "1A", _("1A")
    NONE = "none", _("no grade")
    PASSED = "passed", _("passed")
    HELP = "help", _("needs help")


class Outcome(TextChoices):
    """What a sheet leads to."""

    GRADE = "grade", _("a grade from 1A to 5A")
    PASSED = "passed", _("passed, or needs help")


class ScoringMode(TextChoices):
    """How experts score: part of the sheet, fixed with it."""

    GROUP = "group", _("one signed score of the group")
    BY_HEAD = "by_head", _("each head by the expert named for it")
    INDEPENDENT = "independent", _("every expert every leaf, blind until submitted")
