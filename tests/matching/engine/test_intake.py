"""NeedClassifier's contract, suggestions of a small intake, and duplicates."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from matching.engine.intake import (
    SURE_AT,
    TYPE_AT,
    NeedClassifier,
    build,
    duplicates,
    suggest,
)
from matching.engine.kinds import KindClassifier, Vocabulary, evidence
from tests.evidence import sized

TEXTS = [
    *("楼上漏水，想请人调解", "邻居漏水不认账", "隔篱漏水嘈咗几次", "A leak upstairs"),
    *("老人独居想有人探访", "阿婆一个人住", "空巢老人要送餐", "Visits to old people"),
    *("孩子暑假没人看", "细路放学冇人睇", "托管班怎么报名", "Care after school"),
]
LABELS = ["leak"] * 4 + ["old"] * 4 + ["child"] * 4
QUERIES = ["漏水", "独居老人", "after school care", "", "龘龘", "zzz", "。！？"]


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

KINDS = {
    "service": ("想探访阿婆", "想探访老人", "想人探访", "想人托管", "想探访独居"),
    "refer": ("油烟扰民投诉", "噪音扰民投诉", "扰民投诉", "违建投诉", "装修扰民"),
    "emergency": ("煤气着火了", "着火了", "煤气味", "楼上着火了", "厨房煤气味"),
    "unclear": ("你好", "你好呀", "你好，在吗", "在吗", "你好，请问"),
}
ROWS = [
    {
        "text": text,
        "kind": kind,
        "service_types": "A1" if text in KINDS["service"][:2] else "",
        "body": {"refer": "12345", "emergency": "119"}.get(kind, ""),
    }
    for kind, texts in KINDS.items()
    for text in texts
]


def named(code, *words, **more):
    both = {"name": words[0], "description": words[0], "for_what": words[0]}
    english = {"name_en": code, "description_en": code, "for_what_en": code}
    return {"code": code, **both, **english, "words": words, "synonyms": words, **more}


def matter(code, klass, route, *words, **more):
    more = {"emergency_card": klass == "emergency", "service_types": [], **more}
    return named(code, *words, klass=klass, route=route, **more)


def built(rows):
    own = {"gates": [], "for_organisations": False}
    types = [named("A1", "探访", "独居", **own), named("C1", "托管", **own)]
    matters = [
        matter("ZH-01", "comprehensive", "P", "独居", service_types=["A1"]),
        matter("YJ-03", "emergency", "E", "煤气", "着火"),
    ]
    bodies = {
        "bodies": [named("119", "火警", "煤气"), named("12345", "扰民", "违建")],
        "cues": [named("nuisance", "扰民", "油烟")],
        "pressing": ["今晚"],
    }
    return build(rows, {"types": types}, {"matters": matters}, bodies, ())


@pytest.fixture(scope="module")
def intake():
    return built(ROWS)


@pytest.mark.parametrize(
    ("text", "kind", "matter", "body"),
    [
        ("想有人探访独居阿婆", "service", "ZH-01", ""),
        ("油烟扰民", "refer", "", "12345"),
        ("煤气味好大，着火了", "emergency", "YJ-03", "119"),
        ("你好，请问", "unclear", "", ""),
    ],
)
def test_kind_matter_and_receiver(intake, text, kind, matter, body):
    answer = suggest(intake, text)

    assert (answer.kind, answer.matter, answer.receiving_body) == (kind, matter, body)


@pytest.mark.evidence
def test_promises_of_every_suggestion(intake):
    for text in [*QUERIES, *(row["text"] for row in ROWS[:: sized(3, 1)])]:
        answer = suggest(intake, text)
        shares = [p for _, p in answer.service_types]
        assert answer.sure == (answer.kind_p >= SURE_AT)
        assert 0 <= answer.kind_p <= 1
        assert {code for code, _ in answer.service_types} <= {"A1", "C1"}
        assert shares == sorted(shares, reverse=True)
        assert all(p >= TYPE_AT for p in shares[1:])
        assert bool(answer.receiving_body) == (answer.kind in {"refer", "emergency"})
        assert (answer.urgency == "urgent") == (answer.kind == "emergency")


def test_the_same_texts_in_another_order_suggest_the_same(intake):
    other = built(ROWS[::-1])

    for text in QUERIES:
        assert suggest(other, text) == suggest(intake, text)


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


@pytest.mark.evidence
def test_thousands_of_others():
    rng = np.random.default_rng(0)
    signs = rng.integers(0x4E00, 0x4E00 + 800, (sized(1_000, 100_000), 12))
    others = [(id, "".join(map(chr, row))) for id, row in enumerate(signs.tolist())]

    found = duplicates(others[234][1], others)

    assert found == [(234, pytest.approx(1.0))]
