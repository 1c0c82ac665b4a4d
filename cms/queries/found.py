"""What a question finds beside the pages: kinds of services, providers, events.

A Chinese run is asked for by its pairs of neighbours, a Latin word by its singular.
Three in five of them must be there, or what neighbours call the service must stand in
the question. Where no service fits, the five that share a third of it by name: 老人送餐
finds 助餐送餐.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import Q

from cms.queries.directory import public_providers
from cms.queries.events import Event, coming_trainings, shown_events
from cms.queries.services import service_tree
from organisations.models import Provider, ServiceType

MOST_UNITS = 12
MOST_EVENTS = 200
ENOUGH = 0.6
NEAR = 0.3
MOST_NEAR = 5
_HAN = "\u3400-\u9fff"
_RUNS = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}])\w)+")
_IS_HAN = re.compile(f"[{_HAN}]")
# Where the question of a name is asked of the database first.
_NAMES = ("name", "name_en", "summary", "summary_en", "street__name", "street__name_en")


def units(question: str) -> list[str]:
    """What is looked for, each once, at most twelve."""
    found = [unit for run in _RUNS.findall(_plain(question)) for unit in _units(run)]
    return list(dict.fromkeys(found))[:MOST_UNITS]


def _units(run: str) -> list[str]:
    if _IS_HAN.match(run):
        return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return [run.removesuffix("s") if len(run) > 3 else run]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def share(wanted: list[str], *texts: str) -> float:
    """How much of what is wanted the texts hold, 0 to 1."""
    whole = _plain(" ".join(texts))
    return sum(unit in whole for unit in wanted) / len(wanted) if wanted else 0.0


def found_services(question: str) -> list[ServiceType]:
    """The kinds on the menu that fit, the best first, each with its `offers`."""
    wanted = units(question)
    if not wanted:
        return []
    kinds = [kind for branch in service_tree() for kind in branch.kinds]
    ranked = [(_fit(question, wanted, kind), kind) for kind in kinds]
    ranked.sort(key=lambda pair: (*(-part for part in pair[0]), pair[1].code))
    found = [kind for (fit, *_rest), kind in ranked if fit >= ENOUGH]
    near = [kind for (_fit, named, _whole), kind in ranked if named >= NEAR]
    return found or near[:MOST_NEAR]


def _fit(
    question: str, wanted: list[str], kind: ServiceType
) -> tuple[float, float, float]:
    """How well it fits; how much of that lies in its names, how much anywhere."""
    names = (kind.name, kind.name_en, *kind.synonyms)
    fields = (kind.category.name, kind.category.name_en)
    whole = share(wanted, *names, *fields, kind.description, kind.description_en)
    said = any(len(name) > 1 and _plain(name) in _plain(question) for name in names)
    return max(whole, float(said)), share(wanted, *names), whole


def found_providers(question: str) -> list[Provider]:
    """Those of the directory whose name, street or summary fits, the best first."""
    wanted = units(question)
    if not wanted:
        return []
    some = Q()
    for unit in wanted:
        for field in _NAMES:
            some |= Q(**{f"{field}__icontains": unit})
    found = public_providers().filter(some).select_related("street")
    return _best(wanted, found)


def _best(wanted: list[str], found: Iterable[Provider]) -> list[Provider]:
    ranked = []
    for each in found:
        name = share(wanted, each.name, each.name_en)
        street = (each.street.name, each.street.name_en)
        whole = share(
            wanted, each.name, each.name_en, each.summary, each.summary_en, *street
        )
        if whole >= ENOUGH:
            ranked.append((-whole, -name, each.name, each))
    return [each for *_rank, each in sorted(ranked, key=lambda row: row[:3])]


def found_events(question: str) -> list[Event]:
    """Events to come whose title or place fits, the next one first."""
    wanted = units(question)
    if not wanted:
        return []
    trainings = [
        each
        for each in coming_trainings()[:MOST_EVENTS]
        if share(wanted, each.title, each.title_en, each.where) >= ENOUGH
    ]
    return shown_events(trainings)
