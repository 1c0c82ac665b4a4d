"""Showing where a question was found: an excerpt with its words marked."""

import re
import unicodedata

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BEFORE = 24
LENGTH = 140
_HAN = "\u3400-\u9fff"
_WORDS = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}])[\w+])+")


def excerpt(text: str, question: str) -> SafeString:
    """The stretch of the text around the first whole word found, safe to show.

    Without one (it may be in the title) the text's beginning.
    """
    pattern = _pattern(_words(question))
    hit = pattern.search(_plain(text)) if pattern else None
    start = max(0, hit.start() - BEFORE) if hit else 0
    end = start + LENGTH
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return format_html("{}{}{}", before, marked(text[start:end], question), after)


def marked(text: str, question: str) -> SafeString:
    """The whole text, escaped, with the words of the question in <mark>."""
    words = _words(question)
    pattern = _pattern(words + _pairs(words))
    if pattern is None:
        return format_html("{}", text)
    pieces, end = [], 0
    for hit in pattern.finditer(_plain(text)):
        pieces.append((text[end : hit.start()], text[hit.start() : hit.end()]))
        end = hit.end()
    return format_html(
        "{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[end:]
    )


def _words(question: str) -> list[str]:
    """The words of the question, and the singulars of its English ones."""
    words = _WORDS.findall(_plain(question))
    return words + [w[:-1] for w in words if len(w) > 3 and w.endswith("s")]


def _pairs(words: list[str]) -> list[str]:
    """The pairs of neighbours in the long Chinese runs."""
    runs = [word for word in words if re.match(f"[{_HAN}]{{3}}", word)]
    return [run[i : i + 2] for run in runs for i in range(len(run) - 1)]


def _pattern(terms: list[str]) -> re.Pattern[str] | None:
    """Any of these, the earlier before the later."""
    return re.compile("|".join(map(re.escape, terms))) if terms else None


def _plain(text: str) -> str:
    """Small letters and plain widths, one for one, so that places stay the same."""
    return "".join(_plain_character(character) for character in text)


def _plain_character(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return folded if len(folded) == 1 else character
