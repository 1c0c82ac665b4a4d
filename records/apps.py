from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = _("Records")

    def ready(self) -> None:
        from records import channels, checks, links, tasks  # noqa: F401
        from records.channels.email import EmailChannel
        from records.channels.file import FileChannel
        from records.channels.sms import SmsChannel
        from records.channels.wecom import WecomChannel
        from records.domain import (
            beat,
            delivery,
            digest,
            job,
            ledger,
            message,
            reach,
            work,
        )
        from records.views import letter

        for name, channel in (
            ("email", EmailChannel()),
            ("file", FileChannel()),
            ("sms", SmsChannel()),
            ("wecom", WecomChannel()),
        ):
            channels.register(name, channel)
        ledger.register_actions(
            "records.issue_certificate", "records.revoke_certificate"
        )
        for kind, plan, commit, failed in (
            (
                delivery.DELIVER,
                tasks.plan_delivery,
                tasks.commit_delivery,
                tasks.delivery_failed,
            ),
            (delivery.RECEIPT, tasks.plan_receipt, tasks.commit_receipt, None),
            (reach.SEND_CODE, tasks.plan_code, tasks.commit_code, None),
            (digest.BEGIN, tasks.plan_digests, tasks.commit_digests, None),
            (digest.SEND, tasks.plan_digest, tasks.commit_digest, tasks.digest_failed),
        ):
            job.register(kind, plan=plan, commit=commit, failed=failed)
        beat.register_minutely(digest.BEGIN)
        message.register_kind(work.DONE, _("The work you started is done."))
        message.register_kind(
            work.GIVEN_UP, _("The work you started could not be finished.")
        )
        links.register_purpose(delivery.LETTER_LINK, letter.show)
        links.register_purpose(delivery.LEAVE_LINK, letter.leave)
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
