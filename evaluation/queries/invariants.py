"""What always holds on this floor: each function names the rows where it does not."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q

from evaluation.enums.decision import STANDING, Choice, ItemState
from evaluation.models import Assessment, Award, MeetingItem, PublicNotice
from evaluation.scoring.rulebook import Rulebook

Faults = Iterator[str]


def a_grade_rests_on_a_ballot() -> Faults:
    """Every grade is that of the last vote on the case that was carried."""
    graded = Assessment.objects.exclude(grade="").prefetch_related("items")
    for case in graded.order_by("pk"):
        carried = [i for i in case.items.all() if i.state == ItemState.CARRIED]
        last = max(carried, key=lambda i: i.closed_at, default=None)
        if last is None or last.grade != case.grade:
            yield case.public_id


def a_carried_vote_had_its_majority() -> Faults:
    """Of a carried item: no more counted than cast (who was recused after she had voted
    is not counted), a quorum, more than half of all seats, by the rules of the case."""
    yes = Count("ballots", filter=Q(ballots__choice=Choice.YES))
    items = MeetingItem.objects.filter(state=ItemState.CARRIED).annotate(cast=yes)
    related = ("meeting__committee", "assessment__rule_set")
    for item in items.select_related(*related).order_by("pk"):
        rules = Rulebook(item.assessment.rule_set.facts)
        seats = item.meeting.committee.size
        quorate = item.present >= rules.quorum(seats)
        if not quorate or item.yes > item.cast or item.yes < rules.majority(seats):
            yield item.public_id


def a_public_notice_is_as_published() -> Faults:
    """The content has the digest that stands in the ledger with it."""
    for notice in PublicNotice.objects.order_by("pk").iterator():
        if not notice.agrees:
            yield notice.public_id


def a_grade_in_force_is_in_the_register() -> Faults:
    """An award that stands is the grade of the same level and end that all can read."""
    standing = Award.objects.filter(state__in=sorted(STANDING))
    right = Q(
        grade__level=F("level"),
        grade__until=F("until"),
        grade__revoked_at__isnull=True,
        grade__isnull=False,
    )
    yield from standing.exclude(right).values_list("public_id", flat=True)


INVARIANTS = (
    a_grade_rests_on_a_ballot,
    a_carried_vote_had_its_majority,
    a_public_notice_is_as_published,
    a_grade_in_force_is_in_the_register,
)
