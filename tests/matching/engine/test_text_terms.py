"""TextAffinity.terms: the words two texts share, and how much each one counts."""

from __future__ import annotations

import pytest

from matching.engine.text import Likeness, TextAffinity

PROFILES = [
    ["暑假托管儿童", "为出院老人送餐，每周三次", "加装电梯"],
    ["night lights for homes"],
    [],
    ["", "。"],
]


@pytest.fixture(scope="module")
def fitted() -> TextAffinity:
    return TextAffinity().fit(PROFILES)


def test_names_the_nearest_record_and_the_words_it_shares(fitted):
    found = fitted.terms("母亲刚出院，想有人送餐", 0)

    assert found.record == 1
    assert {"出院", "送餐"} <= {term for term, _ in found.terms}


def test_shares_sum_to_one_and_the_largest_comes_first(fitted):
    terms = fitted.terms("出院以后送餐的人", 0, most=99).terms

    shares = [share for _, share in terms]
    assert sum(shares) == pytest.approx(1.0)
    assert shares == sorted(shares, reverse=True)
    assert min(shares) > 0


def test_no_more_terms_than_asked_for(fitted):
    every = fitted.terms("出院以后送餐的人", 0, most=99).terms

    assert fitted.terms("出院以后送餐的人", 0, most=1).terms == every[:1]


def test_characters_count_to_the_words_they_lie_in(fitted):
    assert fitted.terms("送餐", 0) == Likeness(
        1, PROFILES[0][1], (("送餐", pytest.approx(1.0)),)
    )
    assert fitted.terms("night", 1).terms == (("night", pytest.approx(1.0)),)


def test_characters_outside_shared_words_stand_for_themselves(fitted):
    assert fitted.terms("餐", 0).terms == (("餐", pytest.approx(1.0)),)
    assert all(term == term.strip() for term, _ in fitted.terms("lighting", 1).terms)


def test_shares_are_those_of_the_score():
    model = TextAffinity().fit([["lift talk"], ["lift"], ["talk"]])

    lift, talk = (model.score_matrix([word])[0, 0] for word in ("lift", "talk"))

    # Both words of the query weigh the same, so each adds in its own proportion.
    shares = dict(model.terms("lift talk", 0).terms)
    assert shares["lift"] / shares["talk"] == pytest.approx(lift / talk)


def test_index_is_that_of_the_profile_as_given():
    model = TextAffinity().fit([["电梯", "电梯", "送餐", "电梯"]])

    assert model.terms("电梯", 0).record == 0
    assert model.terms("送餐", 0).record == 2


@pytest.mark.parametrize("query", ["", "龘", "曲艺"])
def test_nothing_in_common_is_none(fitted, query):
    assert [fitted.terms(query, provider) for provider in range(4)] == [None] * 4


def test_providers_without_texts_have_nothing_in_common(fitted):
    assert fitted.terms("送餐", 2) is None
    assert fitted.terms("送餐", 3) is None


def test_only_some_records_may_be_named(fitted):
    found = fitted.terms("送餐", 0, only=lambda text: "电梯" in text)

    assert found is None
    assert fitted.terms("加装", 0, only=lambda text: "电梯" in text).record == 2


@pytest.mark.parametrize("provider", range(3))
@pytest.mark.parametrize("query", ["出院以后送餐的人", "light at night", "电梯"])
def test_named_is_the_record_that_is_nearest_among_all(fitted, provider, query):
    alone = TextAffinity().fit(PROFILES)
    _, every = alone._similarities([query])
    found = fitted.terms(query, provider)

    owned = [text for text in PROFILES[provider] if text]
    best = max(owned, key=lambda t: every[0][alone.texts_.index(t)], default="")
    assert (found.text if found else "") == (best if found else "")
