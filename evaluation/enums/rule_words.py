"""What ledger and pages say of rules and sheets."""

from django.utils.translation import gettext_lazy as _

RULE_ACTIONS = {
    "evaluation.load_rule_set": _("Rule set loaded"),
    "evaluation.load_sheet": _("Indicator sheet loaded"),
    "evaluation.save_sheet": _("Indicator sheet changed"),
    "evaluation.copy_sheet": _("Indicator sheet copied to a new version"),
    "evaluation.freeze_sheet": _("Indicator sheet frozen"),
}

# Why a body is not admitted to a round, by the ground that the rules name.
REASONS = {
    "registered_too_short": _(
        "It has not been registered for %(years)s full years, or the day of its "
        "registration is not on record."
    ),
    "report_missing": _("The annual report of last year is missing or came late."),
    "inspection_failed": _("The annual inspection of last year was not passed."),
    "inspection_basic_twice": _(
        "The annual inspection was passed only in the main in two years running."
    ),
    "minor_penalty_last_year": _("A minor penalty was imposed within the last year."),
    "penalty_last_year": _("A penalty was imposed within the last year."),
    "penalty_unexecuted": _("A penalty has not been carried out."),
    "under_investigation": _("It is under investigation."),
    "abnormal_list": _("It is on the list of abnormal activity."),
    "serious_list": _("It is on the list of serious violations."),
    "party_branch_missing": _("A Party branch has to be set up and is not."),
    "graded": _("It holds a grade and cannot apply again at this time."),
}
