"""The simulated worlds say what their tables say, on one seed of their tuning half."""

from __future__ import annotations

import re

import pytest

from benchmarks import picture
from benchmarks.learning import quality
from benchmarks.turns import half_year, rule
from benchmarks.worlds import HOURS, RIGHT, lists, log_of
from matching.engine.learned import LogisticRanker
from matching.engine.learning import learn
from matching.engine.ranker import PairRanker


@pytest.mark.parametrize("poison", [0, 0.05])
def test_where_the_rule_is_wrong_outcomes_lead_nearer_to_the_truth(poison):
    X, chances = lists(HOURS, 60, 77)
    before = quality(PairRanker(), X, chances)

    after = quality(learn(log_of(HOURS, 800, 5, poison=poison)), X, chances)

    assert (after - before) / (1 - before) > 0.4


def test_where_the_rule_is_right_boosting_stays_away():
    assert isinstance(learn(log_of(RIGHT, 800, 6)), LogisticRanker)


def test_turns_serve_more_providers_and_keep_the_known_faces():
    ours, plain = half_year(rule(turns=True), 3), half_year(rule(turns=False), 3)

    assert ours.served.mean() > 1.05 * plain.served.mean()
    assert ours.total > 0.99 * plain.total
    assert ours.kept >= plain.kept
    assert (half_year(rule(turns=True), 3).wins == ours.wins).all()


def test_a_picture_holds_no_script_and_nothing_from_outside(tmp_path, monkeypatch):
    monkeypatch.setattr(picture, "PICTURES", tmp_path)

    sentence = picture.lines("a", "Title", "x", range(9), {"one": [0.5] * 9})

    svg = (tmp_path / "a.svg").read_text(encoding="utf8")
    assert sentence == "![Title](pictures/a.svg)"
    assert "<script" not in svg
    assert set(re.findall(r"https?://[^\s\"')]+", svg)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert picture.lines("a", "Title", "x", range(9), {"one": [0.5] * 9}) == sentence
    assert (tmp_path / "a.svg").read_text(encoding="utf8") == svg
