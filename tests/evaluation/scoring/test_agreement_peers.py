"""Alpha and ICC to 1e-6 of the packages `krippendorff` and `pingouin`."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.scoring.agreement import alpha, intraclass

krippendorff = pytest.importorskip("krippendorff")
pandas = pytest.importorskip("pandas")
pingouin = pytest.importorskip("pingouin")


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


@pytest.mark.parametrize("seed", range(3))
def test_the_six_correlations(seed):
    _rng, given = scores(seed)
    long = pandas.DataFrame(
        [(case, expert, x) for (case, expert), x in np.ndenumerate(given)],
        columns=["case", "expert", "points"],
    )

    theirs = pingouin.intraclass_corr(long, "case", "expert", "points")["ICC"]

    ours = intraclass(given)
    six = [ours.one_way, ours.two_way, ours.fixed]
    six += [ours.one_way_mean, ours.two_way_mean, ours.fixed_mean]
    assert six == pytest.approx(theirs.tolist(), abs=1e-6)
