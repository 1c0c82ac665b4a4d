"""Who runs this site: what the foot of a Chinese government site must show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from organisations.models.spoken import spoken

KEY = "site-identity"
LOGO = "height-76"


@dataclass(frozen=True, slots=True)
class Foot:
    """What a page shows of it; empty where nobody has entered it."""

    name: str = ""
    name_en: str = ""
    logo: str = ""
    organiser: str = ""
    organiser_en: str = ""
    site_code: str = ""
    icp_number: str = ""
    police_number: str = ""
    phone: str = ""

    @property
    def spoken_name(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def spoken_organiser(self) -> str:
        return spoken(self.organiser, self.organiser_en)


def _line(label: Any, length: int = 80, help_text: Any = "") -> models.CharField:
    return models.CharField(label, max_length=length, blank=True, help_text=help_text)


@register_setting(icon="home")
class SiteIdentity(BaseSiteSetting):
    """Name, organiser and filing numbers (政府网站发展指引, 国办发〔2017〕47号)."""

    name = _line(_("name of the centre"))
    name_en = _line(_("name in English"))
    logo = models.ForeignKey(
        "cms.SiteImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Shown 38 pixels high at the head of every page."),
    )
    organiser = _line(_("organiser (主办单位)"))
    organiser_en = _line(_("organiser in English"))
    site_code = _line(
        _("site identification code (网站标识码)"),
        20,
        _("Ten digits, from the register of government sites."),
    )
    icp_number = _line(_("ICP filing number (ICP备案号)"), 40)
    police_number = _line(_("police filing number (公安备案号)"), 40)
    phone = _line(_("telephone of the site's editors"), 40)

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("logo")],
            heading=_("At the head of every page"),
        ),
        MultiFieldPanel(
            [
                *(FieldPanel("organiser"), FieldPanel("organiser_en")),
                *(FieldPanel("site_code"), FieldPanel("icp_number")),
                *(FieldPanel("police_number"), FieldPanel("phone")),
            ],
            heading=_("At the foot of every page"),
        ),
    ]

    class Meta:
        verbose_name = _("identity of the site")

    def save(self, *args: Any, **more: Any) -> None:
        super().save(*args, **more)
        caches["local"].delete(KEY)

    def foot(self) -> Foot:
        names = [name for name in Foot.__dataclass_fields__ if name != "logo"]
        logo = self.logo.get_rendition(LOGO).url if self.logo else ""
        return Foot(logo=logo, **{name: getattr(self, name) for name in names})


def site_foot() -> Foot:
    """Of the default site; read once a minute by each process, since every page of the
    house shows it."""
    foot = caches["local"].get(KEY)
    if foot is None:
        site = Site.objects.filter(is_default_site=True).first()
        row = SiteIdentity.objects.filter(site=site).select_related("logo").first()
        foot = row.foot() if row else Foot()
        caches["local"].set(KEY, foot, settings.SITE_IDENTITY_SECONDS)
    return foot
