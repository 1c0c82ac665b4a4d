"""An annual report, pasted and cut into projects."""

import pytest

from organisations.sheets import cut_projects

ONE = "为 46 位高龄出院长者做用药提醒、送餐衔接和居家安全检查，再入院 3 人。"
TWO = "用 11 次楼层议事促成 4 栋旧楼加梯签约，2 栋未成，原因写进手册。"


def cut(text):
    return [
        (each.title, each.text, each.year) for each in cut_projects(text, year=2026)
    ]


EXPECTED = [("出院第一个月", ONE, 2026), ("楼梯间的会", TWO, 2026)]


@pytest.mark.parametrize(
    "text",
    [
        f"一、出院第一个月\n{ONE}\n二、楼梯间的会\n{TWO}",
        f"1. 出院第一个月：{ONE}\n2. 楼梯间的会：{TWO}",
        f"（1）《出院第一个月》：{ONE}\r\n（2）《楼梯间的会》{TWO}",
        f"①《出院第一个月》：{ONE}②《楼梯间的会》：{TWO}",
        f"项目一：出院第一个月\n{ONE}\n项目二：楼梯间的会\n{TWO}",
        f"- 出院第一个月：{ONE}\n- 楼梯间的会：{TWO}",
        f"出院第一个月\n{ONE}\n\n\n楼梯间的会\n{TWO}",
    ],
)
def test_parts_begin_at_a_number_a_bullet_or_an_empty_line(text):
    assert cut(text) == EXPECTED


def test_what_stands_before_the_first_number_and_bare_headings_are_left_out():
    text = f"2025 年工作总结\n一、基本情况\n二、出院第一个月\n{ONE}\n三、下一步"

    assert cut(text) == EXPECTED[:1]


def test_the_lines_of_a_story_run_together():
    text = f"1、出院第一个月\n{ONE[:20]}\n{ONE[20:]}\n2、楼梯间的会\n{TWO}"

    assert cut(text) == EXPECTED


def test_the_year_is_the_latest_that_is_named_and_not_to_come():
    text = f"1. 出院第一个月：2023 年起，{ONE}2027 年继续。\n2. 楼梯间的会：{TWO}"

    assert [year for _title, _text, year in cut(text)] == [2023, 2026]


def test_a_long_story_ends_with_a_whole_sentence():
    [work] = cut_projects(f"探访\n{'每周上门探访一次。' * 200}", year=2026)

    assert len(work.text) <= 1000
    assert work.text.endswith("。")


def test_at_most_ten_are_cut():
    text = "\n".join(f"{n}. 项目{n}：{ONE}" for n in range(1, 15))

    assert len(cut(text)) == 10


@pytest.mark.parametrize("text", ["", "  \n\n ", "太短。", "一、\n二、"])
def test_nothing_tells_nothing(text):
    assert cut(text) == []
