"""Versions of the matcher: recorded, taken over from, refused."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from benchmarks.worlds import HOURS, log_of
from matching.domain.matcher import ranker_in_use, record_version, set_aside
from matching.engine.learned import LogisticRanker
from matching.engine.learning import Judgement, Training
from matching.engine.ranker import PairRanker
from matching.models import MatcherVersion
from matching.queries.matcher import active_ranker
from organisations.enums import Role
from records.models import LedgerEntry
from tests.factories.matching import MatcherVersionFactory
from tests.matching.tools import plate, told
from tests.matching.world import World

LOG = log_of(HOURS, 300, 2)
BETTER = Judgement(ndcg=0.9, calibration=0.02, chance=0.04)
WORSE = replace(BETTER, ndcg=0.5)


@pytest.fixture(scope="module")
def training():
    """What `train` would hand over, without its four folds."""
    ranker = LogisticRanker().fit(LOG.features, LOG.gains)
    return Training(ranker, judged=BETTER, active=WORSE, streets={}, kinds={})


def recorded(training, activate=True, **more):
    now = timezone.now()
    values = {"outcomes": 300, "since": now, "until": now, "by": None}
    return record_version(training=training, activate=activate, **{**values, **more})


def ledger(version):
    rows = LedgerEntry.objects.about(version.subject).oldest_first()
    return [row.action.removeprefix("matching.") for row in rows]


def damage(version, data):
    """Put other bytes where the artefact of a version is kept."""
    storage, name = version.artefact.storage, version.artefact.name
    storage.delete(name)
    if data is not None:
        storage.save(name, ContentFile(data))


@pytest.mark.django_db
class TestInUse:
    def test_without_a_version_the_rule_matches(self):
        assert active_ranker().label == ranker_in_use().label == PairRanker().label

    def test_a_version_that_is_kept_changes_nothing(self, training):
        version = recorded(training, activate=False)

        assert not version.active
        assert ledger(version) == ["record_matcher"]
        assert active_ranker().label == PairRanker().label

    def test_an_activated_version_matches(self, training):
        version = recorded(training)

        assert ledger(version) == ["record_matcher", "activate_matcher"]
        assert active_ranker().label == ranker_in_use().label == version.label
        assert version.label == training.ranker.label
        assert version.metrics["learned"]["ndcg"] == 0.9
        assert version.metrics["better"] is True

    def test_the_next_one_takes_over_and_there_is_one_at_most(self, training):
        first = recorded(training)
        other = LogisticRanker(50.0).fit(LOG.features, LOG.gains)

        second = recorded(replace(training, ranker=other))

        first.refresh_from_db()
        assert (first.active, second.active) == (False, True)
        assert active_ranker().label == other.label
        with pytest.raises(IntegrityError), transaction.atomic():
            MatcherVersionFactory(in_use=True)

    def test_what_does_no_better_does_not_take_over(self, training):
        with pytest.raises(ValidationError) as refusal:
            recorded(replace(training, judged=WORSE))

        assert refusal.value.code == "not_better"
        assert MatcherVersion.objects.count() == 0

    def test_it_is_read_once_a_process(self, training, django_assert_num_queries):
        version = recorded(training)
        first = active_ranker()
        damage(version, None)

        with django_assert_num_queries(1):
            assert active_ranker() is first

    def test_a_pack_says_which_matcher_made_it(self, training):
        world = World()
        version = recorded(training)

        pack = plate(world.opened())

        line = pack.lines.get()
        assert pack.matcher == version.label
        assert len(line.features) == 11
        given = sum(each["contribution"] for each in line.reasons)
        assert given >= line.score - 1e-9


@pytest.mark.django_db
class TestRefused:
    @pytest.mark.parametrize("data", [None, b"not a zip", pickle.dumps({"a": 1})])
    def test_the_rule_takes_over_and_its_keepers_are_told_once(
        self, training, data, caplog
    ):
        world = World()
        operator = world.appointed(Role.CENTRE_OPERATOR, world.district)
        admin = world.appointed(Role.SYSTEM_ADMIN, None)
        version = recorded(training)
        damage(version, data)

        assert active_ranker().label == PairRanker().label
        assert MatcherVersion.objects.get().active
        packs = [plate(world.opened()) for _ in range(2)]

        version.refresh_from_db()
        assert [pack.matcher for pack in packs] == [PairRanker().label] * 2
        assert not version.active
        assert version.fault
        assert ledger(version)[-1] == "set_aside_matcher"
        assert told(operator) == told(admin) == ["matcher_refused"]
        assert "the rule matches" in caplog.text

    def test_a_changed_artefact_is_refused(self, training):
        version = recorded(training)
        with version.artefact.open() as file:
            data = file.read()
        damage(version, data[:-1] + bytes([data[-1] ^ 1]))

        assert ranker_in_use().label == PairRanker().label

        version.refresh_from_db()
        assert version.fault == "the digest is not the one that was recorded"

    def test_a_foreign_pickle_with_its_digest_in_the_table_is_refused(self, training):
        version = recorded(training)
        data = pickle.dumps([1])
        damage(version, data)
        MatcherVersion.objects.update(digest=hashlib.sha256(data).hexdigest())

        assert ranker_in_use().label == PairRanker().label

        version.refresh_from_db()
        assert version.fault == "it is not an artefact of skops"

    def test_whoever_finds_it_second_writes_nothing(self, training):
        version = recorded(training)

        assert set_aside(version=version, fault="gone")
        assert not set_aside(version=version, fault="gone")
        assert ledger(version).count("set_aside_matcher") == 1
