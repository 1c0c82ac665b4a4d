from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from evaluation.enums import ACTIONS, MESSAGES
        from records.domain import ledger, message

        ledger.register_actions(*ACTIONS)
        for name, text in MESSAGES.items():
            message.register_kind(name, text)
