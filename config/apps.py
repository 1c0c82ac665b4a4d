from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseConfig(AppConfig):
    name = "config"
    verbose_name = _("House")

    def ready(self) -> None:
        from config import checks  # noqa: F401
        from config.exports import defuse_wagtail

        defuse_wagtail()
