"""What ledger and pages say of rules and sheets."""

from django.utils.translation import gettext_lazy as _

RULE_ACTIONS = {
    "evaluation.load_rule_set": _("Rule set loaded"),
    "evaluation.load_sheet": _("Indicator sheet loaded"),
    "evaluation.save_sheet": _("Indicator sheet changed"),
    "evaluation.copy_sheet": _("Indicator sheet copied to a new version"),
}
