"""Job handlers: `plan` reads and computes outside any transaction, `commit` is one
short verb that re-checks the version and writes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from matching import snapshot
from matching.domain.bulk import keep_suggestions
from matching.domain.call_back import chase_sample
from matching.domain.certificate_batch import hand_out_each
from matching.domain.clock_notice import tell_what_is_due
from matching.domain.course import end_pause
from matching.domain.decline import send_decline
from matching.domain.dispatch import Dispatch, dispatch_words, plan_dispatch
from matching.domain.engagement import expire_engagement
from matching.domain.feedback import chase_call_back
from matching.domain.hours import record_flags
from matching.domain.matcher import keep_training, ranker_in_use
from matching.domain.planning import ask_who_comes
from matching.domain.plating import Plan, as_plan
from matching.domain.proposal import record_proposal
from matching.domain.slot import offer_slots
from matching.domain.slot_clock import tell_of_slots
from matching.domain.topic import record_look
from matching.domain.wish import lapse_wish
from matching.engine import able, propose
from matching.engine.learning import LEAST_OUTCOMES, Training, train
from matching.engine.plausible import find
from matching.enums import HourRule, ItemState
from matching.models import Engagement, Need
from matching.queries.hours import is_drawn, session_names
from matching.queries.matcher import Past, active_ranker, past
from matching.queries.topic import entries_to_look_at
from matching.snapshot.hours import hours_beside
from matching.snapshot.roster import chosen_for
from matching.snapshot.shelf import Built, build_index, index_is_behind
from organisations.models import User
from records.domain.beat import claim
from records.domain.job import progress
from records.domain.work import end_work, words_of_starter
from records.enums import JobStage

BETWEEN_BUILDS = timedelta(minutes=10)

DISPATCH_SECONDS = 10.0


def plan_pack(payload: dict[str, Any]) -> Plan | None:
    """Compute a proposal; None when the need has moved on meanwhile."""
    need = Need.objects.select_related("community", "worker").get(pk=payload["need"])
    if need.version != payload["version"]:
        return None
    taken = snapshot.take(need)
    ranker = ranker_in_use()
    proposal = propose(
        taken.need,
        taken.candidates,
        ranker=ranker,
        today=taken.today,
        affinity=taken.affinity(),
    )
    return as_plan(taken.completed(proposal))


def commit_pack(payload: dict[str, Any], result: Plan | None) -> None:
    if result is not None:
        record_proposal(
            need_id=payload["need"], version=payload["version"], proposal=result
        )


def plan_expiry(payload: dict[str, Any]) -> int:
    return int(payload["engagement"])


def commit_expiry(payload: dict[str, Any], result: int) -> None:
    expire_engagement(engagement=Engagement.objects.get(pk=result))


def plan_hand_out(payload: dict[str, Any]) -> list[str]:
    """Each certificate goes out in a transaction of its own, as by hand."""
    by = User.objects.get(pk=payload["by"])
    with words_of_starter():
        return hand_out_each(by=by)


def commit_hand_out(_payload: dict[str, Any], notes: list[str]) -> None:
    end_work(notes=notes)


def plan_decline(payload: dict[str, Any]) -> Engagement:
    return Engagement.objects.get(pk=payload["engagement"])


def commit_decline(payload: dict[str, Any], result: Engagement) -> None:
    send_decline(engagement=result, said_at=payload["said_at"])


def plan_suggestions(payload: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """What the texts of imported needs seem to ask for."""
    needs = dict(Need.objects.filter(pk__in=payload["needs"]).values_list("pk", "text"))
    found = snapshot.suggestions(list(needs.values()))
    return dict(zip(needs, found, strict=True))


def commit_suggestions(
    payload: dict[str, Any], result: dict[int, dict[str, Any]]
) -> None:
    keep_suggestions(found=result)


def plan_tick(payload: dict[str, Any]) -> int:
    """Look at every clock that rings by the minute of the job, and at every time that
    comes soon; each is told of in a transaction of its own, which says it once."""
    now = datetime.fromisoformat(payload["at"])
    return tell_what_is_due(now=now) + ask_who_comes(now=now)


def commit_tick(payload: dict[str, Any], result: int) -> None:
    """Nothing is left to write: the needs were committed one by one."""


def plan_fill(payload: dict[str, Any]) -> dict[int, list[int]]:
    """Whom to ask for the places of one week's sessions, all of them together."""
    monday = date.fromisoformat(payload["monday"])
    return chosen_for(payload["district"], monday)


def commit_fill(payload: dict[str, Any], result: dict[int, list[int]]) -> None:
    if result:
        offer_slots(chosen=result)


def plan_slot_tick(payload: dict[str, Any]) -> int:
    """Offers that lapse, words to ask for: each in a transaction of its own, once."""
    return tell_of_slots(now=datetime.fromisoformat(payload["at"]))


