"""Points, grades and the statistics that advise: pure, without Django, clock or I/O.

The names of `contracts`; everything else is imported from its own module.
"""

from evaluation.scoring.grades import Band, Bands, BandUnknown, grade
from evaluation.scoring.severities import NotEstimable, Severity, severity
from evaluation.scoring.sheet import Cap, Leaf, Node, SheetView, sheet_of, sum_faults
from evaluation.scoring.totals import ScoreRefused, total, total_many
from evaluation.scoring.types import Points, Rounding

__all__ = [
    "Band",
    "BandUnknown",
    "Bands",
    "Cap",
    "Leaf",
    "Node",
    "NotEstimable",
    "Points",
    "Rounding",
    "ScoreRefused",
    "Severity",
    "SheetView",
    "grade",
    "severity",
    "sheet_of",
    "sum_faults",
    "total",
    "total_many",
]
