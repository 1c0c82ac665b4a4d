"""Training: what is learned from what, and who may take over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.worlds import HOURS, log_of
from matching.engine.artefact import packed
from matching.engine.learned import LogisticRanker
from matching.engine.learning import LEAST_OUTCOMES, Judgement, train

LOG = log_of(HOURS, 240, 5)
FINE = Judgement(ndcg=0.9, calibration=0.03, chance=0.04)


@pytest.fixture(scope="module")
def training():
    return train(LOG)


def test_the_same_outcomes_teach_the_same_and_do_not_beat_themselves(training):
    again = train(LOG, training.ranker)

    assert again.ranker.label == training.ranker.label
    assert again.judged == again.active == training.judged
    assert not again.better


def test_what_was_expected_comes_from_later_outcomes_than_what_was_learned():
    """Outcomes that turn round half way: the last ones judge."""
    turned = replace(LOG, gains=np.where(np.arange(240) < 192, LOG.gains, 0.0))

    assert train(turned).judged.calibration > 0.2


def test_streets_and_kinds_are_told_apart(training):
    streets = training.streets.values()

    assert sum(each.outcomes for each in streets) == 48
    assert set(training.kinds) == {"agency", "organisation", "unit", "volunteers"}
    assert all(0 <= each.observed <= 1 for each in streets)


@pytest.mark.parametrize(
    ("judged", "active", "better"),
    [
        (FINE, replace(FINE, ndcg=0.8), True),
        (FINE, FINE, False),
        (replace(FINE, calibration=0.2), replace(FINE, ndcg=0.8), False),
        (
            replace(FINE, calibration=0.2),
            Judgement(ndcg=0.8, calibration=0.3, chance=0.04),
            True,
        ),
    ],
)
def test_who_is_better(training, judged, active, better):
    assert replace(training, judged=judged, active=active).better is better


def test_a_ranker_that_is_not_monotone_never_takes_over(training):
    bent = LogisticRanker().fit(LOG.features, LOG.gains)
    bent.coef_ = -bent.coef_

    assert not replace(training, ranker=bent, judged=replace(FINE, ndcg=1)).better


def test_too_few_outcomes_are_refused():
    with pytest.raises(ValueError, match="199 outcomes"):
        train(log_of(HOURS, LEAST_OUTCOMES - 1, 1))


def test_an_artefact_of_a_training_is_small(training):
    assert len(packed(training.ranker)[0]) < 50_000
