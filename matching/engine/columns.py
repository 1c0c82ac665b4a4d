"""Facts of many capabilities as columns, in the order in which needs ask for them.

Rows are sorted by (service type, first territory code, id). A need in a community can
only be met under the codes that begin its own (district, street, community), so who
covers it stands in a handful of runs, found by binary search; nothing else is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine.features import NEARNESS
from matching.engine.filters import ALWAYS, merged
from matching.engine.types import CandidateView, Intervals

Array = npt.NDArray[Any]

NEVER = date.max.toordinal()
CODE_LENGTH = max(length for length, _level, _worth in NEARNESS)
_BATCH = 10_000

NUMBERS: dict[str, Callable[[CandidateView], Any]] = {
    "id": lambda c: c.id,
    "provider": lambda c: c.provider,
    "verified": lambda c: c.verified,
    "expires": lambda c: c.expires.toordinal() if c.expires else NEVER,
    "weekly": lambda c: c.weekly,
    "free": lambda c: c.free,
    "price": lambda c: c.price,
    "grade": lambda c: np.nan if c.grade is None else c.grade,
    "delivered": lambda c: c.delivered,
    "delivered_near": lambda c: c.delivered_near,
    "success": lambda c: np.nan if c.success is None else c.success,
    "awards": lambda c: c.awards,
}
"""What stands in a column as it is; NaN says unknown."""
TABLES = (
    "service_type",
    "coverage",
    "home",
    "gates",
    "funding",
    "languages",
    "windows",
)
"""What few distinct values say of many: a column holds places in a table of them."""
FRACTIONS = frozenset({"grade", "success"})


@dataclass(frozen=True, slots=True)
class Table:
    """Distinct values, and for each row the place of its own."""

    values: Sequence[Any]
    at: Array


def read(
    capabilities: Iterable[CandidateView],
) -> tuple[dict[str, Array], dict[str, Table]]:
    """Numbers and tables (`texts` is one more) of capabilities, each looked at once."""
    numbers: dict[str, list[Array]] = {name: [_none()] for name in NUMBERS}
    places: dict[str, list[Array]] = {name: [_none()] for name in (*TABLES, "texts")}
    values: dict[str, dict[Any, int]] = {name: {} for name in places}
    for views in _batches(capabilities):
        for name, own in NUMBERS.items():
            numbers[name].append(np.array([own(view) for view in views]))
        for name, known in values.items():
            found = [
                known.setdefault(getattr(view, name), len(known)) for view in views
            ]
            places[name].append(np.array(found, dtype=np.int64))
    return (
        {name: np.concatenate(parts) for name, parts in numbers.items()},
        {
            name: Table(list(values[name]), np.concatenate(parts))
            for name, parts in places.items()
        },
    )


def _none() -> Array:
    return np.empty(0, dtype=np.int64)


def _batches(capabilities: Iterable[CandidateView]) -> Iterator[list[CandidateView]]:
    rest = iter(capabilities)
    while views := list(islice(rest, _BATCH)):
        yield views


def ragged(starts: Array, lengths: Array) -> Array:
    """Positions of runs that begin at `starts`, one after the other."""
    ends = np.cumsum(lengths)
    first = np.repeat(starts - (ends - lengths), lengths)
    positions: Array = first + np.arange(len(first))
    return positions


def narrow(column: Array) -> Array:
    """The same whole numbers in the fewest bytes."""
    if column.dtype.kind != "i" or not len(column):
        return column
    low, high = int(column.min()), int(column.max())
    for width in (np.int8, np.int16, np.int32):
        if np.iinfo(width).min <= low and high <= np.iinfo(width).max:
            return column.astype(width)
    return column


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows of capabilities; `order` of the input that they came from is not kept.

    Attributes
    ----------
    arrays : by name; those of `NUMBERS` and `TABLES` have one entry a row. `by_id`
        sorts the rows by id. The rows of service type t are
        ``type_start[t]:type_start[t + 1]``; those under a code, as places in
        ``group_row``, are ``group_start[g]:group_start[g + 1]``, where
        ``group_key[g]`` is ``t * len(codes) + code``. A row stands once per code.
    tables : distinct values of strings and sets of strings, by name
    """

    arrays: Mapping[str, Array]
    tables: Mapping[str, Sequence[Any]]

    def __len__(self) -> int:
        return len(self.arrays["id"])

    def span(self, service_type: str) -> tuple[int, int]:
        """First row and end of a service type; of all of them for ""."""
        if not service_type:
            return 0, len(self)
        types, start = self.tables["service_type"], self.arrays["type_start"]
        if service_type not in types:
            return 0, 0
        place = types.index(service_type)
        return int(start[place]), int(start[place + 1])

    def within(self, service_type: str, community: str) -> Array:
        """Rows of a service type (or of any, "") that cover a community."""
        types, codes = self.tables["service_type"], self.tables["codes"]
        wanted = [types.index(service_type)] if service_type in types else []
        kinds = wanted if service_type else range(len(types))
        prefixes = (community[:length] for length in range(1, len(community) + 1))
        under = [place for code in prefixes if (place := _place(codes, code)) >= 0]
        keys = [kind * len(codes) + place for kind in kinds for place in under]
        known = self.arrays["group_key"]
        groups = np.searchsorted(known, keys)
        start, rows = self.arrays["group_start"], self.arrays["group_row"]
        runs = [
            rows[start[group] : start[group + 1]]
            for group, key in zip(groups.tolist(), keys, strict=True)
            if group < len(known) and known[group] == key
        ]
        return np.concatenate([_none(), *runs])

    def rows_of(self, ids: Sequence[int] | Array) -> Array:
        """The row of each id; -1 where there is none."""
        wanted = np.array(ids, dtype=np.int64)
        order, own = self.arrays["by_id"], self.arrays["id"]
        if not len(order):
            return np.full(len(wanted), -1)
        place = np.searchsorted(own, wanted, sorter=order).clip(max=len(order) - 1)
        rows = order[place]
        return np.where(own[rows] == wanted, rows, -1)


