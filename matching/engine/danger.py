"""Words of danger: what must show an emergency number before anything is saved.

The words are data (`matching/data/danger_words.json`). Matching is plain search in a
normalised text: one width, one case, simplified characters, no spaces inside Chinese.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

_STOPS = "。!?;"
_COMMAS = ",、:"
_QUOTES = str.maketrans("", "", "'\u2018\u2019`\u00b4")
_BLANK = "□"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Parts that must stand in one sentence, each given by its alternatives."""

    parts: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...] = ()
    """Any of these in the clause of the first part lifts the alarm: past, taught, a
    thing and not a person. Never from another clause: that would hide too much."""
    within: int | None = None
    """Greatest distance in characters from the first part."""
    call: str = ""
    """Whom to call first, a code of the directory."""
    matter: str = ""
    """Code of the matter that it is."""


@dataclass(frozen=True, slots=True)
class Family:
    """One family of danger: what to look for, whom to call, what to say."""

    code: str
    name: str
    name_en: str
    advice: str
    advice_en: str
    numbers: tuple[str, ...]
    version: str
    source: str
    patterns: tuple[Pattern, ...]
    firsts: tuple[tuple[str, tuple[int, ...]], ...]
    """Each word of a first part, and the places of the patterns that begin with it."""
    exclusions: tuple[str, ...]
    """Phrases taken out of the text first, longest first (跳楼价, 打我电话)."""
    simplified: tuple[str, str]
    """Traditional characters, and the simplified ones in the same order."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A family and the word found; parts of a word are joined by an ellipsis."""

    family: str
    word: str
    call: str
    matter: str


def families_of(data: Mapping[str, Any]) -> tuple[Family, ...]:
    """Families from the content of `danger_words.json`.

    Raises
    ------
    KeyError
        If a field or a named set (`@child`) is missing.
    """
    simplified = (data["simplified"]["from"], data["simplified"]["to"])
    table = str.maketrans(*simplified)
    return tuple(_family(row, data, simplified, table) for row in data["families"])


def _family(
    row: Mapping[str, Any],
    data: Mapping[str, Any],
    simplified: tuple[str, str],
    table: Mapping[int, int],
) -> Family:
    named = ("code", "name", "name_en", "advice", "advice_en", "version", "source")
    patterns = tuple(
        replace(
            _pattern(word, data["sets"], table),
            call=group["call"],
            matter=group["matter"],
        )
        for group in row["groups"]
        for word in group["words"]
    )
    return Family(
        **{field: row[field] for field in named},
        numbers=tuple(row["numbers"]),
        patterns=patterns,
        firsts=_firsts(patterns),
        exclusions=tuple(
            sorted(
                set(_spelled(row["exclusions"], data["sets"], table)),
                key=lambda phrase: (-len(phrase), phrase),
            )
        ),
        simplified=simplified,
    )


def _firsts(
    patterns: Sequence[Pattern],
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    found: dict[str, list[int]] = {}
    for place, pattern in enumerate(patterns):
        for word in pattern.parts[0]:
            found.setdefault(word, []).append(place)
    return tuple((word, tuple(places)) for word, places in found.items())


def _spelled(
    part: str | Sequence[str],
    sets: Mapping[str, Sequence[str]],
    table: Mapping[int, int],
) -> tuple[str, ...]:
    """A word, or words and names of sets (`@child`), each as a text is read."""
    listed = [part] if isinstance(part, str) else part
    words = [
        word
        for name in listed
        for word in (sets[name[1:]] if name.startswith("@") else [name])
    ]
    return tuple(normalised(word, table) for word in words)


def _pattern(
    word: Any, sets: Mapping[str, Sequence[str]], table: Mapping[int, int]
) -> Pattern:
    """From a string, a list of parts, or an object with `parts`, `unless`, `within`."""
    entry = word if isinstance(word, dict) else {"parts": word}
    parts = [entry["parts"]] if isinstance(entry["parts"], str) else entry["parts"]
    return Pattern(
        parts=tuple(_spelled(part, sets, table) for part in parts),
        unless=_spelled(entry.get("unless", []), sets, table),
        within=entry.get("within"),
    )


def _kind(char: str) -> str:
    if "\u3400" <= char <= "\u9fff" or char >= "\U00020000":
        return "han"
    if char.isalnum():
        return "latin"
    return "。" if char in _STOPS else "，" if char in _COMMAS else ""


def normalised(text: str, table: Mapping[int, int]) -> str:
    """One width, one case, simplified; Chinese without spaces, other words in spaces.

    Sentences end in 。 and clauses in ，; every other sign is dropped, so that a word
    split by spaces, line ends or dots is whole again.
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(table)
    plain = folded.translate(_QUOTES).replace(". ", "。")
    runs = (
        "".join(run)
        if kind == "han"
        else f" {''.join(run)} "
        if kind == "latin"
        else kind
        for kind, run in groupby(plain, key=_kind)
    )
    return "".join(runs).replace("  ", " ")


def _blanked(text: str, exclusions: Iterable[str]) -> str:
    for phrase in exclusions:
        if phrase in text:
            blank = f" {_BLANK} " if phrase.startswith(" ") else _BLANK
            text = text.replace(phrase, blank)
    return text


def _starts(sentence: str, part: str) -> Iterable[int]:
    start = sentence.find(part)
    while start >= 0:
        yield start
        start = sentence.find(part, start + 1)


def _clause(sentence: str, start: int, end: int) -> str:
    """The part between commas that holds the characters from start to end."""
    after = sentence.find("，", end)
    return sentence[
        sentence.rfind("，", 0, start) + 1 : after if after >= 0 else len(sentence)
    ]


def _found(pattern: Pattern, sentence: str) -> str:
    """The word found in a sentence, or an empty string."""
    first, *rest = pattern.parts
    for word in first:
        for start in _starts(sentence, word):
            clause = _clause(sentence, start, start + len(word))
            if any(lifting in clause for lifting in pattern.unless):
                continue
            near = sentence
            if pattern.within is not None:
                end = start + len(word) + pattern.within
                near = sentence[max(start - pattern.within, 0) : end]
            others = [next((w for w in part if w in near), "") for part in rest]
            if all(others):
                return "…".join(found.strip() for found in (word, *others))
    return ""


def danger_in(text: str, families: Sequence[Family]) -> list[Hit]:
    """Every word of danger in a text, by family, in the order of the data."""
    hits: dict[Hit, None] = {}
    plain: dict[tuple[str, str], str] = {}
    for family in families:
        fold = family.simplified
        if fold not in plain:
            plain[fold] = normalised(text, str.maketrans(*fold))
        clean = _blanked(plain[fold], family.exclusions)
        sentences = [sentence for sentence in clean.split("。") if sentence.strip()]
        begun = {p for word, places in family.firsts if word in clean for p in places}
        for pattern in (family.patterns[place] for place in sorted(begun)):
            if not all(any(w in clean for w in part) for part in pattern.parts[1:]):
                continue
            found = (_found(pattern, sentence) for sentence in sentences)
            if word := next(filter(None, found), ""):
                hits[Hit(family.code, word, pattern.call, pattern.matter)] = None
    return list(hits)
