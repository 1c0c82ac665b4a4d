"""Two bodies that come in by themselves: one waits for the centre, one was asked back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from config.demo.words import credit_code
from config.demo.world import PASSWORD, World
from organisations.domain.admission import return_registration
from organisations.domain.answer import Entry, save_entry
from organisations.domain.enclosure import keep_contact, keep_document
from organisations.domain.registration import join, submit_registration
from organisations.enums import DocumentKind, JoiningAs, Section
from organisations.models import Registration, User
from records.attachments import look

STREET = "440104021"
SERIAL = 9501
AGENCY = {
    "form": "social_service_agency",
    "name": "示范区邻光社会工作服务中心（演示）",
    "name_en": "Neighbour Light Social Work Centre (demo)",
    "credit_code": credit_code("social_service_agency", "440104", SERIAL),
    "street": STREET,
    "summary": "陪伴高龄独居长者，培训邻里做日常探访。",
    "summary_en": "Company for older people living alone; neighbours are trained to visit.",
    "languages": ["yue", "zh"],
    "contact_role": "总干事",
    "public_phone": f"020-0002-{SERIAL}",
    "public_address": "登峰街道示范路 149 号（演示）",
}
GROUP = {
    "form": "community_organisation",
    "name": "登峰街大榕树棋友会（演示）",
    "name_en": "Banyan Chess Friends (demo)",
    "credit_code": "",
    "filing_no": "登峰备-演示-031",
    "filed_as": "group",
    "members": 16,
    "street": STREET,
    "summary": "每周六在大榕树下教孩子下棋。",
    "summary_en": "Teaches children chess under the banyan every Saturday.",
    "languages": ["yue", "zh"],
    "contact_role": "会长",
}
STORIES = (
    (
        "一个电话的早晨",
        "为 28 位独居长者安排每天早上一个电话，两次无人接听就请邻里上门看看；一年里 3 次及时送医，"
        "有 2 位长者嫌打扰中途退出。",
    ),
    (
        "楼梯口的板凳",
        "在 6 栋没有电梯的楼道里放置可收起的板凳，请低层住户照看，跌倒求助从每月 4 次降到 1 次。",
    ),
    (
        "探访员三节课",
        "培训 41 名邻里做探访员，学会看药盒、听说话、写记录，半年后仍坚持的有 29 人。",
    ),
)


class Registrations:
    """Fills in and hands in, through the verbs, as their applicants would."""

    def __init__(self, world: World) -> None:
        self.world = world

    def tell(self) -> None:
        if Registration.objects.exists():
            return
        self._agency()
        group = self._group()
        return_registration(
            registration=group,
            version=group.version,
            missing={
                Section.DOCUMENTS: "备案证明拍得不清楚，看不到备案号，请重新拍一张。",
                Section.SERVICES: "请写明周六几点到几点。",
            },
            by=User.objects.get(username="centre_operator"),
        )

    def _agency(self) -> Registration:
        row = self._joined("lin_guang", "梁邻光", JoiningAs.SOCIAL_ORGANISATION)
        self._typed(row, Section.WHO, AGENCY)
        self._typed(
            row,
            Section.MEMBERSHIP,
            {"associations": [self._hub()], "other": "", "none": False},
        )
        self._typed(row, Section.SERVICES, _service("A1", 20, "12345"), line=0)
        self._typed(row, Section.SERVICES, _service("A2", 10, "135"), line=1)
        year = timezone.localdate().year - 1
        for n, (title, text) in enumerate(STORIES):
            story = {
                "title": title,
                "text": text,
                "year": year,
                "service_types": ["A1"],
            }
            self._typed(row, Section.PROJECTS, story, line=n)
        self._enclosed(row, "13800009501", DocumentKind.CERTIFICATE, "登记证书")
        return self._handed_in(row)

    def _group(self) -> Registration:
        row = self._joined("qi_you", "何棋友", JoiningAs.FILED_GROUP)
        self._typed(row, Section.WHO, GROUP)
        self._typed(row, Section.SERVICES, _service("C1", 12, "6"), line=0)
        self._enclosed(row, "13800009502", DocumentKind.FILING, "备案证明")
        return self._handed_in(row)

    def _joined(self, username: str, name: str, joining: JoiningAs) -> Registration:
        return join(
            username=username,
            name=name,
            password=PASSWORD,
            language="",
            joining=joining,
        )

    def _typed(
        self,
        row: Registration,
        section: Section,
        values: Mapping[str, Any],
        *,
        line: int | None = None,
    ) -> None:
        save_entry(
            registration=row,
            section=section,
            entry=Entry(_raw(values), values),
            seen=0,
            line=line,
            by=row.applicant,
        )

    def _enclosed(
        self, row: Registration, phone: str, kind: DocumentKind, title: str
    ) -> None:
        keep_contact(
            registration=row,
            name=row.applicant.name,
            phone=phone,
            post="负责人",
            place=self.world.territories[STREET],
            by=row.applicant,
        )
        words = f"{title}（演示，虚构）".encode()
        keep_document(
            registration=row,
            file=look(ContentFile(words), f"{title}.txt"),
            kind=kind,
            expires_on=timezone.localdate() + timedelta(days=900),
            by=row.applicant,
        )

    def _handed_in(self, row: Registration) -> Registration:
        row.refresh_from_db()
        return submit_registration(
            registration=row, version=row.version, by=row.applicant
        )

    def _hub(self) -> str:
        bodies = self.world.providers.values()
        return next(each.public_id for each in bodies if each.form == "association")


def _service(code: str, weekly: int, days: str) -> dict[str, Any]:
    return {
        "service_type": code,
        "weekly_capacity": weekly,
        "territories": [STREET],
        "windows": [[days, "09:00", "11:30"]],
        "price": 0,
        "funding": ["volunteer"],
        "gates": [],
        "licence_no": "",
        "licence_until": None,
        "note": "",
    }


def _raw(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """The text of the form's fields as it would have been typed."""
    raw: dict[str, list[str]] = {}
    for name, value in values.items():
        if name == "windows":
            for n, (days, start, end) in enumerate(value):
                raw[f"windows-{n}-days"] = list(days)
                raw[f"windows-{n}-start"], raw[f"windows-{n}-end"] = [start], [end]
        elif name == "territories":
            raw["communities"] = [", ".join(value)]
        elif isinstance(value, list):
            raw[name] = value
        elif value is not None and value is not False:
            raw[name] = [str(value)]
    return raw
