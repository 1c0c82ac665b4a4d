"""Need intake: our held-back texts, and residents' messages beside a linear peer.

Run from the root of the repository: `.venv/bin/python -m benchmarks.intake`. Both
tasks use the same estimator with its default settings.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from matching.engine.intake import (
    Intake,
    NeedClassifier,
    Suggestion,
    build,
    families_of,
    suggest,
)

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "matching" / "data"
CATALOGUE = ROOT / "organisations" / "data" / "service_types.json"
MESSAGES = ROOT.parent / "shared" / "data" / "messages_labelled.csv"
KINDS = ("service", "refer", "emergency", "unclear")
TARGETS = {"emergency": 0.98, "refer": 0.90}
SEEDS = (0, 1, 2)
FOLDS = 5
LINE = "{:<44}{:>9}{:>11}{:>11}{:>11}"


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf8"))


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def fitted(rows: Sequence[dict[str, str]]) -> Intake:
    return build(
        rows,
        read_json(CATALOGUE),
        read_json(DATA / "matters.json"),
        read_json(DATA / "referral_bodies.json"),
        families_of(read_json(DATA / "danger_words.json")),
    )


def say(*cells: object) -> None:
    print(LINE.format(*(str(cell) for cell in (*cells, "", "", "", "")[:5])))


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def held_back() -> None:
    """Fit on the two thirds to learn from, and ask about the third held back."""
    rows = read_rows(DATA / "intake_texts.csv")
    held = [row for row in rows if row["part"] == "held"]
    start = time.perf_counter()
    intake = fitted([row for row in rows if row["part"] == "train"])
    fit_seconds = time.perf_counter() - start
    start = time.perf_counter()
    answers = [suggest(intake, row["text"]) for row in held]
    each = 1_000 * (time.perf_counter() - start) / len(held)
    say("held-back texts", "size", "recall", "precision", "target")
    for kind in KINDS:
        hits = sum(
            row["kind"] == answer.kind == kind
            for row, answer in zip(held, answers, strict=True)
        )
        labelled = sum(row["kind"] == kind for row in held)
        told = sum(answer.kind == kind for answer in answers)
        say(kind, labelled, share(hits, labelled), share(hits, told), TARGETS.get(kind))
    other_answers(held, answers)
    say("fit, seconds", len(rows) - len(held), f"{fit_seconds:.2f}", "", "3")
    say("one suggestion, milliseconds", len(held), f"{each:.1f}", "", "20")
    print("\nEvery miss (labelled -> suggested, probability):")
    for row, answer in zip(held, answers, strict=True):
        if row["kind"] != answer.kind:
            print(
                f"  {row['id']:>3} {row['kind']} -> {answer.kind} {answer.kind_p:.2f}"
                f"{'' if answer.sure else ' unsure'} {list(answer.danger)} {row['text']}"
            )


def other_answers(
    held: Sequence[dict[str, str]], answers: Sequence[Suggestion]
) -> None:
    pairs = list(zip(held, answers, strict=True))
    count(
        "kind, where sure",
        [row["kind"] == answer.kind for row, answer in pairs if answer.sure],
    )
    words = [answer.danger for row, answer in pairs if row["kind"] == "emergency"]
    count("emergency found by words alone", map(bool, words))
    served = [
        (row["service_types"].split(), [code for code, _ in answer.service_types])
        for row, answer in pairs
        if row["kind"] == answer.kind == "service"
    ]
    count("service type, first", [codes[0] in labels for labels, codes in served])
    count(
        "service type, one of up to three",
        [bool(set(labels) & set(codes)) for labels, codes in served],
    )
    both = [pair for pair in pairs if pair[0]["kind"] == pair[1].kind]
    count(
        "receiving body",
        [row["body"] == answer.receiving_body for row, answer in both if row["body"]],
    )
    count("urgency", [row["urgency"] == answer.urgency for row, answer in both])


def count(name: str, right: Iterable[bool]) -> None:
    marks = list(right)
    say(name, len(marks), share(sum(marks), len(marks)))


def peer() -> Any:
    return make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 2)), LinearSVC(random_state=0)
    )


def ranked(model: Any, texts: Sequence[str]) -> Any:
    """Classes of each text, best first."""
    scores = (
        model.predict_proba(texts)
        if hasattr(model, "predict_proba")
        else model.decision_function(texts)
    )
    return model.classes_[np.argsort(-scores, axis=1, kind="stable")]


def cross_validated(
    make: Callable[[], Any], texts: Sequence[str], labels: Any
) -> tuple[float, float, float]:
    """First right, one of the first two right, seconds; mean over folds and seeds."""
    first, second, seconds = [], [], 0.0
    for seed in SEEDS:
        parts = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
        for learn, rest in parts.split(texts, labels):
            start = time.perf_counter()
            model = make().fit([texts[i] for i in learn], labels[learn])
            best = ranked(model, [texts[i] for i in rest])
            seconds += time.perf_counter() - start
            first.append(np.mean(best[:, 0] == labels[rest]))
            second.append(np.mean((best[:, :2] == labels[rest, None]).any(axis=1)))
    folds = len(SEEDS) * FOLDS
    return float(np.mean(first)), float(np.mean(second)), seconds / folds


def messages() -> None:
    if not MESSAGES.exists():
        print(f"\nskipped: residents' messages, {MESSAGES} is absent")
        return
    rows = read_rows(MESSAGES)
    texts = [f"{row['title']}\n{row['body']}" for row in rows]
    labels = np.array([row["label"] for row in rows])
    ours = cross_validated(NeedClassifier, texts, labels)
    other = cross_validated(peer, texts, labels)
    print()
    size = f"{len(texts)}"
    say(f"messages, {len(set(labels))} classes, {FOLDS}-fold x {len(SEEDS)}", "size")
    say("", "", "ours", "char+SVC", "difference")
    for name, a, b in zip(("first", "first two"), ours, other, strict=False):
        say(f"accuracy, {name}", size, f"{a:.4f}", f"{b:.4f}", f"{a - b:+.4f}")
    say("seconds a fold", size, f"{ours[2]:.2f}", f"{other[2]:.2f}")
    print("target: first >= +.02 over the peer")


if __name__ == "__main__":
    held_back()
    messages()
    sys.exit(0)
