"""Hours for the national volunteer system: one row a person and session.

Headings follow the data elements of 志愿服务信息系统基本规范 (MZ/T 061-2015).
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.models import HourEntry
from matching.queries.certificate import exchange_entries
from organisations.domain.person import reveal
from organisations.models import Person, User

HEADINGS = (
    "志愿者姓名",
    "证件类型",
    "证件号码",
    "志愿服务组织",
    "服务项目",
    "服务地点",
    "开始时间",
    "结束时间",
    "服务时长（分钟）",
    "记录人",
    "记录时间",
)
Row = tuple[str, ...]


@transaction.atomic
def exchange_file(
    *, since: date, until: date, by: User
) -> tuple[tuple[str, ...], list[Row]]:
    """Headings and rows of the providers that this user administers. Whose name and
    number were read for it is kept, once a person and field."""
    sums: dict[tuple[int, int], int] = {}
    first: dict[tuple[int, int], HourEntry] = {}
    for entry in exchange_entries(by, since, until):
        key = (entry.attendance_id, entry.person_id)
        sums[key] = sums.get(key, 0) + entry.minutes
        first.setdefault(key, entry)
    people = {entry.person_id: entry.person for entry in first.values()}
    clear = {pk: _clear(person, by) for pk, person in people.items()}
    return HEADINGS, [
        _row(entry, sums[key], clear[entry.person_id])
        for key, entry in first.items()
        if sums[key] > 0
    ]


def _clear(person: Person, by: User) -> tuple[str, str, str]:
    reason = _("Exchange file of service hours")
    name = reveal(person, "name", reason, by)
    number = reveal(person, "id_number", reason, by) if person.id_type else ""
    return name, str(person.get_id_type_display() if person.id_type else ""), number


def _row(entry: HourEntry, minutes: int, clear: tuple[str, str, str]) -> Row:
    session = entry.attendance.session
    engagement = session.engagement
    times = [timezone.localtime(at) for at in (session.starts_at, session.ends_at)]
    return (
        *clear,
        entry.attendance.first_employer.name,
        engagement.line.item.service_type.name,
        str(session.place or engagement.need.community),
        *(f"{at:%Y-%m-%d %H:%M}" for at in times),
        str(minutes),
        entry.attendance.first_by.name,
        f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}",
    )
