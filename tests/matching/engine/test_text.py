"""TextAffinity: our contract test for text estimators, and what it is good for."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from matching.engine.text import TextAffinity, characters, words
from tests.evidence import sized

ELDERS = "每周探访九位八十岁以上的独居长者，陪聊天、量血压，识讲粤语"
LIFT = "三栋旧楼加装电梯，组织业主议事，讲清补偿办法"
CHILDREN = "暑假托管来穗儿童，绘本、午餐和安全课"
ENGLISH = "Home visits to older people who live alone, with night lights installed"
PROFILES = [[ELDERS, ENGLISH], [LIFT], [], [CHILDREN, "楼下粤曲"], ["", "。！？"]]
QUERIES = [
    "想有人每周来探访独居老人",
    "二楼不同意装电梯",
    "visits for people living alone",
    "孩子放假没人看",
    "",
    "zzz qqq 龘",
]


@pytest.fixture(scope="module")
def fitted() -> TextAffinity:
    return TextAffinity().fit(PROFILES)


def test_words_keep_latin_words_and_cut_chinese_runs():
    assert words("独居长者 Night-lights 80岁") == [
        *("独居", "长者", "night", "lights", "80", "岁")
    ]


def test_words_of_full_width_letters_are_those_of_plain_ones():
    assert words("ＡＢＣ１２") == words("abc12") == ["abc12"]


def test_words_keep_accented_words_whole():
    assert words("café Zürich") == ["café", "zürich"]


def test_characters_stay_inside_chinese_runs():
    assert characters("送餐，陪诊") == ["送", "餐", "送餐", "陪", "诊", "陪诊"]


def test_characters_of_latin_words_are_padded():
    assert characters("an") == [" an", "an ", " an "]


def test_characters_of_a_mixed_text_never_cross_scripts():
    assert not any("a" in gram and "老" in gram for gram in characters("老a老"))


def test_punctuation_has_no_terms():
    assert words("。！ _ -") == characters("。！ _ -") == []


def test_shape_and_type(fitted):
    scores = fitted.score_matrix(QUERIES)

    assert scores.shape == (len(QUERIES), len(PROFILES))
    assert scores.dtype == np.float64
    assert np.isfinite(scores).all()


@pytest.mark.parametrize(
    ("query", "best"),
    [(QUERIES[0], 0), (QUERIES[1], 1), (QUERIES[2], 0), ("暑假托管", 3)],
)
def test_finds_the_provider_who_did_it(fitted, query, best):
    assert fitted.score_matrix([query])[0].argmax() == best


def test_one_query_alone_scores_as_in_a_batch(fitted):
    many = QUERIES * 100  # more than one internal batch

    batch = fitted.score_matrix(many)

    alone = np.vstack([fitted.score_matrix([query]) for query in QUERIES])
    assert (batch == np.tile(alone, (100, 1))).all()


def test_one_query_alone_scores_as_in_a_batch_with_past_queries():
    model = TextAffinity().fit(PROFILES, QUERIES[:3])

    batch = model.score_matrix(QUERIES)

    assert (batch == np.vstack([model.score_matrix([q]) for q in QUERIES])).all()


@pytest.mark.parametrize("query", ["", "   ", "。，！", "龘龘", "qqqq"])
def test_empty_and_unseen_queries_score_zero(fitted, query):
    assert (fitted.score_matrix([query]) == 0.0).all()


def test_provider_without_terms_scores_zero(fitted):
    assert (fitted.score_matrix(QUERIES)[:, [2, 4]] == 0.0).all()


@pytest.mark.parametrize("profiles", [[], [[]], [[""]], [[], []]])
def test_nothing_to_learn_from_is_no_error(profiles):
    scores = TextAffinity().fit(profiles, QUERIES).score_matrix(QUERIES)

    assert scores.shape == (len(QUERIES), len(profiles))
    assert (scores == 0.0).all()


def test_no_queries_is_no_error(fitted):
    assert fitted.score_matrix([]).shape == (0, len(PROFILES))


def test_no_past_queries_is_as_none_at_all(fitted):
    scores = TextAffinity().fit(PROFILES, []).score_matrix(QUERIES)

    assert (scores == fitted.score_matrix(QUERIES)).all()


def test_single_provider_whose_text_is_asked_scores_one():
    scores = TextAffinity().fit([[ELDERS]]).score_matrix([ELDERS])

    assert scores == pytest.approx(1.0)


def test_duplicate_providers_score_the_same():
    scores = TextAffinity().fit([[LIFT], [LIFT], [ELDERS]]).score_matrix(QUERIES)

    assert (scores[:, 0] == scores[:, 1]).all()


def test_pooling_weighs_records_by_rank():
    model = TextAffinity(decay=0.5, latent_share=0.0)
    model.fit([[LIFT], [ELDERS], [ELDERS, LIFT]])

    lift, elders, both = model.score_matrix(["独居长者想加装电梯"])[0]

    assert min(lift, elders) > 0
    assert both == pytest.approx(max(lift, elders) + 0.5 * min(lift, elders))


def test_an_irrelevant_record_takes_nothing_away():
    model = TextAffinity().fit([[ELDERS], [ELDERS, "龘"]])

    alone, beside = model.score_matrix([QUERIES[0]])[0]

    assert alone == pytest.approx(beside)


def test_the_tenth_mention_says_little():
    profiles = [["lift" + " lift" * 9 + " talk"], ["talk"]]
    model = TextAffinity(idf_power=0.0, saturation=1.0, word_share=1.0).fit(profiles)

    repeated, plain = model.score_matrix(["talk"])[0]

    assert plain == pytest.approx(1.0)
    assert repeated == pytest.approx(0.5 / np.hypot(10 / 11, 1 / 2))


def test_rare_words_count_more_the_higher_the_power():
    profiles = [["lift talk"], ["talk"], ["talk walk"]]

    flat, usual, steep = (
        TextAffinity(idf_power=power, word_share=1.0).fit(profiles)
        for power in (0.0, 1.25, 3.0)
    )

    found = [model.score_matrix(["lift"])[0, 0] for model in (flat, usual, steep)]
    assert found == sorted(found)
    idf = np.log(np.array([4 / 2, 4 / 4])) + 1
    expected = idf[0] ** 1.25 / np.hypot(*idf**1.25)
    assert found[0] == pytest.approx(np.sqrt(0.5))
    assert found[1] == pytest.approx(expected)


def test_score_is_bounded():
    records = [ELDERS + "。" * n for n in range(50)]
    scores = TextAffinity(decay=0.7).fit([records]).score_matrix([ELDERS])

    assert scores <= 1 / (1 - 0.7) + 1e-9


def test_order_of_records_does_not_matter():
    first = TextAffinity().fit([[ELDERS, LIFT, CHILDREN], [LIFT]])
    second = TextAffinity().fit([[CHILDREN, ELDERS, LIFT], [LIFT]])

    assert (first.score_matrix(QUERIES) == second.score_matrix(QUERIES)).all()


def test_permuting_providers_permutes_scores(fitted):
    order = [3, 0, 4, 2, 1]

    permuted = TextAffinity().fit([PROFILES[i][::-1] for i in order])

    expected = fitted.score_matrix(QUERIES)[:, order]
    assert (permuted.score_matrix(QUERIES) == expected).all()


def test_past_queries_lower_who_resembles_everything():
    past = ["探访独居长者", "独居长者", "长者聊天"]
    plain = TextAffinity(hub_weight=0.0).fit(PROFILES, past)
    hubs = TextAffinity(hub_size=2, hub_weight=0.5).fit(PROFILES, past)

    nearest = np.sort(plain.score_matrix(past), axis=0)[-2:]

    expected = plain.score_matrix(QUERIES) - 0.5 * nearest.mean(axis=0)
    assert hubs.score_matrix(QUERIES) == pytest.approx(expected)
    assert hubs.hub_[0] > hubs.hub_[1]


def test_past_queries_tell_which_words_are_common():
    profiles = [["lift talk"], ["talk walk"]]
    plain = TextAffinity(hub_weight=0.0).fit(profiles)

    told = TextAffinity(hub_weight=0.0).fit(profiles, ["lift now", "lift soon"])

    query = ["lift talk"]
    assert told.score_matrix(query)[0, 1] > plain.score_matrix(query)[0, 1]


def test_order_and_repetition_of_past_queries_do_not_matter():
    first = TextAffinity(hub_size=2).fit(PROFILES, QUERIES)
    second = TextAffinity(hub_size=2).fit(PROFILES, QUERIES[::-1] * 3)

    assert (first.score_matrix(QUERIES) == second.score_matrix(QUERIES)).all()


def test_a_copy_of_a_record_adds_nothing(fitted):
    copied = TextAffinity().fit([p * 9 for p in PROFILES])

    assert (copied.score_matrix(QUERIES) == fitted.score_matrix(QUERIES)).all()


@pytest.mark.evidence
def test_many_identical_texts_are_one():
    many = sized(100_000, 1_000_000)

    model = TextAffinity().fit([[ELDERS] * many, [LIFT]], [LIFT] * many)

    assert model.word_view_.records.shape[0] == 2
    assert model.sizes_.tolist() == [1, 1]


@pytest.mark.parametrize("profiles", ["独居长者", ["独居长者"]])
def test_a_bare_string_is_no_profile(profiles):
    with pytest.raises(ValueError, match="not one text"):
        TextAffinity().fit(profiles)


def test_a_bare_string_is_no_list_of_queries(fitted):
    with pytest.raises(ValueError, match="not one text"):
        fitted.score_matrix("独居长者")


def test_refit_equals_fit(fitted):
    model = TextAffinity().fit([[CHILDREN]], QUERIES)

    model.fit(PROFILES)

    assert (model.score_matrix(QUERIES) == fitted.score_matrix(QUERIES)).all()


def test_what_is_copied_from_a_catalogue_says_nothing():
    copied = "独居老人探访，长者上门探访，定期探望，电话问候"
    profiles = [[ELDERS], [copied], ["探望 电话问候 独居老人探访"], [LIFT]]

    plain = TextAffinity().fit(profiles).score_matrix(QUERIES[:1])[0]
    known = (
        TextAffinity().fit(profiles, catalogue=[copied]).score_matrix(QUERIES[:1])[0]
    )

    assert plain.argmax() in (1, 2)
    assert known.argmax() == 0
    assert known[0] > 0.9 * plain[0]
    assert (known[1:3] < 0.3 * plain[1:3]).all()
    assert known[3] == pytest.approx(plain[3], rel=0.05)


def test_a_text_made_of_ones_other_texts_adds_nothing():
    again = f"{LIFT}，{ELDERS}" * 9

    plain = TextAffinity().fit([[ELDERS, LIFT], [CHILDREN]])
    more = TextAffinity().fit([[ELDERS, LIFT, again], [CHILDREN]])

    assert plain.counted_.tolist() == [1.0, 1.0, 1.0]
    assert sorted(more.counted_.tolist())[1:] == [1.0, 1.0, 1.0]
    assert more.counted_.min() < 0.25
    before, after = (each.score_matrix(QUERIES)[:, 0] for each in (plain, more))
    assert (after < before + 0.1).all()


def test_the_order_of_the_catalogue_changes_nothing():
    one, other = (
        TextAffinity().fit(PROFILES, catalogue=said).score_matrix(QUERIES)
        for said in ([ELDERS, LIFT, ELDERS], [LIFT, ELDERS])
    )

    assert (one == other).all()


def test_fit_does_not_change_what_it_is_given():
    profiles = [list(profile) for profile in PROFILES]
    queries = list(QUERIES)

    TextAffinity().fit(profiles, queries).score_matrix(queries)

    assert profiles == PROFILES
    assert queries == QUERIES


def test_clone_keeps_parameters_and_forgets_what_was_learned():
    model = TextAffinity(decay=0.5, hub_size=3).fit(PROFILES)

    copy = clone(model)

    assert copy.get_params() == model.get_params()
    assert not [name for name in vars(copy) if name.endswith("_")]


def test_init_only_assigns():
    given = [0.1, 0.2, 0.3, 0.4, 5, 6, 0.7, 8, 0.9, 10]

    model = TextAffinity(*given)

    assert vars(model) == model.get_params()
    assert list(vars(model).values()) == given


def test_parameters_can_be_set():
    model = TextAffinity().set_params(decay=0.2, dimensions=7)

    assert (model.decay, model.dimensions) == (0.2, 7)


def test_learned_state_ends_in_an_underscore(fitted):
    learned = set(vars(fitted)) - set(fitted.get_params())

    assert learned
    assert all(name.endswith("_") for name in learned)


def test_pickle_scores_the_same(fitted):
    copy = pickle.loads(pickle.dumps(fitted))

    assert (copy.score_matrix(QUERIES) == fitted.score_matrix(QUERIES)).all()


def test_unfitted_says_so():
    with pytest.raises(NotFittedError):
        TextAffinity().score_matrix(QUERIES)
