"""The matters of the response system under their classes."""

from __future__ import annotations

from matching.enums import MatterClass
from matching.models import Matter
from organisations.models import ServiceType
from organisations.models.spoken import spoken


def matters_by_class() -> list[tuple[MatterClass, list[Matter]]]:
    """Every class with its matters in order of code, each with its `lead_name`
    and `suggests`: the service types of a pack for it. Two queries."""
    by_code = {kind.code: kind for kind in ServiceType.objects.all()}
    matters = list(Matter.objects.order_by("code"))
    for matter in matters:
        codes = matter.service_types
        matter.lead_name = spoken(matter.lead, matter.lead_en)
        matter.suggests = [by_code[code] for code in codes if code in by_code]
    return [(each, [m for m in matters if m.klass == each]) for each in MatterClass]
