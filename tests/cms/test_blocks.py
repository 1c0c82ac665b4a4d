"""Any order of blocks is a page that can be read."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.images.tests.utils import get_test_image_file

from cms.blocks import BodyBlock
from cms.models import HomePage, SiteDocument, SiteImage
from tests.cms.markup import INLINE, assert_quiet

WORDS = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs"), max_codepoint=0x9FFF),
    min_size=1,
    max_size=12,
)
TABLE = st.builds(
    lambda heads, kinds, cells: {
        "columns": [
            {"type": kind, "heading": head}
            for head, kind in zip(heads, kinds, strict=True)
        ],
        "rows": [{"values": row} for row in cells],
        "caption": heads[0],
    },
    st.lists(WORDS, min_size=2, max_size=2),
    st.lists(st.sampled_from(["text", "number"]), min_size=2, max_size=2),
    st.lists(st.lists(WORDS, min_size=2, max_size=2), max_size=2),
)
STEP = st.fixed_dictionaries(
    {"title": WORDS, "text": WORDS, "needs": st.lists(WORDS, max_size=2)},
    optional={"duration": WORDS, "place": WORDS, "ask": WORDS},
)
RICH = WORDS.map(lambda text: f"<p>{escape(text)}</p>")
VALUES = {
    "heading": WORDS,
    "paragraph": RICH,
    "points": st.lists(WORDS, min_size=1, max_size=3),
    "steps": st.lists(STEP, min_size=1, max_size=2),
    "questions": st.lists(
        st.fixed_dictionaries({"question": WORDS, "answer": RICH}), max_size=2
    ),
    "table": TABLE,
    "phones": st.lists(
        st.fixed_dictionaries(
            {"name": WORDS, "number": st.just("020-1"), "hours": RICH}
        ),
        max_size=2,
    ),
    "quotation": st.fixed_dictionaries({"text": WORDS, "source": WORDS}),
    "note": WORDS,
}
BLOCK = st.one_of(
    [
        st.fixed_dictionaries({"type": st.just(kind), "value": value})
        for kind, value in VALUES.items()
    ]
)
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>")


def rendered(blocks: list[dict[str, Any]]) -> str:
    value = BodyBlock().to_python(blocks)
    return "".join(each.render() for each in value)


def left_open(html: str) -> list[str]:
    """Elements that are not closed in the order in which they were opened."""
    stack: list[str] = []
    for closing, name, _single in TAG.findall(html):
        if name in {"br", "img"}:
            continue
        if not closing:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return [name]
    return stack


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCK, max_size=8))
def test_any_order_of_blocks_keeps_the_headings_in_order(
    blocks: list[dict[str, Any]],
) -> None:
    html = rendered(blocks)
    heads = sum(block["type"] == "heading" for block in blocks)
    assert re.findall(r"<h(\d)", html) == ["2"] * heads
    assert INLINE.findall(re.sub(r">[^<]*<", "><", html)) == []
    assert left_open(html) == []


def test_every_kind_is_drawn_here() -> None:
    stored = {"picture", "download", "button"}
    assert set(BodyBlock().child_blocks) == set(VALUES) | stored


def test_every_block_explains_itself() -> None:
    for name, block in BodyBlock().child_blocks.items():
        help_text = getattr(block.meta, "help_text", "") or block.field.help_text
        assert (name, bool(help_text)) == (name, True)


# Wagtail leaves the file of a picture it has resized to the collector.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_what_is_stored_elsewhere_is_shown(home: HomePage) -> None:
    document = SiteDocument(title="备案表")
    document.file.save("form.txt", ContentFile(b"1234567890"))
    image = SiteImage.objects.create(title="门口", file=get_test_image_file())
    html = rendered(
        [
            {"type": "download", "value": {"document": document.pk, "label": ""}},
            {"type": "button", "value": {"page": home.pk, "label": "回首页"}},
            {"type": "button", "value": {"page": None, "label": "走不到"}},
            {
                "type": "picture",
                "value": {"image": image.pk, "decorative": False, "alt_text": "坡道"},
            },
        ]
    )
    assert "备案表</a>" in html
    assert "TXT · 10" in html
    assert ">回首页</a>" in html
    assert "走不到" not in html
    assert 'alt="坡道"' in html
    assert_quiet(html)


@pytest.mark.parametrize(
    ("decorative", "alt_text", "accepted"),
    [(False, "", False), (False, "坡道", True), (True, "", True)],
)
def test_a_picture_is_described_or_decoration(
    db: None, decorative: bool, alt_text: str, accepted: bool
) -> None:
    image = SiteImage.objects.create(title="门口", file=get_test_image_file())
    block = BodyBlock().child_blocks["picture"]
    value = block.to_python(
        {"image": image.pk, "decorative": decorative, "alt_text": alt_text}
    )
    try:
        block.clean(value)
    except ValidationError:
        assert not accepted
    else:
        assert accepted
