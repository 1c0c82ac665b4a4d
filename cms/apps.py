from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Public site")

    def ready(self) -> None:
        from cms import tasks
        from cms.domain.site_check import CHECKED
        from records.domain import beat, job, ledger

        ledger.register_actions(CHECKED)
        job.register(
            CHECKED, plan=tasks.plan_site_check, commit=tasks.commit_site_check
        )
        beat.register_minutely(CHECKED)
        job.register(
            "cms.publish_scheduled",
            plan=tasks.plan_publication,
            commit=tasks.commit_publication,
        )
        beat.register_minutely("cms.publish_scheduled")