def commit_slot_tick(payload: dict[str, Any], result: int) -> None:
    """Nothing is left to write: the offers were committed one by one."""


def plan_index(payload: dict[str, Any]) -> None:
    """Build the index anew where it has fallen behind, one worker at a time: the file
    is its only effect."""
    if index_is_behind() and claim(name="matching.index", pause=BETWEEN_BUILDS):
        build_index()


def commit_index(payload: dict[str, Any], result: None) -> None:
    """Nothing is left to write: a file is there whole, or the old one still is."""


def plan_lapse(payload: dict[str, Any]) -> int:
    return int(payload["need"])


def commit_lapse(payload: dict[str, Any], result: int) -> None:
    lapse_wish(need_id=result)


def plan_pause_end(payload: dict[str, Any]) -> int:
    return int(payload["need"])


def commit_pause_end(payload: dict[str, Any], result: int) -> None:
    end_pause(need_id=result)


def plan_chase(payload: dict[str, Any]) -> int:
    return int(payload["feedback"])


def commit_chase(payload: dict[str, Any], result: int) -> None:
    chase_call_back(feedback_id=result, late=payload["late"])


def plan_sample(payload: dict[str, Any]) -> int:
    return int(payload["need"])


def commit_sample(payload: dict[str, Any], result: int) -> None:
    chase_sample(need_id=result, late=payload["late"])


def plan_hours(payload: dict[str, Any]) -> dict[int, list[tuple[str, list[str]]]]:
    """What speaks against a confirmed session and those beside it; or the lot."""
    rows = hours_beside(payload["session"])
    names = session_names(row.id for row in rows)
    found: dict[int, list[tuple[str, list[str]]]] = {}
    for each in find(rows):
        others = [names[pk] for pk in each.others]
        found.setdefault(each.id, []).append((each.rule, others))
    if (drawn := is_drawn(payload["session"])) is not None:
        found.setdefault(drawn, []).append((HourRule.SAMPLE, []))
    return found


def commit_hours(
    payload: dict[str, Any], result: dict[int, list[tuple[str, list[str]]]]
) -> None:
    record_flags(found=result)


def plan_look(payload: dict[str, Any]) -> list[tuple[int, int]]:
    """(entry, capability) of a purchase topic's items that somebody can do now: who
    waits longest first, and nobody is promised twice."""
    found: list[tuple[int, int]] = []
    promised: Counter[int] = Counter()
    for need, entries in entries_to_look_at(payload["topic"]).items():
        taken = snapshot.take(need, ItemState.UNMET)
        left = [replace(c, free=c.free - promised[c.id]) for c in taken.candidates]
        now = able(taken.need, left, today=taken.today)
        weekly = {item.id: item.weekly for item in taken.need.items}
        for entry in entries:
            if entry.item_id in now:
                found.append((entry.pk, now[entry.item_id]))
                promised[now[entry.item_id]] += weekly[entry.item_id]
    return found


def commit_look(payload: dict[str, Any], result: list[tuple[int, int]]) -> None:
    record_look(topic_id=payload["topic"], found=result)


# --- what a person starts by a button -----------------------------------------------------


def plan_training(payload: dict[str, Any]) -> tuple[Past, Training | None]:
    """Learn from what became of the packs so far; nothing where that is too little."""
    progress(JobStage.READING)
    found = past()
    if len(found.outcomes) < LEAST_OUTCOMES or not found.since or not found.until:
        return found, None
    progress(JobStage.COMPUTING, 0, len(found.outcomes))
    return found, train(found.outcomes, ranker_in_use())


def commit_training(
    payload: dict[str, Any], result: tuple[Past, Training | None]
) -> None:
    found, training = result
    by = User.objects.filter(pk=payload["by"]).first()
    with words_of_starter():
        end_work(notes=keep_training(past=found, training=training, by=by))


def plan_whole_index(payload: dict[str, Any]) -> Built:
    progress(JobStage.COMPUTING)
    return build_index()


def commit_whole_index(payload: dict[str, Any], built: Built) -> None:
    with words_of_starter():
        words = gettext("Services in the index: %(count)s")
        end_work(notes=[words % {"count": built.size}])


def plan_together(payload: dict[str, Any]) -> Dispatch:
    """What packs would look like if all open needs were plated at once."""
    progress(JobStage.COMPUTING)
    district, ranker = settings.DISTRICT_CODE, active_ranker()
    return plan_dispatch(district=district, ranker=ranker, time_limit=DISPATCH_SECONDS)


def commit_together(payload: dict[str, Any], found: Dispatch) -> None:
    """Told, not written: the packs stay as they are."""
    with words_of_starter():
        end_work(notes=dispatch_words(found))
