"""Purchase topics: unmet items gathered by service and street, told of first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.domain.faults import refuse, stale, wrong_state
from matching.domain.rewriting import check_words
from matching.domain.step import (
    act,
    ask_for_proposal,
    move,
    move_on,
    record,
    take,
    tell,
)
from matching.enums import (
    BlockingRule,
    DeclineReason,
    EngagementState,
    ItemState,
    NeedState,
    TopicState,
    TopicTaker,
    Track,
)
from matching.models import (
    Engagement,
    Need,
    NeedItem,
    Pack,
    PackGap,
    PurchaseTopic,
    TopicItem,
)
from matching.queries.topic import TAKEN_UP_IN
from organisations.models import Capability, ServiceType, Territory, User
from records.domain.job import enqueue
from records.domain.ledger import Act, append, append_many

LOOK_AT = timedelta(hours=7, minutes=30)


# --- gathered, and taken out again ---------------------------------------------------


def gather(
    need: Need, items: Iterable[NeedItem], pack: Pack, by: User | None
) -> list[Act]:
    """Put items that have just become unmet on the purchase list of their street.

    Part of the verb that left them unmet, which appends the acts. Confidential needs
    are on no list.
    """
    if need.track == Track.CONFIDENTIAL:
        return []
    street = Territory.objects.get(code=need.community.street_code)
    acts = []
    for item in sorted(items, key=lambda each: each.service_type_id):
        topic = _running(item.service_type, street)
        TopicItem.objects.update_or_create(
            item=item,
            defaults={"topic": topic, "rule": _rule_of(item, pack), "told_at": None},
        )
        _look_again_tomorrow(topic)
        acts.append(act(need, "gather_topic", by, topic=topic.public_id, item=item.pk))
    return acts


def _running(service_type: ServiceType, street: Territory) -> PurchaseTopic:
    """The running topic, its row held; two that open it at once get the same one."""
    running = PurchaseTopic.objects.running().filter(
        service_type=service_type, street=street
    )
    found = running.select_for_update().first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return PurchaseTopic.objects.create(
                service_type=service_type, street=street
            )
    except IntegrityError:
        return running.select_for_update().get()


def _rule_of(item: NeedItem, pack: Pack) -> str:
    """Why nobody can: money where money was the matter, else what blocked most."""
    declined = Engagement.objects.filter(
        line__item=item,
        state=EngagementState.DECLINED,
        decline_reason=DeclineReason.MONEY,
    )
    if declined.exists():
        return BlockingRule.NO_FUNDING
    gap = PackGap.objects.filter(pack=pack, item=item).first()
    counted = {row["rule"]: row["count"] for row in gap.rules} if gap else {}
    if BlockingRule.NO_FUNDING in counted:
        return BlockingRule.NO_FUNDING
    order = [rule for rule in BlockingRule if counted.get(rule)]
    return max(order, key=lambda rule: counted[rule], default="")


def drop_met(need: Need) -> None:
    """Take those items off the list that are not unmet any more."""
    TopicItem.objects.filter(item__need=need).exclude(
        item__state=ItemState.UNMET
    ).delete()


def drop_all(need: Need) -> None:
    """Nobody waits any more (withdrawn, referred) or nobody may see it any more
    (confidential): all of its entries go."""
    TopicItem.objects.filter(item__need=need).delete()


# --- the words that others read --------------------------------------------------------


@transaction.atomic
def rewrite_entries(
    *, need: Need, version: int, words: Mapping[int, str], by: User
) -> None:
    """What the purchase list says of each item, in words that give nobody away.

    `words` by item. Raises ValidationError by `words_<item>` for what names the
    community, a number to ring, an age, or that somebody lives alone.
    """
    need = _seen(need, version)
    entries = {
        entry.item_id: entry for entry in TopicItem.objects.filter(item__need=need)
    }
    if not entries or set(words) - set(entries):
        raise wrong_state(need.get_state_display())
    for pk, text in words.items():
        check_words(need, text, field=f"words_{pk}")
        TopicItem.objects.filter(pk=entries[pk].pk).update(rewritten=text.strip())
    move_on(need)
    record(need, "rewrite_entries", by, items=sorted(words))


def _seen(need: Need, version: int) -> Need:
    need = take(need.pk)
    if need.version != version:
        raise stale()
    return need


# --- taken up, and ended ---------------------------------------------------------------


@transaction.atomic
def take_topic(
    *, topic: PurchaseTopic, version: int, taker: str, by: User
) -> PurchaseTopic:
    """A purchase, a venture fund or a community fund takes the topic up."""
    if taker not in TopicTaker:
        raise refuse("taker", _("Choose who takes it up."), field="taker")
    _walk(topic, version, (TopicState.OPEN,), state=TopicState.TAKEN, taken_by=taker)
    _record(topic, "matching.take_topic", by, taker=taker)
    return topic


@transaction.atomic
def end_topic(*, topic: PurchaseTopic, version: int, by: User) -> PurchaseTopic:
    """Done or dropped; what stays unmet afterwards is still looked at each day."""
    before = (TopicState.OPEN, TopicState.TAKEN)
    _walk(topic, version, before, state=TopicState.ENDED)
    _record(topic, "matching.end_topic", by)
    return topic


def _walk(
    topic: PurchaseTopic, version: int, before: tuple[str, ...], **changes: str
) -> None:
    if version != topic.version:
        raise stale()
    if topic.state not in before:
        raise wrong_state(topic.get_state_display())
    seen = PurchaseTopic.objects.filter(pk=topic.pk, state=topic.state, version=version)
    if not seen.update(version=F("version") + 1, **changes):
        raise stale()
    topic.refresh_from_db()


def _record(topic: PurchaseTopic, action: str, by: User, **facts: str) -> None:
    numbers = {"entries": topic.entries.counted().count(), "to": topic.state}
    append(
        chain=topic.street.district_code,
        action=action,
        actor=by,
        subject=topic.subject,
        facts={**numbers, **facts},
    )


# --- the person hears first -----------------------------------------------------------


@transaction.atomic
def tell_first(*, entry: TopicItem, capability: Capability) -> bool:
    """Somebody can do it now: the worker (who rings the person) and the raiser hear
    it before anybody else, once. False where there is nothing to tell any more."""
    told = _tell(take(entry.item.need_id), entry, capability)
    append_many(told)
    return bool(told)


@transaction.atomic
def record_look(*, topic_id: int, found: Iterable[tuple[int, int]]) -> int:
    """Tell of each (entry, capability) that was found, and look again tomorrow while
    somebody still waits. Returns how many were told."""
    pairs = dict(found)
    entries = TopicItem.objects.filter(pk__in=pairs).select_related(
        "item__service_type"
    )
    offered = Capability.objects.in_bulk(set(pairs.values()))
    acts: list[Act] = []
    for entry in entries.order_by("item__need", "pk"):
        capability = offered.get(pairs[entry.pk])
        if capability is not None:
            acts += _tell(take(entry.item.need_id), entry, capability)
    topic = PurchaseTopic.objects.get(pk=topic_id)
    if topic.entries.counted().filter(told_at__isnull=True).exists():
        _look_again_tomorrow(topic)
    append_many(acts)
    return len(acts)


def _tell(need: Need, entry: TopicItem, capability: Capability) -> list[Act]:
    waiting = TopicItem.objects.filter(
        pk=entry.pk, told_at__isnull=True, item__state=ItemState.UNMET
    )
    if need.track == Track.CONFIDENTIAL:
        return []
    if not waiting.update(told_at=timezone.now()):
        return []
    service = entry.item.service_type
    names = {"service": service.name, "service_en": service.name_en}
    tell(need.worker, "matching.can_now", need, **names)
    if need.raised_by != need.worker:
        tell(need.raised_by, "matching.can_now", need, **names)
    facts = {"item": entry.item_id, "capability": capability.pk}
    return [act(need, "tell_first", None, **facts)]


def _look_again_tomorrow(topic: PurchaseTopic) -> None:
    day = timezone.localdate() + timedelta(days=1)
    midnight = datetime.combine(day, datetime.min.time())
    enqueue(
        kind="matching.look_again",
        key=f"look:{topic.public_id}:{day}",
        payload={"topic": topic.pk},
        due_at=timezone.make_aware(midnight) + LOOK_AT,
    )


@transaction.atomic
def take_up_again(*, need: Need, version: int, by: User) -> None:
    """Open those items again that somebody can do now, and have them plated."""
    need = _seen(need, version)
    if need.state not in TAKEN_UP_IN:
        raise wrong_state(need.get_state_display())
    told = need.items.filter(
        state=ItemState.UNMET, topic_item__told_at__isnull=False
    ).values_list("pk", flat=True)
    items = need.items.filter(pk__in=list(told)).update(state=ItemState.OPEN)
    if not items:
        raise wrong_state(need.get_state_display())
    drop_met(need)
    if need.state == NeedState.UNMET:
        move(need, NeedState.OPEN)
    else:
        move_on(need)
    ask_for_proposal(need)
    record(need, "reopen_need", by, to=need.state, items=items)
