"""Names that a reader may take for one another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

ALIKE = 0.75
_BRACKETS = re.compile(r"[（(\[【][^（()）\]】]*[)）\]】]")
_SPACE = re.compile(r"[\s·・\-—_]+")
# Where a body is and what sort of body it is: most names of a district share these.
_PLACE = re.compile(
    r"^(?:\w{2,3}?(?:省|市))?(?:\w{2,3}?(?:区|县))?(?:\w{2,3}?(?:街道|街|镇))?"
)
_SORT = re.compile(
    r"(?:社会工作服务中心|社会服务中心|综合服务中心|公益服务中心|志愿服务(?:总)?队|志愿者服务队|"
    r"服务中心|发展中心|有限责任公司|有限公司|律师事务所|公益基金会|慈善基金会|基金会|促进会|"
    r"联合会|协会|学会|志愿队|互助队|服务队|中心|公司|社|队|会)$"
)


def core_of(name: str) -> str:
    """What sets a name apart: without brackets, place and sort of body.

    >>> core_of("示范区萤火青少年发展中心（演示）")
    '萤火青少年'
    """
    bare = _SPACE.sub("", _BRACKETS.sub("", normalize("NFKC", name))).lower()
    core = _SORT.sub("", _PLACE.sub("", bare, count=1), count=1)
    return core or bare


def look_alikes(name: str, others: Iterable[str]) -> list[str]:
    """Those of the others whose core is the same, holds this one, or shares three
    quarters of its pairs of characters; in their order. The name itself is none."""
    core = core_of(name)
    return [each for each in others if each != name and _alike(core, core_of(each))]


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and short in long:
        return True
    a, b = _pairs(one), _pairs(other)
    return 2 * len(a & b) >= ALIKE * (len(a) + len(b)) > 0


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}
