from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from organisations import rules, tasks
        from organisations.domain import ACTIONS, sheet_kind
        from organisations.domain.provider_sheet import PROVIDERS
        from organisations.enums import (
            INCUBATION_MESSAGES,
            INQUIRY_MESSAGES,
            MESSAGES,
            PAIRING_MESSAGES,
            PLAN_MESSAGES,
            POST_MESSAGES,
            SHEET_MESSAGES,
        )
        from records.domain import beat, job, ledger, message

        ledger.register_actions(*ACTIONS)
        for kinds in (
            *(MESSAGES, SHEET_MESSAGES, PLAN_MESSAGES),
            *(INCUBATION_MESSAGES, INQUIRY_MESSAGES, PAIRING_MESSAGES),
            POST_MESSAGES,
        ):
            for name, text in kinds.items():
                message.register_kind(name, text)
        groups = {
            "organisations.": _("Registration, services and reminders"),
            "organisations.sheet_": _("Files that were imported"),
        }
        message.register_words(groups=groups)
        sheet_kind.register_kind("providers", PROVIDERS, may=rules.can_import_providers)
        self._work_on_sheets()
        job.register(
            "organisations.remind",
            plan=tasks.plan_reminders,
            commit=tasks.commit_reminders,
        )
        beat.register_minutely("organisations.remind")

    def _work_on_sheets(self) -> None:
        """What people wait for, with the names their pages show."""
        from organisations import tasks
        from records.domain import job

        for kind, plan, commit, title in (
            ("check_sheet", tasks.plan_check, tasks.commit_check, _("Checking a file")),
            (
                "import_sheet",
                tasks.plan_import,
                tasks.commit_import,
                _("Importing a file"),
            ),
            (
                "undo_sheet",
                tasks.plan_undo,
                tasks.commit_undo,
                _("Taking back an import"),
            ),
            ("forget_sheet", tasks.plan_forgetting, tasks.commit_forgetting, ""),
        ):
            job.register(
                f"organisations.{kind}",
                plan=plan,
                commit=commit,
                failed=tasks.sheet_failed,
                title=title,
                may_stop=kind in ("check_sheet", "import_sheet"),
            )
