"""Everybody who could take a line instead, and why the others cannot: computed by the
engine outside any transaction, with the reasons it really used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from matching import snapshot
from matching.domain.proposal import LineInput
from matching.engine import (
    Affinity,
    CandidateView,
    Change,
    ItemView,
    NeedView,
    PairRanker,
    Rule,
    changes,
)
from matching.engine.affinity import affinities
from matching.engine.assemble import Option, room
from matching.engine.explain import Scored, reasons
from matching.engine.features import Case, feature_matrix, feature_row
from matching.engine.filters import blocking
from matching.enums import ItemState
from matching.models import Engagement, Need, PackLine
from matching.queries.matcher import active_ranker
from organisations.models import Capability, Grade


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody else for a line, as the page shows and the verb takes it."""

    line: LineInput
    capability: Capability
    free: int
    short: int
    """Units of the line that it could not take."""
    change: Change
    """What would put it ahead of the line."""


@dataclass(frozen=True, slots=True)
class Blocked:
    capability: Capability
    rule: str
    change: Change
    """What would lift the rule."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    choices: list[Choice]
    blocked: list[Blocked]

    def of(self, capability: int) -> Choice | None:
        found = (c for c in self.choices if c.capability.pk == capability)
        return next(found, None)


def alternatives(
    need: Need, line: PackLine, without: Engagement | None = None
) -> Alternatives:
    """All candidates for the item of a line but those this pack holds already; of a
    running engagement, for what it has not delivered."""
    state = line.item.state if without else ItemState.OPEN
    taken = snapshot.take(need, state, without=without)
    item = next((each for each in taken.need.items if each.id == line.item_id), None)
    if item is None:
        return Alternatives([], [])
    able: list[CandidateView] = []
    excluded: list[tuple[int, str]] = []
    for each in _others(taken, item, line):
        why = blocking(item, taken.need, each, taken.today)
        if why is None:
            able.append(each)
        else:
            excluded.append((each.id, str(why[0])))
    rows = _rows([*(each.id for each in able), *(pk for pk, _rule in excluded)])
    asked = replace(taken.need, items=(item,))
    fitted = taken.affinity()
    ranker = active_ranker()
    told = _told(asked, taken, line, fitted, ranker)
    scored = _scored(asked, able, fitted, ranker)
    # What runs already is booked, and so is what runs beside it.
    beside = [] if without else _beside(taken, line)
    roomy, crowded = [], []
    for each in scored:
        units = _room(each.option, taken.need, beside)
        if min(units) > 0:
            most = min(line.quantity, *units)
            roomy.append(_choice(each, most, line, fitted, rows, told))
        else:
            crowded.append(_crowded_out(each.option, units, rows))
    blocked = [Blocked(rows[pk], rule, told[pk]) for pk, rule in excluded]
    return Alternatives(roomy, sorted(crowded + blocked, key=lambda each: each.rule))


def _beside(taken: snapshot.Snapshot, line: PackLine) -> list[tuple[Option, int]]:
    """The other lines of the pack, as the engine counts them."""
    items = {item.id: item for item in taken.need.items}
    views = {each.id: each for each in taken.candidates}
    others = line.pack.lines.exclude(pk=line.pk)
    return [
        (Option(items[item], views[capability], 0.0), units)
        for item, capability, units in others.values_list(
            "item", "capability", "quantity"
        )
        if item in items and capability in views
    ]


def _room(
    option: Option, need: NeedView, beside: list[tuple[Option, int]]
) -> tuple[int, int]:
    """Units that its week, and the budgets, hold beside the rest of the pack."""
    return room(option, beside, budget=need.budget, at_most_one=need.at_most_one)


def _crowded_out(
    option: Option, fits: tuple[int, int], rows: dict[int, Capability]
) -> Blocked:
    """Whom no rule keeps off, but for whom the rest of the pack leaves nothing."""
    rule = Rule.FULL if fits[0] <= 0 else Rule.OVER_BUDGET
    nothing = Change(*option.key, steps=(), after=None, behind=None)
    return Blocked(rows[option.candidate.id], str(rule), nothing)


def _told(
    asked: NeedView,
    taken: snapshot.Snapshot,
    line: PackLine,
    fitted: Affinity,
    ranker: PairRanker,
) -> dict[int, Change]:
    """By capability, what would have to change for it to be chosen instead."""
    held = [(line.item_id, line.capability_id)]
    found = changes(
        asked,
        taken.candidates,
        held,
        ranker=ranker,
        today=taken.today,
        affinity=fitted,
    )
    return {each.candidate: each for each in found}


def _others(
    taken: snapshot.Snapshot, item: ItemView, line: PackLine
) -> Iterator[CandidateView]:
    held = set(
        line.pack.lines.filter(item=line.item_id).values_list("capability", flat=True)
    )
    for each in taken.candidates:
        if each.service_type == item.service_type and each.id not in held:
            yield each


def _rows(capabilities: list[int]) -> dict[int, Capability]:
    """Each with the number of its provider's `grade` in force, if any."""
    rows = Capability.objects.select_related("provider", "service_type")
    held = Grade.objects.held_by("provider")
    return rows.annotate(grade=held).in_bulk(capabilities)


def _scored(
    need: NeedView, able: list[CandidateView], affinity: Affinity, ranker: PairRanker
) -> list[Scored]:
    """By the ranker in use, the best first; ties by id."""
    if not able:
        return []
    cases = _cases(need, able, affinity)
    features = feature_matrix(cases)
    scored = []
    for case, score, parts in zip(
        cases,
        ranker.score_pairs(features),
        ranker.contributions(features),
        strict=True,
    ):
        own = case.candidate.provider == need.own_agency
        option = Option(case.item, case.candidate, float(score), own)
        scored.append(Scored(case, option, tuple(parts.tolist())))
    return sorted(scored, key=lambda s: (-s.option.score, s.option.candidate.id))


def _cases(need: NeedView, able: list[CandidateView], affinity: Affinity) -> list[Case]:
    """Each candidate with the affinity of its texts."""
    [item] = need.items
    near = affinities(need, [item], affinity)
    return [Case(need, item, c, near.get((item.id, c.provider), 0.0)) for c in able]


def _choice(
    scored: Scored,
    fits: int,
    line: PackLine,
    affinity: Affinity,
    rows: dict[int, Capability],
    told: dict[int, Change],
) -> Choice:
    option = scored.option
    return Choice(
        line=LineInput(
            item=option.item.id,
            capability=option.candidate.id,
            quantity=fits,
            score=option.score,
            reasons=[
                {
                    "code": str(each.code),
                    "contribution": each.contribution,
                    "facts": dict(each.facts),
                }
                for each in reasons(scored.told(affinity))
            ],
            alternatives=[],
            own_agency=option.own_agency,
            features=list(feature_row(scored.case)),
        ),
        capability=rows[option.candidate.id],
        free=option.candidate.free,
        short=line.quantity - fits,
        change=told[option.candidate.id],
    )
