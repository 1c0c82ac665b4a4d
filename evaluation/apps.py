from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from evaluation.enums.rule_words import RULE_ACTIONS
        from records.domain import ledger

        ledger.register_actions(*RULE_ACTIONS)
