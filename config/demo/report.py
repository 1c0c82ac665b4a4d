"""What a demo prints: texts read and what became of them; alike but for seconds."""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Iterator

from django.db.models import QuerySet

from matching.enums import BlockingRule, NeedState
from matching.models import Need, NeedItem, PackGap, PackLine
from organisations.models import Capability, Provider, Territory

ENDED_OTHERWISE = (NeedState.MERGED, NeedState.REFUSED, NeedState.WITHDRAWN)


def report(needs: QuerySet[Need]) -> Iterator[str]:
    """The counts that `docs` and checks rely on, line by line."""
    states = Counter(needs.values_list("state", flat=True))
    asked = states[NeedState.RETURNED]
    unsure = states[NeedState.DRAFT] + states[NeedState.RAISED]
    ended = sum(states[state] for state in ENDED_OTHERWISE)
    referred = Counter(
        needs.filter(state=NeedState.REFERRED).values_list("referred_to", flat=True)
    )
    read = sum(states.values())
    yield f"texts read: {read}"
    taken = read - asked - unsure - ended - sum(referred.values())
    yield f"taken as needs: {taken}"
    yield f"referred: {sum(referred.values())}"
    for body, count in sorted(referred.items()):
        yield f"  {body}: {count}"
    yield f"asked back: {asked}"
    yield f"unsure, waiting for a person: {unsure}"
    waiting = needs.filter(state__in=(NeedState.DRAFT, NeedState.RAISED))
    yield f"  with words of danger: {waiting.exclude(danger='').count()}"
    yield f"ended otherwise: {ended}"
    yield from coverage(needs)


def coverage(needs: QuerySet[Need]) -> Iterator[str]:
    """Items of the needs that were taken, and what blocks the others."""
    items = NeedItem.objects.filter(need__in=needs)
    served = PackLine.objects.filter(item__in=items).values("item")
    yield f"items: {items.count()}"
    yield f"covered by a proposed pack: {served.distinct().count()}"
    gaps = PackGap.objects.filter(item__in=items).exclude(item__in=served)
    rules: Counter[str] = Counter()
    for gap in gaps:
        rules.update({each["rule"]: each["count"] for each in gap.rules})
    yield f"uncovered: {gaps.values('item').distinct().count()}"
    for rule, count in sorted(rules.items()):
        yield f"  {BlockingRule(rule).label}: {count}"


def size() -> Iterator[str]:
    """How large the demo is, and its needs by track and state."""
    levels = Counter(Territory.objects.values_list("level", flat=True))
    names = {"street": "streets", "community": "communities", "grid": "grids"}
    yield ", ".join(f"{names[level]}: {levels[level]}" for level in names)
    yield (
        f"providers: {Provider.objects.count()}, "
        f"capabilities: {Capability.objects.count()}, needs: {Need.objects.count()}"
    )
    cases = Counter(Need.objects.values_list("track", "state"))
    for track in sorted({track for track, _state in cases}):
        parts = [
            f"{state} {cases[track, state]}"
            for state in NeedState.values
            if cases[track, state]
        ]
        yield f"  {track}: {', '.join(parts)}"


def peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
