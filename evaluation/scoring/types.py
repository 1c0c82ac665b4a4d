"""Points, exact to a tenth, and how a rule set rounds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Self

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, order=True, slots=True)
class Points:
    """Points of a sheet: whole tenths inside, a decimal outside, never a float."""

    tenths: int = 0

    @classmethod
    def of(cls, value: Decimal | int | str) -> Self:
        """Raises ValueError for what is no number or finer than a tenth."""
        if isinstance(value, float):
            raise TypeError("points are exact: give a Decimal, an int or a text")
        number = Decimal(value) if isinstance(value, int) else _decimal(value)
        tenths = number * 10
        if tenths != tenths.to_integral_value():
            raise ValueError(f"{value} is finer than a tenth of a point")
        return cls(int(tenths))

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.tenths) / 10

    def __add__(self, other: Points) -> Points:
        return Points(self.tenths + other.tenths)

    def __sub__(self, other: Points) -> Points:
        return Points(self.tenths - other.tenths)

    def __neg__(self) -> Points:
        return Points(-self.tenths)

    def __str__(self) -> str:
        return str(self.decimal)


def _decimal(value: Decimal | str) -> Decimal:
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise ValueError(f"{value!r} is no number") from None
    if not number.is_finite():
        raise ValueError(f"{value} is no number of points")
    return number


NONE = Points(0)


class Mode(StrEnum):
    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Rounding:
    """The rounding rule of a rule set: to multiples of `step`."""

    step: Points = Points(1)
    mode: Mode = Mode.HALF_UP

    def __post_init__(self) -> None:
        if self.step <= NONE:
            raise ValueError("points are rounded to steps above 0")

    def of(self, points: Points) -> Points:
        return self.of_ratio(points.tenths, 1)

    def of_ratio(self, tenths: int, parts: int) -> Points:
        """Round `tenths / parts`, which need not be whole: a mean, a share."""
        step = self.step.tenths * parts
        if self.mode is Mode.HALF_UP:
            steps = (2 * tenths + step) // (2 * step)
        else:
            steps = -(-tenths // step) if self.mode is Mode.UP else tenths // step
        return Points(steps * self.step.tenths)


EXACT = Rounding()
"""To tenths: leaves what a sheet can add up to as it is."""


def mean_points(points: Sequence[Points], rounding: Rounding = EXACT) -> Points:
    """The mean of several experts, rounded once, from the exact fraction.

    Rounded to tenths first, 950.45 would become 950.5 and then 951.
    """
    if not points:
        raise ValueError("no points, no mean")
    return rounding.of_ratio(sum(p.tenths for p in points), len(points))
