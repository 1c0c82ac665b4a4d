from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = _("Records")

    def ready(self) -> None:
        from records import channels, checks, tasks  # noqa: F401
        from records.channels.email import EmailChannel
        from records.channels.file import FileChannel
        from records.domain import job, ledger
        from records.domain.message import DELIVER

        channels.register("email", EmailChannel())
        channels.register("file", FileChannel())
        ledger.register_actions(
            "records.issue_certificate", "records.revoke_certificate"
        )
        job.register(
            DELIVER,
            plan=tasks.plan_delivery,
            commit=tasks.commit_delivery,
            failed=tasks.delivery_failed,
        )
        post_migrate.connect(after_migrate, sender=self)


def after_migrate(using: str, **kwargs: Any) -> None:
    """What migrations cannot keep: triggers (SQLite drops them) and schedules."""
    from django.db import connections
    from django_q.models import Schedule

    from records.domain.beat import install_schedules
    from records.models import triggers

    triggers.install(using)
    tables = connections[using].introspection.table_names()
    if using == "default" and Schedule._meta.db_table in tables:
        install_schedules()
