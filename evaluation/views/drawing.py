"""Figures as SVG files of our own: no script, nothing from outside, legible in grey.

Series differ by pattern and not by colour alone; values stand in the bars. A picture is
shown by <img> with its text beside a table, never instead of one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence

import pygal
from pygal.style import Style

# Its hook for plug-ins, of which we have none, is of a kind that Python 3.12 no longer
# asks and 3.11 warns of at every later import.
sys.meta_path[:] = [
    each for each in sys.meta_path if not isinstance(each, pygal.PluginImportFixer)
]

INK = ("#0b3d73", "#3f7fbf", "#6b4c9a", "#8a5a00", "#4d4d4d", "#0b6b4f")
"""Dark enough to be told from white in print: 4.5 to 1 and more for all but one."""
HATCHES = (
    "",
    '<path d="M0 8 L8 0" stroke="{ink}" stroke-width="2"/>',
    '<circle cx="4" cy="4" r="1.6" fill="{ink}"/>',
    '<path d="M0 4 H8" stroke="{ink}" stroke-width="2"/>',
    '<path d="M4 0 V8" stroke="{ink}" stroke-width="2"/>',
    '<path d="M0 0 L8 8 M0 8 L8 0" stroke="{ink}" stroke-width="1.5"/>',
)
STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#1f1f1f",
    foreground_strong="#000000",
    foreground_subtle="#595959",
    font_family="sans-serif",
    colors=INK,
    opacity="1",
    value_font_size=12,
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=13,
    value_colors=("#ffffff", *("#000000" for _ in INK[1:])),
)
BAR = 44
"""Height of one bar with its distance, in units of the picture."""


def stacked_bars(
    name: str,
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
) -> str:
    """An SVG of lying bars, the first label on top; None leaves a part out.

    `name` is the id of the picture in its file; the same input is the same file.
    """
    chart = pygal.HorizontalStackedBar(
        js=[],
        style=STYLE,
        css=["file://style.css", "file://graph.css", f"inline:{_fills(name, series)}"],
        defs=[_pattern(name, number) for number in range(1, len(series))],
        width=720,
        height=140 + BAR * len(labels),
        title=title,
        legend_at_bottom=True,
        print_values=True,
        print_zeroes=False,
        formatter=lambda value: f"{value:g}",
    )
    chart.uuid = name  # a number that changed with every run would change the file
    chart.x_labels = list(reversed(labels))
    for key, values in series.items():
        chart.add(key, list(reversed(values)))
    return finished(chart)


def _pattern(name: str, number: int) -> str:
    ink = INK[number % len(INK)]
    hatch = HATCHES[number % len(HATCHES)].format(ink=ink)
    return (
        f'<pattern id="{name}-{number}" width="8" height="8" '
        'patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#ffffff"/>'
        f"{hatch}</pattern>"
    )


def _fills(name: str, series: Mapping[str, Sequence[float | None]]) -> str:
    """Rules that hatch all series but the first, and keep values legible on hatches."""
    parts = (
        f"#chart-{name} .color-{number} rect.rect, "
        f"#chart-{name} .color-{number}.reactive "
        f"{{ fill: url(#{name}-{number}) !important; fill-opacity: 1 !important; "
        f"stroke: {INK[number % len(INK)]} !important; }} "
        f"#chart-{name} .text-overlay .color-{number} text "
        "{ stroke: #ffffff !important; stroke-width: 3px; paint-order: stroke; }"
        for number in range(1, len(series))
    )
    return "\n".join(parts)


def finished(chart: pygal.graph.graph.Graph) -> str:
    """The file of a chart, without what pygal adds for browsers that run scripts."""
    svg = chart.render(is_unicode=True)
    svg = re.sub(r"<script.*?</script>", "", svg, flags=re.S)
    return re.sub(r"<!--.*?-->", "", svg, flags=re.S)
