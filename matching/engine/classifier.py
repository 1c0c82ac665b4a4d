"""Which class a short message belongs to, learnt from a few hundred labelled ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import softmax
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_consistent_length, check_is_fitted

from matching.engine.reading import characters, words

Matrix = npt.NDArray[np.float64]


class _View:
    """Unit vectors of texts, or of their first characters, by one way of reading."""

    def __init__(self, analyzer: Any, head: int | None, texts: Sequence[str]):
        self.head = head
        self.terms = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True)
        self.known = any(analyzer(text[:head]) for text in texts)
        if self.known:
            self.terms.fit([text[:head] for text in texts])

    def transform(self, texts: Sequence[str]) -> Any:
        """Shape (n_texts, n_terms); one column of zeros where no term is known."""
        if not self.known:
            return sparse.csr_matrix((len(texts), 1))
        return self.terms.transform([text[: self.head] for text in texts])


class NeedClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Class of a message, in Chinese and English alike.

    Characters, words, and once more the first characters, where people say what it
    is about. For each class a term weighs as much as it tells that class from the
    rest (log ratio of its shares), then a linear support vector machine decides.
    Three lengths of the beginning make three machines, whose decisions are averaged.

    Parameters
    ----------
    heads : sequence of int
        Lengths of the beginning, in characters; one machine each.
    smoothing : float > 0
        Added to the weight of each term on both sides of the log ratio.
    C : float > 0
        Of the machine: the larger, the less it is held back.
    temperature : float > 0
        Factor from decisions to log probabilities.
    random_state : int

    Notes
    -----
    The order of the training texts does not matter. A text without a known term
    gets the intercepts alone, and so does an empty one. One class alone is certain.
    """

    def __init__(
        self,
        heads: Sequence[int] = (20, 30, 60),
        smoothing: float = 0.1,
        C: float = 1.0,
        temperature: float = 3.0,
        random_state: int = 0,
    ):
        self.heads = heads
        self.smoothing = smoothing
        self.C = C
        self.temperature = temperature
        self.random_state = random_state

    def fit(self, texts: Sequence[str], labels: Sequence[Any]) -> Self:
        """Learn from raw texts and their labels.

        Raises
        ------
        ValueError
            If there are no texts, one bare string, or not one label a text.
        """
        if isinstance(texts, str) or not len(texts):
            raise ValueError("fit needs a sequence of at least one text")
        check_consistent_length(texts, labels)
        self.classes_, numbers = np.unique(np.asarray(labels), return_inverse=True)
        pairs = sorted(zip(map(str, texts), numbers.tolist(), strict=True))
        ordered = [text for text, _ in pairs]
        target = np.array([number for _, number in pairs])
        self.views_ = [_View(characters, None, ordered), _View(words, None, ordered)]
        self.heads_ = [_View(characters, head, ordered) for head in self.heads]
        common = [view.transform(ordered) for view in self.views_]
        learnt = [
            self._learn(
                sparse.hstack([*common, head.transform(ordered)]).tocsr(), target
            )
            for head in self.heads_
        ]
        self.weights_ = [weights for weights, _ in learnt]
        self.intercepts_ = [intercepts for _, intercepts in learnt]
        return self

    def _learn(self, matrix: Any, target: npt.NDArray[Any]) -> tuple[Matrix, Matrix]:
        """Weights (n_terms, n_classes) and intercepts, class against rest."""
        weights = np.zeros((matrix.shape[1], len(self.classes_)))
        intercepts = np.zeros(len(self.classes_))
        if len(self.classes_) < 2:
            return weights, intercepts
        for number in range(len(self.classes_)):
            mine = target == number
            share, other = (
                self.smoothing + np.asarray(matrix[side].sum(axis=0)).ravel()
                for side in (mine, ~mine)
            )
            ratio = np.abs(np.log((share / share.sum()) / (other / other.sum())))
            machine = LinearSVC(
                C=self.C,
                class_weight="balanced",
                random_state=self.random_state,
                max_iter=20_000,
            )
            with config_context(assume_finite=True, skip_parameter_validation=True):
                machine.fit(matrix @ sparse.diags(ratio), mine)
            weights[:, number] = machine.coef_[0] * ratio
            intercepts[number] = machine.intercept_[0]
        return weights, intercepts

    def decision_matrix(self, texts: Sequence[str]) -> list[Matrix]:
        """One matrix (n_texts, n_classes) for each length of the beginning."""
        check_is_fitted(self)
        if isinstance(texts, str):
            raise ValueError("a sequence of texts is expected, not one text")
        plain = [str(text) for text in texts]
        common = [view.transform(plain) for view in self.views_]
        return [
            np.asarray(
                sparse.hstack([*common, head.transform(plain)]).tocsr() @ weights
                + intercepts
            )
            for head, weights, intercepts in zip(
                self.heads_, self.weights_, self.intercepts_, strict=True
            )
        ]

    def predict_proba(self, texts: Sequence[str]) -> Matrix:
        """Shape (n_texts, n_classes), in the order of `classes_`; rows sum to one."""
        if not len(texts):
            check_is_fitted(self)
            return np.zeros((0, len(self.classes_)))
        each = self.decision_matrix(texts)
        mean = np.mean([softmax(self.temperature * d, axis=1) for d in each], axis=0)
        probabilities: Matrix = mean / mean.sum(axis=1, keepdims=True)
        return probabilities

    def predict(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """The most probable class of each text."""
        best = self.predict_proba(texts).argmax(axis=1)
        found: npt.NDArray[Any] = self.classes_[best]
        return found
