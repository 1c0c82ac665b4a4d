from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from evaluation import tasks
        from evaluation.domain.poll import POLL_LINK
        from evaluation.enums import ACTIONS, MESSAGES
        from evaluation.enums.rule_words import RULE_ACTIONS
        from evaluation.views import link
        from records import links
        from records.domain import beat, job, ledger, message

        ledger.register_actions(*ACTIONS, *RULE_ACTIONS)
        for name, text in MESSAGES.items():
            message.register_kind(name, text)
        for kind, plan, commit in (
            ("tell_round", tasks.plan_round, tasks.commit_round),
            ("tick_clocks", tasks.plan_tick, tasks.commit_tick),
        ):
            job.register(f"evaluation.{kind}", plan=plan, commit=commit)
        beat.register_minutely("evaluation.tick_clocks")
        links.register_purpose(POLL_LINK, link.answer_poll)
