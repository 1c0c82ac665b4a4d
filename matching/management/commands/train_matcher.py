"""`manage.py train_matcher [--activate]`: learn from what became of the packs so far."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand

from matching.domain.matcher import ranker_in_use, record_version
from matching.engine.learning import (
    LEAST_OUTCOMES,
    Difference,
    Judgement,
    Training,
    train,
)
from matching.queries.matcher import past

LEAST_REPORTED = 10
"""Outcomes that a street or a kind has at least before its difference is told."""


class Command(BaseCommand):
    help = (
        "Learn a matcher from outcomes, judge it on the latest beside the one in use, "
        "keep it; with --activate it takes over where it did better."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--activate", action="store_true", help="let it take over if it is better"
        )

    def handle(self, *args: Any, activate: bool, **options: Any) -> None:
        found = past()
        known = len(found.outcomes)
        if known < LEAST_OUTCOMES or not found.since or not found.until:
            self.stdout.write(
                f"Not enough outcomes yet: {known} of {LEAST_OUTCOMES}. "
                "The matcher stays as it is."
            )
            return
        training = train(found.outcomes, ranker_in_use())
        version = record_version(
            training=training,
            outcomes=known,
            since=found.since,
            until=found.until,
            activate=activate and training.better,
            by=None,
        )
        days = f"{found.since:%Y-%m-%d} to {found.until:%Y-%m-%d}"
        self.stdout.write(f"{version.label} from {known} outcomes, {days}")
        self._print(training)
        self.stdout.write(_verdict(training, activate))

    def _print(self, training: Training) -> None:
        self.stdout.write(_judged("learned", training.judged))
        self.stdout.write(_judged("in use", training.active))
        for groups in (training.streets, training.kinds):
            for line in _differences(groups):
                self.stdout.write(f"  {line}")


def _judged(name: str, found: Judgement) -> str:
    return (
        f"{name}: NDCG@5 {found.ndcg:.3f}, calibration error {found.calibration:.3f} "
        f"({found.chance:.3f} by chance)"
    )


def _differences(groups: Mapping[str, Difference]) -> list[str]:
    return [
        f"{name}: {each.outcomes} outcomes, gained {each.observed:.2f}, "
        f"expected {each.expected:.2f}"
        for name, each in sorted(groups.items())
        if each.outcomes >= LEAST_REPORTED
    ]


def _verdict(training: Training, activate: bool) -> str:
    if not training.better:
        return "Kept, not activated: it does not do better than what is in use."
    if not activate:
        return "Kept, not activated: it does better; --activate lets it take over."
    return "Activated."
