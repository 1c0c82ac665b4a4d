"""NeedClassifier's contract, suggestions on the shipped texts, and duplicates."""

from __future__ import annotations

import csv
import json
import pickle
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import matching
import organisations
from matching.engine.intake import (
    SURE_AT,
    TYPE_AT,
    NeedClassifier,
    build,
    duplicates,
    families_of,
    suggest,
)
from matching.engine.kinds import KindClassifier, Vocabulary, evidence

DATA = Path(matching.__file__).parent / "data"
CATALOGUE = Path(organisations.__file__).parent / "data" / "service_types.json"
TEXTS = [
    *("楼上漏水，想请人调解", "邻居漏水不认账", "隔篱漏水嘈咗几次", "A leak upstairs"),
    *("老人独居想有人探访", "阿婆一个人住", "空巢老人要送餐", "Visits to old people"),
    *("孩子暑假没人看", "细路放学冇人睇", "托管班怎么报名", "Care after school"),
]
LABELS = ["leak"] * 4 + ["old"] * 4 + ["child"] * 4
QUERIES = ["漏水", "独居老人", "after school care", "", "龘龘", "zzz", "。！？"]


def read(path):
    return json.loads(path.read_text("utf8"))


@pytest.fixture(scope="module")
def rows():
    with (DATA / "intake_texts.csv").open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def built(rows):
    return build(
        rows,
        read(CATALOGUE),
        read(DATA / "matters.json"),
        read(DATA / "referral_bodies.json"),
        families_of(read(DATA / "danger_words.json")),
    )


@pytest.fixture(scope="module")
def intake(rows):
    return built([row for row in rows if row["part"] == "train"])


@pytest.fixture(scope="module")
def held(rows, intake):
    """(labelled row, suggestion) of the third that nothing was learnt from."""
    return [
        (row, suggest(intake, row["text"])) for row in rows if row["part"] == "held"
    ]


@pytest.fixture(scope="module")
def fitted():
    return NeedClassifier().fit(TEXTS, LABELS)


# NeedClassifier


@pytest.mark.parametrize(
    ("query", "label"),
    [("楼上又漏水", "leak"), ("探访独居阿婆", "old"), ("care after school", "child")],
)
def test_predicts(fitted, query, label):
    assert fitted.predict([query]).tolist() == [label]


def test_probabilities_are_those_of_the_classes(fitted):
    found = fitted.predict_proba(QUERIES)

    assert fitted.classes_.tolist() == ["child", "leak", "old"]
    assert found.shape == (len(QUERIES), 3)
    assert np.isfinite(found).all()
    assert found.min() >= 0
    assert found.sum(axis=1) == pytest.approx(1.0)
    best = fitted.classes_[found.argmax(axis=1)]
    assert fitted.predict(QUERIES).tolist() == best.tolist()


def test_one_text_alone_scores_as_in_a_batch(fitted):
    alone = np.vstack([fitted.predict_proba([query]) for query in QUERIES])

    assert (fitted.predict_proba(QUERIES) == alone).all()


def test_texts_without_a_known_term_are_all_alike(fitted):
    found = fitted.predict_proba(["", "龘龘", "zzz", "。！？"])

    assert (found == found[0]).all()


def test_order_of_training_texts_does_not_matter(fitted):
    order = np.random.default_rng(3).permutation(len(TEXTS))

    turned = NeedClassifier().fit([TEXTS[i] for i in order], [LABELS[i] for i in order])

    assert (turned.predict_proba(QUERIES) == fitted.predict_proba(QUERIES)).all()


def test_clone_and_refit_equal_a_fit(fitted):
    expected = fitted.predict_proba(QUERIES)

    assert (clone(fitted).fit(TEXTS, LABELS).predict_proba(QUERIES) == expected).all()
    refit = NeedClassifier().fit(TEXTS[:8], LABELS[:8]).fit(TEXTS, LABELS)
    assert (refit.predict_proba(QUERIES) == expected).all()


def test_parameters_come_back():
    model = NeedClassifier(heads=(10,), smoothing=0.5, C=2.0, temperature=1.0)

    assert clone(model).get_params() == model.get_params()


def test_fit_changes_nothing_that_it_is_given():
    texts, labels = list(TEXTS), list(LABELS)

    NeedClassifier().fit(texts, labels)

    assert (texts, labels) == (TEXTS, LABELS)


