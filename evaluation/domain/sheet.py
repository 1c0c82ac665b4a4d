"""Indicator sheets: loaded, edited as a whole, copied, frozen with the round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.rule_set import digest_of
from evaluation.enums import LeafKind
from evaluation.models import Indicator, Sheet
from evaluation.scoring import Points, SheetView, sum_faults
from evaluation.scoring.reading import Row, RowFault, sheet_view
from matching.domain.faults import refuse, stale
from organisations.models import User
from records.domain.ledger import append


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it is written: its place follows from its level (1 is a head) and
    from the rows before it."""

    level: int
    name: str
    points: Decimal
    kind: str = LeafKind.NODE
    name_en: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    evidence: str = ""


# --- reading and checking a tree ---------------------------------------------------------


def coded(rows: Iterable[SheetRow]) -> list[tuple[str, str, SheetRow]]:
    """(code, code of the node it stands in, row): 2.3.1 in 2.3. Raises ValidationError
    `level` for a row that stands in nothing."""
    found: list[tuple[str, str, SheetRow]] = []
    counts: list[int] = []
    for row in rows:
        if not 1 <= row.level <= len(counts) + 1:
            raise refuse(
                "level", _("“%(name)s” stands in no row above it."), name=row.name
            )
        counts = [*counts[: row.level], *[0] * (row.level - len(counts))]
        counts[-1] += 1
        code = ".".join(map(str, counts))
        found.append((code, code.rpartition(".")[0], row))
    return found


def view_of_rows(sheet: Sheet, rows: Sequence[SheetRow]) -> SheetView:
    """The sheet that these rows would make. Raises ValidationError, naming the row,
    for one that cannot be scored."""
    plain = [
        Row(code, above, str(row.kind), row.points, row.settings)
        for code, above, row in coded(rows)
    ]
    try:
        return sheet_view(plain, sheet.total, sheet.settings)
    except RowFault as error:
        raise refuse(
            "row",
            _("Row %(row)s cannot be scored: check its points and how it is scored."),
            row=error.code,
        ) from error


def check_sums(sheet: Sheet, rows: Sequence[SheetRow]) -> None:
    """Raises ValidationError `sum` for the first node that its rows do not add up to,
    and for a bonus that is not the cap of the sheet."""
    view = view_of_rows(sheet, rows)
    names = {code: row.name for code, _above, row in coded(rows)}
    # The sheet as a whole comes last: a node that is named is easier to find.
    for fault in sorted(sum_faults(view), key=lambda each: not each.code):
        raise refuse(
            "sum",
            _(
                "%(name)s has %(stated)s points; what stands in it adds up to %(found)s."
            ),
            name=f"{fault.code} {names[fault.code]}" if fault.code else sheet.name,
            stated=fault.stated,
            found=fault.found,
        )
    bonus = sum((row.points for row in rows if row.kind == LeafKind.BONUS), Decimal(0))
    if Points.of(bonus) != Points.of(sheet.bonus_cap):
        raise refuse(
            "bonus",
            _("The bonus of this sheet is capped at %(cap)s points, not %(found)s."),
            cap=sheet.bonus_cap,
            found=bonus,
        )


def rows_kept(sheet: Sheet) -> list[SheetRow]:
    """The rows of a sheet as they could be written anew."""
    return [
        SheetRow(
            level=each.code.count(".") + 1,
            name=each.name,
            points=each.points,
            kind=each.kind,
            name_en=each.name_en,
            settings=each.settings,
            evidence=each.evidence,
        )
        for each in sheet.indicators.order_by("order")
    ]


def tree_digest(rows: Iterable[SheetRow]) -> str:
    """What a form was filled in on; points count as numbers, not as they are written."""
    plain = [{**asdict(row), "points": str(Points.of(row.points))} for row in rows]
    return digest_of({"rows": plain})


# --- the verbs ---------------------------------------------------------------------------


@transaction.atomic
def add_sheet(
    *, sheet: Sheet, rows: Sequence[SheetRow], chain: str, by: User | None
) -> Sheet:
    """Keep a new sheet that adds up."""
    sheet.full_clean()
    check_sums(sheet, rows)
    sheet.save()
    _write(sheet, rows)
    _record("evaluation.load_sheet", sheet, rows, chain, by)
    return sheet


@transaction.atomic
def save_sheet(
    *, sheet: Sheet, rows: Sequence[SheetRow], seen: str, chain: str, by: User
) -> Sheet:
    """Write the rows of a sheet anew, all or none; `seen` is the digest of the rows
    that the editor started from. Raises `frozen` once a round was announced on it,
    `stale`, and what `check_sums` raises."""
    _hold(sheet)
    if tree_digest(rows_kept(sheet)) != seen:
        raise stale()
    check_sums(sheet, rows)
    sheet.indicators.all().delete()
    _write(sheet, rows)
    _record("evaluation.save_sheet", sheet, rows, chain, by)
    return sheet


@transaction.atomic
def copy_sheet(*, sheet: Sheet, version: str, chain: str, by: User) -> Sheet:
    """The same rows under a version of their own, free to be edited."""
    rows = rows_kept(sheet)
    copy = Sheet(
        key=sheet.key,
        version=version.strip(),
        name=sheet.name,
        name_en=sheet.name_en,
        form=sheet.form,
        total=sheet.total,
        bonus_cap=sheet.bonus_cap,
        outcome=sheet.outcome,
        mode=sheet.mode,
        proposal=sheet.proposal,
        source=sheet.source,
        settings=sheet.settings,
    )
    copy.full_clean()
    copy.save()
    _write(copy, rows)
    _record("evaluation.copy_sheet", copy, rows, chain, by)
    return copy


def _hold(sheet: Sheet) -> None:
    """The row of a sheet that is not frozen, held until the verb ends."""
    free = Sheet.objects.filter(pk=sheet.pk, frozen_at__isnull=True)
    if not free.update(frozen_at=None):
        raise refuse(
            "frozen",
            _("A round was announced on this sheet. Copy it to a new version."),
        )


def _write(sheet: Sheet, rows: Sequence[SheetRow]) -> None:
    places: dict[str, Indicator] = {}
    for order, (code, above, row) in enumerate(coded(rows), start=1):
        place = Indicator(
            sheet=sheet,
            parent=places.get(above),
            code=code,
            order=order,
            name=row.name,
            name_en=row.name_en,
            kind=row.kind,
            points=row.points,
            settings=dict(row.settings),
            evidence=row.evidence,
        )
        _clean(place)
        place.save()
        places[code] = place


def _clean(row: Indicator) -> None:
    """The fields alone: sheet and parent were just written, codes cannot clash."""
    try:
        row.clean_fields(exclude={"sheet", "parent"})
    except ValidationError as error:
        fault = "; ".join(
            f"{name}: {text[0]}" for name, text in error.message_dict.items()
        )
        raise refuse(
            "row", _("Row %(row)s: %(fault)s"), row=row.code, fault=fault
        ) from error


def _record(
    action: str, sheet: Sheet, rows: Sequence[SheetRow], chain: str, by: User | None
) -> None:
    append(
        chain=chain,
        action=action,
        actor=by,
        subject=f"sheet:{sheet.public_id}",
        facts={
            "key": sheet.key,
            "version": sheet.version,
            "rows": len(rows),
            "digest": tree_digest(rows),
        },
    )
