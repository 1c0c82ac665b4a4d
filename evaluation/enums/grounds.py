"""Grounds that may keep an organisation out of a round, in words."""

from django.utils.translation import gettext_lazy as _

GROUNDS = {
    "registered_too_short": _("registered for too short a time"),
    "report_missing": _("last year's report is missing or came late"),
    "inspection_failed": _("the annual inspection was failed"),
    "inspection_basic_twice": _("two annual inspections running were passed barely"),
    "minor_penalty_last_year": _("a minor penalty within the last year"),
    "penalty_last_year": _("a penalty within the last year"),
    "penalty_unexecuted": _("a penalty that is not carried out yet"),
    "under_investigation": _("under investigation"),
    "abnormal_list": _("on the list of abnormal activity"),
    "serious_list": _("on the list of serious violations"),
    "party_branch_missing": _("a Party branch is due and was not formed"),
    "graded": _("its grade does not let it apply again yet"),
}
