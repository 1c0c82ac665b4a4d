from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from evaluation.enums import ACTIONS, MESSAGES
        from records.domain import ledger, message
        from records.models import triggers

        ledger.register_actions(*ACTIONS)
        triggers.protect("evaluation_ballot", "a ballot is never changed")
        triggers.protect("evaluation_publicnotice", "a public notice is never changed")
        for name, text in MESSAGES.items():
            message.register_kind(name, text)
