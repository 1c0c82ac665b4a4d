"""A file of needs held against the places and what was raised before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from matching.models import Need
from matching.sheets import NeedRow, NeedSheet, import_key
from organisations.models import Territory
from records.sheets import Fault, NameFinder

AT_ONCE = 500
_ENDING = "社区"
_COMMITTEES = ("居委会", "居民委员会", "社区居委会", "社区居民委员会")


@dataclass(frozen=True, slots=True)
class NeedInput:
    """One need to be raised; `cells` is where each of its values stands in a file."""

    community: Territory
    text: str
    origin: str
    origin_no: str = ""
    urgency: str = "normal"
    for_whom: str = ""
    contact: str = ""
    phone: str = ""
    row: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return import_key(self.community.code, self.text)


@dataclass(slots=True)
class Looked:
    """What would happen to each row."""

    new: list[NeedInput] = field(default_factory=list)
    there: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def look_at(
    sheet: NeedSheet, district: str, community: Territory | None = None
) -> Looked:
    """Each row against the communities within `district` and what was imported before.

    `community` is that of rows that name none; without it the one counts whose name
    stands in the text.
    """
    places = _Places(district, community)
    out = Looked(faults=list(sheet.faults))
    found: dict[str, NeedInput] = {}
    for row in sheet.rows:
        where = places.of(row)
        if isinstance(where, Fault):
            out.faults.append(where)
            continue
        need = _input(row, where)
        if need.key in found:
            out.there.append(row.row)
        else:
            found[need.key] = need
    known = known_keys(found)
    out.there += [need.row for key, need in found.items() if key in known]
    out.new = [need for key, need in found.items() if key not in known]
    return out


def _input(row: NeedRow, community: Territory) -> NeedInput:
    return NeedInput(
        community=community,
        text=row.text,
        origin=row.origin,
        origin_no=row.hotline,
        urgency=row.urgency,
        for_whom=row.for_whom,
        contact=row.contact,
        phone=row.phone,
        row=row.row,
        cells=row.cells,
    )


def known_keys(keys: Iterable[str]) -> set[str]:
    """Those that an import has raised already, asked in parts."""
    asked, found = list(keys), set()
    for start in range(0, len(asked), AT_ONCE):
        rows = Need.objects.filter(import_key__in=asked[start : start + AT_ONCE])
        found |= set(rows.order_by().values_list("import_key", flat=True))
    return found


class _Places:
    """Communities by code, by name, and by what a text says; two queries in all."""

    def __init__(self, district: str, community: Territory | None) -> None:
        self.community = community
        within = Territory.objects.within(district)
        self.by_code = {each.code: each for each in within.communities()}
        self.by_name: dict[str, list[Territory]] = {}
        for each in self.by_code.values():
            for name in _names(each):
                self.by_name.setdefault(name, []).append(each)
        self.finder = NameFinder(
            (name, each.code) for name, some in self.by_name.items() for each in some
        )
        streets = within.streets().values_list("name", "code")
        self.streets = NameFinder(
            (spelled, code)
            for name, code in streets
            for spelled in {name, name.removesuffix("道")}
        )

    def of(self, row: NeedRow) -> Territory | Fault:
        word = row.community
        if word in self.by_code:
            return self.by_code[word]
        if word:
            named = self.by_name.get("".join(word.split()), [])
            if not named:
                return row.fault("no_community", "community", word=word[:20])
            return self._one(row, {each.code for each in named}, word)
        if self.community is not None:
            return self.community
        return self._one(row, self.finder.keys_in(row.text))

    def _one(self, row: NeedRow, codes: set[str], word: str = "") -> Territory | Fault:
        """Where several bear the name, the street that the row names decides."""
        if len(codes) > 1:
            named = self.streets.keys_in(f"{row.community}\n{row.text}")
            codes = {code for code in codes if code[:9] in named} or codes
        if not codes:
            return row.fault("no_place", "community")
        if len(codes) > 1 and word:
            return row.fault("community_twice", "community", word=word[:20])
        if len(codes) > 1:
            names = [f"{self.by_code[code].name} {code}" for code in sorted(codes)[:4]]
            return row.fault("places", "community", names=names)
        return self.by_code[codes.pop()]


def _names(community: Territory) -> set[str]:
    """恒福社区, and what people call its committee; a bare 恒福 could be a road."""
    stem = community.name.removesuffix(_ENDING)
    names = {community.name, *(f"{stem}{ending}" for ending in _COMMITTEES)}
    if community.full_name:
        names.add(community.full_name)
    return names
