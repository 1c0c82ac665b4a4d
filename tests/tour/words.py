"""What the words of a page give away."""

import re
from html import unescape

# Two words of Latin letters in a row: a page's own names are Chinese or one word.
SENTENCE = re.compile(r"(?:\b[A-Za-z]{2,}['’]?[a-z]*,? )+[A-Za-z]{2,}")
TRACE = re.compile(r"Traceback \(most recent|DoesNotExist|Exception Value")
MARKUP = re.compile(
    r"<(script|style|code)\b.*?</\1>|<(\w+)[^>]*\slang=[^>]*>.*?</\2>|<[^>]+>", re.S
)
# Attributes that are shown or read out.
ATTRIBUTE = re.compile(r'\s(?:alt|title|aria-label|placeholder)="([^"]*)"')
HTML_TAG = re.compile(r"<!doctype html>|</?(?:html|body)\b[^>]*>", re.I)


def plain(html: str) -> str:
    """The words of a page, without what says that it is in another language."""
    return unescape(MARKUP.sub(" ", HTML_TAG.sub(" ", html)))


def english(text: str) -> str:
    """The first English sentence, if there is one."""
    found = SENTENCE.search(text)
    return found[0] if found else ""


def traceback(text: str) -> bool:
    return TRACE.search(text) is not None
