"""A small sheet that adds up, for tests of sheets."""

from decimal import Decimal

from evaluation.domain.sheet import SheetRow, add_sheet
from evaluation.enums import LeafKind
from evaluation.models import Sheet
from organisations.enums import ProviderForm


def row(level, name, points, kind=LeafKind.JUDGED, **more):
    return SheetRow(level, name, Decimal(points), kind, **more)


def rows():
    levels = {"levels": [{"points": "20", "name": "齐全", "name_en": "whole"}]}
    return [
        row(1, "基础", 30, LeafKind.NODE),
        row(2, "登记", 20, LeafKind.LEVELS, settings=levels),
        row(2, "场所", "9.5"),
        row(2, "设施", "0.5"),
        row(1, "服务", 70, LeafKind.NODE),
        row(2, "质量", 70, evidence="记录"),
        row(1, "加分", 5, LeafKind.BONUS),
        row(2, "表彰", 10),
    ]


def small_sheet(**more):
    sheet = Sheet(
        **{
            "key": "SMALL",
            "version": "1",
            "name": "小表",
            "name_en": "Small sheet",
            "form": ProviderForm.SOCIAL_SERVICE_AGENCY,
            "total": Decimal(100),
            "bonus_cap": Decimal(5),
            "source": "test",
            **more,
        }
    )
    return add_sheet(sheet=sheet, rows=rows(), chain="440104", by=None)