def _place(codes: Sequence[str], code: str) -> int:
    low, high = 0, len(codes)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if codes[middle] < code else (low, middle)
    return low if low < len(codes) and codes[low] == code else -1


def sorted_columns(
    numbers: Mapping[str, Array], tables: Mapping[str, Table]
) -> tuple[Columns, Array]:
    """Columns, and the place in the input that each row came from.

    Raises ValueError for an id that stands twice and for a column of another length.
    """
    _refuse_crooked(numbers, tables)
    types, kind = _ranked(tables["service_type"])
    codes, reach = _reaches(tables["coverage"].values)
    first = np.array([min(own, default=len(codes)) for own in reach], dtype=np.int64)
    covered = tables["coverage"].at
    order = np.lexsort((numbers["id"], first[covered], kind))
    arrays = {name: narrow(numbers[name][order]) for name in NUMBERS}
    for name in ("home", "gates", "funding", "languages", "windows"):
        arrays[name] = narrow(tables[name].at[order])
    arrays["by_id"] = narrow(np.argsort(arrays["id"], kind="stable"))
    arrays["type_start"] = np.searchsorted(kind[order], np.arange(len(types) + 1))
    arrays |= _groups(reach, covered[order], kind[order] * len(codes))
    arrays |= _hours(tables["windows"].values)
    arrays["home_code"] = as_characters(tables["home"].values)
    sets: dict[str, Sequence[Any]] = {
        name: [sorted(each) for each in tables[name].values]
        for name in ("gates", "funding", "languages")
    }
    return Columns(arrays, {"service_type": types, "codes": codes} | sets), order


def _refuse_crooked(numbers: Mapping[str, Array], tables: Mapping[str, Table]) -> None:
    sizes = {len(column) for column in numbers.values()}
    sizes |= {len(tables[name].at) for name in TABLES}
    if len(sizes) > 1:
        raise ValueError(f"columns of different lengths: {sorted(sizes)}")
    if len(np.unique(numbers["id"])) < len(numbers["id"]):
        raise ValueError("a capability stands twice")


def _ranked(table: Table) -> tuple[list[str], Array]:
    """Values in their order, and each row's place among them."""
    types = sorted(table.values)
    place = {value: rank for rank, value in enumerate(types)}
    rank = np.array([place[value] for value in table.values], dtype=np.int64)
    return types, rank[table.at]


def _reaches(coverage: Iterable[frozenset[str]]) -> tuple[list[str], list[list[int]]]:
    """All codes, sorted, and for each set the places of its own. A code inside another
    of its set says nothing more, so that no two of a set ever cover one community."""
    widest = [_widest(each) for each in coverage]
    codes = sorted(set(chain.from_iterable(widest)))
    place = {code: rank for rank, code in enumerate(codes)}
    return codes, [[place[code] for code in own] for own in widest]


def _widest(codes: frozenset[str]) -> list[str]:
    kept: list[str] = []
    for code in sorted(codes):
        if code and not (kept and code.startswith(kept[-1])):
            kept.append(code)
    return kept


def _groups(
    reach: Sequence[Sequence[int]], covered: Array, base: Array
) -> dict[str, Array]:
    """Rows under each (service type, code)."""
    flat = np.array(list(chain.from_iterable(reach)), dtype=np.int64)
    length = np.array([len(own) for own in reach], dtype=np.int64)
    start = np.cumsum(length) - length
    each = length[covered]
    keys = np.repeat(base, each) + flat[ragged(start[covered], each)]
    rows = np.repeat(np.arange(len(covered)), each)
    order = np.argsort(keys, kind="stable")
    known, first = np.unique(keys[order], return_index=True)
    return {
        "group_key": known,
        "group_start": np.append(first, len(keys)),
        "group_row": narrow(rows[order]),
    }


def _hours(windows: Sequence[Intervals]) -> dict[str, Array]:
    """Minutes of the week of each distinct set of windows; none at all is any time."""
    whole = [merged(each) if each else ALWAYS for each in windows]
    flat = np.array(list(chain.from_iterable(whole)), dtype=np.int64).reshape(-1, 2)
    length = np.array([len(each) for each in whole], dtype=np.int64)
    return {
        "hours_start": np.append(0, np.cumsum(length)),
        "hours_from": flat[:, 0],
        "hours_until": flat[:, 1],
    }


def as_characters(codes: Sequence[str]) -> Array:
    """Shape (n_codes, CODE_LENGTH): code points, 0 beyond the end."""
    text = np.array([*codes, ""], dtype=f"U{CODE_LENGTH}")
    return text.view(np.uint32).reshape(-1, CODE_LENGTH)[:-1]