def test_pickle_keeps_every_score(fitted):
    copy = pickle.loads(pickle.dumps(fitted))

    assert (copy.predict_proba(QUERIES) == fitted.predict_proba(QUERIES)).all()


def test_labels_may_be_numbers():
    numbers = [{"leak": 7, "old": 1, "child": 3}[label] for label in LABELS]

    assert NeedClassifier().fit(TEXTS, numbers).predict(["漏水"]).tolist() == [7]


def test_unfitted_is_an_error():
    with pytest.raises(NotFittedError):
        NeedClassifier().predict(["漏水"])


@pytest.mark.parametrize(
    ("texts", "labels"), [([], []), ("漏水", ["leak"]), (["漏水"], ["leak", "old"])]
)
def test_what_cannot_be_learnt_is_an_error(texts, labels):
    with pytest.raises(ValueError, match=r"sequence|inconsistent"):
        NeedClassifier().fit(texts, labels)


def test_a_bare_text_is_an_error(fitted):
    with pytest.raises(ValueError, match="sequence"):
        fitted.predict("漏水")


def test_no_queries_is_no_error(fitted):
    assert fitted.predict_proba([]).shape == (0, 3)
    assert fitted.predict([]).tolist() == []


def test_one_class_alone_is_certain():
    model = NeedClassifier().fit(["漏水", "嘈"], ["leak", "leak"])

    assert model.predict_proba(["", "漏水"]).tolist() == [[1.0], [1.0]]


def test_nothing_to_learn_from_is_no_error():
    found = NeedClassifier().fit(["", "。"], ["a", "b"]).predict_proba(["漏水", ""])

    assert np.isfinite(found).all()


# KindClassifier


def test_longer_words_hold_the_shorter_ones():
    words = Vocabulary("x", ("物业", "物业费", "停车"))

    assert evidence("物业费太贵", words) == 3
    assert evidence("物业不管停车", words) == 4
    assert evidence("你好", words) == 0


def test_kind_rarer_than_the_folds_is_an_error():
    with pytest.raises(ValueError, match="at least 5"):
        KindClassifier().fit(TEXTS, LABELS)


def test_kinds_by_words_of_a_table():
    cues = (Vocabulary("street", ("漏水",)),)
    model = KindClassifier(cues, folds=2).fit(TEXTS, LABELS)

    assert model.predict(["漏水"]).tolist() == ["leak"]
    assert model.predict_proba([]).shape == (0, 3)


# suggest


def recall(held, kind):
    found = [answer.kind == kind for row, answer in held if row["kind"] == kind]
    return np.mean(found)


def precision(held, kind):
    right = [row["kind"] == kind for row, answer in held if answer.kind == kind]
    return np.mean(right)


def test_held_back_emergencies_are_found(held):
    assert recall(held, "emergency") >= 0.98
    assert precision(held, "emergency") >= 0.9


def test_held_back_referrals_are_found(held):
    assert recall(held, "refer") >= 0.9
    assert precision(held, "refer") >= 0.9


def test_held_back_services_and_unclear_texts(held):
    assert recall(held, "service") >= 0.85
    assert recall(held, "unclear") >= 0.85


def test_what_is_said_for_sure_is_right(held):
    sure = [row["kind"] == answer.kind for row, answer in held if answer.sure]

    assert len(sure) >= 75
    assert np.mean(sure) >= 0.95


def test_promises_of_every_suggestion(intake, held):
    codes = {words.code for words in intake.types}
    for _, answer in held:
        assert answer.sure == (answer.kind_p >= SURE_AT)
        assert 0 <= answer.kind_p <= 1
        assert len(answer.service_types) <= 3
        assert {code for code, _ in answer.service_types} <= codes
        shares = [p for _, p in answer.service_types]
        assert shares == sorted(shares, reverse=True)
        assert all(p >= TYPE_AT for p in shares[1:])
        assert answer.matter in {"", *intake.matter_rows}
        needs_body = answer.kind in {"refer", "emergency"}
        assert bool(answer.receiving_body) == needs_body
        assert (answer.urgency == "urgent") == (answer.kind == "emergency")


