"""The kind of a message, from its text and from the words of the tables it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from matching.engine.classifier import NeedClassifier
from matching.engine.danger import Family, danger_in, normalised

Matrix = npt.NDArray[np.float64]

LEAST = 0.02
"""Probability below which the classifier's doubt says no more."""
LONGEST = 4
"""A word counts by its length up to this many characters: longer is more specific."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of one code, normalised."""

    code: str
    words: tuple[str, ...]


def vocabularies(
    entries: Iterable[tuple[str, Sequence[str]]], table: Mapping[int, int]
) -> tuple[Vocabulary, ...]:
    """Vocabularies of (code, words), each word once."""
    return tuple(
        Vocabulary(
            code, tuple(dict.fromkeys(normalised(word, table) for word in words))
        )
        for code, words in entries
    )


def evidence(plain: str, vocabulary: Vocabulary) -> float:
    """Lengths of the words found in a normalised text; one inside another adds none."""
    found = [word for word in vocabulary.words if word in plain]
    longest = [
        word
        for word in found
        if not any(word != other and word in other for other in found)
    ]
    return float(sum(min(len(word.strip()), LONGEST) for word in longest))


class KindClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """`NeedClassifier`, corrected by the cues a text holds.

    A few hundred texts cannot name every office and every nuisance; lists can. How
    much each list counts is learnt, beside what the text classifier says of texts
    that it has not seen (cross-fitted).

    Parameters
    ----------
    cues : sequence of Vocabulary
    table : mapping
        Traditional to simplified characters, as of `str.maketrans`.
    families : sequence of Family
        Words of danger; that one is there is one more cue.
    folds : int
        Parts of the cross-fit.
    C : float > 0
        Of the logistic regression.
    random_state : int
    """

    def __init__(
        self,
        cues: Sequence[Vocabulary] = (),
        table: Mapping[int, int] | None = None,
        families: Sequence[Family] = (),
        folds: int = 5,
        C: float = 1.0,
        random_state: int = 0,
    ):
        self.cues = cues
        self.table = table
        self.families = families
        self.folds = folds
        self.C = C
        self.random_state = random_state

    def _features(self, texts: Sequence[str], kinds: Matrix) -> Matrix:
        """Shape (n_texts, n_classes + n_cues + 2)."""
        found = []
        for text in texts:
            plain = normalised(text, self.table or {})
            cues = [evidence(plain, cue) for cue in self.cues]
            found.append(
                [*cues, len(plain) / 10, float(bool(danger_in(text, self.families)))]
            )
        return np.hstack([np.log(kinds + LEAST), np.log1p(np.array(found))])

    def fit(self, texts: Sequence[str], labels: Sequence[Any]) -> Self:
        """Learn from raw texts and labels; each label at least `folds` times.

        Raises
        ------
        ValueError
            If a label is rarer than there are folds.
        """
        pairs = sorted(zip(map(str, texts), labels, strict=True))
        ordered = [text for text, _ in pairs]
        target = np.asarray([label for _, label in pairs])
        if np.unique(target, return_counts=True)[1].min() < self.folds:
            raise ValueError(f"each kind needs at least {self.folds} texts")
        whole = NeedClassifier(random_state=self.random_state)
        unseen = np.zeros((len(ordered), len(np.unique(target))))
        parts = StratifiedKFold(
            self.folds, shuffle=True, random_state=self.random_state
        )
        for learn, rest in parts.split(ordered, target):
            part = clone(whole).fit([ordered[i] for i in learn], target[learn].tolist())
            unseen[rest] = part.predict_proba([ordered[i] for i in rest])
        self.text_ = whole.fit(ordered, target.tolist())
        judge = LogisticRegression(C=self.C, class_weight="balanced", max_iter=5_000)
        with threadpool_limits(1):  # of a few hundred rows threads make it slower
            self.judge_ = judge.fit(self._features(ordered, unseen), target)
        self.classes_ = self.judge_.classes_
        return self

    def predict_both(self, texts: Sequence[str]) -> tuple[Matrix, Matrix]:
        """By the text alone, and with the cues; each (n_texts, n_classes)."""
        check_is_fitted(self)
        kinds = self.text_.predict_proba(texts)
        if not len(texts):
            return kinds, kinds
        return kinds, self.judge_.predict_proba(self._features(texts, kinds))

    def predict_proba(self, texts: Sequence[str]) -> Matrix:
        """Shape (n_texts, n_classes), in the order of `classes_`."""
        return self.predict_both(texts)[1]

    def predict(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """The most probable kind of each text."""
        best = self.predict_proba(texts).argmax(axis=1)
        found: npt.NDArray[Any] = self.classes_[best]
        return found
