"""Whatever a person reads goes through the catalogue, so that a Chinese page holds no
English sentence: the words of templates, and those of refusals and messages."""

import re

import pytest

from tests.test_architecture import FLOORS, ROOT, sources
from tests.tour.words import ATTRIBUTE, plain

TRANSLATED = re.compile(
    r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}|{#.*?#}", re.S
)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.S)
LOOSE = re.compile(r"""[\w-]+="[^"]*"|[\w-]+='[^']*'""")  # a part that holds attributes
# A word that begins a sentence or a button, or two words in a row.
WORDS = re.compile(r"(?:^|[\s>])[A-Z][a-z]+\b|\b[A-Za-z]{2,} [A-Za-z]{2,}\b")
# A sentence that a refusal or a message is given as it stands.
PLAINLY = re.compile(
    r"\b(?:ValidationError|PermissionDenied|Http404|Verdict|refuse|stale|add_error"
    r'|messages\.\w+)\(\s*(?:[\w."]+,\s*)*f?"[^"]*[a-z}] [^"]*"'
)


def left(template: str) -> list[str]:
    """What a template says without the catalogue."""
    bare = TAG.sub(" ", TRANSLATED.sub(" ", template))
    said = [LOOSE.sub(" ", plain(bare)), *ATTRIBUTE.findall(bare)]
    return [found[0].strip() for text in said if (found := WORDS.search(text))]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Save it</p>", ["Save"]),
        ('<img alt="two words">', ["two words"]),
        ("<p>{% translate 'Save it' %} · {{ name }}</p>", []),
        ("{% blocktranslate %}Save {{ it }}{% endblocktranslate %}", []),
        ('<a lang="en">English</a>', []),
        ('<b class="two words">中文 KB</b>', []),
    ],
)
def test_words_outside_the_catalogue_are_found(template: str, found: list) -> None:
    assert left(template) == found


def test_templates_speak_through_the_catalogue() -> None:
    assert {
        f"{path.relative_to(ROOT)}: {words}"
        for folder in FLOORS
        for path in sorted((ROOT / folder).rglob("templates/**/*.*"))
        for words in left(path.read_text(encoding="utf8"))
    } == set()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('raise ValidationError("no such row", code="row")', True),
        ('form.add_error("name", f"not {name} again")', True),
        ('raise refuse("row", _("no such row"))', False),
        ('raise ValidationError(error.messages, code="row")', False),
    ],
)
def test_a_refusal_outside_the_catalogue_is_found(line: str, found: bool) -> None:
    assert bool(PLAINLY.search(line)) == found


def test_refusals_speak_through_the_catalogue() -> None:
    assert {
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in sources(*FLOORS)
        for found in PLAINLY.finditer(path.read_text(encoding="utf8"))
    } == set()
