"""Reads about social evaluation: who was drawn, what came in, what it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from evaluation.models import Poll, PollAnswer
from evaluation.scoring.rulebook import Rulebook

CONTENT = 4
"""From this grade of five on, an answer counts as content."""
FLOOR = 10
"""Answers that it takes at least where the rules do not say."""
SUSPICIOUS = 3
"""So many answers from one address are pointed out."""


def drawn_from(
    lists: Mapping[str, int], asked: Mapping[str, int], seed: int
) -> dict[str, list[int]]:
    """By group, the numbers on its list that are asked: drawn by the recorded seed, so
    that anybody can draw them again. Who is on a shorter list is asked in full."""
    dice = Random(seed)  # noqa: S311 - it has to be drawn again by others
    return {
        group: sorted(dice.sample(range(1, size + 1), min(size, asked[group])))
        for group, size in sorted(lists.items())
    }


def floor_of(poll: Poll) -> int:
    """Answers below which the result is "insufficient", by the rules of the case."""
    rules = Rulebook(poll.assessment.rule_set.facts)
    known = rules.knows("survey_answers_least")
    return int(rules.says("survey_answers_least")) if known else FLOOR


@dataclass(frozen=True, slots=True)
class PollResult:
    """What the answers come to. `share` is None below the floor."""

    answers: int
    by_group: dict[str, int]
    shares: dict[str, Fraction]
    """Of each group that answered, how many of its answers are content."""
    share: Fraction | None

    @property
    def enough(self) -> bool:
        return self.share is not None


def result_of(poll: Poll, weights: Mapping[str, int]) -> PollResult:
    """The share of content answers, each group by the weight fixed beforehand; groups
    without an answer do not count."""
    rows = list(poll.answers.values_list("group", "grade"))
    by_group = Counter(group for group, _grade in rows)
    content = Counter(group for group, grade in rows if grade >= CONTENT)
    shares = {group: Fraction(content[group], n) for group, n in by_group.items()}
    if len(rows) < floor_of(poll):
        return PollResult(len(rows), dict(by_group), shares, None)
    whole = sum(weights[group] for group in shares)
    weighed = sum(weights[group] * share for group, share in shares.items())
    share = Fraction(weighed) / whole
    return PollResult(len(rows), dict(by_group), shares, share)


def share_for(result: PollResult, group: str) -> Fraction | None:
    """What a survey leaf is scored by: the share of the group that it names, or of all
    by weight; None where it cannot be told."""
    if not group or not result.enough:
        return result.share
    return result.shares.get(group)


def many_from_one_address(answers: Iterable[PollAnswer]) -> list[int]:
    """How many answers came from each address that sent suspiciously many."""
    found = Counter(each.origin for each in answers if each.origin)
    return sorted((n for n in found.values() if n >= SUSPICIOUS), reverse=True)
