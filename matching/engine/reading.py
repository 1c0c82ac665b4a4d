"""Texts as vectors, in Chinese and English alike.

Two views of a text: its words, and the characters inside its Chinese runs and its
padded Latin words. Rare strings stay in: they are names of places and of projects.
Behind the words, the latent view: which words go together in the records.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import rjieba
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sklearn.utils.extmath import randomized_svd

Matrix = npt.NDArray[np.float64]
Analyzer = Callable[[str], list[str]]

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
# Our own instance: rjieba's module functions share one dictionary that anybody may
# change, and the same text must always fall into the same words.
_CUTTER = rjieba.Jieba()
_KINDS = ("n", "v", "an", "t", "i", "l", "j")  # of words that tell, by rjieba
_EMPTY = frozenset(
    (
        *("没有", "需要", "希望", "想要", "可以", "不能", "开始", "形成", "坐下"),
        *("夜里", "上午", "下午", "晚上", "每周", "社区", "服务中心", "活动", "小组"),
        *("两人", "记录", "院长"),  # the last as rjieba cuts 出院长者: 出, 院长, 者
    )
)
_STOPS = re.compile(r"[,.;:，。；：、\n]|(?<=[^\x00-\x7f])\s+")
_TINY = 1e-12
_RIDGE = 0.05  # added to the squared length of 1: near copies span nothing new
_RECORDS_PER_AXIS = 4  # fewer, and an axis is one record rather than a topic
_POWER_STEPS = 2  # more sharpen the axes, not the ranking
_SAMPLE = 256  # records that tell how much higher latent cosines run


def _runs(text: str) -> list[tuple[str, str]]:
    """Pairs (Chinese run, other run), one of the two empty."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def words(text: str) -> list[str]:
    """Words as rjieba cuts Chinese runs; other runs of letters or digits whole."""
    cut = (_CUTTER.cut(han) if han else [other] for han, other in _runs(text))
    return list(chain.from_iterable(cut))


def telling(text: str) -> set[str]:
    """Words that say what a text is about: nouns, verbs, times of the year and the
    like of Chinese runs, at least two characters long; neither numbers nor stop words
    of English."""
    found: set[str] = set()
    for han, other in _runs(text):
        if len(other) > 1 and not other.isdigit() and other not in ENGLISH_STOP_WORDS:
            found.add(other)
        found.update(word for word in _CUTTER.cut(han) if _tells(word))
    return found


def _tells(word: str) -> bool:
    if len(word) < 2 or word in _EMPTY:
        return False
    return bool(_CUTTER.tag(word)[0][1].startswith(_KINDS))


def _grams(run: str, sizes: tuple[int, ...]) -> Iterable[str]:
    for size in sizes:
        for start in range(len(run) - size + 1):
            yield run[start : start + size]


def phrases(texts: Iterable[str]) -> list[str]:
    """What stands between stops, in Chinese between spaces too; each once, sorted."""
    found = {part.strip() for text in texts for part in _STOPS.split(text)}
    return sorted(found - {""})


def characters(text: str) -> list[str]:
    """1 and 2 characters inside Chinese runs, 3 and 4 inside padded other runs."""
    grams = (
        _grams(han, (1, 2)) if han else _grams(f" {other} ", (3, 4))
        for han, other in _runs(text)
    )
    return list(chain.from_iterable(grams))


