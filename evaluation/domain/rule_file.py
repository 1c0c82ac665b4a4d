"""A file of rule sets and sheets: all of it comes in, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.rule_set import check_names, load_rule_set, misread, named_in
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
    check_names(data, _("The file"), (), ("rule_sets", "sheets"))
    counts: Counter[str] = Counter()
    for place, each in _listed(data, "rule_sets", _("Rule set %(number)d%(known)s")):
        new = load_rule_set(data=each, place=place, chain=chain, by=by)
        counts["rule_sets" if new else "known"] += 1
    for place, each in _listed(data, "sheets", _("Sheet %(number)d%(known)s")):
        new = load_sheet(data=each, place=place, chain=chain, by=by)
        counts["sheets" if new else "known"] += 1
    return counts


def _listed(
    data: Mapping[str, Any], name: str, words: str
) -> Iterator[tuple[str, Any]]:
    """Each with its place in words: its number, and its key and version if it has."""
    found = data.get(name, [])
    if not isinstance(found, list):
        raise misread(named_in(_("The file"), name), _("a list is wanted"))
    return (
        (words % {"number": number, "known": _known_as(each)}, each)
        for number, each in enumerate(found, start=1)
    )


def _known_as(each: Any) -> str:
    said = each if isinstance(each, Mapping) else {}
    words = [str(said[name]) for name in ("key", "version") if said.get(name)]
    return _(" (%(name)s)") % {"name": " ".join(words)} if words else ""


@transaction.atomic
def load_sheet(
    *, data: Mapping[str, Any], place: str, chain: str, by: User | None = None
) -> bool:
    """Take in one version of one sheet; whether it is new. Raises ValidationError
    `sheet_changed` where this version is kept with other rows."""
    check_names(data, place, SHEET_TEXTS, (*SHEET_TEXTS, *SHEET_MORE))
    rows = list(_rows(data.get("indicators"), place, ()))
    known = Sheet.objects.filter(key=data["key"], version=data["version"]).first()
    if known is not None:
        _refuse_change(known, rows)
        return False
    sheet = Sheet(
        **{name: data[name] for name in SHEET_TEXTS if name != "total"},
        total=_points(data["total"], named_in(place, "total")),
        bonus_cap=_points(data.get("bonus_cap", "0"), named_in(place, "bonus_cap")),
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


def _rows(nodes: Any, place: str, above: tuple[int, ...]) -> Iterable[SheetRow]:
    if not isinstance(nodes, list):
        raise misread(_row_in(place, above), _("a list is wanted"))
    for number, node in enumerate(nodes, start=1):
        way = (*above, number)
        here = _row_in(place, way)
        check_names(node, here, ("name", "points"), ("name", "points", *ROW_MORE))
        yield SheetRow(
            level=len(way),
            name=node["name"],
            points=_points(node["points"], named_in(here, "points")),
            kind=node.get("kind", LeafKind.NODE),
            name_en=node.get("name_en", ""),
            settings=node.get("settings", {}),
            evidence=node.get("evidence", ""),
        )
        yield from _rows(node.get("children", []), place, way)


def _row_in(place: str, way: tuple[int, ...]) -> str:
    """An indicator by the code that its place gives it; the sheet above all."""
    if not way:
        return named_in(place, "indicators")
    code = ".".join(map(str, way))
    return _("%(place)s, indicator %(code)s") % {"place": place, "code": code}


def _points(value: Any, place: str) -> Decimal:
    try:
        return Points.of(value).decimal
    except (TypeError, ValueError) as error:
        raise misread(place, _("points such as 2.5 are wanted")) from error
