"""A sheet as the pure room scores it."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.models import Indicator, Sheet
from evaluation.scoring.reading import Row, sheet_view
from evaluation.scoring.sheet import SheetView


def view_of(sheet: Sheet) -> SheetView:
    """In one query. Raises RowFault for a sheet that cannot be scored as it stands."""
    rows = rows_of(sheet.indicators.order_by("order"))
    return sheet_view(rows, sheet.total, sheet.settings)


def rows_of(indicators: Iterable[Indicator]) -> list[Row]:
    """Rows in the order given, which is that of the sheet; a parent is among them."""
    found = list(indicators)
    codes = {each.pk: each.code for each in found}
    return [
        Row(
            each.code,
            codes.get(each.parent_id, ""),
            each.kind,
            each.points,
            each.settings,
        )
        for each in found
    ]
