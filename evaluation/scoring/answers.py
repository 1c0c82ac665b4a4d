"""What an organisation says of itself, by kind of leaf, and the points it claims by it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from evaluation.scoring.leaves import (
    CountCap,
    Deduction,
    PassFail,
    RatioBands,
    Share,
    Veto,
)
from evaluation.scoring.sheet import Leaf
from evaluation.scoring.types import Points


def claimed(leaf: Leaf, answer: Mapping[str, Any]) -> Points:
    """Points of an answer: `passed`, `strikes` (true or false), `ratio`, `count`,
    `share` ("3/4"), `taken` (points off) or, for levels and judged leaves, `points`.

    Raises ValueError for an answer that is missing or of another kind.
    """
    rule, most = leaf.rule, leaf.most
    try:
        if isinstance(rule, PassFail):
            return rule.earns(_flag(answer["passed"]), most)
        if isinstance(rule, Veto):
            return rule.earns(_flag(answer["strikes"]), most)
        if isinstance(rule, RatioBands):
            return rule.earns(Decimal(answer["ratio"]), most)
        if isinstance(rule, CountCap):
            return rule.earns(int(answer["count"]), most)
        if isinstance(rule, Share):
            return rule.earns(Fraction(answer["share"]), most)
        if isinstance(rule, Deduction):
            return -Points.of(answer["taken"])
        return Points.of(answer["points"])
    except (KeyError, TypeError, InvalidOperation) as error:
        raise ValueError(f"{leaf.code}: no answer of the kind {rule.kind}") from error


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is wanted")
    return value
