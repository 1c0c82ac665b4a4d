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
        from records.domain import beat, job, ledger, message

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
        job.register(
            "matching.lapse_wish", plan=tasks.plan_lapse, commit=tasks.commit_lapse
        )
        job.register(
            "matching.look_again", plan=tasks.plan_look, commit=tasks.commit_look
        )
        job.register(
            "matching.tick_clocks", plan=tasks.plan_tick, commit=tasks.commit_tick
        )
        job.register(
            "matching.suggest",
            plan=tasks.plan_suggestions,
            commit=tasks.commit_suggestions,
        )
        job.register(
            "matching.end_pause",
            plan=tasks.plan_pause_end,
            commit=tasks.commit_pause_end,
        )
        job.register(
            "matching.chase_call_back",
            plan=tasks.plan_chase,
            commit=tasks.commit_chase,
        )
        job.register(
            "matching.mind_index", plan=tasks.plan_index, commit=tasks.commit_index
        )
        beat.register_minutely("matching.tick_clocks")
        beat.register_minutely("matching.mind_index")
        links.register_purpose(FEEDBACK_LINK, link.feedback)
        links.register_purpose(CONFIRM_LINK, link.confirm)
        links.register_purpose(KEY_LINK, link.key)
