"""How strict each expert is, in points, as far as the design lets it be told.

The model is y = f + b + e: the worth f of a case, the severity b of an expert, noise e
(additive bias, used at NIPS since 2002: Platt and Burges; Ge, Welling and Ghahramani
2013 give it its Bayesian form). Worths are free, severities are pulled to 0 by ridge,
and sum to 0: only differences between experts can be told. The strength of the ridge
is not chosen but averaged over, by the restricted likelihood of the scores (Patterson
and Thompson 1971), so an interval knows that it was estimated.

It advises only. The points of a case stay those that were given: see `case_means`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.special import stdtrit

from evaluation.scoring.types import Mask, Matrix, Vector

LEAST_COMMON = 5
"""Cases that an expert must have scored beside another one."""
CONFIDENCE = 0.95
SPREADS = np.geomspace(0.01, 1e4, 61)
"""Variance of severities over variance of noise, as averaged over."""


class Why(StrEnum):
    FEW_CASES = "few_cases"
    """Too few cases were scored beside somebody else."""
    APART = "apart"
    """The expert and the team share no case with the others: whether they are strict
    or their cases poor, nobody can tell."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Points that an expert gives above (below 0: under) the mean of all experts."""

    expert: int
    points: float
    low: float
    high: float
    common: int
    """Cases scored beside somebody else."""


@dataclass(frozen=True, slots=True)
class NotEstimable:
    expert: int
    why: Why
    common: int
    team: tuple[int, ...]
    """Those who sit apart together, the expert among them."""


@dataclass(frozen=True, slots=True)
class Severity:
    """All experts by number: an estimate, or why there is none."""

    experts: tuple[Estimate | NotEstimable, ...]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        return tuple(each for each in self.experts if isinstance(each, Estimate))

    @property
    def unknown(self) -> tuple[NotEstimable, ...]:
        return tuple(each for each in self.experts if isinstance(each, NotEstimable))

    @property
    def offsets(self) -> Vector:
        """(experts,) points, nan where it cannot be told."""
        found = np.full(len(self.experts), np.nan)
        for each in self.estimates:
            found[each.expert] = each.points
        return found


@dataclass(frozen=True, slots=True)
class CaseMean:
    """What was given, and beside it what equally strict experts would have given."""

    given: float
    adjusted: float | None
    """None where the severity of one of its experts cannot be told."""


def severity(scores: Matrix, least: int = LEAST_COMMON) -> Severity:
    """Severity of each expert with its interval, or why it cannot be told.

    Parameters
    ----------
    scores : (cases, experts) points, nan where an expert did not score a case
    least : common cases below which nothing is said
    """
    given = ~np.isnan(scores)
    kept = _enough(given, least)
    teams = _teams(given[:, kept], kept)
    found: dict[int, Estimate | NotEstimable] = {}
    if len(teams) == 1:
        found = {each.expert: each for each in _estimates(scores, kept)}
    team_of = {expert: team for team in teams for expert in team}
    common = _common(given)
    return Severity(
        tuple(
            found.get(expert)
            or NotEstimable(
                expert,
                Why.APART if expert in team_of else Why.FEW_CASES,
                int(common[expert]),
                team_of.get(expert, (expert,)),
            )
            for expert in range(scores.shape[1])
        )
    )


def case_means(scores: Matrix, found: Severity) -> tuple[CaseMean | None, ...]:
    """Both means of each case, None where nobody scored it."""
    adjusted = scores - found.offsets
    return tuple(
        _case_mean(row[given], lifted[given])
        for row, lifted, given in zip(scores, adjusted, ~np.isnan(scores), strict=True)
    )


def _case_mean(given: Vector, adjusted: Vector) -> CaseMean | None:
    if not len(given):
        return None
    known = not np.isnan(adjusted).any()
    return CaseMean(float(given.mean()), float(adjusted.mean()) if known else None)


def _common(given: Mask) -> Vector:
    """(experts,) cases scored beside somebody else."""
    shared: Vector = given[given.sum(axis=1) >= 2].sum(axis=0)
    return shared


def _enough(given: Mask, least: int) -> list[int]:
    """Experts with enough common cases, counting only such experts as company."""
    kept = list(range(given.shape[1]))
    while True:
        common = _common(given[:, kept])
        more = [expert for expert, n in zip(kept, common, strict=True) if n >= least]
        if more == kept:
            return kept
        kept = more


def _teams(given: Mask, experts: list[int]) -> list[tuple[int, ...]]:
    """Experts that are tied by common cases, each group ascending."""
    if not experts:
        return []
    together = csr_matrix(given.astype(float).T @ given.astype(float))
    count, label = connected_components(together, directed=False)
    numbers = np.array(experts)
    return [tuple(numbers[label == team].tolist()) for team in range(count)]


def _estimates(scores: Matrix, experts: list[int]) -> Iterator[Estimate]:
    rows = scores[:, experts]
    rows = rows[(~np.isnan(rows)).sum(axis=1) >= 2]
    common = (~np.isnan(rows)).sum(axis=0)
    points, spread, freedom = _ridge(rows)
    margin = stdtrit(freedom, (1 + CONFIDENCE) / 2) * spread
    for expert, b, m, n in zip(experts, points, margin, common, strict=True):
        yield Estimate(expert, float(b), float(b - m), float(b + m), int(n))


def _ridge(scores: Matrix) -> tuple[Vector, Vector, int]:
    """Severities (m,), their standard errors and the degrees of freedom.

    With the worths projected out the normal matrix is that of the graph of common
    cases; in its eigenvectors the likelihood of each strength is a sum.
    """
    given = ~np.isnan(scores)
    per_case = given.sum(axis=1)
    centred = np.where(given, scores - np.nanmean(scores, axis=1)[:, None], 0.0)
    shares = given / per_case[:, None]
    normal = np.diag(given.sum(axis=0).astype(float)) - given.T @ shares
    values, vectors = np.linalg.eigh(normal)
    values, vectors = values[1:], vectors[:, 1:]  # the first: all equally strict
    pull = vectors.T @ centred.sum(axis=0)
    freedom = int(given.sum() - len(scores))
    rest = max(float((centred**2).sum() - (pull**2 / values).sum()), 0.0)

    ratios = 1 + SPREADS[:, None] * values
    noise = (rest + (pull**2 / values / ratios).sum(axis=1)) / freedom
    noise = np.maximum(noise, 1e-9)
    likelihood = -(freedom * np.log(noise) + np.log(ratios).sum(axis=1)) / 2
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()

    shrunk = 1 / (values + 1 / SPREADS[:, None])
    means = (shrunk * pull) @ vectors.T
    point = weight @ means
    variances = noise[:, None] * (shrunk @ (vectors**2).T)
    total = weight @ (variances + (means - point) ** 2)
    return point, np.sqrt(total), freedom
