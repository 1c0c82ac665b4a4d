"""What a user would take instead: the same two goals, one after the other, as a plain
program for HiGHS and for CP-SAT."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack, kron, vstack

Floats = npt.NDArray[np.float64]
FINE = 10**6
"""CP-SAT counts in whole numbers: scores in millionths."""


@dataclass(frozen=True, slots=True)
class Case:
    scores: Floats
    demand: int
    capacity: int
    min_load: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    seconds: float
    floor: float
    total: float


def _rows(case: Case) -> tuple[csr_array, csr_array, csr_array]:
    """Pairs by need, pairs by provider, and scores by need."""
    needs, providers = case.scores.shape
    by_need = csr_array(kron(np.eye(needs), np.ones((1, providers))))
    by_provider = csr_array(kron(np.ones((1, needs)), np.eye(providers)))
    return by_need, by_provider, csr_array(by_need * case.scores.ravel()[None, :])


def relaxed_floor(case: Case) -> float:
    """The floor if pairs could be shared in parts: the LP bound."""
    by_need, by_provider, lifted = _rows(case)
    needs, providers = case.scores.shape
    last = np.append(np.zeros(2 * providers), np.ones(needs))[:, None]
    rows = vstack([by_provider, -by_provider, -lifted])
    limits = np.repeat([case.capacity, -case.min_load, 0], [providers] * 2 + [needs])
    answer = linprog(
        np.append(np.zeros(case.scores.size), -1.0),
        A_ub=hstack([rows, csr_array(last)]),
        b_ub=limits,
        A_eq=hstack([by_need, csr_array((needs, 1))]),
        b_eq=np.full(needs, case.demand),
        bounds=[(0, 1)] * case.scores.size + [(0, None)],
    )
    return -float(answer.fun)


def by_highs(case: Case, limit: float) -> Found | None:
    """The floor, then the total with it; None if no answer was found in time."""
    start = time.perf_counter()
    first = _highs(case, None, limit)
    if first is None:
        return None
    floor = _floor(case, first)
    second = _highs(case, floor, limit)
    chosen = first if second is None else second
    seconds = time.perf_counter() - start
    return Found(seconds, _floor(case, chosen), float(case.scores[chosen].sum()))


def _highs(
    case: Case, floor: float | None, limit: float
) -> npt.NDArray[np.bool_] | None:
    by_need, by_provider, lifted = _rows(case)
    size = case.scores.size
    none = csr_array((by_need.shape[0], 1))
    free = csr_array((by_provider.shape[0], 1))
    last = csr_array(np.full((by_need.shape[0], 1), -1.0 if floor is None else 0.0))
    rows = [
        (hstack([by_need, none]), case.demand, case.demand),
        (hstack([by_provider, free]), case.min_load, case.capacity),
        (hstack([lifted, last]), 0.0 if floor is None else floor - 1e-9, np.inf),
    ]
    goal = np.append(np.zeros(size), -1.0)
    if floor is not None:
        goal = np.append(-case.scores.ravel(), 0.0)
    answer = milp(
        goal,
        integrality=np.append(np.ones(size), 0),
        bounds=Bounds(0.0, np.append(np.ones(size), case.demand)),
        constraints=[LinearConstraint(*each) for each in rows],
        options={"time_limit": limit, "mip_rel_gap": 0.0, "presolve": False},
    )
    return (
        None if answer.x is None else answer.x[:size].reshape(case.scores.shape) > 0.5
    )


def by_cp_sat(case: Case, limit: float) -> Found | None:
    """The same with CP-SAT on both cores."""
    start = time.perf_counter()
    first = _cp_sat(case, None, limit)
    if first is None:
        return None
    second = _cp_sat(case, int(np.rint(FINE * _floor(case, first))), limit)
    chosen = first if second is None else second
    seconds = time.perf_counter() - start
    return Found(seconds, _floor(case, chosen), float(case.scores[chosen].sum()))


def _cp_sat(
    case: Case, floor: int | None, limit: float
) -> npt.NDArray[np.bool_] | None:
    model = cp_model.CpModel()
    needs, providers = case.scores.shape
    worth = np.rint(FINE * case.scores).astype(np.int64)
    given = [[model.new_bool_var("") for _p in range(providers)] for _n in range(needs)]
    least = model.new_int_var(floor or 0, case.demand * FINE, "")
    for row, values in zip(given, worth.tolist(), strict=True):
        model.add(sum(row) == case.demand)
        model.add(cp_model.LinearExpr.weighted_sum(row, values) >= least)
    for column in zip(*given, strict=True):
        model.add_linear_constraint(sum(column), case.min_load, case.capacity)
    flat = [each for row in given for each in row]
    total = cp_model.LinearExpr.weighted_sum(flat, worth.ravel().tolist())
    model.maximize(least if floor is None else total)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.num_workers = 2
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return np.array([[solver.boolean_value(each) for each in row] for row in given])


def _floor(case: Case, chosen: npt.NDArray[np.bool_]) -> float:
    return float(np.where(chosen, case.scores, 0.0).sum(axis=1).min())
