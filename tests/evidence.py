"""How far a test goes: a few cases in the suite, many in `make evidence`.

A test that goes further when there is time for it bears the mark `evidence`; this
module runs these alone, each with as many cases as it names.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

from tests.run import suite

WIDE = os.environ.get("EVIDENCE") == "1"


def sized(few: int, many: int) -> int:
    return many if WIDE else few


def sweep(few: int, many: int) -> Callable[[Any], Any]:
    """So many examples of a property: in the suite the same ones in each run."""

    def marked(test: Any) -> Any:
        limits = settings(
            max_examples=sized(few, many), deadline=None, derandomize=not WIDE
        )
        return pytest.mark.evidence(limits(test))

    return marked


def seeds(few: int, many: int) -> Callable[[Any], Any]:
    """The argument `seed`, from 0 up."""

    def marked(test: Any) -> Any:
        numbers = pytest.mark.parametrize("seed", range(sized(few, many)))
        return pytest.mark.evidence(numbers(test))

    return marked


if __name__ == "__main__":
    arguments = ["-q", "-m", "evidence", *sys.argv[1:]]
    sys.exit(suite("Evidence", arguments, EVIDENCE="1"))
