"""Rows to what the pure rooms score and judge, in a fixed number of queries."""

from evaluation.snapshot.rule_set import rulebook_of
from evaluation.snapshot.sheet import rows_of, view_of

__all__ = ["rows_of", "rulebook_of", "view_of"]
