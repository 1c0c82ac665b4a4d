from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        from matching import tasks
        from matching.domain.feedback import CONFIRM_LINK, FEEDBACK_LINK, KEY_LINK
        from matching.enums import ACTIONS, MESSAGES
        from matching.views import link
        from records import links
        from records.domain import job, ledger, message

        ledger.register_actions(*ACTIONS)
        for name, text in MESSAGES.items():
            message.register_kind(name, text)
        job.register(
            "matching.propose_pack", plan=tasks.plan_pack, commit=tasks.commit_pack
        )
        job.register(
            "matching.expire_engagement",
            plan=tasks.plan_expiry,
            commit=tasks.commit_expiry,
        )
        links.register_purpose(FEEDBACK_LINK, link.feedback)
        links.register_purpose(CONFIRM_LINK, link.confirm)
        links.register_purpose(KEY_LINK, link.key)
