"""A picture, and the table and the words that say the same: all from one set of rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from records.pictures.drawing import (
    NARROW,
    WIDE,
    Bar,
    diverging_bars,
    stacked_bars,
)

Number = float | None
YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Row:
    """A bar: its numbers in the order of the series, None where hidden; `url` is the
    list behind it."""

    label: str
    numbers: tuple[Number, ...]
    url: str = ""


@dataclass(frozen=True)
class Picture:
    """What a figure shows. `said` is the one sentence to take away, `source` what was
    counted and when; `of` names the rows; `most` bounds the bars, never the table."""

    title: str
    said: str
    of: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    source: str = ""
    diverging: bool = False
    most: int | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether there are rows and every number is too small to be shown."""
        numbers = [number for row in self.rows for number in row.numbers]
        return bool(numbers) and all(number is None for number in numbers)

    @property
    def text(self) -> str:
        """The numbers of the table in words, for whoever does not see the picture."""
        return _("; ").join([self.title, *(self._in_words(row) for row in self.rows)])

    def _in_words(self, row: Row) -> str:
        pairs = zip(self.series, row.numbers, strict=True)
        said = [f"{name} {spoken_number(number)}" for name, number in pairs]
        return row.label + _(": ") + _(", ").join(said)

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The head of the table, as the component has it."""
        return [
            {"label": self.of},
            *({"label": name, "number": True} for name in self.series),
        ]

    @property
    def lines(self) -> list[list[Any]]:
        """The rows of the table, as the component has them."""
        return [
            [{"text": row.label, "url": row.url}, *map(spoken_number, row.numbers)]
            for row in self.rows
        ]

    def drawn(self, width: int = WIDE) -> str:
        """The SVG file."""
        draw = diverging_bars if self.diverging else stacked_bars
        bars = [Bar(row.label, row.numbers) for row in self.rows[: self.most]]
        return draw(self.title, self.series, bars, width)

    @cached_property
    def version(self) -> str:
        """A digest of the file: its address changes when it does."""
        return hashlib.sha256(self.drawn().encode()).hexdigest()[:12]


def spoken_number(number: Number) -> str:
    """A number as text; what is hidden is said to be."""
    return _("(not shown)") if number is None else f"{number:,.9g}"


def picture_file(
    request: HttpRequest, picture: Picture, *, public: bool = False
) -> HttpResponse:
    """The file for an <img>. Under the address with its version it never changes."""
    width = NARROW if request.GET.get("width") == "narrow" else WIDE
    svg = picture.drawn(width)
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    scope = "public" if public else "private"
    fixed = request.GET.get("v") == picture.version
    keep = f"max-age={YEAR}, immutable" if fixed else "no-cache"
    response.headers["Cache-Control"] = f"{scope}, {keep}"
    return response
