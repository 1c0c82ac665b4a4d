"""A file of rule sets and sheets: all of it comes in, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.rule_set import check_names, load_rule_set, misread
from evaluation.domain.sheet import SheetRow, add_sheet, rows_kept, tree_digest
from evaluation.enums import LeafKind
from evaluation.models import Sheet
from evaluation.scoring import Points
from matching.domain.faults import refuse
from organisations.models import User

SHIPPED = ("rule_sets.json", "demo_rule_set.json", "sheets.json")
"""In `evaluation/data`, in the order in which they build on each other."""
SHEET_TEXTS = ("key", "version", "name", "form", "total", "outcome", "mode", "source")
SHEET_MORE = ("name_en", "bonus_cap", "proposal", "settings", "indicators")
ROW_MORE = ("name_en", "kind", "settings", "evidence", "children")


@transaction.atomic
def load_rules(
    *, data: Mapping[str, Any], chain: str, by: User | None = None
) -> Counter[str]:
    """How many rule sets and sheets are new and how many were there already.

    Raises ValidationError, naming the place in the file, and then nothing is loaded.
    """
    check_names(data, "file", (), ("rule_sets", "sheets"))
    counts: Counter[str] = Counter()
    for place, each in _listed(data, "rule_sets"):
        new = load_rule_set(data=each, place=place, chain=chain, by=by)
        counts["rule_sets" if new else "known"] += 1
    for place, each in _listed(data, "sheets"):
        new = load_sheet(data=each, place=place, chain=chain, by=by)
        counts["sheets" if new else "known"] += 1
    return counts


def _listed(data: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    found = data.get(name, [])
    if not isinstance(found, list):
        raise misread(name, _("a list is wanted"))
    return ((f"{name}[{number}]", each) for number, each in enumerate(found))


@transaction.atomic
def load_sheet(
    *, data: Mapping[str, Any], place: str, chain: str, by: User | None = None
) -> bool:
    """Take in one version of one sheet; whether it is new. Raises ValidationError
    `sheet_changed` where this version is kept with other rows."""
    check_names(data, place, SHEET_TEXTS, (*SHEET_TEXTS, *SHEET_MORE))
    rows = list(_rows(data.get("indicators"), f"{place}.indicators", 1))
    known = Sheet.objects.filter(key=data["key"], version=data["version"]).first()
    if known is not None:
        _refuse_change(known, rows)
        return False
    sheet = Sheet(
        **{name: data[name] for name in SHEET_TEXTS if name != "total"},
        total=_points(data["total"], f"{place}.total"),
        bonus_cap=_points(data.get("bonus_cap", "0"), f"{place}.bonus_cap"),
        name_en=data.get("name_en", ""),
        proposal=data.get("proposal", False),
        settings=data.get("settings", {}),
    )
    try:
        add_sheet(sheet=sheet, rows=rows, chain=chain, by=by)
    except ValidationError as error:
        raise misread(place, "; ".join(error.messages)) from error
    return True


def _refuse_change(known: Sheet, rows: list[SheetRow]) -> None:
    if tree_digest(rows_kept(known)) != tree_digest(rows):
        raise refuse(
            "sheet_changed",
            _(
                "%(key)s %(version)s is kept with other rows. Give the new rows a "
                "version of their own."
            ),
            key=known.key,
            version=known.version,
        )


def _rows(nodes: Any, place: str, level: int) -> Iterable[SheetRow]:
    if not isinstance(nodes, list):
        raise misread(place, _("a list is wanted"))
    for number, node in enumerate(nodes):
        here = f"{place}[{number}]"
        check_names(node, here, ("name", "points"), ("name", "points", *ROW_MORE))
        yield SheetRow(
            level=level,
            name=node["name"],
            points=_points(node["points"], f"{here}.points"),
            kind=node.get("kind", LeafKind.NODE),
            name_en=node.get("name_en", ""),
            settings=node.get("settings", {}),
            evidence=node.get("evidence", ""),
        )
        yield from _rows(node.get("children", []), f"{here}.children", level + 1)


def _points(value: Any, place: str) -> Decimal:
    try:
        return Points.of(value).decimal
    except (TypeError, ValueError) as error:
        raise misread(place, _("points such as 2.5 are wanted")) from error
