"""What may be loaded: the very bytes that were recorded, holding a ranker and no more."""

from __future__ import annotations

import hashlib
import pickle
from collections import Counter

import pytest
import skops.io as sio

from benchmarks.worlds import HOURS, log_of
from matching.engine.artefact import ArtefactRefused, packed, unpacked
from matching.engine.learned import LogisticRanker, StepRanker
from matching.engine.ranker import PairRanker

LOG = log_of(HOURS, 250, 1)


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Loud:
    """What a hostile pickle runs when it is opened."""

    def __reduce__(self):
        return (pytest.fail, ("the pickle was opened",))


@pytest.mark.parametrize("kind", [LogisticRanker, StepRanker])
def test_there_and_back(kind):
    ranker = kind().fit(LOG.features, LOG.gains)

    back = unpacked(*packed(ranker))

    assert type(back) is kind
    assert back.label == ranker.label
    assert (back.expected(LOG.features) == ranker.expected(LOG.features)).all()
    assert back.contributions(LOG.features).shape == LOG.features.shape


def test_changed_bytes_are_refused_unopened():
    data, told = packed(LogisticRanker().fit(LOG.features, LOG.gains))

    with pytest.raises(ArtefactRefused, match="digest"):
        unpacked(data[:-1] + bytes([data[-1] ^ 1]), told)


def test_a_pickle_is_refused_even_with_its_own_digest():
    data = pickle.dumps(Loud())

    with pytest.raises(ArtefactRefused, match="not an artefact"):
        unpacked(data, digest(data))


@pytest.mark.parametrize("thing", [Counter("ab"), PairRanker()])
def test_foreign_types_are_named_and_refused(thing):
    data = sio.dumps(thing)

    with pytest.raises(ArtefactRefused, match="it holds"):
        unpacked(data, digest(data))


def test_trusted_values_that_are_no_ranker_are_refused():
    data = sio.dumps({"a": 1})

    with pytest.raises(ArtefactRefused, match="no ranker"):
        unpacked(data, digest(data))
