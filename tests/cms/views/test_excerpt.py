import pytest

from cms.views.excerpt import excerpt, marked


@pytest.mark.parametrize(
    ("text", "question", "shown"),
    [
        ("居家养老服务", "养老", "居家<mark>养老</mark>服务"),
        ("居家养老服务", "养老院", "居家<mark>养老</mark>服务"),
        ("评为５Ａ级", "5a", "评为<mark>５Ａ</mark>级"),
        ("“3+N”项目", "3+n", "“<mark>3+N</mark>”项目"),
        ("Community canteens", "CANTEEN", "Community <mark>canteen</mark>s"),
        ("One canteen", "canteens", "One <mark>canteen</mark>"),
        ("居家养老", "", "居家养老"),
        ("居家养老", '"(', "居家养老"),
        ("居家养老", "火星", "居家养老"),
        ("<b>养老</b>", "养老", "&lt;b&gt;<mark>养老</mark>&lt;/b&gt;"),
        ("a&amp;b", "<script>", "a&amp;amp;b"),
        ("ﬁle x", "x", "ﬁle <mark>x</mark>"),
    ],
)
def test_marked(text: str, question: str, shown: str) -> None:
    assert marked(text, question) == shown


def test_excerpt_is_the_stretch_around_the_first_hit() -> None:
    text = "甲" * 100 + "养老" + "乙" * 300
    assert excerpt(text, "养老") == f"…{'甲' * 24}<mark>养老</mark>{'乙' * 114}…"


def test_excerpt_without_a_hit_is_the_beginning() -> None:
    assert excerpt("甲" * 200, "火星") == "甲" * 140 + "…"


def test_excerpt_of_a_short_text_is_the_text() -> None:
    assert excerpt("居家养老", "养老") == "居家<mark>养老</mark>"
