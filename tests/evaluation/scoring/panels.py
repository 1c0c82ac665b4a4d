"""Scores of simulated experts: the world of the rules' own simulation."""

from __future__ import annotations

import numpy as np

from evaluation.scoring.panels import draw_panels

CASES, EXPERTS, SEATS, NOISE = 40, 15, 3, 20.0


def rotating(seed=0, cases=CASES, experts=EXPERTS, seats=SEATS):
    """(cases, experts) who sits where."""
    sits = np.zeros((cases, experts), dtype=bool)
    drawn = draw_panels(~(sits | True), seats, random_state=seed)
    for case, members in enumerate(drawn.members):
        sits[case, list(members)] = True
    return sits


def fixed(cases=CASES, experts=EXPERTS, seats=SEATS):
    """Teams that never change, each with its own cases."""
    team = np.arange(experts) // seats
    return np.arange(cases)[:, None] % (experts // seats) == team


def judged(sits, seed=0, severity=25.0, noise=NOISE):
    """(worth, severities, scores with nan)."""
    rng = np.random.default_rng([seed, 11])
    worth = rng.normal(850, 70, len(sits))
    strict = rng.normal(0, severity, sits.shape[1])
    given = worth[:, None] + strict + rng.normal(0, noise, sits.shape)
    return worth, strict, np.where(sits, given, np.nan)
