"""Bars as SVG files of our own: attributes only, no style, no script, nothing outside.

Every bar has its label and its numbers on a line above it, so that a picture reads at
360 units (a phone) as at 720 (a desk, A4), and no number stands on a pattern. Series
differ by hatch and not by colour alone. The same input is the same file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

WIDE, NARROW = 720, 360
INK = ("#8f211d", "#1f5f8b", "#4d4d4d", "#7d5200", "#1f6f5f", "#6b4c9a")
"""Each at least 4.5 to 1 on white; the first is filled, the others are hatched."""
HATCHES = (
    "",
    "M0 8L8 0",
    "M0 4H8",
    "M4 0V8",
    "M0 0L8 8M0 8L8 0",
    "M0 2H8M0 6H8",
)
FONT, LINE, BAR, GAP = 14, 20, 16, 12
EDGE = 4
"""Free space on the left and on the right."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A label and a number of each series; None is hidden and has no part."""

    label: str
    numbers: tuple[float | None, ...]


def stacked_bars(
    title: str, series: Sequence[str], bars: Sequence[Bar], width: int = WIDE
) -> str:
    """Lying bars, the first on top, their parts one after the other."""
    most = max((sum(n or 0 for n in bar.numbers) for bar in bars), default=0)
    room = width - 2 * EDGE

    def parts(bar: Bar, top: int) -> list[str]:
        lengths = [(number or 0) / (most or 1) * room for number in bar.numbers]
        starts = accumulate(lengths, initial=float(EDGE))
        placed = zip(starts, lengths, strict=False)
        return [_rect(x, top, w, n) for n, (x, w) in enumerate(placed)]

    return _file(title, series, bars, width, parts)


def diverging_bars(
    title: str, series: Sequence[str], bars: Sequence[Bar], width: int = WIDE
) -> str:
    """Two series from one axis in the middle: the first to the left."""
    most = max((n or 0 for bar in bars for n in bar.numbers), default=0)
    middle = width / 2

    def parts(bar: Bar, top: int) -> list[str]:
        shares = ((number or 0) / (most or 1) for number in bar.numbers)
        left, right = (share * (middle - EDGE) for share in shares)
        axis = f'<path d="M{middle:g} {top - 2}v{BAR + 4}" stroke="#1d2629"/>'
        return [
            _rect(middle - left, top, left, 0),
            _rect(middle, top, right, 1),
            axis,
        ]

    return _file(title, series, bars, width, parts)


def _file(
    title: str,
    series: Sequence[str],
    bars: Sequence[Bar],
    width: int,
    parts: Callable[[Bar, int], list[str]],
) -> str:
    legend, top = _legend(series, width)
    body = [*legend]
    for bar in bars:
        body += _head(bar, top + FONT, width)
        body += [part for part in parts(bar, top + LINE) if part]
        top += LINE + BAR + GAP
    return "\n".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {width} {top}" width="{width}" height="{top}" '
            f'font-family="sans-serif" font-size="{FONT}" fill="#1d2629">',
            f"<title>{escape(title)}</title>",
            "<defs>",
            *(_pattern(number) for number in range(1, len(series))),
            "</defs>",
            f'<rect width="{width}" height="{top}" fill="#ffffff"/>',
            *body,
            "</svg>\n",
        )
    )


def _pattern(number: int) -> str:
    ink, hatch = INK[number % len(INK)], HATCHES[number % len(HATCHES)]
    return (
        f'<pattern id="p{number}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="#ffffff"/>'
        f'<path d="{hatch}" stroke="{ink}" stroke-width="2.5"/></pattern>'
    )


def _rect(x: float, y: float, width: float, number: int) -> str:
    """A part of a bar; nothing where it has no length."""
    if not width:
        return ""
    fill = f"url(#p{number})" if number else INK[0]
    return (
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" '
        f'fill="{fill}" stroke="{INK[number % len(INK)]}"/>'
    )


def _legend(series: Sequence[str], width: int) -> tuple[list[str], int]:
    """One mark and name of each series, in as many lines as it takes; where it ends."""
    found: list[str] = []
    x, y = EDGE, 0
    for number, name in enumerate(series):
        needed = BAR + 8 + length(name) + 18
        if x > EDGE and x + needed > width:
            x, y = EDGE, y + LINE + 4
        found.append(_rect(x, y + 1, BAR, number))
        found.append(_text(x + BAR + 8, y + FONT, name))
        x += round(needed)
    return found, y + LINE + GAP


def _head(bar: Bar, y: int, width: int) -> list[str]:
    """The label on the left, its numbers on the right, in the order of the legend."""
    said = " | ".join("–" if n is None else f"{n:,.9g}" for n in bar.numbers)
    room = width - 2 * EDGE - length(said) - 12
    return [
        _text(EDGE, y, fitted(bar.label, room)),
        _text(width - EDGE, y, said, ' text-anchor="end" font-weight="bold"'),
    ]


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{more}>{escape(words)}</text>'


def length(words: str) -> float:
    """About how many units a line of text takes."""
    return sum(FONT if east_asian_width(c) in "WF" else FONT * 0.6 for c in words)


def fitted(words: str, room: float) -> str:
    """As much of a label as has room, with an ellipsis where it is cut."""
    if length(words) <= room:
        return words
    kept = words
    while kept and length(kept) + FONT > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
