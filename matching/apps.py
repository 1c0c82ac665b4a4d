from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        from matching import rules, tasks
        from matching.domain.consent import FOLLOW_LINK
        from matching.domain.feedback import CONFIRM_LINK, FEEDBACK_LINK, KEY_LINK
        from matching.domain.need_sheet import NEEDS
        from matching.domain.offer import OFFER_LINK
        from matching.domain.presence import HERE_LINK
        from matching.domain.volunteer_calendar import CALENDAR_LINK
        from matching.enums import ACTIONS, MESSAGES
        from matching.enums.told import BRIEFS, MESSAGE_GROUPS, URGENT
        from matching.queries.certificate import digest_on_file
        from matching.views import consent, link, presence, volunteer_calendar
        from organisations.domain.sheet_kind import register_kind
        from records import links
        from records.domain import beat, certificate, job, ledger, message

        ledger.register_actions(*ACTIONS)
        for name, text in MESSAGES.items():
            message.register_kind(name, text)
        message.register_words(groups=MESSAGE_GROUPS, briefs=BRIEFS, urgent=URGENT)
        for kind, plan, commit in (
            ("propose_pack", tasks.plan_pack, tasks.commit_pack),
            ("expire_engagement", tasks.plan_expiry, tasks.commit_expiry),
            ("send_decline", tasks.plan_decline, tasks.commit_decline),
            ("lapse_wish", tasks.plan_lapse, tasks.commit_lapse),
            ("look_again", tasks.plan_look, tasks.commit_look),
            ("tick_clocks", tasks.plan_tick, tasks.commit_tick),
            ("suggest", tasks.plan_suggestions, tasks.commit_suggestions),
            ("end_pause", tasks.plan_pause_end, tasks.commit_pause_end),
            ("chase_call_back", tasks.plan_chase, tasks.commit_chase),
            ("chase_sample", tasks.plan_sample, tasks.commit_sample),
            ("fill_slots", tasks.plan_fill, tasks.commit_fill),
            ("tick_slots", tasks.plan_slot_tick, tasks.commit_slot_tick),
            ("mind_index", tasks.plan_index, tasks.commit_index),
            ("look_at_hours", tasks.plan_hours, tasks.commit_hours),
        ):
            job.register(f"matching.{kind}", plan=plan, commit=commit)
        self._offer_work()
        register_kind("needs", NEEDS, may=rules.can_import_needs)
        beat.register_minutely("matching.tick_clocks")
        beat.register_minutely("matching.mind_index")
        certificate.register_kind("service", digest_on_file)
        beat.register_minutely("matching.tick_slots")
        links.register_purpose(FOLLOW_LINK, consent.follow, _("To follow the case"))
        links.register_purpose(FEEDBACK_LINK, link.feedback, _("To say how it was"))
        links.register_purpose(CONFIRM_LINK, link.confirm, _("To say yes to the pack"))
        links.register_purpose(KEY_LINK, link.key, _("To confirm what was delivered"))
        links.register_purpose(OFFER_LINK, link.offer, _("To answer an offer"))
        links.register_purpose(HERE_LINK, presence.here, _("To say “I am here”"))
        links.register_purpose(CALENDAR_LINK, volunteer_calendar.read, _("Calendar"))

    def _offer_work(self) -> None:
        """What the centre starts by a button, and an organisation of its papers."""
        from matching import tasks
        from matching.domain.certificate_batch import BATCH
        from matching.rules.work import can_run_matcher
        from records.domain import job, work

        for kind, plan, commit, title in (
            (
                "train_matcher",
                tasks.plan_training,
                tasks.commit_training,
                _("Learn the matcher from what happened"),
            ),
            (
                "build_index",
                tasks.plan_whole_index,
                tasks.commit_whole_index,
                _("Build the index of services anew"),
            ),
            (
                "plate_together",
                tasks.plan_together,
                tasks.commit_together,
                _("See what packs would be with all needs together"),
            ),
        ):
            name = f"matching.{kind}"
            job.register(
                name,
                plan=plan,
                commit=commit,
                failed=work.tell_given_up,
                title=title,
                may_stop=True,
            )
            work.register_startable(name, may=can_run_matcher)
        job.register(
            BATCH,
            plan=tasks.plan_hand_out,
            commit=tasks.commit_hand_out,
            failed=work.tell_given_up,
            title=_("Hand out certificates of service"),
            may_stop=True,
        )
