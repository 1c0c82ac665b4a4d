"""Words of danger: what must alarm, what must not, and how a text is read."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import matching
from matching.engine.danger import Hit, danger_in, families_of, normalised

FOLDER = Path(matching.__file__).parent / "data"
DATA = json.loads((FOLDER / "danger_words.json").read_text("utf8"))
FAMILIES = families_of(DATA)
TABLE = str.maketrans(*FAMILIES[0].simplified)

ALARMS = [
    *[("life", word) for word in ("不想活", "跳楼", "割脉", "煤气味", "着火", "昏迷")],
    ("life", "叫极都唔醒"),
    ("life", "厨房好大阵煤气味，点算"),
    ("life", "屋里闻到一股煤气的味道"),
    ("life", "佢企咗喺天台唔肯落嚟"),
    ("life", "孩子吞了一整瓶药"),
    ("life", "I can smell gas on the stairs"),
    ("life", "I don't want to live any more."),
    ("life", "two people are stuck in the lift"),
    *[("minor", word) for word in ("打细路", "被摸", "唔畀饭食", "锁喺屋企")],
    ("minor", "十三岁女仔怀孕，唔敢话俾屋企知"),
    ("minor", "隔篱晚晚用皮带打个细路"),
    ("minor", "A boy next door is beaten almost every night"),
    *[("violence", word) for word in ("打我", "家暴", "唔畀出门")],
    ("violence", "老公饮醉酒又打我"),
    ("violence", "My husband hits me when he drinks"),
    *[("missing", word) for word in ("走失", "唔见咗")],
    ("missing", "我妈有痴呆，早上出门到现在没回来"),
    ("missing", "My grandfather has been missing since this morning"),
    ("minor", "隔壁孩子身上有伤，他爸经常打他，不敢回家"),
    ("minor", "同学说她后爸晚上进她房间"),
    ("life", "邻居阿婆三天没开门，里面有臭味"),
    ("minor", "个女俾继父搞"),
    ("minor", "孩子手臂上有很多割痕"),
    ("minor", "爸爸经常用皮带抽他"),
    ("minor", "家长体罚孩子很凶"),
    ("minor", "她妈妈动不动就扇她耳光"),
    ("minor", "孩子跟同学打架，打到流血"),
]
CALM = [
    "全场跳楼价，清仓",
    "有事打我电话",
    "打电话给我，号码没变",
    "请打我女儿电话",
    "煤气费突然涨了三倍",
    "这个月的煤气账单不对",
    "带细路去打疫苗",
    "我打工没时间看孩子",
    "孩子整天打游戏",
    "想学火灾逃生，组织一次消防演习",
    "社区几时有反家暴讲座",
    "想给老人配防走失手环",
    "我的银包唔见咗",
    "中风后想做康复训练",
    "去年楼里着过火，想请人检查电线",
    "我不想活动，只想看书",
    "抽油烟机太吵",
    "我儿子经常打游戏",
    "我儿子经常打篮球，想找个免费的场地",
    "担心孩子跟别的同学打架",
    "打死我也不信有免费的理发服务",
    "孩子爱吃皮带面，老年食堂有吗",
    "七十二岁还想学打拳",
    "The gas bill is wrong, please call me",
    "Smoke from the restaurant comes into my flat",
    "Our cat is missing",
    "",
    "。！？",
]


def codes(text):
    return {hit.family for hit in danger_in(text, FAMILIES)}


def test_families_and_their_numbers():
    numbers = {family.code: family.numbers for family in FAMILIES}

    assert list(numbers) == ["life", "minor", "violence", "missing"]
    assert set(numbers["life"]) == {"110", "119", "120", "12356"}
    assert {"110", "12338"} <= set(numbers["violence"])
    assert all("110" in called for called in numbers.values())


def test_every_family_is_told_in_two_languages_with_version_and_source():
    for family in FAMILIES:
        assert all((family.name, family.name_en, family.advice, family.advice_en))
        assert all((family.version, family.source, family.patterns))


@pytest.mark.parametrize(("family", "text"), ALARMS)
def test_alarms(family, text):
    assert family in codes(text)


@pytest.mark.parametrize("text", CALM)
def test_stays_calm(text):
    assert danger_in(text, FAMILIES) == []


def test_names_the_word_the_number_and_the_matter():
    assert danger_in("楼下有煤气味", FAMILIES)[0] == Hit(
        "life", "煤气味", "119", "YJ-03"
    )


def test_parts_of_a_word_are_named_together():
    words = [hit.word for hit in danger_in("用皮带抽细路", FAMILIES)]

    assert "细路…皮带" in words


@pytest.mark.parametrize(
    "text",
    [
        "不 想 活 了",
        "不想\n活了",
        "不\u200b想\u200b活",
        "不.想.活",
        "不想活",
        "我唔想活",
    ],
)
def test_a_word_split_by_signs_is_whole_again(text):
    assert codes(text) == {"life"}


@pytest.mark.parametrize(
    ("text", "family"),
    [("想跳樓", "life"), ("佢打我，唔畀出門", "violence"), ("阿婆走失", "missing")],
)
def test_traditional_characters(text, family):
    assert family in codes(text)


@pytest.mark.parametrize(
    "text", ["SUICIDE", "ｓｕｉｃｉｄｅ", "I can’t breathe", "on\nfire"]
)
def test_width_case_and_apostrophes(text):
    assert codes(text) == {"life"}


def test_english_words_are_whole_words():
    assert codes("she draped the informationfire") == set()


def test_a_comma_parts_words():
    assert codes("老人不想，活动他也不参加") == set()


def test_an_exclusion_takes_away_no_other_alarm():
    assert codes("煤气费刚交，现在屋里好大煤气味") == {"life"}
    assert codes("他打我，我跑出来了，请打我电话") == {"violence"}


def test_parts_must_stand_in_one_sentence():
    assert codes("孩子很乖。昨天皮带断了") == set()


def test_what_lifts_an_alarm_lifts_it_in_its_own_clause_only():
    assert codes("想办急救讲座讲下晕倒点处理") == set()
    assert codes("听完急救讲座返来，阿伯晕倒咗") == {"life"}
    assert codes("我的银包唔见咗，个孙都唔见咗") == {"missing"}


def test_every_family_hit_is_named_once_a_word():
    hits = danger_in("他打我，又打我，还说要跳楼", FAMILIES)

    assert {hit.family for hit in hits} >= {"life", "violence"}
    assert len(hits) == len(set(hits))


def test_an_exclusion_may_name_a_set():
    group = {"code": "blow", "call": "110", "matter": "YJ-10", "words": ["打"]}
    family = DATA["families"][1] | {"groups": [group], "exclusions": ["@at_play"]}
    families = families_of(DATA | {"families": [family]})

    assert danger_in("他打游戏", families) == []
    assert danger_in("他打人", families) != []


def test_no_families_no_alarm():
    assert danger_in("跳楼", ()) == []


def test_normalised_text():
    assert normalised("Ａ樓 不、想 OK!", TABLE) == " a 楼不，想 ok 。"


def told_apart(split):
    """(dangers found of all, false alarms among the near misses)."""
    with (FOLDER / "danger_texts.csv").open(encoding="utf8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    found = {
        label: [bool(codes(row["text"])) for row in rows if row["label"] == label]
        for label in ("danger", "near")
    }
    return sum(found["danger"]) / len(found["danger"]), sum(found["near"])


def test_the_texts_the_list_was_made_from():
    assert told_apart("tune") == (1.0, 3)


def test_texts_held_back_are_found_no_less_often_than_when_the_list_was_made():
    found, false_alarms = told_apart("held")

    assert found >= 0.70
    assert false_alarms == 0


def test_unknown_set_is_an_error():
    group = DATA["families"][0]["groups"][0] | {"words": [["@nobody"]]}
    broken = DATA | {"families": [DATA["families"][0] | {"groups": [group]}]}

    with pytest.raises(KeyError, match="nobody"):
        families_of(broken)
