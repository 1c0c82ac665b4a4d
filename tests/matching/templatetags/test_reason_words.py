"""Why a line, and what would have to change, as sentences in both languages."""

import pytest
from django.utils import translation

from matching.engine import Change, ReasonCode, Rule, Step
from matching.templatetags.reason_words import change_words, reason, reasons
from tests.matching.engine.builders import make_candidate

MORNING = {"days": "1,3", "start": 540, "end": 720}


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def said(code, **facts):
    return {"code": code, "contribution": 0.1, "facts": facts}


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("found", "words"),
    [
        (said("text", affinity=0.4), "Its past projects are close to this need"),
        (said("text", affinity=0.04), "Its past projects touch on this need"),
        (
            said("text", affinity=0.4, project="First month", words="meals,ward"),
            "Did a similar project, “First month”: meals, ward",
        ),
        (
            said("text", affinity=0.4, project="First month"),
            "Did a similar project, “First month”",
        ),
        (said("delivered", count=1, near=0), "Did this once"),
        (said("delivered", count=11, near=0), "Did this 11 times"),
        (
            said("delivered", count=11, near=4),
            "Did this 11 times, 4 of them in this street",
        ),
        (said("delivered", count=3, near=3), "Did this 3 times, all in this street"),
        (said("delivered", count=1, near=1), "Did this once, in this street"),
        (said("reliable", share=0.875), "Carried out 88% of what it accepted"),
        (said("reliable", share=1.0), "Carried out all that it accepted"),
        (
            said("reliable", share=0.875, done=7, ended=8),
            "Carried out 7 of 8 engagements it accepted",
        ),
        (
            said("reliable", share=1.0, done=8, ended=8),
            "Carried out all 8 engagements that it accepted",
        ),
        (
            said("reliable", share=1.0, done=1, ended=1),
            "Carried out the one engagement that it accepted",
        ),
        (said("near", level="grid"), "Based in the same grid"),
        (said("near", level="street"), "Based in this street"),
        (
            said("time", minutes=360, days="1,3"),
            "Free: Mon, Wed (6 hours a week that fit)",
        ),
        (
            said("time", minutes=360, wanted=360, **MORNING),
            "Free at all the times asked for: Mon, Wed in the morning",
        ),
        (
            said("time", minutes=360, wanted=630, **MORNING),
            "Free: Mon, Wed in the morning (6 of the 10.5 hours that would suit)",
        ),
        (said("continuity"), "Served here before: a familiar face"),
        (said("grade", grade=4), "Graded 4A"),
        (
            said("time", minutes=2880, days="6,7"),
            "Free all day: Sat, Sun",
        ),
        (said("load", free=6, weekly=8), "Has room: 6 of 8 a week are free"),
        (said("load", free=8, weekly=8), "Has room: nothing of 8 a week is booked"),
        (
            said("recent", awards=3),
            "Was asked 3 times in the last four weeks: others get a chance too",
        ),
        (said("newcomer"), "New to this service: gets a first chance"),
        (said("language", languages="en,yue"), "Speaks English, Cantonese"),
        (said("unheard of"), ""),
    ],
)
def test_reason(found, words):
    assert reason(found) == words


