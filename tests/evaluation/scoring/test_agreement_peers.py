"""Alpha to 1e-6 of the package `krippendorff`. The six correlations are laid beside
`pingouin` in `benchmarks/scoring.py`: it brings pandas, matplotlib and more, which no
clean machine needs for one comparison; here they have published figures to reach."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest

from evaluation.scoring.agreement import alpha


def scores(seed):
    rng = np.random.default_rng(seed)
    n, k = rng.integers(4, 20), rng.integers(2, 6)
    worth, strict = rng.normal(0, 70, (n, 1)), rng.normal(0, 25, (1, k))
    return rng, np.round(worth + strict + rng.normal(0, 20, (n, k)))


@pytest.mark.parametrize("seed", range(8))
def test_alpha_with_missing_cells(seed):
    rng, given = scores(seed)
    given[rng.random(given.shape) < 0.25] = np.nan

    theirs = krippendorff.alpha(
        reliability_data=given.T, level_of_measurement="interval"
    )

    assert alpha(given) == pytest.approx(theirs, abs=1e-6)
