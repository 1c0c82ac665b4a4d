"""The small words of templates: clocks, money, masks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings
from django.utils import translation

from config.templatetags import house

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Guangzhou


@pytest.fixture(autouse=True)
def english_now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        ({"days": 8, "hours": 5}, "8 days left"),
        ({"days": 7}, "7 days left"),
        ({"days": 6, "hours": 23, "minutes": 59}, "6 days 23 hours left"),
        ({"days": 1, "hours": 3, "minutes": 59}, "1 day 3 hours left"),
        ({"days": 2}, "2 days left"),
        ({"days": 1}, "1 day left"),
        ({"hours": 23, "minutes": 59}, "23 hours left"),
        ({"hours": 1}, "1 hour left"),
        ({"minutes": 59, "seconds": 59}, "59 minutes left"),
        ({"minutes": 1}, "1 minute left"),
        ({"seconds": 59}, "due now"),
        ({"seconds": 0}, "due now"),
        ({"seconds": -59}, "due now"),
        ({"minutes": -1}, "overdue by 1 minute"),
        ({"hours": -2}, "overdue by 2 hours"),
        ({"days": -1, "hours": -1}, "overdue by 1 day 1 hour"),
    ],
)
def test_a_clock_is_said_in_words(ahead, words):
    assert house.until_words(NOW + timedelta(**ahead)) == words


def test_no_limit_says_nothing():
    assert [house.until_words(None), house.until_tone(None), house.is_late(None)] == [
        "",
        "",
        False,
    ]


def test_a_date_means_the_end_of_that_day():
    assert house.until_words(date(2026, 11, 23)) == "14 hours left"
    assert house.until_words(date(2026, 11, 22)) == "overdue by 10 hours"


def test_a_naive_moment_is_local():
    assert house.until_words(datetime(2026, 11, 23, 12, 0)) == "2 hours left"


@pytest.mark.parametrize(
    ("ahead", "tone", "late"),
    [
        ({"days": 3}, "", False),
        ({"days": 2, "hours": 23}, "amber", False),
        ({"seconds": 1}, "amber", False),
        ({"seconds": 0}, "red", True),
        ({"days": -4}, "red", True),
    ],
)
def test_the_tone_follows_the_clock(ahead, tone, late):
    until = NOW + timedelta(**ahead)

    assert (house.until_tone(until), house.is_late(until)) == (tone, late)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        ({"seconds": 30}, "just now"),
        ({"minutes": 5}, "waiting for 5 minutes"),
        ({"days": 2, "hours": 1}, "waiting for 2 days 1 hour"),
    ],
)
def test_what_waits_says_how_long(ago, words):
    assert house.since_words(NOW - timedelta(**ago)) == words


def test_a_day_begins_to_wait_at_midnight():
    assert house.since_words(date(2026, 11, 23)) == "waiting for 10 hours"
    assert house.since_words(None) == ""


def test_moments_are_local_and_words_stay():
    assert "10" in house.moment(NOW)
    assert house.moment(date(2026, 11, 23)) == house.moment(date(2026, 11, 23))
    assert house.moment("after the visit") == "after the visit"
    assert house.moment(None) == ""


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (1250, "¥12.50"),
        (5, "¥0.05"),
        (123456789, "¥1,234,567.89"),
        (-300, "−¥3.00"),
        (0, "free of charge"),
        (None, ""),
    ],
)
def test_yuan(fen, shown):
    assert house.yuan(fen) == shown


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("13812341234", "138****1234"),
        ("440104195001011234", "440***********1234"),
        ("陈大文", "陈**"),
        ("A", "A"),
        ("", ""),
        (None, ""),
    ],
)
def test_mask(value, masked):
    assert house.mask(value) == masked


def test_digits():
    assert [house.digits(n) for n in (33654, 0, None)] == ["33,654", "0", ""]


def test_the_demo_says_so_in_its_name():
    with override_settings(DEMO=True):
        assert house.site_name() == "Social Organisation Guidance Centre (demo)"
    with override_settings(DEMO=False):
        assert house.site_name() == "Social Organisation Guidance Centre"


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Title", "Title: "),
        ("What is needed?", "What is needed? "),
        ("为什么？", "为什么？ "),
    ],
)
def test_a_question_needs_no_colon(label, shown):
    assert house.lead_in(label) == shown


def test_a_case_number_stays_on_one_line():
    assert house.unbroken("<b> · XQ-2026-00003") == (
        '&lt;b&gt; · <span class="nowrap">XQ-2026-00003</span>'
    )
    assert house.unbroken("恒福社区") == "恒福社区"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("登峰街道", '<span lang="zh-Hans">登峰街道</span>'),
        (
            "Worker, 解放北路123号（3楼） <b>",
            'Worker, <span lang="zh-Hans">解放北路123号（3楼）</span> &lt;b&gt;',
        ),
        (
            "方** · Hengfu 社区",
            '<span lang="zh-Hans">方</span>** · Hengfu <span lang="zh-Hans">社区</span>',
        ),
        ("Dengfeng <b>", "Dengfeng <b>"),
        (12, 12),
    ],
)
def test_chinese_is_marked_as_such_on_an_english_page(text, shown):
    assert house.han(text) == shown


def test_on_a_chinese_page_nothing_is_marked():
    with translation.override("zh-hans"):
        assert house.han("登峰街道 <b>") == "登峰街道 <b>"
