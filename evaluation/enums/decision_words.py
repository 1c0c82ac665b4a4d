"""What ledger and inbox say of recusal, committee, notice, review and what follows."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "evaluation.declare_tie": _("Relation declared"),
    "evaluation.lift_tie": _("Recusal lifted"),
    "evaluation.challenge": _("Recusal asked for by the organisation"),
    "evaluation.rule_on_challenge": _("Ruled on the request for recusal"),
}
MESSAGES = {
    "evaluation.challenged": _("%(name)s asks that somebody stay away from its case."),
    "evaluation.challenge_ruled": _("Your request for recusal was ruled on."),
}
