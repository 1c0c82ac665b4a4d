"""Last year's annual report, pasted: cut into the projects that it tells of."""

from __future__ import annotations

import re

from organisations.sheets.provider import PastWork, work_of

MOST_PROJECTS = 10
SHORTEST_STORY = 20
LONGEST_STORY = 1000
_NUMBER = r"[一二三四五六七八九十\d]{1,3}"
# What opens a part: 一、 （一） 1. 1、 (1) 项目一 ① -, at the beginning of a line.
_OPENING = re.compile(
    rf"^\s*(?:{_NUMBER}\s*[、.．)）](?!\d)|[（(]\s*{_NUMBER}\s*[)）]|第?{_NUMBER}\s*[、个项]|"
    rf"项目\s*{_NUMBER}\s*[：:、]?|[①-⑳]|[-•·●*])\s*",
    re.M,
)
_CIRCLED = re.compile(r"(?<=\S)\s*(?=[①-⑳])")
_BLANK = re.compile(r"\n\s*\n")
_QUOTED = re.compile(r"^[《“\"](?P<title>[^》”\"]{1,80})[》”\"][：:，,。\s]*")
_LAST_STOP = re.compile(r"^.*[。！？!?；;]", re.S)


def cut_projects(text: str, *, year: int) -> list[PastWork]:
    """The projects a text tells of, in its order, ten at most; `year` stands where a
    part names none. Parts begin at a number or bullet, else after an empty line; one
    of fewer than 20 characters is taken for a heading and left out.
    """
    works = [_work(part, year) for part in _parts(text)]
    return [each for each in works if len(each.text) >= SHORTEST_STORY][:MOST_PROJECTS]


def _parts(text: str) -> list[str]:
    text = _CIRCLED.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    openings = [found.start() for found in _OPENING.finditer(text)]
    if len(openings) < 2:
        return [part.strip() for part in _BLANK.split(text) if part.strip()]
    ends = [*openings[1:], len(text)]
    parts = [text[a:b] for a, b in zip(openings, ends, strict=True)]
    return [_OPENING.sub("", part, count=1).strip() for part in parts]


def _work(part: str, year: int) -> PastWork:
    quoted = _QUOTED.match(part)
    if quoted:
        part = f"{quoted['title']}：{part[quoted.end() :]}"
    work = work_of("", _joined(part), year)
    return PastWork("", work.title, _shortened(work.text), work.year)


def _joined(part: str) -> str:
    """A heading line stays a line of its own; the lines below it run together."""
    first, _break, rest = part.partition("\n")
    rest = "".join(line.strip() for line in rest.split("\n"))
    return f"{first.strip()}\n{rest}" if rest else first.strip()


def _shortened(text: str) -> str:
    """Ends with a whole sentence where it must end early."""
    text = text.strip()
    if len(text) <= LONGEST_STORY:
        return text
    whole = _LAST_STOP.match(text[:LONGEST_STORY])
    return whole[0] if whole else text[:LONGEST_STORY]
