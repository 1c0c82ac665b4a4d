"""A made set of the shape of reviewers' judgements, of English that everyone has here.

58 people, each known by the beginnings of documentation pages of two packages (70 %
their first subject), judge eight other pages: 5 for their first subject, 4 for their
second, 2 for another of the same library, 1 for the other library.
"""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from itertools import combinations
from typing import Any

WORLDS = (10, 11, 12, 13)
"""Seeds to report on; settings were chosen on 0 to 5."""
PEOPLE = 58
LENGTH = 900
LEAST = 14
PACKAGES = {
    "scipy": (
        *("fft", "integrate", "interpolate", "linalg", "ndimage", "optimize", "signal"),
        *("sparse", "sparse.csgraph", "sparse.linalg", "spatial", "special", "stats"),
    ),
    "sklearn": (
        *("cluster", "covariance", "datasets", "decomposition", "ensemble"),
        *("feature_selection", "linear_model", "metrics", "model_selection"),
        *("neighbors", "preprocessing", "utils"),
    ),
}
_END = re.compile(r"\n\s*(?:Parameters|Returns|Attributes)\s*\n")
Judged = list[tuple[str, int]]


@cache
def subjects() -> dict[str, list[str]]:
    """Package to its pages: name, summary and first paragraphs; no page twice."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for library, names in PACKAGES.items():
        for name in names:
            module = import_module(f"{library}.{name}")
            pages = {_page(module, each) for each in dir(module) if each[0] != "_"}
            fresh = sorted(pages - seen - {""})
            seen.update(fresh)
            if len(fresh) >= LEAST:
                found[f"{library}.{name}"] = fresh
    return found


def _page(module: Any, name: str) -> str:
    thing = getattr(module, name)
    text = inspect.getdoc(thing) or ""
    ours = str(getattr(thing, "__module__", "")).startswith(
        module.__name__.split(".")[0]
    )
    if not (ours and callable(thing) and len(text) > 300):
        return ""
    return f"{name}. {_END.split(text)[0]}"[:LENGTH]


def made(seed: int, records: int) -> tuple[list[list[str]], list[Judged]]:
    """Each person's records, and each person's judgements (text, 1 to 5)."""
    chance = random.Random(seed)
    known: dict[str, list[str]] = {}
    asked: dict[str, list[str]] = {}
    for name, pages in subjects().items():
        mixed = chance.sample(pages, len(pages))
        cut = max(4, len(mixed) // 4)
        asked[name], known[name] = mixed[:cut], mixed[cut:]
    people: list[list[str]] = []
    judged: list[Judged] = []
    for _ in range(PEOPLE):
        first, second = chance.sample(sorted(known), 2)
        many = round(0.7 * records) or 1
        people.append(
            chance.sample(known[first], min(many, len(known[first])))
            + chance.sample(known[second], min(records - many, len(known[second])))
        )
        judged.append(_judged(first, second, asked, chance))
    return people, judged


def _judged(
    first: str, second: str, asked: dict[str, list[str]], chance: random.Random
) -> Judged:
    library = first.split(".")[0]
    rest = [name for name in sorted(asked) if name not in (first, second)]
    near = [name for name in rest if name.split(".")[0] == library]
    far = [name for name in rest if name.split(".")[0] != library]
    plan = ((5, [first], 3), (4, [second], 2), (2, near, 2), (1, far, 1))
    return [
        (chance.choice(asked[chance.choice(names)]), grade)
        for grade, names, times in plan
        for _ in range(times)
    ]


def loss(scores: Any, texts: Sequence[str], judged: Sequence[Judged]) -> float:
    """Pairs of one person's judgements in the wrong order, by how far apart they are.

    0 is perfect and 0.5 is chance: the scorer of the published judgements.
    """
    row = {text: number for number, text in enumerate(texts)}
    lost = whole = 0.0
    for person, each in enumerate(judged):
        for (one, grade), (other, lower) in combinations(each, 2):
            if grade != lower:
                order = scores[row[one], person] - scores[row[other], person]
                order *= grade - lower
                whole += abs(grade - lower)
                lost += abs(grade - lower) * (0.5 if order == 0 else float(order < 0))
    return lost / whole
