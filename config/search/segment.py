"""Cutting text into the words that the search index holds (pure, no Django).

Databases take a run of Chinese characters for one word, so that 养老 never finds
居家养老服务. Here every run of Han characters becomes its single characters and its
pairs of neighbours; a question becomes pairs, all of which must be there.
"""

import re
import unicodedata

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RUN = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}])[^\W_])+(?:\+(?:(?![{_HAN}])[^\W_])+)*")
_IS_HAN = re.compile(f"[{_HAN}]")


def runs(text: str) -> list[str]:
    """The runs of Han characters and of other letters and digits, in order.

    Full-width forms become plain ones, capitals small, accents fall: ５Ａ is 5a.
    A plus sign holds its neighbours together: 3+N is one run.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _RUN.findall(unicodedata.normalize("NFC", bare).casefold())


def index_words(text: str) -> str:
    """What is stored for a text, words parted by blanks.

    A Han run gives its characters, then its pairs; a Latin word itself and its
    singular; 3+n gives 3, n and 3n.
    """
    return " ".join(word for run in runs(text) for word in _index_run(run))


def query_words(text: str, *, whole: bool = True) -> list[list[str]]:
    """What is asked for, one list of words for each run; all of them must be there.

    `whole` is false while somebody is still typing: the last word is a beginning.
    """
    return [_query_run(run, whole) for run in runs(text)]


def pairs(run: str) -> list[str]:
    """Neighbouring characters two by two; a single character stays alone."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def singular(word: str) -> str:
    """The singular of a regular English plural (Harman's S-stemmer)."""
    if len(word) < 4 or not word.isascii() or word.endswith(("us", "ss")):
        return word
    if word.endswith("ies") and not word.endswith(("aies", "eies")):
        return word[:-3] + "y"
    return word.removesuffix("s")


def _index_run(run: str) -> list[str]:
    if _IS_HAN.match(run):
        return [*run, *pairs(run)] if len(run) > 1 else [run]
    words = run.split("+")
    words += ["".join(words)] if len(words) > 1 else []
    return [form for word in words for form in dict.fromkeys((word, singular(word)))]


def _query_run(run: str, whole: bool) -> list[str]:
    if _IS_HAN.match(run):
        return pairs(run)
    word = run.replace("+", "")
    return [singular(word) if whole else word]
