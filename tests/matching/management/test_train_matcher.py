"""`manage.py train_matcher`: too little to learn from, kept, activated."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from benchmarks.worlds import HOURS, RIGHT, log_of
from matching.enums import DeclineReason, EngagementState, PackState
from matching.models import Engagement, MatcherVersion, Pack, PackLine
from matching.queries.matcher import active_ranker
from tests.factories.matching import NeedItemFactory
from tests.factories.organisations import CapabilityFactory


def said(*words):
    out = StringIO()
    call_command("train_matcher", *words, stdout=out)
    return out.getvalue()


def history(world, n):
    """n confirmed lines of one need, whose outcomes this world drew: it went well, or
    the provider declined because it is too far."""
    log = log_of(world, n, 9)
    item = NeedItemFactory(need__closed=True)
    capability = CapabilityFactory(service_type=item.service_type)
    start = timezone.now() - timedelta(days=n)
    packs = Pack.objects.bulk_create(
        Pack(
            need=item.need,
            version=i,
            need_version=i,
            state=PackState.SUPERSEDED,
            confirmed_at=start + timedelta(days=i),
        )
        for i in range(n)
    )
    lines = PackLine.objects.bulk_create(
        PackLine(
            pack=pack,
            item=item,
            capability=capability,
            quantity=1,
            score=0.5,
            features=row.tolist(),
        )
        for pack, row in zip(packs, log.features, strict=True)
    )
    Engagement.objects.bulk_create(
        Engagement(
            need=item.need,
            line=line,
            provider=capability.provider,
            state=EngagementState.CONFIRMED if well else EngagementState.DECLINED,
            decline_reason="" if well else DeclineReason.FAR,
            quantity=1,
            answer_by=start,
        )
        for line, well in zip(lines, log.gains, strict=True)
    )


@pytest.mark.django_db
def test_too_few_outcomes_are_no_fault():
    history(HOURS, 3)

    assert said("--activate") == (
        "Not enough outcomes yet: 3 of 200. The matcher stays as it is.\n"
    )
    assert MatcherVersion.objects.count() == 0


@pytest.mark.django_db
def test_learned_kept_then_activated_and_not_twice():
    history(HOURS, 500)

    kept = said()
    assert "500 outcomes" in kept
    assert "learned: NDCG@5 " in kept
    assert "in use: NDCG@5 " in kept
    assert "440104021: 100 outcomes, gained " in kept
    assert kept.endswith("--activate lets it take over.\n")
    assert not MatcherVersion.objects.get().active

    assert said("--activate").endswith("Activated.\n")
    version = MatcherVersion.objects.get(active=True)
    assert version.label == active_ranker().label
    assert version.outcomes == 500
    assert (version.until - version.since).days == 499

    again = said("--activate")
    assert again.endswith("it does not do better than what is in use.\n")
    assert MatcherVersion.objects.get(active=True) == version
    assert MatcherVersion.objects.count() == 3
    call_command("verify_ledger")


@pytest.mark.django_db
def test_what_the_rule_does_as_well_does_not_take_over():
    history(RIGHT, 250)

    said("--activate")

    version = MatcherVersion.objects.get()
    assert version.active is version.metrics["better"]
