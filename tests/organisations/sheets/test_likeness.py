"""Names that a reader may take for one another."""

import pytest

from organisations.sheets import look_alikes
from organisations.sheets.likeness import core_of

KNOWN = [
    "示范区萤火青少年发展中心（演示）",
    "示范区木棉邻社会工作服务中心（演示）",
    "示范区社会工作协会（演示）",
    "恒福里邻里互助队（演示）",
    "大新粤韵社（演示）",
]


@pytest.mark.parametrize(
    ("name", "core"),
    [
        (KNOWN[0], "萤火青少年"),
        (KNOWN[1], "木棉邻"),
        ("广州市越秀区登峰街道木棉邻志愿服务队", "木棉邻"),
        ("木棉邻 · 社会服务中心", "木棉邻"),
        ("协会", "协会"),
    ],
)
def test_a_core_is_what_sets_a_name_apart(name, core):
    assert core_of(name) == core


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("示范区木棉邻志愿服务队", KNOWN[1:2]),
        ("越秀区萤火青少年服务中心", KNOWN[:1]),
        ("萤火青少年之家", KNOWN[:1]),
        ("示范区绿手指环境服务中心", []),
        ("示范区社会工作服务中心", KNOWN[2:3]),
        (KNOWN[0], []),
    ],
)
def test_alike_is_who_shares_the_core(name, alike):
    assert look_alikes(name, KNOWN) == alike
