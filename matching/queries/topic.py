"""Reads about purchase topics: numbers by service and street, what can be done now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import BlockingRule, ItemState, NeedState, TopicState
from matching.models import Need, NeedItem, PurchaseTopic, TopicItem
from organisations.models import Territory, User
from records.queries import Waiting

# Where an unmet item of a need may be opened again.
TAKEN_UP_IN = (
    NeedState.UNMET,
    NeedState.OPEN,
    NeedState.CONFIRMED,
    NeedState.IN_DELIVERY,
)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic with its numbers: needs, units, since when, why nobody can."""

    topic: PurchaseTopic
    needs: int
    units: int
    since: datetime | None
    rules: list[tuple[str, int]]
    words: list[str]

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """The rules as a gap has them, the most frequent first."""
        return [{"rule": rule, "count": n} for rule, n in self.rules]


def topic_rows(topics: Iterable[PurchaseTopic]) -> list[TopicRow]:
    """Topics with their numbers, in the order given, in two queries for all."""
    found = list(topics)
    entries = TopicItem.objects.counted().filter(topic__in=found).order_by()
    numbers = {
        row["topic"]: row
        for row in entries.values("topic").annotate(
            needs=Count("item__need", distinct=True),
            units=Sum("item__quantity"),
            since=Min("added_at"),
        )
    }
    rules: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    words: dict[int, list[str]] = defaultdict(list)
    each = entries.order_by("added_at", "pk")
    for topic, rule, text in each.values_list("topic", "rule", "rewritten"):
        rules[topic][rule] += 1
        if text:
            words[topic].append(text)
    return [
        TopicRow(
            topic=topic,
            needs=numbers.get(topic.pk, {}).get("needs", 0),
            units=numbers.get(topic.pk, {}).get("units", 0),
            since=numbers.get(topic.pk, {}).get("since"),
            rules=sorted(rules[topic.pk].items(), key=_rank),
            words=words[topic.pk],
        )
        for topic in found
    ]


def _rank(counted: tuple[str, int]) -> tuple[int, int]:
    order = [str(rule) for rule in BlockingRule]
    rule, n = counted
    return -n, order.index(rule) if rule in order else len(order)


def listed_topics(topics: QuerySet[PurchaseTopic]) -> QuerySet[PurchaseTopic]:
    """By street and service; an open one that nobody waits in any more is left out."""
    waiting = TopicItem.objects.counted().filter(topic=OuterRef("pk"))
    kept = ~Q(state=TopicState.OPEN) | Exists(waiting)
    places = topics.select_related("street", "service_type")
    return places.filter(kept).order_by("street__code", "service_type__code", "pk")


def topic_streets(topics: QuerySet[PurchaseTopic]) -> QuerySet[Territory]:
    """The streets that have a topic, for the filter."""
    return Territory.objects.filter(pk__in=topics.order_by().values("street"))


def entries_of(topic: PurchaseTopic) -> QuerySet[TopicItem]:
    """What a topic shows of each entry: nothing of the need but quantity and times."""
    counted = TopicItem.objects.counted().filter(topic=topic)
    return counted.select_related("item__service_type").order_by("added_at", "pk")


def entries_to_look_at(topic_id: int) -> dict[Need, list[TopicItem]]:
    """By need, entries whose people have not heard yet and whose item is unmet."""
    waiting = TopicItem.objects.counted().filter(
        topic=topic_id,
        told_at__isnull=True,
        item__state=ItemState.UNMET,
    )
    found: dict[Need, list[TopicItem]] = {}
    people = ("item__need__community", "item__need__worker")
    for entry in waiting.select_related(*people).order_by("added_at", "pk"):
        found.setdefault(entry.item.need, []).append(entry)
    return found


def can_now(need: Need) -> bool:
    """Whether somebody was found for a part of this need that is on the list."""
    return need.state in TAKEN_UP_IN and any(
        item.state == ItemState.UNMET and entry.told_at is not None
        for item, entry in listed_items(need)
    )


def listed_items(need: Need) -> Iterator[tuple[NeedItem, TopicItem]]:
    """What of this need is on the purchase list, with its entry there."""
    for item in need.items.all():
        if (entry := getattr(item, "topic_item", None)) is not None:
            yield item, entry


CAN_NOW = gettext_lazy("Somebody can do it now")


def waiting_topics(user: User, covers: Collection[int]) -> Iterator[Waiting]:
    """For the worker of a case (or her cover): what can be done now, to take it up
    again and ring the person."""
    entries = TopicItem.objects.counted().filter(
        told_at__isnull=False,
        item__state=ItemState.UNMET,
        item__need__state__in=TAKEN_UP_IN,
        item__need__worker__in=[user.pk, *covers],
    )
    for entry in entries.select_related("item__service_type", "item__need__community"):
        need = entry.item.need
        service = str(entry.item.service_type)
        yield Waiting(
            title=_("Somebody can do “%(service)s” now: ring the person")
            % {"service": service},
            url=reverse("matching:need", args=[need.public_id]),
            since=entry.told_at,
            group=CAN_NOW,
            detail=f"{need.community} · {need.number}",
            tone="jade",
        )
