"""Figures as our own SVG files beside docs/bench.md: no script, nothing from outside."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pygal
from pygal.style import Style

# Its hook for plug-ins, of which we have none, is of a kind that Python 3.12 no longer
# asks and 3.11 warns of at every later import.
sys.meta_path[:] = [
    each for each in sys.meta_path if not isinstance(each, pygal.PluginImportFixer)
]

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    font_family="sans-serif",
    colors=("#0b5cad", "#b3541e", "#3a7d44", "#6b4c9a"),
)


def lines(
    name: str,
    title: str,
    x_title: str,
    labels: Sequence[object],
    series: Mapping[str, Sequence[float]],
) -> str:
    """Draw lines into docs/pictures/NAME.svg; the sentence that shows the picture."""
    chart = pygal.Line(
        js=[],
        style=STYLE,
        width=720,
        height=360,
        title=title,
        x_title=x_title,
        legend_at_bottom=True,
        show_minor_x_labels=False,
        x_labels_major_count=8,
    )
    chart.uuid = name  # a number that changed with every run would change the file
    chart.x_labels = [str(label) for label in labels]
    for key, values in series.items():
        chart.add(key, [round(value, 4) for value in values])
    (PICTURES / f"{name}.svg").write_text(finished(chart), encoding="utf8")
    return f"![{title}](pictures/{name}.svg)"


def finished(chart: pygal.graph.graph.Graph) -> str:
    """The file of a chart, without what pygal adds for browsers that run scripts."""
    svg = chart.render(is_unicode=True)
    svg = re.sub(r"<script.*?</script>", "", svg, flags=re.S)
    return re.sub(r"<!--.*?-->", "", svg, flags=re.S)
