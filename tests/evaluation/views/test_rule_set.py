"""The rules of an evaluation on pages: facts, sources, gaps, what is assumed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from evaluation.domain.rule_file import load_rules
from evaluation.enums.rule_names import RULE_FAULTS, RULE_NAMES, RULE_VALUES
from evaluation.models import Round, RuleSet
from evaluation.queries.rule_words import in_words
from evaluation.scoring.rule_faults import FAULTS
from evaluation.scoring.rulebook import KINDS
from tests.cms.markup import assert_quiet
from tests.evaluation.court import Court

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[3] / "evaluation" / "data"


@pytest.fixture
def demo() -> RuleSet:
    for name in ("rule_sets.json", "demo_rule_set.json"):
        load_rules(data=json.loads((DATA / name).read_text("utf-8")), chain="440104")
    return RuleSet.objects.get(key="DEMO-2026")


def rules(rule_set, language="en"):
    with translation.override(language):
        return {
            str(rule.name): rule for group in in_words(rule_set) for rule in group.rules
        }


def test_every_rule_fault_and_word_of_the_data_has_words(demo) -> None:
    assert set(RULE_NAMES) == set(KINDS)
    assert set(RULE_FAULTS) == set(FAULTS)
    said = [
        word
        for rule_set in RuleSet.objects.all()
        for fact in rule_set.facts.values()
        if isinstance(fact["value"], list)
        for word in fact["value"]
    ]
    assert set(said) <= set(RULE_VALUES)


def test_values_are_said_in_words(demo) -> None:
    said = rules(demo)
    lines = {name: rule.lines for name, rule in said.items()}
    assert lines["Length of the public notice"] == ("7 working days",) or lines[
        "Length of the public notice"
    ] == ("7 days",)
    assert lines["How long a grade is in force"] == (
        "5 years, from 1 January of the next year",
    )
    assert lines["Grades by points"][0].startswith("of 1000 points: 5A from 951; ")
    assert lines["Grades by points"][0].endswith("no grade below 601")
    assert lines["Who is looked at on documents, who on site"] == (
        "on documents: 1A; 2A",
        "on site: 3A; 4A; 5A",
    )
    assert "county: 3/100" in lines["Share that is inspected by lot each year"]
    assert lines["Last day of the annual report"] == ("31.5. of the next year",)
    assert lines["How points are rounded"] == (
        "to 1 points; parts that were not reached do not count",
    )
    assert lines["Who decides on a review"] == ("evaluation committee",)


def test_what_is_assumed_says_why_and_a_gap_stays_one(demo) -> None:
    bands = rules(demo)["Grades by points"]
    assert bands.assumed
    assert bands.why.startswith("The lines of 4A and 5A")
    assert rules(demo, "zh-hans")["各等级分数线"].why.startswith("4A、5A分数线")
    old = rules(RuleSet.objects.get(key="R39"))["Grades by points"]
    assert (old.gap, old.assumed, old.source) == (
        True,
        False,
        "所见文本只列五个等级，未列分数线",
    )


def test_who_reads_rules_at_the_desk(demo) -> None:
    court = Court()
    client = Client(headers={"accept-language": "en"})
    address = f"/desk/evaluation/rules/{demo.public_id}/"
    for user in (court.office, court.bureau, court.experts[0]):
        client.force_login(user)
        text = client.get(address).content.decode()
        assert_quiet(text)
        assert "assumed" in text
        assert demo.digest in text
    assert "DEMO-2026" in client.get("/desk/evaluation/rules/").content.decode()
    client.force_login(court.admin(court.case().provider))
    assert client.get(address).status_code == 403


def test_the_public_reads_the_rules_of_announced_rounds(demo) -> None:
    court = Court()
    notice = court.noticed().public_notices.get()
    client = Client(headers={"accept-language": "en"})
    address = f"/evaluation/rules/{court.rule_set.public_id}/"
    assert address in client.get(f"/evaluation/{notice.public_id}/").content.decode()
    text = client.get(address).content.decode()
    assert_quiet(text)
    assert "not known" in text or "未知" in text
    hidden = f"/evaluation/rules/{demo.public_id}/"
    assert client.get(hidden).status_code == 404
    Round.objects.update(rule_set=demo)
    assert client.get(hidden).status_code == 200
