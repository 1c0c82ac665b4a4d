"""How far experts agree: Krippendorff's alpha and the intraclass correlations.

Alpha: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), interval
metric, any number of experts, missing cells. ICC: Shrout and Fleiss, "Intraclass
correlations: uses in assessing rater reliability", Psychological Bulletin 86 (1979).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluation.scoring.types import Matrix, Vector

WEAK_BELOW = 0.667
"""Krippendorff's lowest bound for tentative conclusions: a leaf below it has its
wording looked at again. A rule of thumb, as he says himself."""


def alpha(scores: Matrix) -> float | None:
    """Krippendorff's alpha with squared differences.

    Parameters
    ----------
    scores : (cases, experts), nan where an expert did not score a case; a case that
        fewer than two scored tells nothing

    Returns 1 where all agree, 0 as by chance, below 0 where they disagree more than
    by chance; None where nothing was scored twice or all scores are the same.
    """
    pairable = scores[(~np.isnan(scores)).sum(axis=1) >= 2]
    if not len(pairable):
        return None
    counts = (~np.isnan(pairable)).sum(axis=1)
    within = np.nansum((pairable - _means(pairable)[:, None]) ** 2, axis=1)
    values = pairable[~np.isnan(pairable)]
    expected = 2 * ((values - values.mean()) ** 2).sum() / (len(values) - 1)
    if expected <= 0:
        return None
    observed = (2 * counts * within / (counts - 1)).sum() / len(values)
    return float(1 - observed / expected)


def _means(scores: Matrix) -> Vector:
    found: Vector = np.nanmean(scores, axis=1)
    return found


def leaf_alphas(scores: Matrix) -> tuple[float | None, ...]:
    """Alpha of each leaf, from (cases, leaves, experts)."""
    return tuple(alpha(scores[:, leaf]) for leaf in range(scores.shape[1]))


def weak_leaves(alphas: tuple[float | None, ...]) -> tuple[int, ...]:
    """Numbers of the leaves whose wording should be looked at again."""
    return tuple(
        leaf
        for leaf, found in enumerate(alphas)
        if found is not None and found < WEAK_BELOW
    )


@dataclass(frozen=True, slots=True)
class Correlations:
    """The six of Shrout and Fleiss, of one expert and of the mean of k.

    `one_way`: each case had other experts. `two_way`: these experts stand for all such
    experts, their severity counts as error. `fixed`: these experts and no others, their
    severity does not count.
    """

    cases: int
    """Those that all scored; others were left out."""
    one_way: float
    two_way: float
    fixed: float
    one_way_mean: float
    two_way_mean: float
    fixed_mean: float


def intraclass(scores: Matrix) -> Correlations | None:
    """Intraclass correlations of (cases, experts) scores.

    Cases with a missing cell are left out. None with fewer than two cases or experts,
    and where no score differs from another.
    """
    full = scores[~np.isnan(scores).any(axis=1)]
    n, k = full.shape
    if n < 2 or k < 2 or np.ptp(full) == 0:
        return None
    whole = ((full - full.mean()) ** 2).sum()
    cases = k * ((full.mean(axis=1) - full.mean()) ** 2).sum()
    experts = n * ((full.mean(axis=0) - full.mean()) ** 2).sum()
    between = cases / (n - 1)
    within = (whole - cases) / (n * (k - 1))
    judges = experts / (k - 1)
    error = (whole - cases - experts) / ((n - 1) * (k - 1))
    return Correlations(
        cases=n,
        one_way=_ratio(between - within, between + (k - 1) * within),
        two_way=_ratio(
            between - error, between + (k - 1) * error + k * (judges - error) / n
        ),
        fixed=_ratio(between - error, between + (k - 1) * error),
        one_way_mean=_ratio(between - within, between),
        two_way_mean=_ratio(between - error, between + (judges - error) / n),
        fixed_mean=_ratio(between - error, between),
    )


def _ratio(signal: float, whole: float) -> float:
    return float(signal / whole) if whole else float("nan")
