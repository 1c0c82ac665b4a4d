"""TextAffinity where providers have several records: topics behind the words."""

from __future__ import annotations

import random

import numpy as np
import pytest

from matching.engine.text import TextAffinity

TOPICS = [
    "送餐 助餐 饭堂 营养 热饭 配餐",
    "电梯 楼梯 业主 加装 井道 议事",
    "托管 暑假 绘本 作业 课堂 儿童",
    "clinic nurse visit pressure ward doctor",
    "garden plant flower bench soil water",
]


def record(seed: int, topic: int) -> str:
    return " ".join(random.Random(seed).sample(TOPICS[topic].split(), 3))


PROFILES = [[record(9 * p + r, p % 5) for r in range(8)] for p in range(10)]
QUERIES = ["营养 热饭", "业主", "doctor in the ward", "", "龘", "flower 托管"]


@pytest.fixture(scope="module")
def fitted() -> TextAffinity:
    return TextAffinity(dimensions=5, least_words=3).fit(PROFILES)


def test_a_word_finds_records_that_never_use_it(fitted):
    profiles = [["送餐 热饭", "配餐 热饭", "热饭"], ["业主 井道", "井道"], *PROFILES]
    lexical = TextAffinity(latent_share=0.0).fit(profiles)
    topical = TextAffinity(dimensions=5, least_words=0).fit(profiles)

    assert lexical.score_matrix(["饭堂 营养"])[0, :2].argmax() == 0
    assert lexical.score_matrix(["楼梯 议事"])[0, 1] == 0.0
    assert topical.score_matrix(["楼梯 议事"])[0, 1] > 0.0


def test_latent_cosines_are_brought_to_the_scale_of_words(fitted):
    vectors = fitted.word_view_.records
    between = ~np.eye(vectors.shape[0], dtype=bool)

    plain = fitted.word_view_.cosines(vectors)[between].mean()

    latent = fitted.latent_view_.cosines(vectors)[between].mean()
    assert 0 < fitted.latent_view_.scale < 1
    assert latent == pytest.approx(plain, rel=0.05)


def test_one_query_alone_scores_as_in_a_batch(fitted):
    many = QUERIES * 50

    batch = fitted.score_matrix(many)

    alone = np.vstack([fitted.score_matrix([query]) for query in QUERIES])
    assert (batch == np.tile(alone, (50, 1))).all()


def test_order_of_providers_and_records_does_not_matter(fitted):
    order = list(range(len(PROFILES)))[::-1]

    turned = TextAffinity(dimensions=5, least_words=3).fit(
        [PROFILES[i][::-1] for i in order]
    )

    expected = fitted.score_matrix(QUERIES)[:, order]
    assert (turned.score_matrix(QUERIES) == expected).all()


def test_refit_equals_fit(fitted):
    again = TextAffinity(dimensions=5, least_words=3).fit([["别的"]]).fit(PROFILES)

    assert (again.score_matrix(QUERIES) == fitted.score_matrix(QUERIES)).all()


def test_empty_and_unseen_queries_score_zero(fitted):
    assert (fitted.score_matrix(["", "龘"]) == 0.0).all()


def test_providers_of_one_text_are_compared_by_terms_alone():
    singles = [[profile[0]] for profile in PROFILES]
    mixed = TextAffinity(dimensions=5, least_words=3).fit([*singles, *PROFILES])
    lexical = TextAffinity(latent_share=0.0).fit([*singles, *PROFILES])

    found, expected = (model.score_matrix(QUERIES) for model in (mixed, lexical))

    assert (found[:, :10] == expected[:, :10]).all()
    assert not (found[:, 10:] == expected[:, 10:]).all()


@pytest.mark.parametrize(
    "profiles",
    [
        [[text] for text in "甲乙丙丁戊己庚辛"],
        [["送餐", "助餐"], ["电梯"]],
        [["", "。"]],
        [[f"{n}" for n in range(40)]],
    ],
    ids=["one text each", "too few records", "no terms", "nothing in common"],
)
def test_without_topics_terms_alone_are_compared(profiles):
    model = TextAffinity(least_words=0).fit(profiles)

    assert model.latent_view_ is None
    expected = TextAffinity(latent_share=0.0).fit(profiles).score_matrix(QUERIES)
    assert (model.score_matrix(QUERIES) == expected).all()


def test_dimensions_never_exceed_a_quarter_of_the_records():
    model = TextAffinity(dimensions=100, least_words=3).fit(PROFILES)

    records = model.word_view_.records.shape[0]
    assert model.latent_view_.axes.shape[1] == min(records // 4, 29)


def test_short_records_have_no_topics():
    assert TextAffinity(least_words=4).fit(PROFILES).latent_view_ is None
    assert TextAffinity(least_words=3).fit(PROFILES).latent_view_ is not None