class View:
    """One way of reading texts: learned terms and weights, then unit vectors.

    Parameters
    ----------
    records : distinct texts, in an order of their own
    past : distinct earlier queries; they too tell which terms are common
    power : of the idf
    saturation : mentions at which a term has half of its most
    """

    def __init__(
        self,
        analyzer: Analyzer,
        records: Sequence[str],
        past: Sequence[str],
        power: float,
        saturation: float,
    ):
        self.analyzer = analyzer
        self.saturation = saturation
        counted = [Counter(analyzer(record)) for record in records]
        found = Counter(chain.from_iterable(counted))
        self._terms = sorted(found)
        self.column = {term: i for i, term in enumerate(self._terms)}
        for query in past:
            found.update(self.column.keys() & set(analyzer(query)))
        df = np.array([found[term] for term in self.column], dtype=np.float64)
        texts = len(records) + len(past)
        self.idf = (np.log((1 + texts) / (1 + df)) + 1) ** power
        self.records = self._vectors(counted)
        self._terms_first = self.records.T.tocsr()

    def vectors(self, texts: Sequence[str]) -> Any:
        """Unit rows (n_texts, n_terms), sparse; zero where no term is known."""
        return self._vectors([Counter(self.analyzer(text)) for text in texts])

    def _vectors(self, counted: Sequence[Counter[str]]) -> Any:
        columns: list[int] = []
        mentions: list[int] = []
        ends = [0]
        for counts in counted:
            known = [term for term in counts if term in self.column]
            columns.extend(map(self.column.__getitem__, known))
            mentions.extend(map(counts.__getitem__, known))
            ends.append(len(columns))
        tf = np.array(mentions, dtype=np.float64)
        values = tf / (tf + self.saturation) * self.idf[columns]
        owner = np.repeat(np.arange(len(counted)), np.diff(ends))
        # Added up term by term: a length never depends on the texts beside it.
        lengths = np.sqrt(np.bincount(owner, values * values, len(counted)))
        values /= lengths[owner]
        shape = (len(counted), len(self.column))
        return sparse.csr_matrix((values, columns, ends), shape=shape)

    def cosines(self, queries: Any, some: Any = None) -> Matrix:
        """Vectors of queries to shape (n_queries, n_records), or to some records."""
        terms_first = self._terms_first if some is None else self.records[some].T
        product: Matrix = (queries @ terms_first).toarray()
        return product

    def explained(self, texts: Sequence[str]) -> Matrix:
        """What share of each record these texts explain together, shape (n_records,):
        of its squared length, the part within the span of their vectors."""
        known = self.vectors(texts)
        between = (known @ known.T).toarray() + _RIDGE * np.eye(len(texts))
        shadow = self.cosines(known)
        share: Matrix = (shadow * np.linalg.solve(between, shadow)).sum(axis=0)
        return share

    def shares(self, query: str, record: int) -> dict[str, float]:
        """The shared terms and what each adds to the cosine; they sum to it."""
        both = self.vectors([query]).multiply(self.records[record]).tocsr()
        pairs = zip(both.indices, both.data, strict=True)
        return {self._terms[column]: float(value) for column, value in pairs}


def beyond(products: Matrix) -> Matrix:
    """What share of the squared length of each unit vector lies outside the span of
    those before it, shape (n,), [0, 1], from their products, shape (n, n)."""
    pivots = np.diag(np.linalg.cholesky(products + _RIDGE * np.eye(len(products))))
    share: Matrix = np.minimum(1, pivots**2)
    return share


def _unit(rows: Matrix) -> Matrix:
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    scaled: Matrix = rows / np.maximum(lengths, _TINY)
    return scaled


class Latent:
    """Cosines by topics: the main axes of the words that several records use.

    They run higher than cosines of the words themselves, so they are brought to the
    same mean over pairs of records: providers with and without topics share a list.
    """

    def __init__(self, vectors: Any, dimensions: int, random_state: int):
        common = np.flatnonzero(np.bincount(vectors.indices) > 1)
        most = min(vectors.shape[0] // _RECORDS_PER_AXIS, len(common) - 1)
        self.axes: Matrix = np.zeros((vectors.shape[1], max(0, min(dimensions, most))))
        if self.axes.size:
            self.axes[common] = randomized_svd(
                vectors[:, common],
                self.axes.shape[1],
                n_iter=_POWER_STEPS,
                random_state=random_state,
            )[2].T
        self.records = _unit(vectors @ self.axes)
        self.scale = self._scale(vectors)

    def _scale(self, vectors: Any) -> float:
        step = max(1, vectors.shape[0] // _SAMPLE)
        plain, latent = vectors[::step], self.records[::step]
        between = (plain @ plain.T).toarray().sum() - plain.multiply(plain).sum()
        topical = (latent @ latent.T).sum() - (latent * latent).sum()
        return min(1.0, float(between / topical)) if topical > _TINY else 0.0

    def cosines(self, queries: Any, some: Any = None) -> Matrix:
        """Vectors of queries to shape (n_queries, n_records), or to some records."""
        records = self.records if some is None else self.records[some]
        found = np.zeros((queries.shape[0], len(records)))
        # One product a query: of many at once, each would depend on its neighbours.
        for row, place in enumerate(_unit(queries @ self.axes)):
            found[row] = self.scale * (records @ place)
        return found
