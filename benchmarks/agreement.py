"""Our agreement figures beside `krippendorff` and `pingouin`: the largest difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import krippendorff
import numpy as np
import pandas
import pingouin

from benchmarks.table import Row
from evaluation.scoring.agreement import alpha, intraclass

TITLE = "Evaluation: agreement, beside the packages"
SEED, CLOSE = 5000, 1e-6


def rows(quick: bool) -> Iterator[Row | str]:
    count = 20 if quick else 200
    far = max(_alpha_apart(seed) for seed in range(SEED, SEED + count))
    yield Row("alpha: largest difference", f"{count} tables with gaps", far,
              peer="krippendorff", to_reach="1e-6", reached=far <= CLOSE)  # fmt: skip
    count //= 4
    far = max(_correlations_apart(seed) for seed in range(SEED, SEED + count))
    yield Row("six ICC: largest difference", f"{count} tables", far,
              peer="pingouin", to_reach="1e-6", reached=far <= CLOSE)  # fmt: skip


def _scores(seed: int) -> tuple[np.random.Generator, np.ndarray[Any, Any]]:
    rng = np.random.default_rng(seed)
    n, k = rng.integers(4, 20), rng.integers(2, 6)
    worth, strict = rng.normal(0, 70, (n, 1)), rng.normal(0, 25, (1, k))
    return rng, np.round(worth + strict + rng.normal(0, 20, (n, k)))


def _alpha_apart(seed: int) -> float:
    rng, given = _scores(seed)
    given[rng.random(given.shape) < 0.25] = np.nan
    if (ours := alpha(given)) is None:
        return 0.0
    scale = {"level_of_measurement": "interval"}
    return abs(ours - krippendorff.alpha(reliability_data=given.T, **scale))


def _correlations_apart(seed: int) -> float:
    _rng, given = _scores(seed)
    cells = [(case, expert, x) for (case, expert), x in np.ndenumerate(given)]
    long = pandas.DataFrame(cells, columns=["case", "expert", "points"])
    theirs = pingouin.intraclass_corr(long, "case", "expert", "points")["ICC"]
    ours = intraclass(given)
    six = [ours.one_way, ours.two_way, ours.fixed]
    six += [ours.one_way_mean, ours.two_way_mean, ours.fixed_mean]
    return max(abs(a - b) for a, b in zip(six, theirs, strict=True))
