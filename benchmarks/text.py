"""Text affinity: the reply to a resident's message, and who knows the subject of a text.

.venv/bin/python -m benchmarks text

Replies: the messages of `../shared/data` in two halves; each message of a half looks
for its reply among the replies of that half, and the other half are the past messages.
Settings were chosen on the messages marked `tuned` alone. Expertise: the data are the
owner's; the set of the same shape here is made of the documentation of scipy and
scikit-learn, since everyone who can run this has it.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt
import rjieba
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.expertise import WORLDS, loss, made
from benchmarks.table import Row
from matching.engine.text import TextAffinity, words

TITLE = "Text affinity"
MESSAGES = (
    Path(__file__).resolve().parents[2]
    / "shared"
    / "data"
    / "messages_with_replies.csv"
)
SEED = 0
QUICK = 700
"""Messages of a quick run."""
BM25_RATIO = 1.18
TFIDF_GAIN = 0.025
EXPERTISE_LOSS = 0.250
Ranks = npt.NDArray[np.float64]
Pairs = list[tuple[str, str, bool]]
"""Message, its reply without the quoted title, and whether settings saw it."""


def rows(quick: bool) -> Iterator[Row | str]:
    if MESSAGES.exists():
        yield from _replies(_pairs(), quick)
    else:
        yield "Skipped: replies to messages, `../shared/data` is absent."
    yield from _expertise(quick)
    yield from _speed(quick)


def _pairs() -> Pairs:
    with MESSAGES.open(encoding="utf8", newline="") as file:
        found = list(csv.DictReader(file))
    return [
        (
            f"{row['title']}\n{row['body']}",
            row["official_reply"].replace(row["title"], ""),
            int(sha256(f"7:{row['msg_id']}".encode()).hexdigest(), 16) % 3 == 0,
        )
        for row in found
    ]


def _replies(pairs: Pairs, quick: bool) -> Iterator[Row | str]:
    order = np.random.RandomState(SEED).permutation(len(pairs))
    order = order[: QUICK if quick else None]
    halves = [(order[::2], order[1::2]), (order[1::2], order[::2])]
    tried = halves[:1] if quick else halves
    asked = np.concatenate([here for here, _ in tried])
    held = np.array([not pairs[i][2] for i in asked])
    found = {
        name: np.concatenate([_ranks(score, pairs, *half) for half in tried])
        for name, score in SCORERS.items()
    }
    for what, chosen in (("held back", held), ("all", np.ones(len(held), dtype=bool))):
        mrr = {name: float(each[chosen].mean()) for name, each in found.items()}
        yield from _beside(
            f"message to reply, {what}, MRR", int(chosen.sum()), mrr, quick
        )
    alone = {name: float(each[held].mean()) for name, each in found.items()}
    yield (
        f"Held back, without past messages: {alone['no past']:.3f}; BM25 over words "
        f"without punctuation: {alone['bm25s, words alone']:.3f}. "
        f"Each message looks among {len(order) // 2} replies."
    )


def _beside(what: str, size: int, mrr: dict[str, float], quick: bool) -> Iterator[Row]:
    """A quick run asks one half alone, and promises nothing."""
    ours, bm25, tfidf = (mrr[name] for name in ("ours", "bm25s", "tfidf"))
    yield Row(
        what,
        str(size),
        ours,
        peer="bm25s on rjieba words",
        theirs=bm25,
        to_reach=f">= {BM25_RATIO} x",
        reached=None if quick else ours >= BM25_RATIO * bm25,
    )
    yield Row(
        what,
        str(size),
        ours,
        peer="char (1,2) TF-IDF, sublinear",
        theirs=tfidf,
        to_reach=f">= theirs + {TFIDF_GAIN}",
        reached=None if quick else ours >= tfidf + TFIDF_GAIN,
    )


def _ranks(score: Any, pairs: Pairs, here: Any, past: Any) -> Ranks:
    """Reciprocal ranks of the messages' own replies; of equals, the worst."""
    queries = [pairs[i][0] for i in here]
    scores = score([pairs[i][1] for i in here], queries, [pairs[i][0] for i in past])
    own = np.diagonal(scores)[:, None]
    found: Ranks = 1 / (scores >= own).sum(axis=1)
    return found


