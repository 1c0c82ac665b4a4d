"""Two names of one thing: the one the reader's language asks for."""

from django.utils.translation import get_language


def spoken(chinese: str, english: str) -> str:
    """English where the page is English and an English text exists, else Chinese."""
    if english and not (get_language() or "zh").startswith("zh"):
        return english
    return chinese
