from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from evaluation import tasks
        from evaluation.domain.award import digest_on_file
        from evaluation.domain.export import EXPORT
        from evaluation.domain.poll import POLL_LINK
        from evaluation.enums import ACTIONS, MESSAGES
        from evaluation.enums.rule_words import RULE_ACTIONS
        from evaluation.enums.supervision_words import (
            SUPERVISION_ACTIONS,
            SUPERVISION_MESSAGES,
        )
        from evaluation.views import link
        from records import links
        from records.domain import beat, certificate, job, ledger, message, work
        from records.models import triggers

        ledger.register_actions(*ACTIONS, *RULE_ACTIONS, *SUPERVISION_ACTIONS)
        triggers.protect("evaluation_ballot", "a ballot is never changed")
        triggers.protect("evaluation_publicnotice", "a public notice is never changed")
        certificate.register_kind("award", digest_on_file)
        for name, text in {**MESSAGES, **SUPERVISION_MESSAGES}.items():
            message.register_kind(name, text)
        message.register_words(groups={"evaluation.": _("Evaluation and supervision")})
        for kind, plan, commit in (
            ("tell_round", tasks.plan_round, tasks.commit_round),
            ("tick_clocks", tasks.plan_tick, tasks.commit_tick),
            ("tick_awards", tasks.plan_awards, tasks.commit_awards),
            ("supervise", tasks.plan_supervision, tasks.commit_supervision),
            ("forget_file", tasks.plan_forgetting, tasks.commit_forgetting),
        ):
            job.register(f"evaluation.{kind}", plan=plan, commit=commit)
        job.register(
            EXPORT,
            plan=tasks.plan_export,
            commit=tasks.commit_export,
            failed=work.tell_given_up,
            title=_("The file of a round"),
            may_stop=True,
        )
        beat.register_minutely("evaluation.tick_clocks")
        beat.register_minutely("evaluation.tick_awards")
        beat.register_minutely("evaluation.supervise")
        links.register_purpose(POLL_LINK, link.answer_poll, _("To answer the survey"))
