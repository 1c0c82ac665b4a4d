from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from organisations.domain import ACTIONS
        from organisations.enums import MESSAGES
        from records.domain.ledger import register_actions
        from records.domain.message import register_kind

        register_actions(*ACTIONS)
        for name, text in MESSAGES.items():
            register_kind(name, text)