def test_the_sentence_of_the_field_in_chinese():
    found = said("text", affinity=0.4, project="出院第一个月", words="送餐,出院")
    assert reason(found) == "做过相近的项目《出院第一个月》：送餐、出院"
    assert reason(said("time", minutes=360, wanted=360, **MORNING)) == (
        "所需时间都有空：周一、周三上午"
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_code_of_the_engine_has_a_sentence(language):
    with translation.override(language):
        assert all(reason(said(str(code))) for code in ReasonCode)


@pytest.mark.usefixtures("english")
def test_three_reasons_and_the_newcomer():
    codes = ["continuity", "grade", "language", "reliable", "newcomer"]
    heard = reasons([said(code) for code in codes])
    assert len(heard) == 4
    assert heard[-1] == "New to this service: gets a first chance"


@pytest.mark.usefixtures("english")
def test_what_is_true_of_nearly_everybody_only_fills_up():
    room = said("load", free=6, weekly=8)
    district = said("near", level="district")
    street = said("near", level="street")
    close = said("text", affinity=0.3)
    named = said("text", affinity=0.3, project="First month")
    assert reasons([close, room, named, district, street]) == [
        "Did a similar project, “First month”",
        "Based in this street",
    ]
    assert reasons([close, room, street]) == [
        "Based in this street",
        "Its past projects are close to this need",
    ]
    assert len(reasons([district, room, close])) == 2


# --- what would have to change ---------------------------------------------------------------

OTHER = make_candidate(2)
STEPS = [
    (Step(Rule.NOT_VERIFIED), "have this service verified", "先核验这项服务"),
    (
        Step(Rule.NOT_COVERED, {"community": "4"}),
        "cover 恒福社区",
        "把服务范围扩大到恒福社区",
    ),
    (
        Step(Rule.GATE_MISSING, {"gate": "INS,LIC"}),
        "meet what is required: Insurance, Valid licence",
        "补齐要求：有保险、持有效资质证照",
    ),
    (
        Step(Rule.NO_OVERLAP, MORNING),
        "have time: Mon, Wed in the morning, or a part of it",
        "在周一、周三上午（或其中一段）有空",
    ),
    (
        Step(Rule.NO_FUNDING, {"price": 1350, "funding": ""}),
        "name who pays 13.50 yuan a unit, or come free of charge",
        "写明单价 13.50 元由谁出，或改为免费",
    ),
    (
        Step(Rule.NO_FUNDING, {"price": 1300, "funding": "lottery,venture"}),
        "take payment from: Welfare lottery fund, Venture philanthropy",
        "接受这些经费来源之一：福利彩票公益金、公益创投",
    ),
    (
        Step(Rule.NO_FUNDING, {"price": 1300, "funding": "own_resources,volunteer"}),
        "come free of charge",
        "改为免费",
    ),
    (
        Step(Rule.OVER_BUDGET, {"price": 1300}),
        "ask at most 13 yuan a unit",
        "单价降到 13 元以内",
    ),
    (Step(Rule.OVER_BUDGET, {"price": 0}), "come free of charge", "改为免费"),
    (Step(Rule.FULL, {"count": 3}), "have 3 a week free", "每周空出 3 个名额"),
]


@pytest.mark.parametrize(("step", "english", "chinese"), STEPS)
def test_what_lifts_a_rule(step, english, chinese):
    change = Change(1, 2, (step,), OTHER, None)
    with translation.override("en"):
        assert change_words(change, "恒福社区") == f"Needed: {english}."
    assert change_words(change, "恒福社区") == f"需要：{chinese}。"


@pytest.mark.usefixtures("english")
def test_what_stands_behind_the_rule_is_said():
    full = Step(Rule.FULL, {"count": 2})
    steps = (Step(Rule.NOT_VERIFIED), Step(Rule.OVER_BUDGET, {"price": 0}), full)
    words = (
        "Needed: have this service verified. "
        "Then still: come free of charge; have 2 a week free."
    )
    assert change_words(Change(1, 2, steps, OTHER, -0.1), "X") == words
    late = f"{words} It would still come after the one chosen."
    assert change_words(Change(1, 2, steps, OTHER, 0.1), "X") == late


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("code", "facts", "words"),
    [
        ("delivered", {"count": 1}, "one more delivery confirmed"),
        ("delivered", {"count": 2}, "2 more deliveries confirmed"),
        ("reliable", {"share": 0.9}, "90% of what it accepts carried out"),
        ("near", {"level": "street"}, "a base in this street"),
        ("time", MORNING, "also free: Mon, Wed in the morning"),
        ("grade", {"grade": 4}, "a grade of 4A"),
        ("load", {"count": 3}, "3 more a week free"),
        ("language", {"languages": "yue"}, "somebody who speaks Cantonese"),
    ],
)
def test_what_would_put_it_first(code, facts, words):
    change = Change(1, 2, (Step(ReasonCode(code), facts),), OTHER, -0.01)
    assert change_words(change, "X") == f"Would come first with: {words}."


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("after", "behind", "words"),
    [
        (None, 0.123, "No single change would put it first: it is 0.12 behind."),
        (
            OTHER,
            0.0,
            "Scores no lower than the one chosen; the rest of the pack, or a person, "
            "decided.",
        ),
        (OTHER, None, "Has no room left beside the rest of the pack."),
    ],
)
def test_without_a_step(after, behind, words):
    assert change_words(Change(1, 2, (), after, behind), "X") == words


def test_a_recusal_is_no_task():
    change = Change(1, 2, (Step(Rule.RECUSED),), None, None)
    assert change_words(change, "X") == "已声明回避或此前谢绝过，不作改变。"
