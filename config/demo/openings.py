"""What the demo's public pages show: a wish nobody has claimed, a project that looks for
partners, the figures of the district."""

from __future__ import annotations

from django.db import transaction

from config.demo.walk import Walk
from matching.domain.figures import release_figures
from matching.domain.need import raise_need
from matching.domain.release import release_need
from matching.enums import Consent, Origin
from matching.models import FigureRelease, Need, NeedRelease
from organisations.domain.person import keep_person
from organisations.models import User

COMMUNITY = "440104021008"
WISH = "楼下黄婆婆想要一张洗澡用的防滑椅，街坊帮她问问。"
TITLE, TITLE_EN = "一张洗澡用的防滑椅", "A non-slip chair for the shower"
PHONE = "19900000501"
PROJECT = "巷子里的暑假托管"
SUMMARY = "暑假里想办一个托管点，正在找能出场地、课程或志愿者的单位。"
SUMMARY_EN = (
    "A place for children in the summer holidays: rooms, lessons and volunteers wanted."
)


class Openings(Walk):
    """Nothing happens where figures were released already."""

    @transaction.atomic
    def tell(self) -> None:
        if FigureRelease.objects.exists():
            return
        self._wish()
        self._project()
        release_figures(
            district=self.world.territories["440104"],
            by=User.objects.get(username="centre_operator"),
        )

    def _wish(self) -> None:
        need = raise_need(
            community=self.world.territories[COMMUNITY],
            text=WISH,
            origin=Origin.NEIGHBOUR,
            by=User.objects.get(username="resident"),
            person=keep_person(name="黄女士", phone=PHONE, by=None),
            consent=Consent.PHONE,
        )
        self.release(need, title=TITLE, title_en=TITLE_EN)

    def _project(self) -> NeedRelease:
        need = Need.objects.filter(title=PROJECT).earliest("pk")
        return release_need(
            need=need,
            version=need.version,
            summary=SUMMARY,
            summary_en=SUMMARY_EN,
            by=self.worker(need),
        )