@pytest.mark.parametrize(
    ("text", "kind", "matter", "body"),
    [
        ("楼下闻到好大煤气味", "emergency", "YJ-03", "119"),
        ("老公打我，唔畀出门", "emergency", "YJ-10", "110"),
        ("阿婆走失三个钟", "emergency", "YJ-07", "110"),
        ("烧烤店油烟和噪音扰民，城管来过没人理", "refer", "ZH-11", "12345"),
        ("退休金少发了，社保局说没错，怎么复核", "refer", "", "12333"),
        ("想请志愿者每周探访独居老人", "service", "ZH-01", ""),
        ("我们楼想加装电梯，一楼不同意，希望有人来主持商量", "service", "ZX-02", ""),
        ("你好，在吗", "unclear", "", ""),
    ],
)
def test_kind_matter_and_receiver(intake, text, kind, matter, body):
    answer = suggest(intake, text)

    assert (answer.kind, answer.matter, answer.receiving_body) == (kind, matter, body)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("学粤语", "service"), ("油烟扰民", "refer"), ("你好呀", "unclear")],
)
def test_a_word_names_a_topic_but_is_never_sure(intake, text, kind):
    answer = suggest(intake, text)

    assert answer.kind == kind
    assert not answer.sure or kind == "unclear"


@pytest.mark.parametrize("text", ["", "  ", "。！？", "\n"])
def test_nothing_said_is_unclear_for_sure(intake, text):
    answer = suggest(intake, text)

    assert (answer.kind, answer.sure, answer.service_types) == ("unclear", True, ())
    assert (answer.matter, answer.urgency) == ("", "normal")


@pytest.mark.parametrize(
    ("text", "track"),
    [
        ("想要一把新风扇，微心愿", "micro_wish"),
        ("社工转来困境儿童个案，父母都不在身边，需要跟进", "confidential"),
        ("隔篱成日打细路", "confidential"),
        ("一楼不同意加装电梯，想请人来议事", "project"),
        ("想请人每周探访独居长者", "individual"),
    ],
)
def test_track(intake, text, track):
    assert suggest(intake, text).track == track


def test_words_of_danger_decide_alone(intake):
    answer = suggest(intake, "想开个合唱班，另外隔篱成日打细路")

    assert (answer.kind, answer.kind_p, answer.sure) == ("emergency", 1.0, True)
    assert answer.danger == ("minor",)


def test_neighbours_words_find_the_service(intake):
    first = [suggest(intake, text).service_types[0][0] for text in ("学粤语", "冇物管")]

    assert first == ["H2", "G5"]


def test_the_same_texts_in_another_order_suggest_the_same(rows):
    train = [row for row in rows if row["part"] == "train"][::3]
    one, other = built(train), built(train[::-1])

    texts = [row["text"] for row in rows if row["part"] == "held"][::10]
    assert [suggest(one, text) for text in texts] == [
        suggest(other, text) for text in texts
    ]


def test_suggestions_are_frozen(intake):
    with pytest.raises(FrozenInstanceError):
        suggest(intake, "漏水").kind = "service"


# duplicates

OPEN = [
    (11, "三楼漏水到二楼天花，说了几次都不认，请人调解"),
    (4, "三楼漏水到二楼天花，说了几次也不认，请人来调解"),
    (7, "想学写毛笔字"),
    (9, ""),
]


def test_duplicates_are_ranked():
    found = duplicates("三楼漏水到二楼天花，说了几次都不认，请人调解", OPEN)

    assert [id for id, _ in found] == [11, 4]
    assert found[0][1] == pytest.approx(1.0)
    assert found[0][1] > found[1][1] >= 0.5


def test_equal_duplicates_go_by_id():
    others = [(9, "想学写毛笔字"), (2, "想学写毛笔字"), (5, "漏水")]

    assert [id for id, _ in duplicates("想学写毛笔字", others)] == [2, 9]


@pytest.mark.parametrize("others", [[], [(1, "")], [(1, "。！？")]])
def test_no_others_no_duplicates(others):
    assert duplicates("漏水", others) == []


@pytest.mark.parametrize("text", ["", "？", "龘龘"])
def test_nothing_said_has_no_duplicates(text):
    assert duplicates(text, OPEN) == []


def test_one_other_that_is_the_same():
    assert duplicates("漏水了", [(3, "漏水了")]) == [(3, pytest.approx(1.0))]


def test_ten_thousand_others():
    rng = np.random.default_rng(0)
    signs = rng.integers(0x4E00, 0x4E00 + 800, (10_000, 12))
    others = [(id, "".join(map(chr, row))) for id, row in enumerate(signs.tolist())]

    found = duplicates(others[1234][1], others)

    assert found == [(1234, pytest.approx(1.0))]
