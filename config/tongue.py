"""Chinese words on an English page, marked so that they are read out as Chinese.

Names, addresses and people's own words stay as they were written. WCAG 3.1.2 wants
their language known; text comes from everywhere, so the finished page is marked.
"""

import re

HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = "\u2018-\u201d\u2026\u3000-\u9fff\uff00-\uff65"
# From the first Chinese sign to the last, with what belongs to it: 12号3A, 陈**.
_RUN = re.compile(rf"[{_WORD}]*[\u3400-\u9fff](?:[^a-z&<]*[{_WORD}])?[A-Z\d*]*")
_PIECE = re.compile(
    r"<(?P<raw>script|style|svg|textarea|title)\b.*?</(?P=raw)>"
    r"""|(?P<tag><(?:[^>"']|"[^"]*"|'[^']*')*>|)(?P<text>[^<]*)""",
    re.DOTALL,
)


def marked(html: str) -> str:
    """The English page with `lang="zh-Hans"` at each run of Chinese.

    What holds no tags (a title, a box to write in) stays as it is; an option bears
    the mark itself, and what an author has marked is not marked again. Words of both
    languages between two tags stay one piece: a flexible box would set them apart.
    """
    return _PIECE.sub(_mark, html)


def _mark(found: re.Match[str]) -> str:
    tag, text = found["tag"], found["text"]
    if not text or not HAN.search(text) or ' lang="' in tag:
        return found[0]
    if tag.startswith("<option"):
        return f'<option lang="zh-Hans"{tag[len("<option") :]}{text}'
    said = _RUN.sub(r'<bdi lang="zh-Hans">\g<0></bdi>', text)
    alone = not tag or _RUN.fullmatch(text.strip())
    return tag + (said if alone else f"<bdi>{said}</bdi>")