def _ours(replies: Sequence[str], queries: Sequence[str], past: Sequence[str]) -> Any:
    return TextAffinity().fit([[text] for text in replies], past).score_matrix(queries)


def _no_past(replies: Sequence[str], queries: Sequence[str], _: Sequence[str]) -> Any:
    return TextAffinity().fit([[text] for text in replies]).score_matrix(queries)


def _tfidf(replies: Sequence[str], queries: Sequence[str], _: Sequence[str]) -> Any:
    view = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    learnt = view.fit_transform(replies)
    return (view.transform(queries) @ learnt.T).toarray()


def _bm25(cut: Any) -> Any:
    def score(replies: Sequence[str], queries: Sequence[str], _: Sequence[str]) -> Any:
        peer = bm25s.BM25()
        peer.index([cut(text) for text in replies], show_progress=False)
        return np.array([peer.get_scores(cut(query)) for query in queries])

    return score


SCORERS = {
    "ours": _ours,
    "no past": _no_past,
    "tfidf": _tfidf,
    "bm25s": _bm25(rjieba.cut),
    "bm25s, words alone": _bm25(words),
}


def _expertise(quick: bool) -> Iterator[Row | str]:
    yield Row(
        "expertise judgements (owner), loss",
        "58 people, 477 ratings",
        "owner",
        peer="Specter+MFR .238, TPMS .281",
        to_reach=f"<= {EXPERTISE_LOSS:.3f}",
    )
    for records in (20,) if quick else (1, 2, 5, 20):
        found = []
        for seed in WORLDS[:1] if quick else WORLDS:
            people, judged = made(seed, records)
            texts = sorted({text for each in judged for text, _ in each})
            scores = [
                TextAffinity(latent_share=share).fit(people).score_matrix(texts)
                for share in (TextAffinity().latent_share, 0.0)
            ]
            joined = TfidfVectorizer().fit([" ".join(person) for person in people])
            peer = joined.transform(texts) @ joined.transform(map(" ".join, people)).T
            found.append(
                [loss(s, texts, judged) for s in (*scores, peer.toarray())],
            )
        ours, lexical, theirs = np.mean(found, axis=0).tolist()
        yield Row(
            f"who knows the subject, {records} records each, loss ({lexical:.3f} "
            "without the latent view)",
            f"58 people x {len(found)}",
            ours,
            peer="TF-IDF of joined records",
            theirs=theirs,
            to_reach="< theirs",
            reached=ours < theirs,
        )


def _speed(quick: bool) -> Iterator[Row]:
    """Made records of a hundred words out of 20,000, common ones often."""
    chance = random.Random(SEED)
    vocabulary = [
        f"{chr(0x4E00 + n // 20)}{chr(0x6000 + n % 97)}" for n in range(20_000)
    ]

    def text() -> str:
        return "，".join(
            vocabulary[int(chance.random() ** 4 * 20_000)] for _ in range(100)
        )

    providers = 130 if quick else 1_300
    profiles = [[text() for _ in range(5)] for _ in range(providers)]
    start = time.perf_counter()
    affinity = TextAffinity().fit(profiles)
    yield Row("fit", f"{providers} x 5 records", time.perf_counter() - start, "s")
    took = []
    for query in [text() for _ in range(50)]:
        start = time.perf_counter()
        affinity.score_matrix([query])
        took.append(1_000 * (time.perf_counter() - start))
    size = f"{providers} x 5 records"
    yield Row("score of one need, p95", size, float(np.percentile(took, 95)), "ms")
    start = time.perf_counter()
    affinity.terms(text(), 0)
    yield Row("terms of one pair", size, 1_000 * (time.perf_counter() - start), "ms")
