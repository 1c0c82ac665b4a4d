from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from organisations.domain import ACTIONS
        from records.domain.ledger import register_actions

        register_actions(*ACTIONS)
