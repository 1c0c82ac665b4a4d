"""Star levels of volunteers: words on a volunteer's own page and paper, nowhere else."""

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _


class Star(IntegerChoices):
    """How many stars hours reach; nobody is listed, sorted or compared by them."""

    ONE = 1, _("one star")
    TWO = 2, _("two stars")
    THREE = 3, _("three stars")
    FOUR = 4, _("four stars")
    FIVE = 5, _("five stars")
